import Model

/// The clients of one link and family: who is new, who goes on after a first question, who comes back. Bounded: what finds
/// no room is counted as new each time.
struct ClientBook: Sendable {
    /// What one request says of its client.
    struct Request {
        /// The client's address, or a hash of its DUID.
        var key: UInt64
        /// The client's address, of DHCPv6 that of its frame; 0 where it has none.
        var mac: UInt64
        /// Who sent the frame, where that may be another host than the client and no relay agent; else 0.
        var sender: UInt64
        /// Whether that surely is another host than the client.
        var isForAnother: Bool
        /// The transaction id.
        var xid: UInt32
        /// A hash of the client identifier.
        var identifier: UInt32
        /// Whether it looks for servers, as a client does that has no address.
        var isDiscovery: Bool
        /// Whether it asks for an address that it was offered or has.
        var goesOn: Bool
    }

    /// What a request changed.
    enum Change: Sendable, Equatable {
        /// Nothing that needs to be judged.
        case none
        /// A client that was not known.
        case new
        /// A client that has used so many transaction ids and identifiers in this minute.
        case restless(Int)
    }

    /// Counts of a stretch of time.
    struct Tally: Sendable {
        /// Which stretch.
        var number: Int64 = -1
        /// Requests of all clients.
        var requests = 0
        /// Clients that were new in it.
        var new = 0
        /// Those of them that went on to ask for an address.
        var wentOn = 0
        /// Those of them that asked again.
        var repeated = 0
        /// Those of them whose frames came from another host.
        var spoofed = 0
        /// Those of them whose address no network card can have.
        var impossible = 0
        /// Those of them whose maker the IEEE does not know.
        var unknownMaker = 0
        /// Those of them whose address follows that of the one before.
        var sequential = 0

        /// Adds another stretch's.
        mutating func add(_ other: Tally) {
            requests += other.requests
            new += other.new
            wentOn += other.wentOn
            repeated += other.repeated
            spoofed += other.spoofed
            impossible += other.impossible
            unknownMaker += other.unknownMaker
            sequential += other.sequential
        }
    }

    private struct Client: Sendable {
        var first: Int64
        var last: Int64
        var minute: Int64
        var xid: UInt32
        var identifier: UInt32
        var changes: Int32
        var isNew: Bool
        var wentOn: Bool
        var repeated: Bool
        /// What kind of request it sends; 0 where it asks for no options.
        var kind: UInt64 = 0
    }

    /// How many kinds of request are kept in words.
    static let kindLimit = 64
    /// How many clients of a link are told apart.
    static let limit = 8_192
    /// How many hosts that speak for others are told apart.
    static let senderLimit = 1_024
    /// How many changes of transaction id or identifier within a minute are told.
    static let restlessness: Int32 = 60
    private static let second: Int64 = 1_000_000_000
    private static let memory: Int64 = 3_600 * second
    private static let shortMemory: Int64 = 120 * second
    private static let purgeEvery: Int64 = 60 * second
    private static let fastSpan: Int64 = 10 * second
    private static let slowSpan: Int64 = 300 * second

    private var clients: [UInt64: Client] = [:]
    /// When it is looked at next which of them to forget.
    private var nextPurge: Int64 = .min
    /// None of them was last heard before this.
    private var oldest: Int64 = .min
    /// New clients by the host that spoke for them, since a time.
    private var senders: [UInt64: (count: Int, since: Int64)] = [:]
    private var fast = [Tally](repeating: Tally(), count: 6)
    private var slow = [Tally](repeating: Tally(), count: 12)
    private var lastNew: UInt64 = 0
    /// Requests since the count was last taken.
    private(set) var untold = 0
    /// The most new clients of a minute, by hour of the day (UTC), and of an hour.
    var minutePeaks = [Int](repeating: 0, count: 24)
    var hourPeaks = [Int](repeating: 0, count: 24)
    /// The most of a minute of the hour that is not over.
    private var minutePeak = 0
    /// How many requests found no room for their client.
    private(set) var leftOut: UInt64 = 0
    /// Kinds of request in words.
    private var kinds: [UInt64: String] = [:]

    /// No clients yet.
    init() {}

    /// How many clients are told apart now.
    var count: Int { clients.count }

