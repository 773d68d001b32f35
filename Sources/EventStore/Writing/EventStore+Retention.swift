internal import GRDB
internal import GRDBSQLite
public import Model

/// What one step of retention did.
public struct PruneResult: Sendable, Hashable {
    /// How many events it deleted.
    public var events: Int
    /// How many alerts it deleted.
    public var alerts: Int
    /// How many samples it deleted.
    public var samples: Int = 0
    /// Whether there is more to delete: call again after the next commit.
    public var hasMore: Bool
}

/// Deleting what is old, a little at a time between commits.
extension EventStore {
    /// Deletes a few events that were received longer ago than `keepEvents`, and alerts resolved longer ago with all
    /// of theirs. Stops when `budget` is used up, after at most one span (1,024 events) more. Events of an alert stay
    /// as long as the alert, and an alert that is not resolved stays. Samples are deleted that are older than
    /// `keepSamples`.
    ///
    /// `now` must be a clock that is believed: one that jumped ahead makes everything old.
    public func prune(
        now: Timestamp, keepEvents: Duration, keepSamples: Duration = Retention().samples,
        budget: Duration = .milliseconds(5)
    ) throws(StoreFault) -> PruneResult {
        let deadline = MonotonicTime.now + budget
        let cutoff = (now - keepEvents).microseconds
        var result = PruneResult(events: 0, alerts: 0, hasMore: false)
        let frontier = retentionFrontier
        let before = (events, samples.counts)
        do {
            try perform { database in
                // Nothing is lost if a power cut undoes a deletion, so it need not wait for the disk.
                try database.execute(sql: "PRAGMA synchronous = NORMAL")
                defer { try? database.execute(sql: "PRAGMA synchronous = FULL") }
                try database.inTransaction(.immediate) {
                    repeat {
                        result.hasMore = try self.pruneSpan(database, now: now.microseconds, cutoff, &result)
                        if !result.hasMore { result.hasMore = try self.pruneAlert(database, cutoff, &result) }
                        let more = try self.pruneSamples(database, now: now, keep: keepSamples, into: &self.samples)
                        result.hasMore = result.hasMore || more
                    } while result.hasMore && MonotonicTime.now < deadline
                    return .commit
                }
                if !result.hasMore { try self.giveBack(database) }
            }
        } catch {
            retentionFrontier = frontier
            events = before.0
            samples.undo(to: before.1)
            throw error
        }
        result.samples = Int(samples.counts.pruned - before.1.pruned)
        prunedEvents += Int64(result.events)
        return result
    }

    /// Deletes what no alert keeps of the oldest span that was not looked at: false when there is none old enough.
    private func pruneSpan(
        _ database: Database, now: Int64, _ cutoff: Int64, _ result: inout PruneResult
    ) throws -> Bool {
        // The newest span is still being filled and stays: hence two rows, of which the first may go.
        let oldest = try Row.fetchAll(
            database,
            sql: """
                SELECT first_id, last_id, max_received FROM spans WHERE first_id >= ? AND pruned = 0
                ORDER BY first_id LIMIT 2
                """, arguments: [retentionFrontier])
        guard oldest.count == 2, let span = oldest.first else { return false }
        let (first, last, received): (Int64, Int64, Int64) = (span["first_id"], span["last_id"], span["max_received"])
        guard received < cutoff else {
            let day: Int64 = 86_400_000_000
            if received > now + day {
                // Received while the clock was ahead: it would stand in the way for years. From now on it ages.
                try database.execute(
                    sql: "UPDATE spans SET max_received = ? WHERE first_id = ?", arguments: [now, first])
            }
            return false
        }
        try database.execute(
            sql: "DELETE FROM events WHERE id BETWEEN ? AND ? AND alert IS NULL", arguments: [first, last])
        count(deleted: database.changesCount, &result)
        let kept = try Row.fetchAll(
            database, sql: "SELECT severity, count(*) FROM events WHERE id BETWEEN ? AND ? GROUP BY severity",
            arguments: [first, last])
        if kept.isEmpty {
            try database.execute(sql: "DELETE FROM spans WHERE first_id = ?", arguments: [first])
        } else {
            var counts: [Int64: Int64] = [:]
            for row in kept { counts[row[0]] = row[1] }
            let values = Severity.allCases.map { counts[Int64($0.rawValue)] ?? 0 }
            try database.execute(
                sql: """
                    UPDATE spans SET critical = ?, error = ?, warning = ?, notice = ?, info = ?, pruned = 1
                    WHERE first_id = ?
                    """, arguments: StatementArguments(values + [first]))
        }
        retentionFrontier = last + 1
        return true
    }

    /// Deletes some events of the alert that was resolved first, and the alert with the last of them: false when
    /// there is none old enough.
    private func pruneAlert(_ database: Database, _ cutoff: Int64, _ result: inout PruneResult) throws -> Bool {
        guard
            let alert = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM alerts WHERE state = 'resolved' AND resolved < ? ORDER BY resolved LIMIT 1",
                arguments: [cutoff])
        else { return false }
        let deleted = try Row.fetchAll(
            database,
            sql: """
                DELETE FROM events WHERE id IN (SELECT id FROM events WHERE alert = ? LIMIT 500)
                RETURNING id, severity
                """, arguments: [alert])
        for row in deleted {
            let severity = (Severity(rawValue: row[1]) ?? .info).name
            try database.execute(
                sql: """
                    UPDATE spans SET \(severity) = \(severity) - 1
                    WHERE first_id = (SELECT max(first_id) FROM spans WHERE first_id <= ?)
                    """, arguments: [row[0] as Int64])
        }
        count(deleted: deleted.count, &result)
        if deleted.isEmpty {
            let largest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM alerts") ?? 0
            if largest == alert { try EventStore.setValue("\(largest)", MetaKey.lastAlert, database) }
            try database.execute(sql: "DELETE FROM alerts WHERE id = ?", arguments: [alert])
            try database.execute(
                sql: "DELETE FROM spans WHERE pruned = 1 AND critical + error + warning + notice + info = 0")
            result.alerts += 1
        }
        return true
    }

    /// Gives pages back to the file system, a few at a time. New events fill the pages that old ones left, so only
    /// what a whole flood has left behind is worth moving pages for.
    private func giveBack(_ database: Database) throws {
        let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        guard free > 2_048, free > pages / 4 else { return }
        try database.execute(sql: "PRAGMA incremental_vacuum(64)")
    }

    private func count(deleted: Int, _ result: inout PruneResult) {
        result.events += deleted
        events -= Int64(deleted)
    }
}
