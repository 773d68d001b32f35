import Glibc
internal import GRDB
internal import GRDBSQLite
public import Model

/// Reads the store as any member of the group `tocsin-view`, beside a daemon that writes or without one. Every call
/// is one or more short read transactions and holds none when it returns, so a pager may wait for ever.
public final class EventReader: Sendable {
    /// The database's path.
    public let path: String
    private let queue: DatabaseQueue

    /// Opens `tocsin.db` in a state directory for reading. Never as immutable: the daemon may start at any time.
    public init(stateDirectory: String) throws(ReaderFault) {
        path = stateDirectory + "/tocsin.db"
        try EventReader.checkAccess(path)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "tocsin.reader"
        // Only while the daemon's first connection recovers the log is there anything to wait for.
        configuration.busyMode = .timeout(2)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            let migrator = Schema.migrator
            try queue.read { database in
                let id = try Int64.fetchOne(database, sql: "PRAGMA application_id")
                guard id == Int64(Schema.applicationID) else { throw ReaderFault.foreign(path: path) }
                if try migrator.hasBeenSuperseded(database) { throw ReaderFault.newerVersion(path: path) }
                // Between making the file and its tables the daemon has not got to anything worth reading.
                if try migrator.appliedIdentifiers(database).isEmpty { throw ReaderFault.noDatabase(path: path) }
            }
        } catch { throw ReaderFault(error, path: path) }
    }

    // MARK: Events

    /// One page of events in the query's order: at most `page`, fewer only at the end. `EventQuery.advance(past:)`
    /// makes the query of the next page. Looks through a bounded number of rows a transaction, however few match.
    public func events(_ query: EventQuery, page: Int = 1_000) throws(ReaderFault) -> [Event] {
        var condition = try Condition(
            severities: query.severities, matches: query.matches, pattern: query.pattern, isAlert: false)
        condition.add("time >= ?", query.since?.microseconds)
        condition.add("time <= ?", query.until?.microseconds)
        condition.add("received >= ?", query.receivedSince?.microseconds)
        let wanted = min(page, query.limit ?? .max)
        guard wanted > 0, var range = try read({ try EventReader.ids(of: query, condition, $0) }) else { return [] }
        let columns = ([StoredRows.eventColumns] + condition.columns).joined(separator: ", ")
        let terms = (["id BETWEEN ? AND ?"] + condition.terms).joined(separator: " AND ")
        let sql = "SELECT \(columns) FROM events WHERE \(terms) ORDER BY id \(query.newestFirst ? "DESC" : "ASC")"
        var found: [Event] = []
        var rows = StoredRows()
        var window: Int64 = 16_384
        while true {
            let part = query.newestFirst ? range.suffix(window) : range.prefix(window)
            let started = MonotonicTime.now
            try read { database in
                let statement = try database.cachedStatement(sql: sql)
                try statement.setArguments(condition.arguments([part.lowerBound, part.upperBound]))
                try statement.whileRows { row in
                    var extra = RowReader(statement, from: EventReader.eventColumnCount)
                    if condition.passes(&extra) { found.append(rows.event(&row)) }
                    return found.count < wanted
                }
            }
            guard found.count < wanted,
                let rest = query.newestFirst ? range.without(suffix: part) : range.without(prefix: part)
            else { return found }
            range = rest
            // A transaction of some 50 ms: long enough to be cheap, short enough not to hold up the log.
            let took = MonotonicTime.now - started
            if took < .milliseconds(25) {
                window *= 2
            } else if took > .milliseconds(100) {
                window = max(1_024, window / 2)
            }
        }
    }

    /// Every event that this host took in at or after a time, oldest first.
    public func recentEvents(since: Timestamp, _ body: (Event) throws -> Void) throws {
        var query = EventQuery(receivedSince: since)
        while true {
            let page = try events(query)
            for event in page { try body(event) }
            if page.isEmpty { return }
            query.advance(past: page)
        }
    }

    /// One event, or nil when there is none or retention has deleted it.
    public func event(_ id: Int64) throws(ReaderFault) -> Event? {
        try events("WHERE id = ?", [id]).first
    }

    /// The events of an alert, ascending; the newest `limit` of them when there are more.
    public func events(ofAlert id: Int64, limit: Int = 1_000) throws(ReaderFault) -> [Event] {
        try events("WHERE alert = ? ORDER BY id DESC LIMIT ?", [id, limit]).reversed()
    }

    /// The largest event id ever committed, 0 in a new store.
    public func lastEventID() throws(ReaderFault) -> Int64 {
        try read { try EventStore.lastEvent($0) }
    }

    /// Waits until an event with a larger id is committed: true then, false after the timeout. Blocks its thread.
    ///
    /// It looks each `interval`, which costs some 20 µs. Watching the log by inotify would be quieter, but would miss
    /// commits: the log is written before its index, through which a reader sees it, and the index is shared memory,
    /// whose changes inotify does not tell.
    public func waitForEvent(
        after id: Int64, timeout: Duration, interval: Duration = .milliseconds(50)
    ) throws(ReaderFault) -> Bool {
        let deadline = MonotonicTime.now + timeout
        while true {
            if try lastEventID() > id { return true }
            let left = deadline - MonotonicTime.now
            if left <= .zero { return false }
            usleep(useconds_t(max(1, min(left, interval).nanoseconds / 1_000)))
        }
    }

    // MARK: Alerts

    /// Alerts in the order asked for.
    public func alerts(_ query: AlertQuery = AlertQuery()) throws(ReaderFault) -> [Alert] {
        var condition = try Condition(
            severities: query.severities, matches: query.matches, pattern: query.pattern, isAlert: true)
        condition.add("updated >= ?", query.since?.microseconds)
        let terms = condition.terms + (query.includesResolved ? [] : ["state <> 'resolved'"])
        let order =
            switch query.order {
            case .severity: "severity, updated DESC, id DESC"
            case .updated: "updated DESC, id DESC"
            case .opened: "opened DESC, id DESC"
            case .id: "id"
            }
        let filter = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
        let wanted = query.limit ?? .max
        guard wanted > 0 else { return [] }
        return try read { database in
            let columns = try EventReader.alertColumns(database, condition)
            let statement = try database.makeStatement(sql: "SELECT \(columns) FROM alerts\(filter) ORDER BY \(order)")
            try statement.setArguments(condition.arguments([]))
            var rows = StoredRows()
            var found: [Alert] = []
            try statement.whileRows { row in
                var extra = RowReader(statement, from: EventReader.alertColumnCount)
                if condition.passes(&extra) { found.append(rows.alert(&row)) }
                return found.count < wanted
            }
            return found
        }
    }

    /// One alert, or nil.
    public func alert(_ id: Int64) throws(ReaderFault) -> Alert? {
        try alerts(
            AlertQuery(includesResolved: true, matches: [FieldMatch(field: "id", comparison: .equals, value: "\(id)")])
        ).first
    }

    // MARK: The store as a whole

    /// What the store holds. Cheap: the counts stand in the store.
    public func overview() throws(ReaderFault) -> StoreOverview {
        let oldest = try events("ORDER BY id LIMIT 1", []).first
        let newest = try events("ORDER BY id DESC LIMIT 1", []).first
        let (events, alerts) = try read { database in
            let sums = Severity.allCases.map { "coalesce(sum(\($0.name)), 0)" }.joined(separator: ", ")
            let row = try Row.fetchOne(database, sql: "SELECT \(sums) FROM spans")
            var events: [Severity: Int] = [:]
            for (index, severity) in Severity.allCases.enumerated() { events[severity] = row?[index] ?? 0 }
            var alerts = Dictionary(uniqueKeysWithValues: Severity.allCases.map { ($0, 0) })
            let open = "SELECT severity, count(*) FROM alerts WHERE state <> 'resolved' GROUP BY severity"
            for row in try Row.fetchAll(database, sql: open) {
                if let severity = Severity(rawValue: row[0]) { alerts[severity] = row[1] }
            }
            return (events, alerts)
        }
        return StoreOverview(
            events: events, openAlerts: alerts, oldest: oldest, newest: newest,
            bytesOnDisk: fileSize(path) + fileSize(path + "-wal"))
    }

    /// A value that the daemon keeps in the store, or nil.
    public func value(forKey key: String) throws(ReaderFault) -> String? {
        try read { try EventStore.value(key, $0) }
    }

    // MARK: Inside

    /// Tells "not there" from "not for you", which SQLite does not. Opens nothing: see `FileHeader`.
    private static func checkAccess(_ path: String) throws(ReaderFault) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw .noDatabase(path: path)
            case EACCES: throw .notPermitted(path: path)
            case let code: throw .failed(path: path, detail: words(ofErrno: code))
            }
        }
        guard status.st_size > 0 else { throw .noDatabase(path: path) }
        guard unsafe access(path, R_OK) == 0 else { throw .notPermitted(path: path) }
    }

    private static let eventColumnCount: Int32 = 18
    private static let alertColumnCount: Int32 = 16

    /// The columns of an alert and of a condition. A daemon of a former version may still be writing the store: what
    /// it does not have is nothing.
    private static func alertColumns(_ database: Database, _ condition: Condition) throws -> String {
        let migration = Schema.acknowledgementsMigration
        let columns =
            try Schema.migrator.appliedIdentifiers(database).contains(migration)
            ? StoredRows.alertColumns
            : StoredRows.alertColumns.replacing("acknowledgement", with: "NULL")
        return ([columns] + condition.columns).joined(separator: ", ")
    }

    /// The ids between which all answers lie, or nil when there can be none.
    private static func ids(of query: EventQuery, _ condition: Condition, _ database: Database) throws -> ClosedRange<
        Int64
    >? {
        var low = query.afterID.map { $0 == .max ? .max : $0 + 1 } ?? .min
        var high = query.beforeID.map { $0 == .min ? .min : $0 - 1 } ?? .max
        func narrow(_ sql: String, _ arguments: StatementArguments = []) throws {
            let row = try Row.fetchOne(database, sql: sql, arguments: arguments)
            // NULL: no span, no such alert.
            low = max(low, row?[0] ?? .max)
            high = min(high, row?[1] ?? .min)
        }
        if query.since == nil, query.until == nil, query.receivedSince == nil {
            try narrow(
                """
                SELECT (SELECT first_id FROM spans ORDER BY first_id LIMIT 1),
                (SELECT last_id FROM spans ORDER BY first_id DESC LIMIT 1)
                """)
        } else {
            try narrow(
                """
                SELECT min(first_id), max(last_id) FROM spans
                WHERE max_time >= ? AND min_time <= ? AND max_received >= ?
                """,
                [
                    query.since?.microseconds ?? .min, query.until?.microseconds ?? .max,
                    query.receivedSince?.microseconds ?? .min,
                ])
        }
        if let least = condition.ids.min(), let most = condition.ids.max() {
            low = max(low, least)
            high = min(high, most)
        }
        if !condition.alerts.isEmpty {
            let places = condition.alerts.map { _ in "?" }.joined(separator: ", ")
            try narrow(
                "SELECT min(id), max(id) FROM events WHERE alert IN (\(places))", StatementArguments(condition.alerts))
        }
        return low <= high ? low...high : nil
    }

    private func events(_ rest: String, _ arguments: StatementArguments) throws(ReaderFault) -> [Event] {
        try read { database in
            let statement = try database.cachedStatement(sql: "SELECT \(StoredRows.eventColumns) FROM events \(rest)")
            try statement.setArguments(arguments)
            var rows = StoredRows()
            var found: [Event] = []
            try statement.forEachRow { found.append(rows.event(&$0)) }
            return found
        }
    }

    /// One read transaction.
    func read<T>(_ body: (Database) throws -> T) throws(ReaderFault) -> T {
        do { return try queue.read(body) } catch { throw ReaderFault(error, path: path) }
    }
}

extension ClosedRange<Int64> {
    /// Its first values.
    fileprivate func prefix(_ count: Int64) -> ClosedRange<Int64> {
        let (end, overflow) = lowerBound.addingReportingOverflow(count - 1)
        return lowerBound...(overflow ? upperBound : Swift.min(end, upperBound))
    }

    /// Its last values.
    fileprivate func suffix(_ count: Int64) -> ClosedRange<Int64> {
        let (start, overflow) = upperBound.subtractingReportingOverflow(count - 1)
        return (overflow ? lowerBound : Swift.max(start, lowerBound))...upperBound
    }

    fileprivate func without(prefix: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        prefix.upperBound < upperBound ? prefix.upperBound + 1...upperBound : nil
    }

    fileprivate func without(suffix: ClosedRange<Int64>) -> ClosedRange<Int64>? {
        suffix.lowerBound > lowerBound ? lowerBound...suffix.lowerBound - 1 : nil
    }
}
