import Model

/// Who made a network card, by the first half of its MAC address (IEEE's list of OUIs), and what kinds of address no maker
/// gave. Without the list only those kinds are known.
struct MACVendors: Sendable {
    /// Where Debian's package ieee-data puts the list.
    static let usualPath = "/usr/share/ieee-data/oui.txt"

    /// The prefixes in ascending order.
    private var prefixes: [UInt32] = []
    /// Where the name of each prefix ends in `names`; it begins where that of the one before ends.
    private var ends: [UInt32] = []
    /// All names one after the other.
    private var names: [UInt8] = []

    /// No list.
    init() {}

    /// Reads the list: lines such as `00-22-72   (hex)		American Micro-Fuel Device Corp.`; others are passed over.
    init(list: [UInt8]) {
        var found: [(prefix: UInt32, name: Range<Int>)] = []
        var start = 0
        while start < list.count {
            let end = list[start...].firstIndex(of: UInt8(ascii: "\n")) ?? list.count
            if let line = Self.line(list, start..<end) { found.append(line) }
            start = end + 1
        }
        found.sort { $0.prefix < $1.prefix }
        for (prefix, name) in found where prefix != prefixes.last {
            prefixes.append(prefix)
            names += list[name]
            ends.append(UInt32(truncatingIfNeeded: names.count))
        }
    }

    /// How many prefixes the list has.
    var count: Int { prefixes.count }

    /// Who made it, or what kind of address it is; nil where neither is known.
    func vendor(of mac: MACAddress) -> String? {
        if let kind = VirtualMAC(mac) { return kind.name }
        if let name = Self.wellKnown[UInt32(truncatingIfNeeded: mac.value >> 24)] { return name }
        if mac.value >> 40 & 2 != 0 { return "a made-up address" }
        return listed(UInt32(truncatingIfNeeded: mac.value >> 24))
    }

    /// Virtual machines and containers, whose makers' names say less than this.
    private static let wellKnown: [UInt32: String] = [
        0x52_5400: "QEMU", 0x00_163e: "Xen", 0x00_0c29: "VMware", 0x00_5056: "VMware", 0x00_155d: "Hyper-V",
        0x08_0027: "VirtualBox", 0x00_1c42: "Parallels",
    ]

    /// Whether the list has its maker.
    func knows(_ mac: MACAddress) -> Bool {
        let prefix = UInt32(truncatingIfNeeded: mac.value >> 24)
        return place(of: prefix) != nil || Self.wellKnown[prefix] != nil
    }

    private func listed(_ prefix: UInt32) -> String? {
        guard let place = place(of: prefix) else { return nil }
        let start = place == 0 ? 0 : Int(ends[place - 1])
        return String(decoding: names[start..<Int(ends[place])], as: UTF8.self)
    }

    private func place(of prefix: UInt32) -> Int? {
        var low = 0
        var high = prefixes.count
        while low < high {
            let middle = (low + high) / 2
            if prefixes[middle] < prefix { low = middle + 1 } else { high = middle }
        }
        return low < prefixes.count && prefixes[low] == prefix ? low : nil
    }

    private static func line(_ list: [UInt8], _ range: Range<Int>) -> (prefix: UInt32, name: Range<Int>)? {
        // Six digits, two hyphens, three spaces, "(hex)", two tabs, a name.
        guard range.count > 18, list[range.lowerBound + 2] == UInt8(ascii: "-"),
            list[range.lowerBound + 5] == UInt8(ascii: "-"), list[range.lowerBound + 11] == UInt8(ascii: "(")
        else { return nil }
        var prefix: UInt32 = 0
        for offset in [0, 1, 3, 4, 6, 7] {
            guard let digit = Character(UnicodeScalar(list[range.lowerBound + offset])).hexDigitValue else {
                return nil
            }
            prefix = prefix << 4 | UInt32(digit)
        }
        var name = range.lowerBound + 16..<range.upperBound
        let blanks: [UInt8] = [9, 13, 32]
        while let first = name.first, blanks.contains(list[first]) { name = first + 1..<name.upperBound }
        while let last = name.last, blanks.contains(list[last]) { name = name.lowerBound..<last }
        return name.isEmpty || name.count > 128 ? nil : (prefix, name)
    }
}

/// MAC addresses that routers share and that move from one to another.
enum VirtualMAC: Sendable, Hashable {
    /// VRRP for IPv4 (RFC 9568, section 7.3), and CARP.
    case vrrp4(group: UInt8)
    /// VRRP for IPv6.
    case vrrp6(group: UInt8)
    /// Cisco's HSRP.
    case hsrp(group: UInt16)
    /// Cisco's HSRP for IPv6.
    case hsrp6(group: UInt16)
    /// Cisco's GLBP.
    case glbp(group: UInt16)

    /// What kind of virtual address it is; nil for others.
    init?(_ mac: MACAddress) {
        let group = UInt16(truncatingIfNeeded: mac.value & 0xfff)
        switch mac.value >> 8 {
        case 0x00_005e_0001: self = .vrrp4(group: UInt8(truncatingIfNeeded: group))
        case 0x00_005e_0002: self = .vrrp6(group: UInt8(truncatingIfNeeded: group))
        case 0x00_000c_07ac: self = .hsrp(group: group & 0xff)
        default:
            switch mac.value >> 12 {
            case 0x0_0000_c9ff: self = .hsrp(group: group)
            case 0x0_0057_3a00: self = .hsrp6(group: group)
            default:
                guard mac.value >> 24 == 0x00_07b4 else { return nil }
                self = .glbp(group: UInt16(truncatingIfNeeded: mac.value >> 8))
            }
        }
    }

    /// Its kind and group: `VRRP group 7`.
    var name: String {
        switch self {
        case .vrrp4(let group): "VRRP group \(group)"
        case .vrrp6(let group): "VRRP for IPv6 group \(group)"
        case .hsrp(let group): "HSRP group \(group)"
        case .hsrp6(let group): "HSRP for IPv6 group \(group)"
        case .glbp(let group): "GLBP group \(group)"
        }
    }
}
