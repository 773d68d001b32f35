import Model
import SNMP

/// Finds repeats: traps of equal source, OID and varbinds (sysUpTime aside) within a window. The first is an event at
/// once; those that follow are a tally, and one event with their count when the window ends.
///
/// Order is kept where it matters: a trap that opens or ends an alert first settles every other trap that touched the
/// same alert, so that down, up, down within a window stays down, up, down.
struct RepeatTable: Sendable {
    /// What makes two traps equal: 128 bits of hash, since a collision would hide a trap.
    struct Key: Hashable, Sendable {
        private let first: Int
        private let second: Int

        init(_ message: TrapMessage, sender: IPAddress) {
            first = Key.hash(message, sender, salt: 0)
            second = Key.hash(message, sender, salt: 0x746f_6373)
        }

        private static func hash(_ message: TrapMessage, _ sender: IPAddress, salt: Int) -> Int {
            var hasher = Hasher()
            hasher.combine(salt)
            hasher.combine(sender)
            hasher.combine(message.trapOID)
            hasher.combine(message.varBinds)
            return hasher.finalize()
        }
    }

    private struct Entry: Sendable {
        var observation: Observation
        var touches: [AlertKey]
        var count = 0
        var serial: UInt64
        var tally: String
        var windowEnd: MonotonicTime
    }

    /// What a trap turned out to be.
    enum Verdict {
        /// The first in its window.
        case first
        /// A repeat: the tally as it now stands.
        case repeated(Tally)
    }

    /// How long equal traps count as repeats; zero never. Changed only while the table is empty, as after `endAll`.
    var window: Duration
    private var entries: [Key: Entry] = [:]
    private var latest: [AlertKey: Key] = [:]
    private var order: [(end: MonotonicTime, key: Key)] = []
    private var orderStart = 0
    private var serial: UInt64 = 0
    private let prefix: String
    private let capacity: Int

    /// `prefix` tells the tallies of this run from those of another.
    init(window: Duration, prefix: String, capacity: Int = 50_000) {
        self.window = window
        self.prefix = prefix
        self.capacity = capacity
    }

    /// How many windows are open.
    var count: Int { entries.count }

    /// How many places the order of ends takes, for a test of its bound.
    var orderCount: Int { order.count }

    /// When the first window ends.
    var nextEnd: MonotonicTime? { orderStart < order.count ? order[orderStart].end : nil }

    /// Takes a trap whose observation touches these alerts. Tallies that must be told before it are appended to `settled`.
    mutating func see(
        _ key: Key, _ observation: Observation, touches: [AlertKey], at now: MonotonicTime, settled: inout [Tally]
    ) -> Verdict {
        for alert in touches {
            if let other = latest[alert], other != key, let tally = settle(other) { settled.append(tally) }
            latest[alert] = key
        }
        if var entry = entries[key], now < entry.windowEnd {
            entry.count += 1
            var repeated = observation
            repeated.count = entry.count
            entry.observation = repeated
            entries[key] = entry
            return .repeated(Tally(key: entry.tally, observation: repeated))
        }
        if let old = settle(key) { settled.append(old) }
        while entries.count >= capacity, orderStart < order.count {
            let oldest = order[orderStart].key
            orderStart += 1
            if let tally = settle(oldest) { settled.append(tally) }
        }
        serial += 1
        for alert in touches { latest[alert] = key }
        entries[key] = Entry(
            observation: observation, touches: touches, serial: serial, tally: "\(prefix)/\(serial)",
            windowEnd: now + window)
        order.append((now + window, key))
        dropStale()
        return .first
    }

    /// Ends every window that is due; those that had repeats are to be told. One that had repeats goes on for another
    /// window, so that a steady stream is one event a window.
    mutating func endWindows(at now: MonotonicTime) -> [Tally] {
        var told: [Tally] = []
        while let end = nextEnd, end <= now {
            let key = order[orderStart].key
            orderStart += 1
            guard var entry = entries[key], entry.windowEnd <= now else { continue }
            guard entry.count > 0 else {
                forget(key)
                continue
            }
            told.append(Tally(key: entry.tally, observation: entry.observation))
            serial += 1
            entry.count = 0
            entry.serial = serial
            entry.tally = "\(prefix)/\(serial)"
            entry.windowEnd = now + window
            entries[key] = entry
            order.append((entry.windowEnd, key))
        }
        compact()
        return told
    }

    /// Ends all windows now.
    mutating func endAll() -> [Tally] {
        let told = entries.values.filter { $0.count > 0 }.sorted { $0.serial < $1.serial }
        entries.removeAll()
        latest.removeAll()
        order.removeAll()
        orderStart = 0
        return told.map { Tally(key: $0.tally, observation: $0.observation) }
    }

    private mutating func settle(_ key: Key) -> Tally? {
        guard let entry = entries[key] else { return nil }
        forget(key)
        return entry.count > 0 ? Tally(key: entry.tally, observation: entry.observation) : nil
    }

    private mutating func forget(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        for alert in entry.touches where latest[alert] == key { latest[alert] = nil }
    }

    /// Settled entries leave their place in the order behind: traps that settle each other all the time would let it
    /// grow as long as the window is.
    private mutating func dropStale() {
        guard order.count - orderStart > 2 * entries.count + 1_024 else { return }
        order = order[orderStart...].filter { entries[$0.key]?.windowEnd == $0.end }
        orderStart = 0
    }

    private mutating func compact() {
        guard orderStart > 1_024, orderStart * 2 > order.count else { return }
        order.removeFirst(orderStart)
        orderStart = 0
    }
}
