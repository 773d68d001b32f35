import Glibc
internal import GRDB
internal import GRDBSQLite
public import Model

/// The one writer of `tocsin.db`. Not Sendable: the pipeline's queue owns it and may block on the disk here. Readers
/// use `EventReader`, in this process or another.
///
/// The log (`-wal`) is persistent: it and `-shm` stay when the daemon ends, for without them someone who may not write
/// the directory could not open the database. It moves into the database each 16 MB; a reader can delay that, but no
/// reader of ours lives longer than a page, and beyond 64 MB a commit waits a moment for readers to get through.
public final class EventStore: EventLog {
    /// The database's path.
    public var path: String { folder.database }

    let queue: DatabaseQueue
    private let folder: StateFolder
    private var rows = StoredRows()
    /// The newest span, as it is committed.
    private var span: Span?
    /// The first event that retention has not yet been past: all spans before are pruned.
    var retentionFrontier: Int64 = 0
    var events: Int64 = 0
    var prunedEvents: Int64 = 0
    /// Of samples, as it is committed.
    var samples: SampleState
    private var lastEvent: Int64 = 0
    private var commits: Int64 = 0
    private var failedCommits: Int64 = 0
    private var lastCommit = Duration.zero
    private var longestCommit = Duration.zero
    private var logRestartTried: MonotonicTime?
    /// Bytes of log beyond which a commit waits for readers; a test has less patience.
    var logBytesAllowed = Int64(Schema.logBytesKept)
    /// How often that may happen.
    var logRestartInterval = Duration.seconds(1)

    /// Takes a state directory that exists, and opens or makes its database. Brings an older schema up to date; does
    /// not touch a file that is not ours or is newer than we are.
    public init(stateDirectory: String, seriesLimit: Int64 = 1_000_000) throws(StoreFault) {
        folder = try StateFolder(stateDirectory)
        let path = folder.database
        try EventStore.checkHeader(path)
        try folder.createDatabaseFile()
        do {
            queue = try DatabaseQueue(path: path, configuration: EventStore.configuration)
            try queue.inDatabase { try EventStore.prepare($0, path: path) }
            try Schema.migrator.migrate(queue)
            samples = try queue.inDatabase { try SampleState($0, seriesLimit: seriesLimit) }
        } catch {
            throw StoreFault(error, path: path, systemErrno: 0)
        }
        try perform { database in
            self.span = try Span(newestIn: database)
            let total = "SELECT coalesce(sum(critical + error + warning + notice + info), 0) FROM spans"
            self.events = try Int64.fetchOne(database, sql: total) ?? 0
            self.lastEvent = try EventStore.lastEvent(database)
        }
    }

    /// Writes all of a batch or nothing; on return it is on the disk. The ids of the events ascend.
    public func commit(_ batch: CommitBatch) throws(StoreFault) {
        if batch.isEmpty { return }
        let started = MonotonicTime.now
        let committed = (span, samples.counts)
        do {
            try perform { database in
                try database.inTransaction(.immediate) {
                    try self.write(batch, to: database)
                    return .commit
                }
            }
        } catch {
            failedCommits += 1
            // COMMIT itself may fail, and then the span and the series have grown already.
            span = committed.0
            samples.undo(to: committed.1)
            throw error
        }
        commits += 1
        events += Int64(batch.events.count)
        if let last = batch.events.last { lastEvent = last.id }
        lastCommit = MonotonicTime.now - started
        longestCommit = max(longestCommit, lastCommit)
        boundLog()
    }

    /// Where the last run stopped.
    public func recover() throws(StoreFault) -> RecoveredState {
        try perform { database in
            var state = RecoveredState()
            state.lastEvent = try EventStore.lastEvent(database)
            let largest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM alerts") ?? 0
            state.lastAlert = max(largest, Int64(try EventStore.value(MetaKey.lastAlert, database) ?? "") ?? 0)
            let alerts = try database.makeStatement(
                sql: "SELECT \(StoredRows.alertColumns) FROM alerts WHERE state <> 'resolved' ORDER BY id")
            try alerts.forEachRow { row in state.openAlerts.append(self.rows.alert(&row)) }
            let tallies = try database.makeStatement(
                sql: "SELECT \(StoredRows.tallyColumns) FROM tallies ORDER BY rowid")
            try tallies.forEachRow { row in state.tallies.append(self.rows.tally(&row)) }
            return state
        }
    }

    /// A value that the daemon keeps over restarts, such as its engine id and boots; nil when it was never set.
    public func value(forKey key: String) throws(StoreFault) -> String? {
        try perform { try EventStore.value(key, $0) }
    }

