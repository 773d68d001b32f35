public import Model

/// A UDP datagram (RFC 768) out of a captured frame.
public struct CapturedDatagram: Sendable, Hashable {
    /// Who sent it.
    public var source: Endpoint
    /// Whom it is for.
    public var destination: Endpoint
    /// The sender's MAC address where the frame bears one.
    public var sourceMAC: MACAddress?
    /// The receiver's MAC address where the frame bears one.
    public var destinationMAC: MACAddress?
    /// VLAN identifiers, the outermost first.
    public var vlans: [UInt16]
    /// Time to live, or hop limit.
    public var hopLimit: UInt8
    /// The payload: a slice of the frame.
    public var payload: ArraySlice<UInt8>
    /// Where in the frame the payload begins.
    public var payloadOffset: Int
}

extension CapturedDatagram {
    /// A whole UDP datagram over IPv4 without options or tags in an Ethernet frame: most frames are, and this way they cost
    /// a third. nil for everything else, right or wrong, which `FrameContent` decodes.
    public init?(usual frame: ArraySlice<UInt8>, linkType: LinkType) {
        let octets = frame.span
        guard linkType == .ethernet, octets.count >= 42 else { return nil }
        @inline(__always)
        func word(_ offset: Int) -> UInt16 { UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1]) }
        @inline(__always)
        func long(_ offset: Int) -> UInt32 { UInt32(word(offset)) << 16 | UInt32(word(offset + 2)) }
        let total = Int(word(16))
        let length = Int(word(38))
        guard word(12) == LinkFrame.ipv4, octets[14] == 0x45, word(20) & 0x3fff == 0, octets[23] == IPPacket.udp,
            total <= octets.count - 14, length >= 8, length <= total - 20
        else { return nil }
        let start = frame.startIndex + 42
        self.init(
            source: Endpoint(address: .v4(long(26)), port: word(34)),
            destination: Endpoint(address: .v4(long(30)), port: word(36)),
            sourceMAC: MACAddress(value: UInt64(long(6)) << 16 | UInt64(word(10))),
            destinationMAC: MACAddress(value: UInt64(long(0)) << 16 | UInt64(word(4))), vlans: [],
            hopLimit: octets[22], payload: frame[start..<start + length - 8], payloadOffset: 42)
    }
}

/// What a captured frame carries, as far as this project looks into it.
public enum FrameContent: Sendable, Hashable {
    /// A whole UDP datagram.
    case datagram(CapturedDatagram)
    /// A whole ICMPv6 message.
    case icmpv6(CapturedICMPv6)
    /// Who has which IPv4 address.
    case arp(ARPPacket)
    /// A part of an IP packet of that protocol; parts are not put together.
    case fragment(protocolNumber: UInt8)
    /// An IP packet of another protocol.
    case otherProtocol(UInt8)
    /// No IP packet: its EtherType, or a length below 0x0600.
    case notIP(etherType: UInt16)

    /// Decodes a captured frame down to its UDP payload or ICMPv6 message.
    public init(decoding frame: ArraySlice<UInt8>, linkType: LinkType) throws(MalformedPacket) {
        if let datagram = CapturedDatagram(usual: frame, linkType: linkType) {
            self = .datagram(datagram)
        } else {
            try self.init(unusual: frame, linkType: linkType)
        }
    }

    /// Decodes any frame, layer by layer.
    init(unusual frame: ArraySlice<UInt8>, linkType: LinkType) throws(MalformedPacket) {
        let link = try LinkFrame(decoding: frame, linkType: linkType)
        guard link.etherType == LinkFrame.ipv4 || link.etherType == LinkFrame.ipv6 else {
            if link.etherType == ARPPacket.etherType {
                self = .arp(try ARPPacket(decoding: link.payload))
                return
            }
            self = .notIP(etherType: link.etherType)
            return
        }
        let packet = try IPPacket(decoding: link.payload, etherType: link.etherType)
        if packet.isFragment {
            self = .fragment(protocolNumber: packet.protocolNumber)
            return
        }
        guard packet.protocolNumber == IPPacket.udp else {
            if packet.protocolNumber == IPPacket.icmpv6, packet.source.isIPv6 {
                self = .icmpv6(
                    CapturedICMPv6(
                        source: packet.source, destination: packet.destination, sourceMAC: link.source,
                        destinationMAC: link.destination, vlans: link.vlans, hopLimit: packet.hopLimit,
                        message: packet.payload.rest, messageOffset: packet.payload.position))
                return
            }
            self = .otherProtocol(packet.protocolNumber)
            return
        }
        var reader = packet.payload
        reader.layer = "UDP"
        let start = reader.position
        let sourcePort = try reader.uint16()
        let destinationPort = try reader.uint16()
        let length = Int(try reader.uint16())
        try reader.skip(2)
        guard length >= 8 else { throw reader.fault("length is below the header's", at: start + 4) }
        guard length - 8 <= reader.remaining else { throw reader.fault("length is beyond the end", at: start + 4) }
        let offset = reader.position
        self = .datagram(
            CapturedDatagram(
                source: Endpoint(address: packet.source, port: sourcePort),
                destination: Endpoint(address: packet.destination, port: destinationPort),
                sourceMAC: link.source, destinationMAC: link.destination, vlans: link.vlans,
                hopLimit: packet.hopLimit, payload: try reader.bytes(length - 8), payloadOffset: offset))
    }
}
