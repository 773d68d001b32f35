public import Model

/// A message of neighbor discovery (RFC 4861, section 4). The checks of sections 6.1 and 7.1 that make a receiver discard
/// a message silently are the watcher's to judge where they tell of an attack: hop limit and source address are not
/// checked here.
public enum NeighborDiscoveryMessage: Sendable, Hashable {
    /// A host asks for routers (type 133).
    case routerSolicitation(sourceMAC: MACAddress?)
    /// A router tells of itself (type 134).
    case routerAdvertisement(RouterAdvertisement)
    /// Who has this address (type 135)?
    case neighborSolicitation(target: IPAddress, sourceMAC: MACAddress?)
    /// Who has it (type 136).
    case neighborAdvertisement(NeighborAdvertisement)

    /// Decodes an ICMPv6 message from its type on; nil for other types. Checksum and code must be right.
    public init?(_ captured: CapturedICMPv6) throws(MalformedPacket) {
        guard let type = captured.type, (133...136).contains(type) else { return nil }
        var reader = ByteReader(captured.message, layer: "ND")
        try reader.skip(1)
        guard try reader.uint8() == 0 else { throw reader.fault("code is not 0", at: 1) }
        try reader.skip(2)
        guard captured.isChecksumRight else { throw reader.fault("bad checksum", at: 2) }
        switch type {
        case 133:
            try reader.skip(4)
            var mac: MACAddress?
            try Self.eachOption(reader) { (option, value) throws(MalformedPacket) in
                if option == .sourceLinkLayerAddress { mac = Self.mac(value) ?? mac }
            }
            self = .routerSolicitation(sourceMAC: mac)
        case 134: self = .routerAdvertisement(try RouterAdvertisement(decoding: reader))
        case 135:
            try reader.skip(4)
            let target = try Self.address(&reader)
            var mac: MACAddress?
            try Self.eachOption(reader) { (option, value) throws(MalformedPacket) in
                if option == .sourceLinkLayerAddress { mac = Self.mac(value) ?? mac }
            }
            self = .neighborSolicitation(target: target, sourceMAC: mac)
        default: self = .neighborAdvertisement(try NeighborAdvertisement(decoding: reader))
        }
    }

    /// The body of a router solicitation (section 4.1), for `FrameWriter.icmpv6` with type 133.
    public static func routerSolicitationBody(sourceMAC: MACAddress?) -> [UInt8] {
        var writer = ByteWriter()
        writer.zeros(4)
        if let sourceMAC {
            writer.bytes += [NeighborDiscoveryOption.sourceLinkLayerAddress.rawValue, 1]
            writer.mac(sourceMAC)
        }
        return writer.bytes
    }

    /// Type of a router solicitation.
    public static let routerSolicitationType: UInt8 = 133
    /// All routers of a link.
    public static let allRouters = IPAddress.v6(high: 0xff02_0000_0000_0000, low: 2, scope: 0)

    /// Gives each option with its value, which begins after type and length.
    static func eachOption(
        _ options: ByteReader,
        _ body: (NeighborDiscoveryOption, ByteReader) throws(MalformedPacket) -> Void
    ) throws(MalformedPacket) {
        var reader = options
        while !reader.isAtEnd {
            let start = reader.position
            guard reader.remaining >= 2 else { throw reader.fault("option overruns", at: start) }
            let type = try reader.uint8()
            let units = Int(try reader.uint8())
            guard units > 0 else { throw reader.fault("option length is 0", at: start + 1) }
            guard units * 8 - 2 <= reader.remaining else { throw reader.fault("option overruns", at: start) }
            let value = try reader.part(units * 8 - 2)
            if let option = NeighborDiscoveryOption(rawValue: type) { try body(option, value) }
        }
    }

    /// The MAC address in a link-layer address option; nil where it is of another length.
    static func mac(_ value: ByteReader) -> MACAddress? {
        guard value.remaining == 6 else { return nil }
        var value = value
        return (try? value.integer(6)).map { MACAddress(value: $0) }
    }

    /// An address as it stands.
    static func address(_ reader: inout ByteReader) throws(MalformedPacket) -> IPAddress {
        .v6(high: try reader.uint64(), low: try reader.uint64(), scope: 0)
    }
}

/// The options that are looked into, by their numbers.
enum NeighborDiscoveryOption: UInt8 {
    case sourceLinkLayerAddress = 1
    case targetLinkLayerAddress = 2
    case prefixInformation = 3
    case mtu = 5
    case routeInformation = 24
    case recursiveDNSServer = 25
    case dnsSearchList = 31
    case captivePortal = 37
    case pref64 = 38
}
