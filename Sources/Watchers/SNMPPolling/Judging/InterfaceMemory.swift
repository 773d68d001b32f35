/// How the interfaces of one device were: eight octets each, in the order of the table.
struct InterfaceMemory: Sendable {
    /// One interface: a hash of its name above, how it was in the lowest octet.
    struct Entry: Sendable, Hashable {
        private var bits: UInt64

        /// An interface of a name, of which nothing is known.
        init(name: String) { bits = Entry.hash(name) }

        /// The same interface, of which nothing is known.
        var anew: Entry {
            var entry = self
            entry.bits &= ~0xff
            return entry
        }

        /// Whether it is the same interface.
        func isSame(as other: Entry) -> Bool { (bits ^ other.bits) >> 8 == 0 }

        /// The hash of the name alone.
        var name: UInt64 { bits >> 8 }

        /// How it is.
        var state: InterfaceState {
            get { InterfaceState(rawValue: UInt8(bits & 7)) ?? .silent }
            set { bits = bits & ~7 | UInt64(newValue.rawValue) }
        }

        /// Whether it leads to the rest of the network; nil while nobody had to know.
        var isUplink: Bool? {
            get { bits & 16 == 0 ? nil : bits & 8 != 0 }
            set { bits = bits & ~24 | (newValue.map { 16 | ($0 ? 8 : 0) } ?? 0) }
        }

        /// FNV-1a: cheap, and nothing but a mistaken event comes of two names that are equal by it.
        private static func hash(_ name: String) -> UInt64 {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            return hash & ~0xff
        }
    }

    /// The interfaces, in the order of the last table.
    var entries: [Entry] = []
    /// Their names: the list that the device's table has, and so no more room. One that is still the same list is told
    /// apart from another without a look at any name.
    private(set) var names: [String] = []

    /// Takes the interfaces of a table, in its order.
    mutating func take(_ entries: [Entry], named names: [String]) {
        self.entries = entries
        self.names = names
    }

    /// Forgets which interfaces are uplinks, because that may have changed.
    mutating func forgetUplinks() {
        for index in entries.indices { entries[index].isUplink = nil }
    }
}

/// How an interface is, of what ifAdminStatus and ifOperStatus say (RFC 2863, section 6).
enum InterfaceState: UInt8, Sendable, Hashable {
    /// Nothing is said: no value, or unknown(4), which some virtual interfaces say all their lives.
    case silent = 0
    case up = 1
    case down = 2
    /// An administrator switched it off: no fault.
    case switchedOff = 3
    /// It waits for something from outside, as a dial-up line does: no fault.
    case dormant = 4
    /// A part of it is missing, such as the transceiver.
    case notPresent = 5
    /// It is down because one below it is.
    case lowerLayerDown = 6
    case testing = 7

    /// The state that the numbers stand for.
    init(admin: Double, oper: Double) {
        if admin == 2 {
            self = .switchedOff
            return
        }
        switch oper {
        case 1: self = .up
        case 2: self = .down
        case 3: self = .testing
        case 5: self = .dormant
        case 6: self = .notPresent
        case 7: self = .lowerLayerDown
        default: self = .silent
        }
    }

    /// Whether it should work and does not.
    var isBad: Bool { self == .down || self == .notPresent || self == .lowerLayerDown }

    /// The state as a clause about the interface.
    var words: String {
        switch self {
        case .silent: "says nothing of its state"
        case .up: "is up"
        case .down: "is down"
        case .switchedOff: "is switched off by an administrator"
        case .dormant: "is dormant"
        case .notPresent: "is not present: a part of it, such as its transceiver, is missing"
        case .lowerLayerDown: "is down because the interface below it is"
        case .testing: "is in a test"
        }
    }
}