    /// Takes note of a request.
    mutating func note(
        _ request: Request, makers: MACVendors, known: inout KnownClients, room: inout Int, at now: MonotonicTime
    ) -> Change {
        let time = now.nanoseconds
        let fastNumber = time / Self.fastSpan
        let slowNumber = time / Self.slowSpan
        let fastSlot = Self.slot(fastNumber, of: 6)
        let slowSlot = Self.slot(slowNumber, of: 12)
        if fast[fastSlot].number != fastNumber { fast[fastSlot] = Tally(number: fastNumber) }
        if slow[slowSlot].number != slowNumber { slow[slowSlot] = Tally(number: slowNumber) }
        fast[fastSlot].requests &+= 1
        slow[slowSlot].requests &+= 1
        untold &+= 1
        if let index = clients.index(forKey: request.key) {
            return noteAgain(request, index, known: &known, time)
        }
        let isKnown = known.contains(request.key)
        if clients.count < Self.limit, room > 0 {
            room -= 1
            clients[request.key] = Client(
                first: time, last: time, minute: time / (60 * Self.second), xid: request.xid,
                identifier: request.identifier, changes: 0, isNew: !isKnown, wentOn: request.goesOn, repeated: false)
        } else {
            leftOut &+= 1
        }
        if isKnown { return .none }
        var traits = Tally()
        traits.new = 1
        traits.wentOn = request.goesOn ? 1 : 0
        if request.mac != 0 {
            if request.mac >> 40 & 1 != 0 {
                traits.impossible = 1
            } else if request.mac >> 41 & 1 == 0, makers.count > 0, !makers.knows(MACAddress(value: request.mac)) {
                traits.unknownMaker = 1
            }
            if request.mac == lastNew &+ 1 || request.mac == lastNew &- 1 { traits.sequential = 1 }
            lastNew = request.mac
        }
        if request.isForAnother { traits.spoofed = 1 }
        if request.sender != 0 { noteSender(request.sender, time) }
        fast[fastSlot].add(traits)
        slow[slowSlot].add(traits)
        return .new
    }

    private mutating func noteAgain(
        _ request: Request, _ index: Dictionary<UInt64, Client>.Index, known: inout KnownClients, _ time: Int64
    ) -> Change {
        var client = clients.values[index]
        if request.isDiscovery, client.isNew, !client.repeated, time &- client.last >= Self.second / 2 {
            client.repeated = true
            amend(client.first) { $0.repeated += 1 }
        }
        if request.goesOn {
            if !client.wentOn {
                client.wentOn = true
                if client.isNew { amend(client.first) { $0.wentOn += 1 } }
            }
            known.insert(request.key)
        }
        let minute = time / (60 * Self.second)
        if client.minute != minute {
            client.minute = minute
            client.changes = 0
        }
        if client.xid != request.xid || client.identifier != request.identifier { client.changes &+= 1 }
        client.xid = request.xid
        client.identifier = request.identifier
        client.last = time
        clients.values[index] = client
        return client.changes >= Self.restlessness ? .restless(Int(client.changes)) : .none
    }

    /// Says what kind of request a new client has sent, and in which words.
    mutating func describe(_ key: UInt64, kind: UInt64, words: @autoclosure () -> String) {
        guard let index = clients.index(forKey: key) else { return }
        clients.values[index].kind = kind
        if kinds[kind] == nil, kinds.count < Self.kindLimit { kinds[kind] = words() }
    }

    /// The words for a kind of request.
    func words(for kind: UInt64) -> String? { kinds[kind] }

    /// What the new clients of the last while have in common.
    func profile(
        of span: Duration, at now: MonotonicTime, hearsNeighbours: Bool, isHeard: (UInt64) -> Bool
    ) -> CrowdProfile {
        let start = now.nanoseconds &- span.nanoseconds
        var crowd: [(mac: UInt64, kind: UInt64, isSettled: Bool)] = []
        for (key, client) in clients where client.isNew && client.first > start {
            crowd.append(
                (key, client.kind, client.wentOn && now.nanoseconds &- client.first >= CrowdProfile.settling))
        }
        return CrowdProfile(crowd, hearsNeighbours: hearsNeighbours, isHeard: isHeard)
    }

    /// A client was granted an address without having asked for an offered one (rapid commit, BOOTP).
    mutating func noteGranted(_ key: UInt64, if isGranted: Bool) {
        guard isGranted, let index = clients.index(forKey: key), !clients.values[index].wentOn else { return }
        clients.values[index].wentOn = true
        if clients.values[index].isNew { amend(clients.values[index].first) { $0.wentOn += 1 } }
    }

    /// The place of a stretch in a ring; a capture file may be older than its clock's beginning.
    private static func slot(_ number: Int64, of count: Int64) -> Int { Int((number % count + count) % count) }

    /// Changes the tallies of the stretches that a client was new in, while they are kept.
    private mutating func amend(_ first: Int64, _ change: (inout Tally) -> Void) {
        let fastNumber = first / Self.fastSpan
        let slowNumber = first / Self.slowSpan
        if fast[Self.slot(fastNumber, of: 6)].number == fastNumber { change(&fast[Self.slot(fastNumber, of: 6)]) }
        if slow[Self.slot(slowNumber, of: 12)].number == slowNumber { change(&slow[Self.slot(slowNumber, of: 12)]) }
    }

