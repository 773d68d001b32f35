import Model

/// Time servers that are not ours: where each was seen, and when last. Bounded, since strangers make it grow.
struct NTPRogues: Sendable {
    /// What is known of one.
    struct Rogue: Sendable, Hashable {
        /// `dhcp 192.0.2.1`, or `traffic eth0`.
        var seenBy: String
        /// When it was last seen.
        var lastSeen: Moment
        /// Its MAC address, if it was seen in frames.
        var mac: MACAddress?
        /// The interface that it was seen on.
        var interface: String?

        /// Whether a DHCP server's offer is what was seen of it last.
        var isOffered: Bool { seenBy.hasPrefix("dhcp ") }
    }

    /// More are counted, not kept.
    static let limit = 64
    /// How long one that is no longer seen is remembered.
    static let memory: Duration = .seconds(86_400)

    /// The servers by their addresses.
    private(set) var servers: [IPAddress: Rogue] = [:]
    /// What each DHCP server offers; each server may offer a few, and few servers are kept.
    private(set) var offers: [IPAddress: Set<IPAddress>] = [:]

    /// Notes a server; false where there is no room.
    mutating func note(_ address: IPAddress, _ rogue: Rogue) -> Bool {
        guard servers[address] != nil || servers.count < NTPRogues.limit else { return false }
        servers[address] = rogue
        return true
    }

    /// Replaces what a DHCP server offers, and gives what nobody offers any more.
    mutating func offer(_ addresses: Set<IPAddress>, by server: IPAddress) -> Set<IPAddress> {
        let before = offers[server] ?? []
        guard offers[server] != nil || offers.count < NTPRogues.limit else { return [] }
        offers[server] = addresses.isEmpty ? nil : addresses
        return before.subtracting(addresses).filter { address in !offers.values.contains { $0.contains(address) } }
    }

    /// What `seenBy` is of an offer.
    static func offered(by server: IPAddress) -> String { "dhcp \(server.text)" }

    /// Forgets a server.
    mutating func forget(_ address: IPAddress) { servers[address] = nil }

    /// Those that have not been seen for long, and that no DHCP server offers.
    func old(at now: MonotonicTime) -> [IPAddress] {
        servers.filter { address, rogue in
            now - rogue.lastSeen.monotonic > NTPRogues.memory && !offers.values.contains { $0.contains(address) }
        }.map(\.key)
    }
}
