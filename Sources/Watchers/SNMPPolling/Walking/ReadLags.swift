/// How long after the clock of its poll each row of a column was read. A question whose answer was lost is asked again
/// seconds later, and its counters have grown meanwhile: what lies between two readings of a row is not what lies between
/// the clocks of their polls.
struct ReadLags: Sendable, Hashable {
    /// Rows from one on that were read together.
    private struct Run: Sendable, Hashable {
        var first: Int32
        var milliseconds: Int32
    }

    /// In the order of the rows; nothing before the first one, which is the usual.
    private var runs: [Run] = []

    /// Less is not told apart.
    static let smallest: Int32 = 20

    /// Whether all rows were read with the clock.
    var isEmpty: Bool { runs.isEmpty }

    /// Rows from this one on were read so much later than the clock.
    mutating func append(_ milliseconds: Int32, from row: Int) {
        if let last = runs.last, last.first == row { runs.removeLast() }
        let before = runs.last?.milliseconds ?? 0
        guard abs(milliseconds &- before) >= Self.smallest else { return }
        runs.append(Run(first: Int32(clamping: row), milliseconds: milliseconds))
    }

    /// How much later than the clock a row was read.
    func milliseconds(of row: Int) -> Int32 {
        // There are as many as replies that came late: few.
        runs.last { $0.first <= row }?.milliseconds ?? 0
    }

    /// The same for other rows in the same order: where each of so many rows is among them, if it is. A run begins with the
    /// first of its rows that is.
    func mapped(rows: Int, _ place: (Int) -> Int?) -> ReadLags {
        var lags = ReadLags()
        for (number, run) in runs.enumerated() {
            let end = number + 1 < runs.count ? Int(runs[number + 1].first) : rows
            guard let row = (Int(run.first)..<max(end, Int(run.first))).lazy.compactMap(place).first else { continue }
            lags.append(run.milliseconds, from: row)
        }
        return lags
    }
}
