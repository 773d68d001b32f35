internal import GRDB
internal import Model

/// One row of the table `spans`: about a thousand events with neighbouring ids.
struct Span {
    /// So many events make a span full: deleting them takes a few milliseconds.
    static let capacity = 1_024
    /// A span also ends after this time, so that a quiet network's events can be told apart by age.
    static let length = Duration.seconds(3_600)

    var firstID: Int64
    var lastID: Int64
    var minTime: Int64
    var maxTime: Int64
    var minReceived: Int64
    var maxReceived: Int64
    /// By severity, `critical` first.
    var counts: [Int64]

    /// A span that begins with an event.
    init(_ event: Event) {
        firstID = event.id
        lastID = event.id
        minTime = event.observation.time.microseconds
        maxTime = minTime
        minReceived = event.observation.received.microseconds
        maxReceived = minReceived
        counts = [0, 0, 0, 0, 0]
        counts[event.observation.severity.rawValue - Severity.critical.rawValue] = 1
    }

    /// The newest span of a store, which goes on growing.
    init?(newestIn database: Database) throws {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM spans ORDER BY first_id DESC LIMIT 1"),
            row["pruned"] == 0
        else { return nil }
        firstID = row["first_id"]
        lastID = row["last_id"]
        minTime = row["min_time"]
        maxTime = row["max_time"]
        maxReceived = row["max_received"]
        minReceived = maxReceived
        counts = [row["critical"], row["error"], row["warning"], row["notice"], row["info"]]
    }

    /// How many events it has.
    var events: Int64 { counts.reduce(0, +) }

    /// Takes one more event: false when it is full and a new span must begin.
    mutating func add(_ event: Event) -> Bool {
        let received = event.observation.received.microseconds
        guard events < Int64(Span.capacity), received - minReceived < Span.length.nanoseconds / 1_000 else {
            return false
        }
        let time = event.observation.time.microseconds
        lastID = event.id
        minTime = min(minTime, time)
        maxTime = max(maxTime, time)
        minReceived = min(minReceived, received)
        maxReceived = max(maxReceived, received)
        counts[event.observation.severity.rawValue - Severity.critical.rawValue] += 1
        return true
    }

    static let upsert = "INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"

    /// Binds the span and inserts or replaces it.
    func write(with row: inout RowWriter) throws {
        for value in [firstID, lastID, minTime, maxTime, maxReceived] + counts { row.integer(value) }
        try row.step()
    }
}
