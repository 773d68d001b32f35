internal import GRDB
public import Model

/// What the store knows of samples while it runs.
struct SampleState {
    /// What a failed transaction must not keep.
    struct Counts {
        /// How many samples were stored since the start.
        var stored: Int64 = 0
        /// How many could not be, since their values are no numbers or there are too many series.
        var refused: Int64 = 0
        /// How many retention has deleted since the start.
        var pruned: Int64 = 0
        /// The day for which unused series were last looked for.
        var seriesPrunedFor: Int64?
        /// How many series there are.
        var series: Int64
    }

    /// The numbers of the series.
    var series: SeriesBook
    /// What was done.
    var counts: Counts

    /// The samples of a database.
    init(_ database: Database, seriesLimit: Int64) throws {
        series = SeriesBook(limit: seriesLimit)
        counts = Counts(series: try Int64.fetchOne(database, sql: "SELECT count(*) FROM series") ?? 0)
    }

    /// Goes back to before a transaction that failed. The series that are remembered are not copied for each
    /// transaction, only forgotten after one that failed.
    mutating func undo(to counts: Counts) {
        self.counts = counts
        series.forget()
    }
}

/// Samples and the watchers' memory.
extension EventStore {
    /// So many samples are deleted at once.
    private static let prunedAtOnce = 2_000

    /// The texts that a watcher keeps, by its keys.
    public func memory(of watcher: WatcherName) throws(StoreFault) -> [String: String] {
        try perform { database in
            var texts: [String: String] = [:]
            let statement = try database.cachedStatement(sql: "SELECT key, value FROM memory WHERE watcher = ?")
            try statement.setArguments([watcher.rawValue])
            try statement.forEachRow { row in
                let key = row.text()
                texts[key] = row.text()
            }
            return texts
        }
    }

    /// Writes samples within the transaction of a batch. Two of one series and millisecond are one: the later.
    func write(_ samples: [Sample], into state: inout SampleState, to database: Database) throws {
        if samples.isEmpty { return }
        var row = RowWriter(try database.cachedStatement(sql: "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?)"))
        defer { row.finish() }
        for sample in samples {
            let time = SampleTime(sample.time)
            guard sample.value.isFinite,
                let series = try state.series.id(
                    of: sample, minute: time.minute, count: &state.counts.series, database)
            else {
                state.counts.refused += 1
                continue
            }
            row.integer(time.minute)
            row.integer(series)
            row.integer(time.milliseconds)
            row.real(sample.value)
            try row.step()
            state.counts.stored += 1
        }
    }

    /// Writes what watchers keep within the transaction of a batch.
    func write(_ memory: [MemoryChange], to database: Database) throws {
        for change in memory {
            if let value = change.value {
                var row = RowWriter(try database.cachedStatement(sql: "INSERT OR REPLACE INTO memory VALUES (?, ?, ?)"))
                defer { row.finish() }
                row.text(change.watcher.rawValue)
                row.text(change.key)
                row.text(value)
                try row.step()
            } else {
                var row = RowWriter(
                    try database.cachedStatement(sql: "DELETE FROM memory WHERE watcher = ? AND key = ?"))
                defer { row.finish() }
                row.text(change.watcher.rawValue)
                row.text(change.key)
                try row.step()
            }
        }
    }

    /// Deletes some of the oldest samples: false when there is none old enough. Those that were taken while the clock
    /// was ahead go, too; nobody would find them.
    func pruneSamples(
        _ database: Database, now: Timestamp, keep: Duration, into state: inout SampleState
    ) throws -> Bool {
        let cutoff = SampleTime(now - keep).minute
        let ahead = SampleTime(now).minute + SampleTime.day
        let oldest = try Int64.fetchOne(database, sql: "SELECT min(minute) FROM samples")
        let newest = try Int64.fetchOne(database, sql: "SELECT max(minute) FROM samples")
        if let oldest, oldest < cutoff {
            try delete(minute: oldest, database, &state)
            return true
        }
        if let newest, newest > ahead {
            try delete(minute: newest, database, &state)
            return true
        }
        let day = cutoff / SampleTime.day
        if state.counts.seriesPrunedFor != day {
            state.counts.series -= try state.series.prune(before: day, database)
            state.counts.seriesPrunedFor = day
        }
        return false
    }

    private func delete(minute: Int64, _ database: Database, _ state: inout SampleState) throws {
        // Up to the series of the last that may go; nil for all.
        let last = try Int64.fetchOne(
            database, sql: "SELECT series FROM samples WHERE minute = ? ORDER BY series LIMIT 1 OFFSET ?",
            arguments: [minute, EventStore.prunedAtOnce])
        try database.execute(
            sql: "DELETE FROM samples WHERE minute = ? AND series <= ?", arguments: [minute, last ?? .max])
        state.counts.pruned += Int64(database.changesCount)
    }
}
