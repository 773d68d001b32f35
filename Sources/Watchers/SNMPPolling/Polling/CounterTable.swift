import Model
import Wire

/// The counters of one table of one device: what they were when it was last read, and what they have grown by.
struct CounterTable: Sendable {
    private var clock = DeviceClock()
    /// The last readings of each metric that is a counter, in the metrics' order.
    private var columns: [CounterColumn]
    /// When each row's counters began anew, as the agent said; empty where it does not say.
    private var beginnings: [UInt32] = []
    /// For the rows as they are now, where each was; empty where they are as they were.
    private var earlierRows: [Int32] = []
    private var rowCount = 0
    private var context = CounterColumn.Context(interval: DeviceInterval(.first, seconds: 0), scale: 1)

    /// The counters of a table that was never read.
    init(_ table: PlannedTable) {
        columns = table.table.metrics.filter { $0.kind == .counter }.map { _ in CounterColumn(is32: false) }
    }

    /// Says where each of the rows to come was before; nil where it is new.
    mutating func rearrange(_ rows: [Int?]) { earlierRows = rows.map { Int32($0 ?? -1) } }

    /// Begins with what a poll read.
    mutating func begin(_ reading: ClockReading, rows: Int, beginnings: [RawValue]?) {
        context = CounterColumn.Context(interval: clock.advance(reading), scale: 1)
        context.earlierRows = earlierRows
        guard let beginnings else {
            self.beginnings = []
            return
        }
        let before = self.beginnings
        let now = beginnings.map { UInt32(truncatingIfNeeded: $0.bits) }
        if !before.isEmpty, now != before || !earlierRows.isEmpty {
            context.discontinuities = (0..<rows).map { row in
                let old = earlierRows.isEmpty ? row : Int(earlierRows[row])
                return old >= 0 && old < before.count && before[old] != now[row]
            }
        }
        if now != before { self.beginnings = now }
    }

    /// Says what the next counter's rates are multiplied by, and what they can be at most.
    mutating func scale(_ scale: Double, bounds: [Double]?, boundScale: Double) {
        context.scale = scale
        context.bounds = bounds ?? []
        context.boundScale = boundScale
    }

    /// The rates of one counter, the `index`th of the table's.
    mutating func rates(
        _ index: Int, _ column: [RawValue]?, read lags: ReadLags, rows: Int, tally: inout RateTally
    ) -> [Double] {
        guard let column, let first = column.first(where: \.isPresent)?.tag else {
            columns[index].removeAll()
            return [Double](repeating: .nan, count: rows)
        }
        var now = CounterColumn(is32: first != BERTag.counter64)
        now.reserve(rows)
        now.lags = lags
        // A row of another type is another counter.
        for number in column { now.append(number.tag == first ? number.unsigned : nil) }
        var rates: [Double] = []
        now.appendRates(since: columns[index], context, into: &rates, tally: &tally)
        columns[index] = now
        return rates
    }

    /// Ends with what a poll read.
    mutating func end() {
        earlierRows = []
        context.earlierRows = []
        context.discontinuities = []
        context.bounds = []
    }
}
