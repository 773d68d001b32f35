import Alerting
import Dispatch
import EventStore
import Logging
import Model
import Reactor
import Synchronization
import Watching

/// Turns reports into events and alerts, commits them, and only then tells: sinks are offered the events, watchers get
/// their receipts. One actor on one queue, the only one that writes the store; it may block on the disk here.
///
/// What comes in while a commit runs is the next batch, so a slow disk makes batches larger and not the queue longer.
/// When the store fails, events are told at once, marked as not stored, and their reports are kept and tried again.
actor Pipeline: ReportReceiver {
    /// Its queue, for the watchdog.
    nonisolated let executor = QueueExecutor(label: "tocsin.pipeline")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// How many reports one transaction takes: bounds how long the first of them waits.
    static let batchLimit = 8_192
    /// How many reports may wait before watchers are asked to stop reading.
    static let highWater = 40_000
    /// How many must be left for them to go on.
    static let lowWater = 10_000
    /// How many reports are kept for a store that fails; the oldest beyond it are counted as lost. They were told.
    static let keptLimit = 100_000

    /// How many samples may wait; the oldest beyond it are left out and counted.
    static let sampleLimit = 200_000
    /// How many samples one transaction of their own takes: events that come meanwhile wait no longer for it than for a
    /// batch of their own kind.
    static let sampleBatchLimit = 4_096
    /// How many samples go along with a batch of reports.
    static let samplesBesideReports = 1_024

    let store: EventStore
    let sinks: [SinkQueue]
    let log: Logger
    let inbox = Mutex(ReportInbox())
    /// Samples go past the inbox, so that they take nobody's place there.
    let samples = Mutex(SampleBuffer(limit: Pipeline.sampleLimit))
    var book: AlertBook
    private var retention: Retention
    private var clock = ClockGuard(at: .now)
    var kept = KeptReports()
    /// What watchers asked to keep while the store failed, each key in its latest form.
    var unstoredMemory = MemoryChanges()
    var failure: StoreFailure?
    private var housekeeping: TimerQueue<Housekeeping>?
    private var sinksDropping: [String: Int] = [:]
    /// Ends of alerts that a failing store did not take; done again when it works.
    private var unfinishedEnds: [AlertEnd] = []
    private var counters = PipelineCounters()
    /// When to look which acknowledgements are over; nil when none will be.
    private var acknowledgementsEnd: Timestamp?

    private enum Housekeeping: Hashable { case retry, prune, sinks, heartbeat, samples, acknowledgements }

    init(
        store: sending EventStore, recovered: RecoveredState, site: String, retention: Retention, sinks: [SinkQueue],
        log: Logger
    ) {
        self.store = store
        self.sinks = sinks
        self.log = log
        self.retention = retention
        book = AlertBook(recovered: recovered, site: site)
    }

    /// Starts its timers and makes events of the tallies that the last run left.
    func start(recovered: RecoveredState) throws {
        housekeeping = try TimerQueue(executor: executor) { [unowned self] due in
            for task in due { self.keepHouse(task) }
        }
        housekeeping?.set(.prune, at: .now + .seconds(5))
        housekeeping?.set(.sinks, at: .now + .seconds(5))
        housekeeping?.set(.heartbeat, at: .now + .seconds(30))
        housekeeping?.set(.samples, at: .now + .seconds(1))
        acknowledgementsEnd = book.nextAcknowledgementEnd
        housekeeping?.set(.acknowledgements, at: .now + .seconds(10))
        if !recovered.tallies.isEmpty {
            accept([ReportBatch(reports: recovered.tallies.map { Report(.endedTally($0)) })])
        }
    }

    /// Takes a batch; from any queue.
    nonisolated func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure {
        var batch = batch
        if batch.hasSamples {
            samples.withLock { $0.takeSamples(of: &batch) }
            if batch.reports.isEmpty { return .none }
        }
        let (mustSchedule, pressure) = inbox.withLock { [batch] in $0.add(batch, whenReady: whenReady) }
        if mustSchedule { executor.queue.async { self.assumeIsolated { $0.turn() } } }
        return pressure
    }

    /// Takes a report of the daemon's own.
    nonisolated func submit(_ observation: Observation) {
        _ = submit(ReportBatch(reports: [Report(.observation(observation))]), whenReady: {})
    }

    /// Takes what a reload may change.
    func reconfigure(retention: Retention, site: String) {
        self.retention = retention
        drain()
        book.site = site
    }

    /// Resolves the open alerts that no watcher will renew, with a reason. While the store fails that waits until it
    /// works, for alerts of what is kept are not open yet.
    func resolve(reason: String, where isEnded: @escaping @Sendable (Alert) -> Bool) {
        drain()
        let end = AlertEnd(reason: reason, isEnded: isEnded)
        guard failure == nil else { return unfinishedEnds.append(end) }
        do { try finish(end) } catch {
            unfinishedEnds.append(end)
            fail(error, [])
        }
    }

    /// Commits and tells what a change of the book says: what a person did, or what time did to it. Throws when it
    /// cannot be stored, and then nothing has changed.
    func change(_ body: (inout AlertBook) -> [Event]) throws(StoreFault) {
        var batch = CommitBatch()
        batch.events = body(&book)
        guard !batch.events.isEmpty else { return }
        batch.alerts = book.takeChanges()
        do { try store.commit(batch) } catch {
            book.undo()
            throw error
        }
        counters.events += batch.events.count
        acknowledgementsEnd = book.nextAcknowledgementEnd
        tell(batch.events.map { Announcement($0) })
    }

    /// Commits all that has been submitted.
    func flush() {
        drain()
        storeAllSamples()
    }

    /// Ends: what could not be stored by now is lost and said to be.
    func close() {
        drain()
        if failure != nil {
            retry()
            // That it works again is an event, too.
            drain()
        }
        storeAllSamples()
        housekeeping = nil
        noteAlive()
        if kept.count > 0 {
            log.error("Events could not be stored before the end", metadata: ["events": "\(kept.count)"])
        }
        do { try store.close() } catch { log.error("Store could not be closed", metadata: ["cause": "\(error)"]) }
    }

    /// The alerts that a watcher raised and that are still open.
    func openAlerts(of watcher: WatcherName, sharing rules: Set<String> = []) -> [Alert] {
        book.openAlerts.filter { $0.watcher == watcher || rules.contains($0.key.rule) }
    }

    // MARK: The way of a batch

    /// One transaction, then the queue's others have their turn: under a flood, too, a ping must be answered.
    private func turn() {
        if drainOnce() { executor.queue.async { self.assumeIsolated { $0.turn() } } }
    }

    /// Commits what has been submitted before; what comes in meanwhile has its own turn, or a flood would hold the
    /// caller for ever.
    private func drain() {
        var waiting = inbox.withLock { $0.count }
        while waiting > 0 {
            let before = inbox.withLock { $0.taken }
            guard drainOnce() else { return }
            waiting -= inbox.withLock { $0.taken } - before
        }
    }

    private func drainOnce() -> Bool {
        let batches = inbox.withLock { $0.take(limit: Pipeline.batchLimit) }
        if batches.isEmpty { return false }
        accept(batches)
        let ready = inbox.withLock { $0.takeReady(lowWater: Pipeline.lowWater) }
        for wake in ready { wake() }
        return true
    }

    private func accept(_ batches: [ReportBatch]) {
        if failure != nil { return keep(batches) }
        do {
            let events = try commit(batches)
            tell(events.map { Announcement($0) })
            grant(batches)
        } catch {
            fail(error, batches)
        }
    }

    /// Writes reports in one transaction, with some of the samples, and gives the events that they became.
    private func commit(_ batches: [ReportBatch]) throws(StoreFault) -> [Event] {
        var batch = apply(batches)
        batch.samples = samples.withLock { $0.take(limit: Pipeline.samplesBesideReports) }
        do {
            try store.commit(batch)
        } catch {
            book.undo()
            samples.withLock { [batch] in $0.putBack(batch.samples) }
            throw error
        }
        counters.events += batch.events.count
        return batch.events
    }

    private func apply(_ batches: [ReportBatch]) -> CommitBatch {
        var batch = CommitBatch()
        var tallies: [String: Tally] = [:]
        var memory = MemoryChanges()
        for (watcher, report) in batches.lazy.flatMap({ told in told.reports.lazy.map { (told.watcher, $0) } }) {
            switch report.content {
            case .observation(let observation): book.apply(observation, into: &batch.events)
            case .tally(let tally): tallies[tally.key] = tally
            case .samples: break
            case .memory(let key, let value):
                memory.note(MemoryChange(watcher: watcher, key: key, value: value))
            case .endedTally(let tally):
                tallies[tally.key] = nil
                batch.endedTallies.append(tally.key)
                var observation = tally.observation
                // Its first trap opened the alert. If that is not open any more, somebody ended it meanwhile, such as
                // a reload without its device, and a count of what was before must not open it again.
                if observation.state == .firing, book.openAlert(observation.key) == nil {
                    observation.state = .occurred
                }
                book.apply(observation, into: &batch.events)
            }
        }
        batch.tallies = Array(tallies.values)
        for change in unstoredMemory.all { memory.note(change) }
        batch.memory = memory.all
        batch.alerts = book.takeChanges()
        return batch
    }

    private func grant(_ batches: [ReportBatch]) {
        for batch in batches {
            guard let whenCommitted = batch.whenCommitted else { continue }
            let receipts = batch.reports.compactMap(\.receipt)
            if !receipts.isEmpty { whenCommitted(receipts) }
        }
    }

    private func tell(_ announcements: [Announcement]) {
        for sink in sinks { sink.offer(announcements) }
    }

    // MARK: When the store fails

    func fail(_ fault: StoreFault, _ batches: [ReportBatch]) {
        log.critical("Store failed", metadata: ["cause": "\(fault)"])
        failure = StoreFailure(text: "\(fault)", since: .now)
        let observation = TocsinRules.observation(
            TocsinRules.storeFailing, .firing, instance: "store", at: .now,
            summary: "Events cannot be stored: \(fault). They are told, marked TOCSIN_STORED=no, and kept in memory")
        keep([ReportBatch(reports: [Report(.observation(observation))])] + batches)
        housekeeping?.set(.retry, at: .now + .seconds(1))
    }

    /// Tells reports without storing them and keeps them for later.
    private func keep(_ batches: [ReportBatch]) {
        // What was kept before is in the trial, too, but is older than what comes now.
        let before = unstoredMemory
        unstoredMemory = MemoryChanges()
        let trial = apply(batches)
        book.undo()
        unstoredMemory = before
        for change in trial.memory { unstoredMemory.note(change) }
        tell(trial.events.map { Announcement($0, isStored: false) })
        kept.add(batches.map(\.withoutMemory).filter { !$0.reports.isEmpty }, limit: Pipeline.keptLimit)
    }

    /// Ends alerts in a transaction of their own.
    private func finish(_ end: AlertEnd) throws(StoreFault) {
        try change { $0.resolve(where: end.isEnded, reason: end.reason, at: .now) }
    }

    private func finishEnds() {
        while let end = unfinishedEnds.first, failure == nil {
            do {
                try finish(end)
                unfinishedEnds.removeFirst()
            } catch { fail(error, []) }
        }
    }

    private func retry() {
        guard let failing = failure else { return }
        let batches = kept.batches
        do {
            // They were told when they came; now they only must be stored.
            _ = try commit(batches)
            kept.removeAll()
            unstoredMemory = MemoryChanges()
            failure = nil
            log.notice(
                "Store works again", metadata: ["failed_for": "\(DurationGrammar.rounded(.now - failing.since))"])
            grant(batches)
            finishEnds()
            let lost = kept.takeLost()
            let suffix = lost > 0 ? "; \(lost) events were told and never stored" : "; nothing was lost"
            submit(
                TocsinRules.observation(
                    TocsinRules.storeFailing, .resolved, instance: "store", at: .now,
                    summary: "Events are stored again\(suffix)"))
        } catch {
            failure?.text = "\(error)"
            failure?.attempts += 1
            let seconds = min(30, 1 << min(5, failing.attempts))
            housekeeping?.set(.retry, at: .now + .seconds(seconds))
        }
    }

    // MARK: Housekeeping

    private func keepHouse(_ task: Housekeeping) {
        switch task {
        case .retry: retry()
        case .samples:
            // One transaction a turn: events that wait come between.
            let hasMore = storeSamples()
            housekeeping?.set(.samples, at: .now + (hasMore ? .milliseconds(5) : .seconds(1)))
        case .heartbeat:
            noteAlive()
            housekeeping?.set(.heartbeat, at: .now + .seconds(30))
        case .acknowledgements:
            if failure == nil, let end = acknowledgementsEnd, end <= .now {
                do { try change { $0.endAcknowledgements(at: .now) } } catch { fail(error, []) }
                // Its alert may have ended before it: then nothing has changed.
                acknowledgementsEnd = book.nextAcknowledgementEnd
            }
            housekeeping?.set(.acknowledgements, at: .now + .seconds(10))
        case .sinks:
            watchSinks()
            housekeeping?.set(.sinks, at: .now + .seconds(5))
        case .prune:
            var next = Duration.seconds(60)
            if failure == nil, let now = clock.believedTime(at: .now) {
                do {
                    let result = try store.prune(
                        now: now, keepEvents: retention.events, keepSamples: retention.samples)
                    if result.hasMore { next = .milliseconds(50) }
                } catch {
                    log.warning("Old events could not be deleted", metadata: ["cause": "\(error)"])
                }
            }
            housekeeping?.set(.prune, at: .now + next)
        }
    }

    /// Leaves a mark of when the daemon last ran, so that the next start can say how long nothing was watched.
    private func noteAlive() {
        guard failure == nil else { return }
        do { try store.setValue(Timestamp.now.rfc3339, forKey: "daemon.last_seen") } catch {
            log.warning("The time could not be noted in the store", metadata: ["cause": "\(error)"])
        }
    }

    /// A sink that leaves events out says so itself, as an alert with its own end.
    private func watchSinks() {
        for sink in sinks {
            let status = sink.status
            let dropped = status.droppedCount + status.refused
            let before = sinksDropping[status.name]
            let known = before ?? 0
            let isDropping = dropped > (counters.sinkDrops[status.name] ?? 0)
            counters.sinkDrops[status.name] = dropped
            if isDropping, before == nil {
                sinksDropping[status.name] = dropped
                submit(
                    TocsinRules.observation(
                        TocsinRules.sinkDropping, .firing, instance: status.name, at: .now,
                        summary: "The \(status.name) does not keep up: \(dropped) events were stored but not told there"
                            + (status.fault.map { " (\($0))" } ?? "")))
            } else if !isDropping, before != nil, status.backlog == 0 {
                sinksDropping[status.name] = nil
                submit(
                    TocsinRules.observation(
                        TocsinRules.sinkDropping, .resolved, instance: status.name, at: .now,
                        summary:
                            "The \(status.name) keeps up again; \(max(dropped - known, 0) + known) events since the "
                            + "start were stored but not told there"))
            }
        }
    }
}
