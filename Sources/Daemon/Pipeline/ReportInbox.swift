import Watching

/// What waits for the pipeline, and who waits for it to have room.
struct ReportInbox: Sendable {
    private var batches: [ReportBatch] = []
    private var start = 0
    private(set) var count = 0
    /// How many reports were ever taken out.
    private(set) var taken = 0
    private var isScheduled = false
    private var waiters: [@Sendable () -> Void] = []

    /// Adds a batch. Says whether the pipeline must be woken, and whether the sender should wait.
    mutating func add(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> (Bool, Pressure) {
        batches.append(batch)
        count += batch.reports.count
        let mustSchedule = !isScheduled
        isScheduled = true
        guard count > Pipeline.highWater else { return (mustSchedule, .none) }
        waiters.append(whenReady)
        return (mustSchedule, .wait)
    }

    /// Takes the oldest batches, at most so many reports but at least one batch; none ends the pipeline's turn.
    mutating func take(limit: Int) -> [ReportBatch] {
        var taken: [ReportBatch] = []
        var reports = 0
        while start < batches.count, taken.isEmpty || reports + batches[start].reports.count <= limit {
            reports += batches[start].reports.count
            taken.append(batches[start])
            start += 1
        }
        if start == batches.count {
            batches.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 4_096 {
            batches.removeFirst(start)
            start = 0
        }
        count -= reports
        self.taken += reports
        if taken.isEmpty { isScheduled = false }
        return taken
    }

    /// Takes those who wait, once there is room.
    mutating func takeReady(lowWater: Int) -> [@Sendable () -> Void] {
        guard count <= lowWater, !waiters.isEmpty else { return [] }
        defer { waiters.removeAll() }
        return waiters
    }
}
