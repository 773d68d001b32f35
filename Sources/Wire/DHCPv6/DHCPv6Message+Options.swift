public import Model

/// Addresses or prefixes that belong together (RFC 8415, sections 21.4, 21.5 and 21.21).
public struct DHCPv6Association: Sendable, Hashable {
    /// What it is for.
    public enum Kind: Sendable, Hashable {
        /// Addresses that stay (IA_NA).
        case nonTemporary
        /// Temporary addresses (IA_TA).
        case temporary
        /// Prefixes for the client to use (IA_PD).
        case prefixDelegation
    }

    /// An address, or a prefix, and how long it holds.
    public struct Lease: Sendable, Hashable {
        /// The prefix; an address has length 128.
        public var network: Network
        /// How long it is preferred.
        public var preferredSeconds: UInt32
        /// How long it is valid; 0 takes it back.
        public var validSeconds: UInt32
    }

    /// What it is for.
    public var kind: Kind
    /// The client's number for it.
    public var identifier: UInt32
    /// When to renew; 0 leaves it to the client, and always for temporary addresses.
    public var renewSeconds: UInt32
    /// When to ask any server.
    public var rebindSeconds: UInt32
    /// The addresses or prefixes.
    public var leases: [Lease]
    /// The status of this association; nil where it says none.
    public var status: UInt16?
}

extension DHCPv6Message {
    /// The client's DUID.
    public var clientDUID: DUID? { options.first(.clientIdentifier).flatMap { DUID($0) } }
    /// The server's DUID.
    public var serverDUID: DUID? { options.first(.serverIdentifier).flatMap { DUID($0) } }
    /// How much the server wants to be chosen; 255 ends the client's waiting.
    public var preference: UInt8? { options.first(.preference)?.first }
    /// The status of the whole message; nil where it says none, which is success.
    public var status: (code: UInt16, text: String)? {
        guard let value = options.first(.statusCode), value.count >= 2 else { return nil }
        let code = UInt16(value[value.startIndex]) << 8 | UInt16(value[value.startIndex + 1])
        return (code, String(decoding: value.dropFirst(2), as: UTF8.self))
    }
    /// Whether the client takes a REPLY at once, or this is such a one.
    public var isRapidCommit: Bool { options.first(.rapidCommit) != nil }
    /// DNS servers.
    public var domainNameServers: [IPAddress] { addresses(.domainNameServers) }
    /// The domain search list; nil where it is absent or malformed.
    public var domainSearch: [String]? {
        options.first(.domainSearch).flatMap {
            try? DomainNameList.decode($0, allowsPointers: false, layer: "DHCPv6")
        }
    }
    /// SNTP servers (option 31) and the unicast and multicast addresses of NTP servers (option 56; RFC 5908).
    public var ntpServers: [IPAddress] {
        var found = addresses(.sntpServers)
        for option in DHCPv6Options(options.first(.ntpServers) ?? []) where (1...2).contains(option.code.rawValue) {
            found += Self.addresses(in: option.value)
        }
        return found
    }
    /// The names of NTP servers (option 56; RFC 5908).
    public var ntpServerNames: [String] {
        DHCPv6Options(options.first(.ntpServers) ?? []).filter { $0.code == 3 }.flatMap {
            (try? DomainNameList.decode($0.value, allowsPointers: false, layer: "DHCPv6")) ?? []
        }
    }
    /// The identity associations, in the order of the message.
    public var associations: [DHCPv6Association] { options.compactMap { Self.association($0.code, $0.value) } }
    /// The client's MAC address, as far as a relay agent or the DUID tells.
    public var clientMAC: MACAddress? { relays.last?.clientMAC ?? clientDUID?.mac }

    private func addresses(_ code: DHCPv6OptionCode) -> [IPAddress] {
        options.first(code).map { Self.addresses(in: $0) } ?? []
    }

    private static func addresses(in value: ArraySlice<UInt8>) -> [IPAddress] {
        var reader = ByteReader(value)
        var found: [IPAddress] = []
        while let address = try? Self.address(&reader) { found.append(address) }
        return found
    }

    private static func association(_ code: DHCPv6OptionCode, _ value: ArraySlice<UInt8>) -> DHCPv6Association? {
        let kind: DHCPv6Association.Kind
        switch code {
        case .nonTemporaryAddresses: kind = .nonTemporary
        case .temporaryAddresses: kind = .temporary
        case .prefixDelegation: kind = .prefixDelegation
        default: return nil
        }
        var reader = ByteReader(value)
        guard let identifier = try? reader.uint32() else { return nil }
        var result = DHCPv6Association(
            kind: kind, identifier: identifier, renewSeconds: 0, rebindSeconds: 0, leases: [], status: nil)
        if kind != .temporary {
            guard let renew = try? reader.uint32(), let rebind = try? reader.uint32() else { return nil }
            result.renewSeconds = renew
            result.rebindSeconds = rebind
        }
        for option in DHCPv6Options(reader.rest) {
            switch option.code {
            case .address, .prefix: if let lease = lease(option.code, option.value) { result.leases.append(lease) }
            case .statusCode where option.value.count >= 2:
                let start = option.value.startIndex
                result.status = UInt16(option.value[start]) << 8 | UInt16(option.value[start + 1])
            default: break
            }
        }
        return result
    }

    private static func lease(
        _ code: DHCPv6OptionCode, _ value: ArraySlice<UInt8>
    ) -> DHCPv6Association.Lease? {
        var reader = ByteReader(value)
        do {
            if code == .address {
                let address = try address(&reader)
                return DHCPv6Association.Lease(
                    network: Network(address, prefixLength: 128), preferredSeconds: try reader.uint32(),
                    validSeconds: try reader.uint32())
            }
            let preferred = try reader.uint32()
            let valid = try reader.uint32()
            let length = Int(try reader.uint8())
            guard length <= 128 else { return nil }
            return DHCPv6Association.Lease(
                network: Network(try address(&reader), prefixLength: length), preferredSeconds: preferred,
                validSeconds: valid)
        } catch { return nil }
    }
}