    private mutating func noteSender(_ sender: UInt64, _ time: Int64) {
        guard let entry = senders[sender] else {
            if senders.count < Self.senderLimit { senders[sender] = (1, time) }
            return
        }
        let isOld = time &- entry.since > 10 * 60 * Self.second
        senders[sender] = isOld ? (1, time) : (entry.count &+ 1, entry.since)
    }

    /// For how many new clients a host has spoken in the last ten minutes.
    func clients(of sender: UInt64) -> Int { senders[sender]?.count ?? 0 }

    /// The host that has spoken for most new clients.
    var busiestSender: (mac: MACAddress, clients: Int)? {
        senders.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
            .map { (MACAddress(value: $0.key), $0.value.count) }
    }

    /// Requests since this was last asked.
    mutating func takeUntold() -> Int {
        defer { untold = 0 }
        return untold
    }

    // MARK: Stretches

    /// The last minute: all of it, and without the stretch that has just begun.
    func minute(at now: MonotonicTime) -> (all: Tally, older: Tally) {
        let number = now.nanoseconds / Self.fastSpan
        var all = Tally()
        var older = Tally()
        for slot in 0..<6 where fast[slot].number > number - 6 && fast[slot].number <= number {
            all.add(fast[slot])
            if fast[slot].number < number { older.add(fast[slot]) }
        }
        return (all, older)
    }

    /// The last hour, in the same way.
    func hour(at now: MonotonicTime) -> (all: Tally, older: Tally) {
        let number = now.nanoseconds / Self.slowSpan
        var all = Tally()
        var older = Tally()
        for slot in 0..<12 where slow[slot].number > number - 12 && slow[slot].number <= number {
            all.add(slow[slot])
            if slow[slot].number < number { older.add(slow[slot]) }
        }
        return (all, older)
    }

    /// What is usual in this part of the day, an hour before and after counted in.
    static func usual(_ peaks: [Int], hour: Int) -> Int {
        max(peaks[(hour + 23) % 24], peaks[hour % 24], peaks[(hour + 1) % 24])
    }

    /// Takes note of the present, for what will be usual; to be called now and then. Only clients that went on count.
    mutating func learn(at now: MonotonicTime) { minutePeak = max(minutePeak, minute(at: now).all.wentOn) }

    /// Takes an hour that has ended well into what is usual, also clients that only pass by, and lets what was usual fade
    /// for the hour that begins. Not before its end: an attack may not make itself usual while it begins.
    mutating func endHour(_ hour: Int, isWell: Bool, at now: MonotonicTime) {
        if isWell {
            minutePeaks[hour] = max(minutePeaks[hour], minutePeak)
            // Clients that never went on count by half: a slow attack that has begun may not make itself usual.
            let ended = self.hour(at: now).all
            hourPeaks[hour] = max(hourPeaks[hour], ended.wentOn + (ended.new - ended.wentOn) / 2)
        }
        minutePeak = 0
        let next = (hour + 1) % 24
        minutePeaks[next] = minutePeaks[next] * 95 / 100
        hourPeaks[next] = hourPeaks[next] * 95 / 100
    }

    /// Forgets clients that have not been heard for an hour, or sooner where there is no more room.
    mutating func purge(room: inout Int, at now: MonotonicTime) {
        let time = now.nanoseconds
        let isFull = clients.count >= Self.limit || room <= 0
        // To look at each takes its time: not more often than it matters.
        guard isFull || time >= nextPurge else { return }
        if time >= nextPurge, !senders.isEmpty {
            senders = senders.filter { time &- $0.value.since <= 10 * 60 * Self.second }
        }
        nextPurge = time &+ Self.purgeEvery
        let end = time &- (isFull ? Self.shortMemory : Self.memory)
        // Nobody can be older than the oldest was when all were looked at.
        guard oldest <= end else { return }
        var forgotten: [UInt64] = []
        oldest = time
        for (key, client) in clients {
            if client.last <= end { forgotten.append(key) } else { oldest = min(oldest, client.last) }
        }
        for key in forgotten { clients[key] = nil }
        room += forgotten.count
    }
}

/// Clients that have been granted addresses or asked for them properly: they are never new. Bounded: the older half makes
/// room.
struct KnownClients: Sendable {
    /// How many of each half.
    static let half = 32_768
    private var current: Set<UInt64> = []
    private var before: Set<UInt64> = []

    /// None yet.
    init() {}

    /// How many are known.
    var count: Int { current.count + before.count }

    /// Whether a client is known.
    func contains(_ key: UInt64) -> Bool { current.contains(key) || before.contains(key) }

    /// Takes in a client.
    mutating func insert(_ key: UInt64) {
        guard !current.contains(key) else { return }
        if current.count >= Self.half {
            before = current
            current = []
        }
        current.insert(key)
    }
}

extension Duration {
    /// Its whole nanoseconds.
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
