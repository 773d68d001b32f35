public import Model

/// Who has an address (RFC 4861, section 4.4).
public struct NeighborAdvertisement: Sendable, Hashable {
    /// The address.
    public var target: IPAddress
    /// Whether it is a router.
    public var isRouter: Bool
    /// Whether it was asked for.
    public var isSolicited: Bool
    /// Whether what was known before is to be replaced.
    public var isOverride: Bool
    /// The MAC address that has it.
    public var targetMAC: MACAddress?

    /// Decodes what follows type, code and checksum.
    init(decoding body: ByteReader) throws(MalformedPacket) {
        var reader = body
        let flags = try reader.uint8()
        isRouter = flags & 0x80 != 0
        isSolicited = flags & 0x40 != 0
        isOverride = flags & 0x20 != 0
        try reader.skip(3)
        target = try NeighborDiscoveryMessage.address(&reader)
        var mac: MACAddress?
        try NeighborDiscoveryMessage.eachOption(reader) { (option, value) throws(MalformedPacket) in
            if option == .targetLinkLayerAddress { mac = NeighborDiscoveryMessage.mac(value) ?? mac }
        }
        targetMAC = mac
    }
}
