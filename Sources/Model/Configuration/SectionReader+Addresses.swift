/// Addresses, networks and names of hosts.
extension SectionReader {
    /// An IPv4 or IPv6 address.
    public func address(_ key: String, isRequired: Bool = false) -> IPAddress? {
        value(key, expecting: "an IPv4 or IPv6 address", isRequired: isRequired) { IPAddress($0) }
    }

    /// A list of addresses.
    public func addresses(_ key: String, isRequired: Bool = false) -> [IPAddress] {
        values(key, expecting: "an IPv4 or IPv6 address", isRequired: isRequired) { IPAddress($0) }.map(\.value)
    }

    /// An address or the name of a host.
    public func host(_ key: String, isRequired: Bool = false) -> HostAddress? {
        value(key, expecting: "an address or the name of a host", isRequired: isRequired) { HostAddress($0) }
    }

    /// A MAC address, quoted or not.
    public func mac(_ key: String, isRequired: Bool = false) -> MACAddress? {
        value(key, expecting: "a MAC address such as 52:54:00:12:34:56", isRequired: isRequired) { MACAddress($0) }
    }

    /// A network such as `10.0.0.0/8`, or a single address.
    public func network(_ key: String, isRequired: Bool = false) -> Network? {
        guard let node = value(of: key, isRequired: isRequired, expecting: Self.expectedNetwork) else { return nil }
        return network(node)
    }

    /// A list of networks.
    public func networks(_ key: String, isRequired: Bool = false) -> [Network] {
        items(key, isRequired: isRequired, expecting: "a list of networks").compactMap { network($0) }
    }

    private static let expectedNetwork = "a network such as 10.0.0.0/8 or 2001:db8::/32"

    private func network(_ node: ConfigurationNode) -> Network? {
        guard case .scalar(let scalar) = node.content, Network(scalar.text) == nil,
            let slip = Self.withoutHostBits(scalar.text)
        else { return self.scalar(node, expecting: Self.expectedNetwork) { Network($0) } }
        let message = "bits are set beyond the prefix in \(scalar.text.quotedForMessage); did you mean '\(slip.text)'?"
        faults.fault(node.location, node.path, message)
        return nil
    }

    /// The network that `10.0.0.1/8` lies in; nil where the text is no address with a prefix length.
    private static func withoutHostBits(_ text: String) -> Network? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = ScalarGrammar.integer(String(parts[1])),
            (0...(address.isIPv6 ? 128 : 32)).contains(length)
        else { return nil }
        return Network(address, prefixLength: length)
    }
}
