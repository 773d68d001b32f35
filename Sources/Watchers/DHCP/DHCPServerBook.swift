import Model
import Wire

/// The servers that have been seen. Bounded: what is left out is counted, and what no longer speaks makes room.
struct DHCPServerBook: Sendable {
    /// What tells one from another: numbers only, since it is made for every answer.
    struct Key: Hashable, Sendable {
        /// Option 54 or the source of a v4 answer; of a DUID a hash that nobody can foresee.
        var identity: UInt64
        var identityMore: UInt64 = 0
        /// Who sent it; 0 where others stand between.
        var sourceHigh: UInt64 = 0
        var sourceLow: UInt64 = 0
        /// Who sent the frame; 0 where that is unknown.
        var mac: UInt64 = 0
        /// Which link.
        var link: Int32
        /// What kind of server: an ordinary one, one behind a relay agent, a proxyDHCP, one that only clients name.
        var kind: Kind
        /// Whether it is DHCPv6.
        var isIPv6: Bool

        /// Kinds of server.
        enum Kind: UInt8, Sendable, Hashable { case usual, relayed, proxy, named }

        /// A DHCPv4 server.
        init(identifier: IPAddress, source: IPAddress?, mac: MACAddress?, link: Int, kind: Kind) {
            identity = Self.halves(identifier).low
            if let source { (sourceHigh, sourceLow) = Self.halves(source) }
            self.mac = mac?.value ?? 0
            self.link = Int32(clamping: link)
            self.kind = kind
            isIPv6 = false
        }

        /// A DHCPv6 server, by the octets of its DUID. Salted, so that nobody can make a DUID that passes for another.
        init(duid: ArraySlice<UInt8>, salt: UInt64, source: IPAddress?, mac: MACAddress?, link: Int, kind: Kind) {
            identity = salt
            identityMore = ~salt
            let octets = duid.span
            for index in 0..<octets.count {
                let octet = UInt64(octets[index])
                identity = (identity ^ octet) &* 0x9e37_79b9_7f4a_7c15
                identity ^= identity >> 31
                identityMore = (identityMore ^ octet) &* 0xd6e8_feb8_6659_fd93
                identityMore ^= identityMore >> 29
            }
            if let source { (sourceHigh, sourceLow) = Self.halves(source) }
            self.mac = mac?.value ?? 0
            self.link = Int32(clamping: link)
            self.kind = kind
            isIPv6 = true
        }

        /// Whether two keys name the same server on the same link.
        func names(_ other: Key) -> Bool {
            (identity, identityMore, link) == (other.identity, other.identityMore, other.link)
                && isIPv6 == other.isIPv6
        }

        private static func halves(_ address: IPAddress) -> (high: UInt64, low: UInt64) {
            switch address {
            case .v4(let word): (0, UInt64(word))
            case .v6(let high, let low, _): (high, low)
            }
        }
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

    /// One of them: what changes only when it is judged.
    struct Server: Sendable {
        /// What it said last.
        var sighting: DHCPSighting
        /// The alert that its messages belong to.
        var alert: AlertKey?
    }

    /// What changes with each of its messages: numbers only.
    struct Pulse: Sendable {
        /// What tells it from others.
        var key: Key
        /// What is made of it.
        var standing: Standing
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
        /// Refusals to others within a minute.
        var refusals = 0
        var refusalMinute: Int64 = 0

        /// Notes that what it says has been judged.
        mutating func remember(_ signature: UInt64, at moment: Moment) {
            let known = (0..<4).first { memo[$0].signature == signature }
            memo[known ?? memoNext] = (signature, moment.monotonic.nanoseconds)
            if known == nil { memoNext = (memoNext + 1) % 4 }
        }

        /// Whether it said the same a moment ago.
        func holds(_ signature: UInt64, at moment: Moment) -> Bool {
            for slot in 0..<4 where memo[slot].signature == signature {
                return moment.monotonic.nanoseconds &- memo[slot].judged < DHCPServerBook.holdNanoseconds
            }
            return false
        }
    }

    /// How many are kept: of those that are listed, and of others.
    static let limit = 1_024
    static let strangerLimit = 896
    /// How long one that is not listed is kept.
    static let memory: Duration = .seconds(3_600)
    /// How long a judgement holds while a server says the same.
    static let holdNanoseconds: Int64 = 1_000_000_000

    /// How many messages found no room for their server.
    private(set) var leftOut: UInt64 = 0
    private(set) var servers: [Server?] = []
    private(set) var pulses: [Pulse] = []
    private var indices: [Key: Int] = [:]
    private var free: [Int] = []
    /// The server that was found last, and the one among those that clients name: the two take turns.
    private var last = 0
    private var lastNamed = 0
    /// How many of them are not listed.
    private var strangers = 0

    /// How many there are.
    var count: Int { indices.count }

