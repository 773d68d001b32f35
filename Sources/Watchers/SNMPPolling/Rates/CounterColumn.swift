/// The last readings of one counter of many rows: numbers in one array, a bit for each that is absent. A row of a poll
/// costs eight octets.
struct CounterColumn: Sendable, Hashable {
    /// The readings; 0 where one is absent.
    private(set) var values: [UInt64] = []
    /// Whether the counter has 32 bits.
    var is32: Bool
    /// When the rows were read.
    var lags = ReadLags()
    /// A bit for each row that has no reading; no words where every row has one.
    private var absent: [UInt64] = []

    /// A column without rows.
    init(is32: Bool) { self.is32 = is32 }

    /// How many rows there are.
    var count: Int { values.count }

    /// The reading of a row; nil where it is absent.
    subscript(row: Int) -> UInt64? {
        guard values.indices.contains(row) else { return nil }
        return isAbsent(row) ? nil : values[row]
    }

    /// Makes room for rows that will come.
    mutating func reserve(_ rows: Int) { values.reserveCapacity(rows) }

    /// Forgets all rows and keeps their room.
    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        absent.removeAll(keepingCapacity: true)
        lags = ReadLags()
    }

    /// Adds the reading of the next row.
    mutating func append(_ value: UInt64?) {
        let row = values.count
        values.append(value ?? 0)
        if value != nil && absent.isEmpty { return }
        while absent.count <= row >> 6 { absent.append(0) }
        if value == nil { absent[row >> 6] |= 1 << UInt64(row & 63) }
    }

    /// What the rates of all rows of a column need besides the readings.
    struct Context {
        /// What lies between the two polls.
        var interval: DeviceInterval
        /// What a rate is multiplied by.
        var scale: Double
        /// The most that each row can be told, scale included, NaN where nothing is known; empty where nothing is of any.
        var bounds: [Double] = []
        /// What the bounds are multiplied by.
        var boundScale = 1.0
        /// The row of the earlier poll that each row was, -1 where it is new; empty where they are the same.
        var earlierRows: [Int32] = []
        /// Rows whose counters the agent says began anew; empty where it says so of none.
        var discontinuities: [Bool] = []
    }

    /// Appends the rate of every row, NaN where there is none, and counts why.
    func appendRates(
        since earlier: CounterColumn, _ context: Context, into rates: inout [Double], tally: inout RateTally
    ) {
        rates.reserveCapacity(rates.count + count)
        guard context.interval.gap == nil, is32 == earlier.is32 else {
            for _ in 0..<count { rates.append(.nan) }
            tally.count(context.interval.gap ?? .otherWidth, times: count)
            return
        }
        let isTogether = lags.isEmpty && earlier.lags.isEmpty
        var seconds = context.interval.seconds
        var found = 0
        for row in 0..<count {
            let before = context.earlierRows.isEmpty ? row : Int(context.earlierRows[row])
            guard before >= 0, before < earlier.count, !isAbsent(row), !earlier.isAbsent(before) else {
                if !isAbsent(row) { tally.count(.first) }
                rates.append(.nan)
                continue
            }
            if !context.discontinuities.isEmpty, context.discontinuities[row] {
                tally.count(.discontinuity)
                rates.append(.nan)
                continue
            }
            if !isTogether {
                let more = lags.milliseconds(of: row) &- earlier.lags.milliseconds(of: before)
                seconds = context.interval.seconds + Double(more) / 1_000
                guard seconds >= DeviceClock.shortestSeconds else {
                    tally.count(.tooShort)
                    rates.append(.nan)
                    continue
                }
            }
            let bound = context.bounds.isEmpty ? .nan : context.bounds[row] * context.boundScale / context.scale
            let outcome = CounterGrowth.between(
                earlier.values[before], values[row], is32: is32, elapsedSeconds: seconds, maximumPerSecond: bound,
                wrapsAreCertain: context.interval.wrapsAreCertain)
            switch outcome {
            case .grown(let grown):
                found += 1
                rates.append(Double(grown) / seconds * context.scale)
            case .gap(let gap):
                tally.count(gap)
                rates.append(.nan)
            }
        }
        tally.count(rates: found)
    }

    private func isAbsent(_ row: Int) -> Bool {
        let word = row >> 6
        return word < absent.count && absent[word] & 1 << UInt64(row & 63) != 0
    }
}
