import Model
import Reactor

/// Tells systemd that the daemon lives, but only when every queue has answered a ping: one that hangs means a restart.
/// Whether a queue's work succeeds is no part of it, or a full disk would become a loop of restarts.
actor Watchdog {
    nonisolated let executor = QueueExecutor(label: "tocsin.watchdog")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let notifier: ServiceNotifier
    private let interval: Duration
    private var queues: [QueueExecutor]
    private var timers: TimerQueue<Int>?
    private var isAsking = false

    init(notifier: ServiceNotifier, interval: Duration, queues: [QueueExecutor]) {
        self.notifier = notifier
        self.interval = interval
        self.queues = queues
    }

    /// Begins; systemd wants to hear at least twice an interval.
    func start() throws {
        timers = try TimerQueue(executor: executor) { [unowned self] _ in self.tick() }
        timers?.set(0, at: .now)
    }

    /// Watches other queues from now on.
    func watch(_ queues: [QueueExecutor]) { self.queues = queues }

    func stop() { timers = nil }

    private func tick() {
        timers?.set(0, at: .now + interval / 3)
        // One round at a time: a queue that hangs leaves its round unanswered and the watchdog unfed.
        guard !isAsking else { return }
        isAsking = true
        let queues = self.queues
        Task {
            for queue in queues { await queue.ping() }
            self.fed()
        }
    }

    private func fed() {
        isAsking = false
        _ = notifier.watchdog()
    }
}
