import Model
import Wire

/// The servers that have been seen. Bounded: what is left out is counted, and what no longer speaks makes room.
struct DHCPServerBook: Sendable {
    /// What tells one from another.
    struct Key: Hashable, Sendable {
        /// Option 54, or the source.
        var identifier: IPAddress?
        /// The DUID.
        var duid: DUID?
        /// Who sent it.
        var source: IPAddress?
        /// Who sent the frame; 0 where that is unknown.
        var mac: UInt64
        /// Which link.
        var link: Int
        /// What kind of server: an ordinary one, one behind a relay agent, a proxyDHCP, one that only clients name.
        var kind: Kind

        /// Kinds of server.
        enum Kind: UInt8, Sendable, Hashable { case usual, relayed, proxy, named }
    }

    /// What is made of one.
    enum Standing: Sendable, Hashable {
        /// It is listed, or was learned: its number in that list.
        case listed(Int)
        /// It has a listed server's address and another MAC address.
        case moved(Int)
        /// It is neither.
        case rogue
        /// Nobody knows: a replay without a list.
        case unjudged
        /// It may tell PXE clients what to boot.
        case proxy
    }

    /// One of them.
    struct Server: Sendable {
        /// What tells it from others.
        var key: Key
        /// What is made of it.
        var standing: Standing
        /// What it said last.
        var sighting: DHCPSighting
        /// When it was last seen.
        var lastSeen: Moment
        /// How.
        var way: DHCPSighting.Way
        /// How many messages it has sent.
        var count: UInt64 = 0
        /// How many of them were not noted with the open alert yet.
        var pending = 0
        /// What it said when it was judged, the last four times that it said something else, and when that was.
        var memo = InlineArray<4, (signature: UInt64, judged: Int64)>(repeating: (0, 0))
        var memoNext = 0
        /// The alert that its messages belong to.
        var alert: AlertKey?
        /// Refusals to others within a minute.
        var refusals = 0
        var refusalMinute: Int64 = 0

        /// Notes that what it says has been judged.
        mutating func remember(_ signature: UInt64, at moment: Moment) {
            let known = (0..<4).first { memo[$0].signature == signature }
            memo[known ?? memoNext] = (signature, moment.monotonic.nanoseconds)
            if known == nil { memoNext = (memoNext + 1) % 4 }
        }
    }

    /// How many are kept.
    static let limit = 1_024
    /// How long one that is not listed is kept.
    static let memory: Duration = .seconds(3_600)
    /// How long a judgement holds while a server says the same.
    static let holdNanoseconds: Int64 = 1_000_000_000

    /// How many messages found no room for their server.
    private(set) var leftOut: UInt64 = 0
    private(set) var servers: [Server?] = []
    private var indices: [Key: Int] = [:]
    private var free: [Int] = []
    private var last = 0

    /// How many there are.
    var count: Int { indices.count }

    /// The place of a server; nil where it has not been seen.
    mutating func find(_ key: Key) -> Int? {
        if last < servers.count, servers[last]?.key == key { return last }
        guard let index = indices[key] else { return nil }
        last = index
        return index
    }

    /// Whether the server said the same a moment ago; then only the message is counted.
    mutating func repeats(
        _ index: Int, signature: UInt64, way: DHCPSighting.Way, at moment: Moment
    ) -> Bool {
        var isHeld = false
        for slot in 0..<4 where servers[index]?.memo[slot].signature == signature {
            let judged = servers[index]?.memo[slot].judged ?? 0
            isHeld = moment.monotonic.nanoseconds &- judged < Self.holdNanoseconds
        }
        guard isHeld else { return false }
        servers[index]?.count &+= 1
        servers[index]?.pending &+= 1
        servers[index]?.lastSeen = moment
        servers[index]?.way = way
        return true
    }

    /// Counts a refusal to a client.
    mutating func countRefusal(_ index: Int, at moment: Moment) {
        let minute = moment.monotonic.nanoseconds / 60_000_000_000
        if servers[index]?.refusalMinute != minute {
            servers[index]?.refusalMinute = minute
            servers[index]?.refusals = 0
        }
        servers[index]?.refusals += 1
    }

    /// Takes note of a sighting that is to be judged; the server's place, nil where there is no room.
    mutating func note(
        _ sighting: DHCPSighting, key: Key, signature: UInt64, standing: Standing, at moment: Moment
    ) -> Int? {
        if let index = find(key), var server = servers[index] {
            servers[index] = nil
            server.standing = standing
            server.sighting = sighting
            server.lastSeen = moment
            server.way = sighting.way
            server.count &+= 1
            server.remember(signature, at: moment)
            servers[index] = server
            return index
        }
        let isListed = if case .listed = standing { true } else { false }
        // Strangers may not take the room of those that belong here.
        guard indices.count < Self.limit - (isListed ? 0 : 128) else {
            leftOut &+= 1
            return nil
        }
        var server = Server(
            key: key, standing: standing, sighting: sighting, lastSeen: moment, way: sighting.way, count: 1)
        server.remember(signature, at: moment)
        let index = free.popLast() ?? servers.count
        if index == servers.count { servers.append(server) } else { servers[index] = server }
        indices[key] = index
        last = index
        return index
    }

    /// Changes what is known of one.
    mutating func update(_ index: Int, _ change: (inout Server) -> Void) {
        guard servers.indices.contains(index) else { return }
        if var server = servers[index] {
            servers[index] = nil
            change(&server)
            servers[index] = server
        }
    }

    /// Makes all be judged anew, since the list has changed.
    mutating func forgetJudgements() {
        for index in servers.indices {
            servers[index]?.memo = InlineArray(repeating: (0, 0))
        }
    }

    /// Forgets those that are not listed and no longer speak.
    mutating func purge(at now: MonotonicTime) {
        for index in servers.indices {
            guard let server = servers[index], now >= server.lastSeen.monotonic + Self.memory else { continue }
            if case .listed = server.standing { continue }
            indices[server.key] = nil
            servers[index] = nil
            free.append(index)
        }
    }

    /// Those that there are, in the order of their names.
    var sorted: [Server] {
        servers.compactMap { $0 }.sorted {
            ($0.sighting.isIPv6 ? 1 : 0, $0.sighting.name, $0.sighting.place.text ?? "", $0.key.mac)
                < ($1.sighting.isIPv6 ? 1 : 0, $1.sighting.name, $1.sighting.place.text ?? "", $1.key.mac)
        }
    }
}
