import Model
import Watching
import Wire

/// Hears which addresses hosts say are theirs, in ARP and neighbor discovery. It has a capture of its own on each interface,
/// so that a storm of ARP takes no room of what is judged; and where more comes than any healthy link has, it stops listening
/// for a while, so that a storm costs little time, too.
struct NeighbourSensor: Sendable {
    /// What the kernel passes, also behind one or two tags beyond the one that the kernel takes off.
    static let filter: String = {
        let wanted = "arp or (ip6 and ip6[6] == 58 and (ip6[40] == 135 or ip6[40] == 136))"
        return "(\(wanted)) or (vlan and ((\(wanted)) or (vlan and (\(wanted)))))"
    }()
    /// How many frames of one interface are looked at in a second.
    static let budget = 2_000
    /// How long it does not listen where more came.
    static let rest: Duration = .seconds(60)
    /// How much the kernel may hold for it.
    static let bufferBytes = 1 << 20
    /// The timer that makes it listen again.
    static let timer = TimerName("neighbours")

    /// The watcher's name, which its captures bear, too.
    let watcher: WatcherName
    /// Frames that were looked at.
    private(set) var frames: UInt64 = 0
    /// Those of them in which a host spoke of another, which proves nothing.
    private(set) var ofOthers: UInt64 = 0
    /// Frames beyond the budget, and those that the kernel had no room for.
    private(set) var passedOver: UInt64 = 0
    /// How often it stopped listening.
    private(set) var rests: UInt64 = 0

    private struct Meter: Sendable {
        var second: Int64 = .min
        var count = 0
        /// When it listens again; nil while it does.
        var resting: MonotonicTime?
        /// When the last frame was heard.
        var last: MonotonicTime?
    }

    private var meters: [String: Meter] = [:]
    private var isPromiscuous = true

    /// A sensor that hears nothing until it is started.
    init(watcher: WatcherName) { self.watcher = watcher }

    /// Listens on these interfaces and no others.
    mutating func listen(on names: [String], isPromiscuous: Bool, into actions: inout [Action]) {
        self.isPromiscuous = isPromiscuous
        for name in meters.keys.sorted() where !names.contains(name) {
            meters[name] = nil
            actions.append(.close(socket(name)))
        }
        for name in names {
            if meters[name] == nil { meters[name] = Meter() }
            if meters[name]?.resting == nil { actions.append(capture(name)) }
        }
    }

    /// Takes an input if it is about these captures: whether it was.
    mutating func take(_ input: Input, at moment: Moment, into actions: inout [Action]) -> Bool {
        switch input {
        case .socketOpened(let socket), .socketFailed(let socket, _):
            // What keeps this capture from frames keeps the watcher's other one from them, which tells it.
            return isOwn(socket)
        case .kernelDrops(let count, let socket):
            guard isOwn(socket) else { return false }
            passedOver &+= count
            return true
        case .timer(Self.timer):
            for (name, meter) in meters.sorted(by: { $0.key < $1.key }) {
                guard let end = meter.resting else { continue }
                if moment.monotonic >= end {
                    meters[name]?.resting = nil
                    actions.append(capture(name))
                } else {
                    actions.append(.setTimer(Self.timer, at: end))
                }
            }
            return true
        default: return false
        }
    }

