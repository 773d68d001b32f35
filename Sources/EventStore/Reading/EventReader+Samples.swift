internal import GRDB
public import Model

/// Samples, read as everything else is: in short transactions, beside a daemon or without one.
extension EventReader {
    /// One series that was asked for.
    private struct Series {
        var metric: String
        var instance: String?
        var unit: String
    }

    /// Numbers of series that are no farther apart are read as one run, strangers between them and all.
    private static let runGap: Int64 = 64

    /// Hands over the samples of a query, oldest first, a page at a time, outside of any transaction. Ends when the
    /// closure returns false. A device or metric that was never stored has none, as has a database of a version that
    /// kept no samples.
    public func samples(_ query: SampleQuery, _ body: ([Sample]) throws -> Bool) throws {
        let series = try series(query)
        guard !series.isEmpty, var minutes = try minutes(query) else { return }
        let runs = EventReader.runs(series.keys.sorted())
        var window: Int64 = 60
        while true {
            let started = MonotonicTime.now
            let last = min(minutes.upperBound, minutes.lowerBound + window - 1)
            let (page, next) = try samples(query, series, runs, minutes.lowerBound...last)
            let took = MonotonicTime.now - started
            if !page.isEmpty, try !body(page) { return }
            guard let next, next <= minutes.upperBound else { return }
            minutes = next...minutes.upperBound
            if took < .milliseconds(25), page.count < 50_000 {
                window = min(SampleTime.day, window * 2)
            } else if took > .milliseconds(100) {
                window = max(1, window / 2)
            }
        }
    }

    /// What a daemon's watcher keeps over restarts: for tests and for whoever looks for a fault.
    public func memory(of watcher: WatcherName) throws(ReaderFault) -> [String: String] {
        try read { database in
            guard try Schema.migrator.appliedIdentifiers(database).contains(Schema.samplesMigration) else { return [:] }
            var texts: [String: String] = [:]
            let statement = try database.makeStatement(sql: "SELECT key, value FROM memory WHERE watcher = ?")
            try statement.setArguments([watcher.rawValue])
            try statement.forEachRow { row in
                let key = row.text()
                texts[key] = row.text()
            }
            return texts
        }
    }

    /// The series that are asked for, by their numbers.
    private func series(_ query: SampleQuery) throws(ReaderFault) -> [Int64: Series] {
        try read { database in
            guard try Schema.migrator.appliedIdentifiers(database).contains(Schema.samplesMigration) else { return [:] }
            var sql = "SELECT id, metric, instance, unit FROM series WHERE device = ?"
            var arguments: StatementArguments = [query.device.storable]
            if let metric = query.metric {
                sql += " AND metric = ?"
                arguments += [metric.storable]
            }
            if let instance = query.instance {
                sql += " AND instance = ?"
                arguments += [instance.storable]
            }
            let statement = try database.makeStatement(sql: sql)
            try statement.setArguments(arguments)
            var found: [Int64: Series] = [:]
            try statement.forEachRow { row in
                let id = row.integer()
                let (metric, instance) = (row.text(), row.text())
                found[id] = Series(metric: metric, instance: instance.isEmpty ? nil : instance, unit: row.text())
            }
            return found
        }
    }

    /// The minutes in which answers may lie; nil when there can be none.
    private func minutes(_ query: SampleQuery) throws(ReaderFault) -> ClosedRange<Int64>? {
        try read { database in
            guard let oldest = try Int64.fetchOne(database, sql: "SELECT min(minute) FROM samples"),
                let newest = try Int64.fetchOne(database, sql: "SELECT max(minute) FROM samples")
            else { return nil }
            let low = max(oldest, query.since.map { SampleTime($0).minute } ?? oldest)
            let high = min(newest, query.until.map { SampleTime($0).minute } ?? newest)
            return low <= high ? low...high : nil
        }
    }

    /// The samples of some minutes by time, and the next minute that has any; nil when none has.
    private func samples(
        _ query: SampleQuery, _ series: [Int64: Series], _ runs: [ClosedRange<Int64>], _ minutes: ClosedRange<Int64>
    ) throws(ReaderFault) -> ([Sample], Int64?) {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT series, ms, value FROM samples WHERE minute = ? AND series BETWEEN ? AND ?
                    ORDER BY series, ms
                    """)
            var found: [Sample] = []
            for minute in minutes {
                for run in runs {
                    try statement.setArguments([minute, run.lowerBound, run.upperBound])
                    try statement.forEachRow { row in
                        guard let series = series[row.integer()] else { return }
                        let time = SampleTime(minute: minute, milliseconds: row.integer()).timestamp
                        if let since = query.since, time < since { return }
                        if let until = query.until, time > until { return }
                        found.append(
                            Sample(
                                time: time, device: query.device, metric: series.metric, instance: series.instance,
                                value: row.real(), unit: series.unit))
                    }
                }
            }
            found.sort {
                ($0.time, $0.metric, $0.instance ?? "") < ($1.time, $1.metric, $1.instance ?? "")
            }
            // Minutes without anybody's samples, such as years that a wrong clock has skipped, cost one look.
            let next = try Int64.fetchOne(
                database, sql: "SELECT min(minute) FROM samples WHERE minute > ?", arguments: [minutes.upperBound])
            return (found, next)
        }
    }

    /// Numbers that lie close together as ranges.
    private static func runs(_ numbers: [Int64]) -> [ClosedRange<Int64>] {
        var runs: [ClosedRange<Int64>] = []
        for number in numbers {
            if let last = runs.last, number - last.upperBound <= runGap {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }
}
