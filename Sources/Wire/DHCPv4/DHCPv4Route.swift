public import Model

/// One classless static route (RFC 3442).
public struct DHCPv4Route: Hashable, Sendable {
    /// Where it leads.
    public var destination: Network
    /// The router; 0.0.0.0 means that the network is on the link itself.
    public var router: IPAddress

    /// A route.
    public init(destination: Network, router: IPAddress) {
        self.destination = destination
        self.router = router
    }

    /// Decodes the option's value; not whole where it ends within a route or a prefix is longer than 32, with the routes before
    /// that, which clients may take.
    static func decode(_ value: ArraySlice<UInt8>) -> (routes: [DHCPv4Route], isWhole: Bool) {
        var routes: [DHCPv4Route] = []
        var reader = ByteReader(value, layer: "DHCP")
        while !reader.isAtEnd {
            guard let width = try? reader.uint8(), width <= 32 else { return (routes, false) }
            let octets = Int(width + 7) / 8
            guard let significant = try? reader.integer(octets), let router = try? reader.uint32() else {
                return (routes, false)
            }
            let base = UInt32(truncatingIfNeeded: significant << UInt64(32 - 8 * octets))
            routes.append(
                DHCPv4Route(destination: Network(.v4(base), prefixLength: Int(width)), router: .v4(router)))
        }
        return (routes, true)
    }
}
