public import Model

/// A frame's link layer: who sent it to whom on the link, and what it carries.
public struct LinkFrame: Sendable {
    /// The sender's MAC address where the link has such.
    public var source: MACAddress?
    /// The receiver's MAC address where the frame bears it (Linux `any` captures do not).
    public var destination: MACAddress?
    /// VLAN identifiers (0 to 4095), the outermost first (IEEE 802.1Q, section 9.6).
    public var vlans: [UInt16] = []
    /// The interface index where the frame bears one, else 0.
    public var interfaceIndex: UInt32 = 0
    /// The EtherType of the payload; below 0x0600 it is a length, and the payload an LLC frame.
    public var etherType: UInt16
    /// The payload; its offsets are those of the frame.
    public var payload: ByteReader

    /// EtherType of IPv4.
    public static let ipv4: UInt16 = 0x0800
    /// EtherType of IPv6.
    public static let ipv6: UInt16 = 0x86dd
    /// More tags than any network stacks.
    static let tagLimit = 4

    /// Decodes the link layer of a captured frame.
    public init(decoding frame: ArraySlice<UInt8>, linkType: LinkType) throws(MalformedPacket) {
        var reader = ByteReader(frame, layer: "link")
        switch linkType {
        case .ethernet:
            reader.layer = "Ethernet"
            destination = MACAddress(value: try reader.integer(6))
            source = MACAddress(value: try reader.integer(6))
            etherType = try reader.uint16()
        case .linuxSLL:
            reader.layer = "SLL"
            try reader.skip(4)
            let length = try reader.uint16()
            source = Self.hardwareAddress(try reader.bytes(8), length: Int(length))
            etherType = try reader.uint16()
        case .linuxSLL2:
            reader.layer = "SLL2"
            etherType = try reader.uint16()
            try reader.skip(2)
            interfaceIndex = try reader.uint32()
            try reader.skip(3)
            let length = try reader.uint8()
            source = Self.hardwareAddress(try reader.bytes(8), length: Int(length))
        case .null, .loop:
            reader.layer = "loopback"
            etherType = try Self.etherType(ofFamily: reader.uint32(), isSwappable: linkType == .null)
        case .ipv4: etherType = Self.ipv4
        case .ipv6: etherType = Self.ipv6
        case .raw, LinkType.rawElsewhere[0], LinkType.rawElsewhere[1]:
            reader.layer = "raw IP"
            switch reader.next.map({ $0 >> 4 }) {
            case 4: etherType = Self.ipv4
            case 6: etherType = Self.ipv6
            case nil: throw reader.fault("ends too early")
            default: throw reader.fault("version is neither 4 nor 6")
            }
        default: throw reader.fault("link type is not supported")
        }
        // What announces a VLAN tag: 802.1Q, 802.1ad, and the one in use before it.
        while etherType == 0x8100 || etherType == 0x88a8 || etherType == 0x9100 {
            reader.layer = "VLAN"
            guard vlans.count < Self.tagLimit else { throw reader.fault("too many tags") }
            vlans.append(try reader.uint16() & 0xfff)
            etherType = try reader.uint16()
        }
        payload = reader
    }

    private static func hardwareAddress(_ field: ArraySlice<UInt8>, length: Int) -> MACAddress? {
        length == 6 ? MACAddress(octets: field.prefix(6)) : nil
    }

    /// The families of the systems that write such captures: 2 is IPv4 everywhere, IPv6 is 10 on Linux, 24 on NetBSD and
    /// OpenBSD, 28 on FreeBSD and 30 on Darwin. A family that no system has stands for what is not IP.
    private static func etherType(ofFamily field: UInt32, isSwappable: Bool) -> UInt16 {
        let family = isSwappable && field >> 16 != 0 ? field.byteSwapped : field
        switch family {
        case 2: return ipv4
        case 10, 24, 28, 30: return ipv6
        default: return 0
        }
    }
}
