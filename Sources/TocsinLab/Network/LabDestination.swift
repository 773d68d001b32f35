public import Model

/// Where the lab may send to. The lab sends forged, malformed and far too many packets; so that none of them ever
/// reaches a network by a slip of the pen, it takes loopback addresses only, and private ones (a network namespace, an
/// isolated test network) when it is told so.
public struct LabDestination: Hashable, Sendable {
    /// The address and port.
    public let endpoint: Endpoint

    /// Takes an endpoint that may be sent to.
    public init(_ endpoint: Endpoint, allowsPrivate: Bool = false) throws(DestinationFault) {
        let reach = LabDestination.reach(of: endpoint.address)
        switch reach {
        case .loopback: break
        case .private where allowsPrivate: break
        case .private: throw .isPrivate(endpoint)
        case .elsewhere: throw .isElsewhere(endpoint)
        }
        guard endpoint.port != 0 else { throw .unreadable(endpoint.text) }
        self.endpoint = endpoint
    }

    /// Reads `127.0.0.1:9162` or `[::1]:9162`; a host's name is refused, because it may change its meaning.
    public init(_ text: String, allowsPrivate: Bool = false) throws(DestinationFault) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            let address = IPAddress(text[..<colon]), address.isIPv6 == text.hasPrefix("[")
        else { throw .unreadable(text) }
        try self.init(Endpoint(address: address, port: port), allowsPrivate: allowsPrivate)
    }

    /// How far a packet to an address may get.
    public enum Reach: Sendable, Hashable {
        /// It stays on this host.
        case loopback
        /// It stays within a private network: RFC 1918, RFC 4193, link-local.
        case `private`
        /// It may go anywhere.
        case elsewhere
    }

    /// How far a packet to an address may get.
    public static func reach(of address: IPAddress) -> Reach {
        if loopback.contains(where: { $0.contains(address) }) { return .loopback }
        return privateNetworks.contains { $0.contains(address) } ? .private : .elsewhere
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { Network($0) }
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10",
    ].compactMap { Network($0) }
}

/// Why the lab does not send to an address.
public enum DestinationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is no address with a port.
    case unreadable(String)
    /// The address is private and nobody allowed that.
    case isPrivate(Endpoint)
    /// The address is neither loopback nor private.
    case isElsewhere(Endpoint)

    /// A sentence with the reason.
    public var description: String {
        switch self {
        case .unreadable(let text):
            "'\(text)' is no destination: expected an address and a port such as 127.0.0.1:9162 or [::1]:9162"
        case .isPrivate(let endpoint):
            "\(endpoint.text) is not on this host; the lab forges and floods, so a private network needs --allow-private"
        case .isElsewhere(let endpoint):
            "\(endpoint.text) is neither loopback nor private; the lab forges and floods and never sends there"
        }
    }
}
