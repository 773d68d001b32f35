public import Model

/// What a router tells of itself and its link (RFC 4861, section 4.2).
public struct RouterAdvertisement: Sendable, Hashable {
    /// How much it wants to be the default router (RFC 4191, section 2.1).
    public enum Preference: UInt8, Sendable, Hashable {
        /// Before the others.
        case high = 1
        /// As usual; also what the reserved value means.
        case medium = 0
        /// After the others.
        case low = 3

        /// `high`, `medium` or `low`.
        public var name: String {
            switch self {
            case .high: "high"
            case .medium: "medium"
            case .low: "low"
            }
        }
    }

    /// A prefix of the link (section 4.6.2).
    public struct Prefix: Sendable, Hashable {
        /// The prefix.
        public var network: Network
        /// Whether its addresses are on the link.
        public var isOnLink: Bool
        /// Whether hosts make addresses of it.
        public var isAutonomous: Bool
        /// How long it is valid; all ones is for ever, 0 takes it back.
        public var validSeconds: UInt32
        /// How long it is preferred.
        public var preferredSeconds: UInt32
    }

    /// A more specific route (RFC 4191, section 2.3).
    public struct Route: Sendable, Hashable {
        /// Where it leads.
        public var network: Network
        /// How much it is to be preferred.
        public var preference: Preference
        /// How long it holds; 0 takes it back.
        public var lifetimeSeconds: UInt32
    }

    /// More options of one kind than any router has a use for; what is beyond them is left out.
    private static let listLimit = 64

    /// The hop limit that hosts are to send with; 0 leaves it to them.
    public var currentHopLimit: UInt8
    /// M: addresses are to be had by DHCPv6.
    public var isManaged: Bool
    /// O: other settings are to be had by DHCPv6.
    public var isOther: Bool
    /// How much it wants to be the default router.
    public var preference: Preference
    /// How long it is a default router; 0 says that it is none.
    public var lifetimeSeconds: UInt16
    /// How long a neighbor counts as reachable, in milliseconds; 0 leaves it to the hosts.
    public var reachableMilliseconds: UInt32
    /// Time between solicitations, in milliseconds; 0 leaves it to the hosts.
    public var retransmitMilliseconds: UInt32
    /// The router's MAC address as it tells it.
    public var sourceMAC: MACAddress?
    /// The prefixes.
    public var prefixes: [Prefix] = []
    /// The MTU of the link.
    public var mtu: UInt32?
    /// More specific routes.
    public var routes: [Route] = []
    /// DNS servers (RFC 8106) whose lifetime is not 0.
    public var dnsServers: [IPAddress] = []
    /// DNS servers that are taken back.
    public var withdrawnDNSServers: [IPAddress] = []
    /// The domain search list (RFC 8106).
    public var domainSearch: [String] = []
    /// The URL of the captive portal's API (RFC 8910).
    public var captivePortal: String?
    /// Whether there is a prefix for NAT64 (RFC 8781).
    public var hasPREF64 = false
    /// How many entries were left out, since there were more than anyone needs.
    public var leftOut = 0

    /// Decodes what follows type, code and checksum.
    init(decoding body: ByteReader) throws(MalformedPacket) {
        var reader = body
        currentHopLimit = try reader.uint8()
        let flags = try reader.uint8()
        isManaged = flags & 0x80 != 0
        isOther = flags & 0x40 != 0
        preference = Preference(rawValue: flags >> 3 & 3) ?? .medium
        lifetimeSeconds = try reader.uint16()
        reachableMilliseconds = try reader.uint32()
        retransmitMilliseconds = try reader.uint32()
        try NeighborDiscoveryMessage.eachOption(reader) { (option, value) throws(MalformedPacket) in
            try take(option, value)
        }
    }

    private mutating func take(_ option: NeighborDiscoveryOption, _ body: ByteReader) throws(MalformedPacket) {
        var value = body
        switch option {
        case .sourceLinkLayerAddress: sourceMAC = NeighborDiscoveryMessage.mac(value) ?? sourceMAC
        case .targetLinkLayerAddress: break
        case .prefixInformation:
            guard value.remaining == 30 else { throw value.fault("bad option length") }
            let length = Int(try value.uint8())
            guard length <= 128 else { throw value.fault("bad prefix length") }
            let flags = try value.uint8()
            let valid = try value.uint32()
            let preferred = try value.uint32()
            try value.skip(4)
            let address = try NeighborDiscoveryMessage.address(&value)
            append(
                Prefix(
                    network: Network(address, prefixLength: length), isOnLink: flags & 0x80 != 0,
                    isAutonomous: flags & 0x40 != 0, validSeconds: valid, preferredSeconds: preferred), to: \.prefixes)
        case .mtu:
            guard value.remaining == 6 else { throw value.fault("bad option length") }
            try value.skip(2)
            mtu = try value.uint32()
        case .routeInformation:
            let length = Int(try value.uint8())
            // The prefix takes no more room than it needs: 0, 8 or 16 octets.
            guard length <= 128, (length + 63) / 64 * 8 <= value.remaining - 5 else {
                throw value.fault("bad prefix length")
            }
            let flags = try value.uint8()
            let lifetime = try value.uint32()
            let high = value.remaining >= 8 ? try value.uint64() : 0
            let low = value.remaining >= 8 ? try value.uint64() : 0
            append(
                Route(
                    network: Network(.v6(high: high, low: low, scope: 0), prefixLength: length),
                    preference: Preference(rawValue: flags >> 3 & 3) ?? .medium, lifetimeSeconds: lifetime),
                to: \.routes)
        case .recursiveDNSServer:
            try value.skip(2)
            let lifetime = try value.uint32()
            while value.remaining >= 16 {
                let address = try NeighborDiscoveryMessage.address(&value)
                append(address, to: lifetime == 0 ? \.withdrawnDNSServers : \.dnsServers)
            }
        case .dnsSearchList:
            try value.skip(6)
            for name in try DomainNameList.decode(value.rest, allowsPointers: false, layer: "ND") {
                append(name, to: \.domainSearch)
            }
        case .captivePortal:
            captivePortal = String(decoding: value.rest.prefix { $0 != 0 }, as: UTF8.self)
        case .pref64: hasPREF64 = true
        }
    }

    private mutating func append<Element>(_ element: Element, to list: WritableKeyPath<Self, [Element]>) {
        if self[keyPath: list].count < Self.listLimit {
            self[keyPath: list].append(element)
        } else {
            leftOut += 1
        }
    }
}
