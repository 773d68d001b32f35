internal import GRDB
internal import Model

/// The numbers of the series: which device, metric and instance a sample belongs to. Numbers are given in the order in
/// which series are first met, which is the order of the polls, so the samples of a round lie one after the other.
struct SeriesBook {
    /// What one series is.
    struct Name: Hashable {
        var device: String
        var metric: String
        /// Empty where there is one only.
        var instance: String
    }

    /// What is known of a series without asking the database.
    private struct Entry {
        var id: Int64
        var unit: String
        /// The last day on which it had a sample, at least.
        var day: Int64
    }

    /// How many series there may be: instances are named by the agents, who are strangers.
    let limit: Int64
    /// Series that were met lately.
    private var known: [Name: Entry] = [:]
    /// So many are remembered: some 20 MB.
    private static let remembered = 100_000

    /// A book that remembers none yet.
    init(limit: Int64) { self.limit = limit }

    /// The number of a sample's series, which is made where it is new; nil when there are too many.
    mutating func id(of sample: Sample, minute: Int64, count: inout Int64, _ database: Database) throws -> Int64? {
        let name = Name(
            device: sample.device.storable, metric: sample.metric.storable, instance: (sample.instance ?? "").storable)
        let day = minute / SampleTime.day
        if let entry = known[name], entry.unit == sample.unit.storable, entry.day >= day { return entry.id }
        if let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT id, unit, day FROM series WHERE device = ? AND metric = ? AND instance = ?"),
            arguments: [name.device, name.metric, name.instance])
        {
            let id: Int64 = row[0]
            let last = max(day, row[2])
            if row[1] != sample.unit.storable || row[2] < day {
                try database.cachedStatement(sql: "UPDATE series SET unit = ?, day = ? WHERE id = ?").execute(
                    arguments: [sample.unit.storable, last, id])
            }
            remember(name, Entry(id: id, unit: sample.unit.storable, day: last))
            return id
        }
        guard count < limit else { return nil }
        try database.cachedStatement(
            sql: "INSERT INTO series (device, metric, instance, unit, day) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [name.device, name.metric, name.instance, sample.unit.storable, day])
        count += 1
        remember(name, Entry(id: database.lastInsertedRowID, unit: sample.unit.storable, day: day))
        return database.lastInsertedRowID
    }

    /// Deletes series that had no sample since a day, and says how many.
    mutating func prune(before day: Int64, _ database: Database) throws -> Int64 {
        try database.execute(sql: "DELETE FROM series WHERE day < ?", arguments: [day])
        let deleted = Int64(database.changesCount)
        if deleted > 0 { forget() }
        return deleted
    }

    /// Asks the database again for each.
    mutating func forget() { known.removeAll(keepingCapacity: true) }

    private mutating func remember(_ name: Name, _ entry: Entry) {
        if known.count >= SeriesBook.remembered { known.removeAll(keepingCapacity: true) }
        known[name] = entry
    }
}

extension String {
    /// The text without NUL, at which GRDB would end it: for names that are looked up.
    var storable: String { utf8.contains(0) ? replacing("\u{0}", with: "\u{fffd}") : self }
}
