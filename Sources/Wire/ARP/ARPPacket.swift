public import Model

/// An ARP packet for IPv4 over Ethernet (RFC 826).
public struct ARPPacket: Sendable, Hashable {
    /// 1 asks, 2 answers.
    public var operation: UInt16
    /// Who sends it, by MAC address.
    public var senderMAC: MACAddress
    /// Who sends it, by IP address; 0.0.0.0 in a probe (RFC 5227).
    public var senderAddress: IPAddress
    /// Who is meant, by MAC address; zero in a question.
    public var targetMAC: MACAddress
    /// Who is meant, by IP address.
    public var targetAddress: IPAddress

    /// EtherType of ARP.
    public static let etherType: UInt16 = 0x0806

    /// Decodes the payload of a frame.
    public init(decoding payload: ByteReader) throws(MalformedPacket) {
        var reader = payload
        reader.layer = "ARP"
        let start = reader.position
        guard try reader.uint16() == 1, try reader.uint16() == LinkFrame.ipv4 else {
            throw reader.fault("not IPv4 over Ethernet", at: start)
        }
        guard try reader.uint16() == 0x0604 else { throw reader.fault("bad address lengths", at: start + 4) }
        operation = try reader.uint16()
        senderMAC = MACAddress(value: try reader.integer(6))
        senderAddress = .v4(try reader.uint32())
        targetMAC = MACAddress(value: try reader.integer(6))
        targetAddress = .v4(try reader.uint32())
    }
}
