import Model

/// Counts what was refused or malformed by source and reason, and says when one of them is to be told: at once the
/// first time, then once an hour with the count. Bounded: sources beyond the bound are counted together.
struct RefusalLog: Sendable {
    /// Who and why.
    struct Key: Hashable, Sendable {
        /// The sender; nil for all those that were too many to keep apart.
        var source: IPAddress?
        /// The reason's slug.
        var reason: String
    }

    private struct Entry {
        var untold = 0
        var nextTelling: MonotonicTime
        var lastSeen: MonotonicTime
    }

    /// How long one source and reason stay quiet between tellings.
    static let interval: Duration = .seconds(3600)
    /// How often the log looks for what is to be told.
    static let tick: Duration = .seconds(60)

    /// All that was ever counted, by reason.
    private(set) var totals: [String: Int] = [:]
    private var entries: [Key: Entry] = [:]
    private let capacity: Int

    init(capacity: Int = 4_096) { self.capacity = capacity }

    /// How many sources and reasons are told apart now.
    var count: Int { entries.count }

    /// Counts one. A key is returned when it is to be told now: it is the first of its kind.
    mutating func add(_ source: IPAddress, reason: String, at now: MonotonicTime) -> Key? {
        totals[reason, default: 0] += 1
        var key = Key(source: source, reason: reason)
        if entries[key] == nil, entries.count >= capacity { key.source = nil }
        if var entry = entries[key] {
            entry.untold += 1
            entry.lastSeen = now
            entries[key] = entry
            return nil
        }
        entries[key] = Entry(nextTelling: now + RefusalLog.interval, lastSeen: now)
        return key
    }

    /// What has come due: how many of each since it was last told. Entries that were quiet for two intervals go.
    mutating func due(at now: MonotonicTime) -> [(key: Key, count: Int)] {
        var told: [(key: Key, count: Int)] = []
        for (key, entry) in entries where entry.nextTelling <= now {
            if entry.untold > 0 {
                told.append((key, entry.untold))
                entries[key]?.untold = 0
                entries[key]?.nextTelling = now + RefusalLog.interval
            } else if entry.lastSeen + RefusalLog.interval * 2 <= now {
                entries[key] = nil
            }
        }
        return told.sorted { ($0.key.reason, $0.key.source?.text ?? "") < ($1.key.reason, $1.key.source?.text ?? "") }
    }

    /// What was never told, for the end of the daemon.
    mutating func remaining() -> [(key: Key, count: Int)] {
        let rest = entries.filter { $0.value.untold > 0 }.map { (key: $0.key, count: $0.value.untold) }
        for key in entries.keys { entries[key]?.untold = 0 }
        return rest.sorted { ($0.key.reason, $0.key.source?.text ?? "") < ($1.key.reason, $1.key.source?.text ?? "") }
    }
}