    /// Keeps a value over restarts, or forgets it when it is nil; on return it is on the disk. Keys that begin with
    /// `store.` are the store's own.
    public func setValue(_ value: String?, forKey key: String) throws(StoreFault) {
        try perform { try EventStore.setValue(value, key, $0) }
    }

    /// What `tocsin status` says about the store.
    public func statistics() throws(StoreFault) -> StoreStatistics {
        let oldest = try perform { database in
            try Int64.fetchOne(database, sql: "SELECT received FROM events ORDER BY id LIMIT 1")
        }
        return StoreStatistics(
            databaseBytes: fileSize(path), logBytes: fileSize(path + "-wal"), events: events, lastEvent: lastEvent,
            oldest: oldest.map { Timestamp(microseconds: $0) }, commits: commits, failedCommits: failedCommits,
            prunedEvents: prunedEvents, series: samples.counts.series, samples: samples.counts.stored,
            refusedSamples: samples.counts.refused, prunedSamples: samples.counts.pruned, lastCommit: lastCommit,
            longestCommit: longestCommit)
    }

    /// Moves the log into the database and closes it; the empty log and its index stay for readers. The store cannot
    /// be used after.
    public func close() throws(StoreFault) {
        try checkpoint(.truncate, waiting: .milliseconds(200))
        do { try queue.close() } catch { throw StoreFault(error, path: path, systemErrno: 0) }
    }

    // MARK: Inside

    /// Runs SQL on the connection; whatever fails becomes a `StoreFault`.
    func perform<T>(_ body: (Database) throws -> T) throws(StoreFault) -> T {
        do {
            return try queue.inDatabase { database in
                do { return try body(database) } catch {
                    let code = unsafe database.sqliteConnection.map { unsafe sqlite3_system_errno($0) } ?? 0
                    throw StoreFault(error, path: path, systemErrno: code)
                }
            }
        } catch { throw StoreFault(error, path: path, systemErrno: 0) }
    }

    /// Moves the log into the database as far as readers allow, waiting for them so long.
    func checkpoint(_ kind: Database.CheckpointMode, waiting: Duration) throws(StoreFault) {
        try perform { database in
            let connection = unsafe database.sqliteConnection
            unsafe sqlite3_busy_timeout(connection, Int32(waiting.nanoseconds / 1_000_000))
            defer { unsafe sqlite3_busy_timeout(connection, EventStore.busyMilliseconds) }
            do { try database.checkpoint(kind) } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY
            {
                // A reader was faster: the next commit tries again.
            }
        }
    }

    private func write(_ batch: CommitBatch, to database: Database) throws {
        var span = self.span
        var full: [Span] = []
        if !batch.events.isEmpty {
            var row = RowWriter(try database.cachedStatement(sql: StoredRows.insertEvent))
            defer { row.finish() }
            for event in batch.events {
                try rows.write(event, with: &row)
                if span?.add(event) != true {
                    if let span { full.append(span) }
                    span = Span(event)
                }
            }
            var spanRow = RowWriter(try database.cachedStatement(sql: Span.upsert))
            for span in full { try span.write(with: &spanRow) }
            try span?.write(with: &spanRow)
        }
        if !batch.alerts.isEmpty {
            var row = RowWriter(try database.cachedStatement(sql: StoredRows.upsertAlert))
            defer { row.finish() }
            for alert in batch.alerts { try rows.write(alert, with: &row) }
        }
        if !batch.tallies.isEmpty {
            var row = RowWriter(try database.cachedStatement(sql: StoredRows.upsertTally))
            defer { row.finish() }
            for tally in batch.tallies { try rows.write(tally, with: &row) }
        }
        if !batch.endedTallies.isEmpty {
            var row = RowWriter(try database.cachedStatement(sql: "DELETE FROM tallies WHERE key = ?"))
            defer { row.finish() }
            for key in batch.endedTallies {
                row.text(key)
                try row.step()
            }
        }
        if !batch.memory.isEmpty { try write(batch.memory, to: database) }
        if !batch.samples.isEmpty { try write(batch.samples, into: &samples, to: database) }
        self.span = span
    }

    /// The log starts again only when no reader needs it. Overlapping readers could keep it growing for ever, so once
    /// it is large a commit now and then waits for them; who comes meanwhile reads the database itself and does not
    /// delay it.
    private func boundLog() {
        guard fileSize(path + "-wal") > logBytesAllowed else { return }
        let now = MonotonicTime.now
        if let tried = logRestartTried, now - tried < logRestartInterval { return }
        logRestartTried = now
        // What fails here is not lost: the batch is committed, and the next commit meets the same fault itself.
        try? checkpoint(.truncate, waiting: .milliseconds(50))
    }
}
