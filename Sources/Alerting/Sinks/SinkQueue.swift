import Dispatch
public import Model
public import Reactor
import Synchronization

/// Stands between the pipeline and one sink: takes announcements at once, tells them in order on a queue of its
/// own, and when the sink is slow or away keeps what `SinkBuffer` keeps, counts the rest, and goes on when it is
/// back.
public actor SinkQueue {
    /// How many events may wait unless told otherwise: some 50 MB of plain traps.
    public static let defaultLimit = 50_000

    /// The queue on which the sink is called.
    public nonisolated let executor: QueueExecutor
    /// The actor's executor: its own queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private nonisolated let waiting: Mutex<Waiting>
    private let sink: any Sink
    private var held: ArraySlice<Announcement> = []
    private var onEmpty: [Int: CheckedContinuation<Void, Never>] = [:]
    private var lastWaiter = 0

    /// What the pipeline and the queue share.
    private struct Waiting: Sendable {
        var buffer: SinkBuffer
        var status: SinkStatus
        var isDraining = false
        /// How many the queue has taken out and not told yet.
        var held = 0
        var isClosed = false
    }

    /// A queue for a sink, which from now on belongs to it.
    public init(_ sink: sending any Sink, limit: Int = SinkQueue.defaultLimit) {
        let name = sink.name
        executor = QueueExecutor(label: "sink.\(name)")
        waiting = Mutex(Waiting(buffer: SinkBuffer(limit: limit), status: SinkStatus(name: name, limit: limit)))
        self.sink = sink
    }

    /// Takes events that are committed. Never waits; any thread.
    public nonisolated func offer(_ events: [Event]) { offer(events.map { Announcement($0) }) }

    /// Takes announcements, in order. Never waits; any thread.
    public nonisolated func offer(_ announcements: [Announcement]) {
        guard !announcements.isEmpty else { return }
        let mustStart = waiting.withLock { waiting in
            guard !waiting.isClosed else {
                waiting.buffer.giveUp(announcements)
                return false
            }
            for announcement in announcements { waiting.buffer.append(announcement) }
            defer { waiting.isDraining = true }
            return !waiting.isDraining
        }
        if mustStart { executor.queue.async { self.assumeIsolated { $0.drain() } } }
    }

    /// How the sink does. Never waits; any thread.
    public nonisolated var status: SinkStatus {
        waiting.withLock { waiting in
            var status = waiting.status
            status.backlog = waiting.buffer.count + waiting.held
            status.dropped = waiting.buffer.dropped
            return status
        }
    }

    /// Waits until everything is told, or as long as told; what then still waits is given up and counted, and what
    /// is offered later, too.
    public func close(within patience: Duration) async {
        await emptied(within: patience)
        waiting.withLock { waiting in
            waiting.isClosed = true
            waiting.buffer.giveUp(waiting.buffer.take(.max) + held)
            waiting.held = 0
        }
        held = []
    }

    /// Waits until everything offered so far is told, or as long as told.
    public func emptied(within patience: Duration) async {
        guard waiting.withLock({ $0.isDraining }) else { return }
        lastWaiter += 1
        let waiter = lastWaiter
        await withCheckedContinuation { continuation in
            onEmpty[waiter] = continuation
            executor.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(patience.nanoseconds))) {
                self.assumeIsolated { $0.onEmpty.removeValue(forKey: waiter)?.resume() }
            }
        }
    }

    /// Tells one handful of what waits, and comes back for the next until there is none. Between two the queue is free, so
    /// that `close` and a watchdog's ping find it alive in a flood and before a slow sink.
    private func drain() {
        if held.isEmpty { held = takeSome()[...] }
        guard !held.isEmpty else { return }
        while let announcement = held.first {
            switch sink.deliver(announcement) {
            case .delivered:
                settle {
                    $0.delivered += 1
                    $0.fault = nil
                }
            case .refused(let reason):
                settle {
                    $0.refused += 1
                    $0.fault = reason
                }
            case .later(let delay, let reason):
                waiting.withLock { $0.status.fault = reason }
                executor.queue.asyncAfter(deadline: .now() + .nanoseconds(Int(delay.nanoseconds))) {
                    self.assumeIsolated { $0.drain() }
                }
                return
            }
        }
        executor.queue.async { self.assumeIsolated { $0.drain() } }
    }

    /// Takes the next ones out of the buffer; none ends the draining, in the same breath so that no offer is missed.
    private func takeSome() -> [Announcement] {
        let taken = waiting.withLock { waiting in
            let taken = waiting.buffer.take(64)
            waiting.held = taken.count
            waiting.isDraining = !taken.isEmpty
            return taken
        }
        if taken.isEmpty {
            for continuation in onEmpty.values { continuation.resume() }
            onEmpty = [:]
        }
        return taken
    }

    private func settle(_ change: (inout SinkStatus) -> Void) {
        held.removeFirst()
        waiting.withLock { waiting in
            waiting.held -= 1
            change(&waiting.status)
        }
    }
}