    /// The place of a server; nil where it has not been seen.
    mutating func find(_ key: Key) -> Int? {
        let guess = key.kind == .named ? lastNamed : last
        if guess < pulses.count, pulses[guess].key == key { return guess }
        guard let index = indices[key] else { return nil }
        if key.kind == .named { lastNamed = index } else { last = index }
        return index
    }

    /// Whether there is no more room for strangers.
    var isFull: Bool { strangers >= Self.strangerLimit }

    /// Counts a message for whose server there is no room.
    mutating func leaveOut() { leftOut &+= 1 }

    /// Whether the server said the same a moment ago; then only the message is counted.
    mutating func repeats(_ index: Int, signature: UInt64, way: DHCPSighting.Way, at moment: Moment) -> Bool {
        guard pulses[index].holds(signature, at: moment) else { return false }
        pulses[index].count &+= 1
        pulses[index].pending &+= 1
        pulses[index].lastSeen = moment
        pulses[index].way = way
        return true
    }

    /// Counts a refusal to a client.
    mutating func countRefusal(_ index: Int, at moment: Moment) {
        let minute = moment.monotonic.nanoseconds / 60_000_000_000
        if pulses[index].refusalMinute != minute {
            pulses[index].refusalMinute = minute
            pulses[index].refusals = 0
        }
        pulses[index].refusals += 1
    }

    /// Takes note of a sighting that is to be judged; the server's place, nil where there is no room.
    mutating func note(
        _ sighting: DHCPSighting, key: Key, signature: UInt64, standing: Standing, at moment: Moment
    ) -> Int? {
        let isListed = Self.isListed(standing)
        if let index = find(key) {
            strangers += (isListed ? 0 : 1) - (Self.isListed(pulses[index].standing) ? 0 : 1)
            pulses[index].standing = standing
            pulses[index].lastSeen = moment
            pulses[index].way = sighting.way
            pulses[index].count &+= 1
            pulses[index].remember(signature, at: moment)
            servers[index]?.sighting = sighting
            return index
        }
        // Strangers may not take the room of those that belong here, nor who speaks in their name on made-up links that of
        // strangers.
        guard isListed ? indices.count - strangers < Self.limit : !isFull else {
            leftOut &+= 1
            return nil
        }
        if !isListed { strangers += 1 }
        var pulse = Pulse(key: key, standing: standing, lastSeen: moment, way: sighting.way, count: 1)
        pulse.remember(signature, at: moment)
        let index = free.popLast() ?? servers.count
        if index == servers.count {
            servers.append(Server(sighting: sighting))
            pulses.append(pulse)
        } else {
            servers[index] = Server(sighting: sighting)
            pulses[index] = pulse
        }
        indices[key] = index
        return index
    }

    /// Notes which alert a server's messages belong to, and what the alert shows of it.
    mutating func accuse(_ index: Int, of alert: AlertKey, _ sighting: DHCPSighting) {
        guard servers.indices.contains(index) else { return }
        servers[index]?.alert = alert
        servers[index]?.sighting = sighting
    }

    /// Gives the messages of a server that were not noted with its alert yet.
    mutating func takePending(_ index: Int) -> Int {
        defer { pulses[index].pending = 0 }
        return pulses[index].pending
    }

    /// Makes all be judged anew, since the list has changed.
    mutating func forgetJudgements() {
        for index in pulses.indices { pulses[index].memo = InlineArray(repeating: (0, 0)) }
    }

    /// Forgets those that are not listed and no longer speak.
    mutating func purge(at now: MonotonicTime) {
        for index in servers.indices where servers[index] != nil {
            guard now >= pulses[index].lastSeen.monotonic + Self.memory else { continue }
            if Self.isListed(pulses[index].standing) { continue }
            remove(index)
        }
    }

    /// Forgets those of links that are forgotten.
    mutating func forget(links: Set<Int>) {
        for index in servers.indices where servers[index] != nil && links.contains(Int(pulses[index].key.link)) {
            remove(index)
        }
    }

    private static func isListed(_ standing: Standing) -> Bool { if case .listed = standing { true } else { false } }

    private mutating func remove(_ index: Int) {
        if !Self.isListed(pulses[index].standing) { strangers -= 1 }
        indices[pulses[index].key] = nil
        servers[index] = nil
        free.append(index)
        // What is left of it may not be found.
        last = pulses.count
        lastNamed = pulses.count
    }

    /// Those that there are, in the order of their names.
    var sorted: [(server: Server, pulse: Pulse)] {
        zip(servers, pulses).compactMap { server, pulse in server.map { ($0, pulse) } }.sorted {
            ($0.0.sighting.isIPv6 ? 1 : 0, $0.0.sighting.name, $0.0.sighting.place.text ?? "", $0.1.key.mac)
                < ($1.0.sighting.isIPv6 ? 1 : 0, $1.0.sighting.name, $1.0.sighting.place.text ?? "", $1.1.key.mac)
        }
    }
}
