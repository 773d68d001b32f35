public import Model

/// An IP packet's header (RFC 791; RFC 8200), its extension headers passed over, and what it carries.
public struct IPPacket: Sendable {
    /// Who sent it, as far as IP tells.
    public var source: IPAddress
    /// Whom it is for.
    public var destination: IPAddress
    /// Time to live, or hop limit.
    public var hopLimit: UInt8
    /// The protocol of the payload; for a fragment, of the whole that it is a part of.
    public var protocolNumber: UInt8
    /// Whether it is one of several parts. The payload then is the part alone; parts are not put together.
    public var isFragment: Bool
    /// The payload without link padding; its offsets are those of the frame.
    public var payload: ByteReader

    /// Protocol number of UDP.
    public static let udp: UInt8 = 17
    /// Protocol number of ICMPv6.
    public static let icmpv6: UInt8 = 58
    /// More extension headers than any packet has a use for; RFC 8504, section 5.3 lets a host set such a limit.
    static let extensionLimit = 8

    /// Decodes the header that the reader stands at. Checksums are not verified: a capture on the sender shows those that
    /// its network card was yet to fill in.
    public init(decoding payload: ByteReader, etherType: UInt16) throws(MalformedPacket) {
        if etherType == LinkFrame.ipv6 { try self.init(v6: payload) } else { try self.init(v4: payload) }
    }

    private init(v4 packet: ByteReader) throws(MalformedPacket) {
        var reader = packet
        reader.layer = "IPv4"
        let start = reader.position
        let first = try reader.uint8()
        guard first >> 4 == 4 else { throw reader.fault("version is not 4", at: start) }
        let headerLength = Int(first & 15) * 4
        guard headerLength >= 20 else { throw reader.fault("header length is below 20", at: start) }
        try reader.skip(1)
        var totalLength = Int(try reader.uint16())
        // Zero is what a card that splits large sends (TSO) leaves in captures on the sender.
        if totalLength == 0 { totalLength = packet.remaining }
        guard totalLength >= headerLength else {
            throw reader.fault("total length is below the header's", at: start + 2)
        }
        guard totalLength <= packet.remaining else {
            throw reader.fault("total length is beyond the end", at: start + 2)
        }
        try reader.skip(2)
        let fragment = try reader.uint16()
        hopLimit = try reader.uint8()
        protocolNumber = try reader.uint8()
        try reader.skip(2)
        source = .v4(try reader.uint32())
        destination = .v4(try reader.uint32())
        try reader.skip(headerLength - 20)
        // More fragments (bit 13), or an offset.
        isFragment = fragment & 0x3fff != 0
        self.payload = try reader.part(totalLength - headerLength)
    }

    private init(v6 packet: ByteReader) throws(MalformedPacket) {
        var reader = packet
        reader.layer = "IPv6"
        let start = reader.position
        guard try reader.uint32() >> 28 == 6 else { throw reader.fault("version is not 6", at: start) }
        let length = Int(try reader.uint16())
        var next = try reader.uint8()
        hopLimit = try reader.uint8()
        source = try Self.address(&reader)
        destination = try Self.address(&reader)
        guard length <= reader.remaining else { throw reader.fault("payload length is beyond the end", at: start + 4) }
        var rest = try reader.part(length)
        isFragment = false
        var count = 0
        while let header = Extension(rawValue: next), !isFragment {
            guard count < Self.extensionLimit else { throw rest.fault("too many extension headers") }
            count += 1
            next = try rest.uint8()
            let units = Int(try rest.uint8())
            switch header {
            case .fragment:
                // Offset 0 and no more to come is a whole packet (RFC 6946).
                isFragment = try rest.uint16() & 0xfff9 != 0
                try rest.skip(4)
            case .authentication: try rest.skip(units * 4 + 6)
            default: try rest.skip(units * 8 + 6)
            }
        }
        protocolNumber = next
        self.payload = rest
    }

    /// The extension headers that can stand before a payload (RFC 7045, section 4); ESP hides what follows it.
    private enum Extension: UInt8 {
        case hopByHop = 0
        case routing = 43
        case fragment = 44
        case authentication = 51
        case destinationOptions = 60
        case mobility = 135
        case hip = 139
        case shim6 = 140
    }

    /// A mapped address (RFC 4291, section 2.5.5.2) never belongs on the wire, and would here become the IPv4 address
    /// that its sender wants to be taken for.
    private static func address(_ reader: inout ByteReader) throws(MalformedPacket) -> IPAddress {
        let start = reader.position
        let address = IPAddress(high: try reader.uint64(), low: try reader.uint64(), scope: 0)
        guard address.isIPv6 else { throw reader.fault("address is a mapped IPv4 address", at: start) }
        return address
    }
}
