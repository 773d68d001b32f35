import Watching

/// Reports that were told and wait for a store that fails. Bounded: the oldest beyond the bound are lost and counted.
struct KeptReports {
    /// What waits, oldest first.
    private(set) var batches: [ReportBatch] = []
    /// How many reports wait.
    private(set) var count = 0
    /// How many were lost, since the start.
    private(set) var lost = 0
    private var untold = 0

    mutating func add(_ more: [ReportBatch], limit: Int) {
        batches += more
        count += more.reduce(0) { $0 + $1.reports.count }
        var surplus = 0
        while count > limit, surplus < batches.count - 1 {
            let oldest = batches[surplus].reports.count
            count -= oldest
            lost += oldest
            untold += oldest
            surplus += 1
        }
        batches.removeFirst(surplus)
    }

    mutating func removeAll() {
        batches.removeAll()
        count = 0
    }

    /// How many were lost since this was last asked.
    mutating func takeLost() -> Int {
        defer { untold = 0 }
        return untold
    }
}