    /// Takes what a frame says of its sender's addresses; the sender, where one of them is new.
    mutating func hear(
        _ content: FrameContent, _ packet: CapturedPacket, into book: inout NeighbourBook, at moment: Moment,
        _ actions: inout [Action]
    ) throws(MalformedPacket) -> MACAddress? {
        switch content {
        case .arp(let arp):
            guard isLookedAt(packet.interface, at: moment, into: &actions) else { return nil }
            // A probe (RFC 5227) asks for an address that the host does not have yet.
            guard arp.senderAddress != .v4(0) else { return nil }
            return note(arp.senderMAC, Self.sender(of: packet), arp.senderAddress, .arp, into: &book)
        case .icmpv6(let message):
            guard message.type == 135 || message.type == 136 else { return nil }
            guard isLookedAt(packet.interface, at: moment, into: &actions) else { return nil }
            let found = try NeighborDiscoveryMessage(message)
            // Another hop limit means that a router forwarded it (section 7.1): receivers discard it.
            guard message.hopLimit == 255, let sender = message.sourceMAC else { return nil }
            switch found {
            case .neighborSolicitation(_, let told):
                // Without a source it asks whether an address is free that the host does not have yet.
                guard message.source != .v6(high: 0, low: 0, scope: 0) else { return nil }
                return note(told ?? sender, sender, message.source, .nd, into: &book)
            case .neighborAdvertisement(let told):
                return note(told.targetMAC ?? sender, sender, told.target, .nd, into: &book)
            default: return nil
            }
        default: return nil
        }
    }

    /// Whether hosts are heard on an interface, so that not to be heard means something.
    func hears(_ interface: String, at moment: Moment) -> Bool {
        guard let meter = meters[interface], meter.resting == nil, let last = meter.last else { return false }
        return moment.monotonic < last + Self.rest
    }

    /// Writes the member `neighbours`.
    func writeStatus(_ book: NeighbourBook, into writer: inout JSONWriter) {
        writer.key("neighbours")
        writer.beginObject()
        writer.member("hosts", book.count)
        writer.member("frames", frames)
        writer.member("of_others", ofOthers)
        writer.member("passed_over", passedOver)
        writer.member("rests", rests)
        writer.endObject()
    }

    // MARK: Private

    private func socket(_ name: String) -> SocketName { SocketName("\(watcher.rawValue) neighbours \(name)") }

    private func isOwn(_ socket: SocketName) -> Bool { socket.text.hasPrefix("\(watcher.rawValue) neighbours ") }

    private func capture(_ name: String) -> Action {
        var request = CaptureRequest(interface: name, filter: Self.filter, isPromiscuous: isPromiscuous)
        request.bufferBytes = Self.bufferBytes
        return .capture(socket(name), request)
    }

    /// Whether a frame is within the budget of its interface.
    private mutating func isLookedAt(
        _ interface: String, at moment: Moment, into actions: inout [Action]
    ) -> Bool {
        let second = moment.monotonic.nanoseconds / 1_000_000_000
        // A capture file's interfaces were not asked for.
        var meter = meters[interface] ?? Meter()
        defer { if meters[interface] != nil || meters.count < 64 { meters[interface] = meter } }
        if meter.second != second {
            meter.second = second
            meter.count = 0
        }
        meter.count += 1
        guard meter.resting == nil, meter.count <= Self.budget else {
            passedOver &+= 1
            if meter.resting == nil {
                rests &+= 1
                let end = moment.monotonic + Self.rest
                meter.resting = end
                actions.append(.close(socket(interface)))
                actions.append(.setTimer(Self.timer, at: end))
            }
            return false
        }
        frames &+= 1
        meter.last = moment.monotonic
        return true
    }

    private mutating func note(
        _ mac: MACAddress, _ sender: MACAddress?, _ address: IPAddress, _ origin: NeighbourBook.Origin,
        into book: inout NeighbourBook
    ) -> MACAddress? {
        guard sender == nil || sender == mac else {
            ofOthers &+= 1
            return nil
        }
        return book.note(mac, address, origin) ? mac : nil
    }

    /// Who sent an Ethernet frame; nil where frames are of another kind.
    private static func sender(of packet: CapturedPacket) -> MACAddress? {
        guard packet.linkType == LinkType.ethernet.rawValue, packet.bytes.count >= 12 else { return nil }
        var value: UInt64 = 0
        for octet in packet.bytes[6..<12] { value = value << 8 | UInt64(octet) }
        return MACAddress(value: value)
    }
}
