import Model

/// What the new clients of a stretch of time have in common. One tool behind all of them shows, although each of them takes
/// its lease as a real one does: the addresses that it makes up begin alike, every request is built alike, and nobody uses the
/// leases. Of real clients, phones with made-up addresses among them, at most some of that is true.
struct CrowdProfile: Sendable {
    /// Clients that were looked at.
    var clients = 0
    /// Those that ask for no options (no option 55): every real client does.
    var bare = 0
    /// The first 16 bits that most made-up addresses share, and how many: real ones are random beyond two bits.
    var prefix: (value: UInt64, clients: Int) = (0, 0)
    /// The maker and kind of request that most clients share, and how many.
    var model: (prefix: UInt64, kind: UInt64, clients: Int) = (0, 0, 0)
    /// The kind of request that most clients share, and how many.
    var kind: (value: UInt64, clients: Int) = (0, 0)
    /// Clients that took an address long enough ago to have used it, and those of them that were not heard to (ARP).
    var settled = 0
    var unheard = 0
    /// Whether ARP is heard at all, so that not to be heard means something.
    var hearsNeighbours = false

    /// No clients.
    init() {}

    /// How long after its first question a client must have been heard to use its address.
    static let settling: Int64 = 10_000_000_000
    /// Machines' made-up addresses that do begin alike: QEMU's and OpenStack's.
    private static let virtual: [UInt64] = [0x52_5400, 0xfa_163e]

    /// Looks at clients: each with its address, its kind of request (0: asks for no options), and whether it took an address
    /// long enough ago; and asks who was heard.
    init(
        _ crowd: [(mac: UInt64, kind: UInt64, isSettled: Bool)], hearsNeighbours: Bool, isHeard: (UInt64) -> Bool
    ) {
        self.hearsNeighbours = hearsNeighbours
        clients = crowd.count
        var prefixes: [UInt64: Int] = [:]
        var kinds: [UInt64: Int] = [:]
        var models: [UInt64: [UInt64: Int]] = [:]
        for client in crowd {
            let maker = client.mac >> 24
            let isMadeUp = client.mac >> 41 & 1 != 0 && !Self.virtual.contains(maker)
            if client.kind == 0 { bare += 1 }
            kinds[client.kind, default: 0] += 1
            if isMadeUp {
                prefixes[client.mac >> 32, default: 0] += 1
            } else {
                models[maker, default: [:]][client.kind, default: 0] += 1
            }
            guard client.isSettled else { continue }
            settled += 1
            if hearsNeighbours, !isHeard(client.mac) { unheard += 1 }
        }
        if let most = Self.most(prefixes) { prefix = most }
        if let most = Self.most(kinds) { kind = most }
        for (maker, kinds) in models {
            guard let most = Self.most(kinds), (most.clients, maker) > (model.clients, model.prefix) else { continue }
            model = (maker, most.value, most.clients)
        }
    }

    /// Whether nobody seems to use what was taken.
    var isUnused: Bool { hearsNeighbours && settled >= 10 && unheard * 100 >= settled * 80 }

    /// Whether the crowd is as diverse as real ones are, or is heard to use what it took, as far as that was looked at.
    var isPlausible: Bool {
        if hearsNeighbours, settled >= 10, unheard * 2 <= settled { return true }
        return clients == 0 || kind.clients * 100 < clients * 80
    }

    private static func most(_ counts: [UInt64: Int]) -> (value: UInt64, clients: Int)? {
        counts.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
