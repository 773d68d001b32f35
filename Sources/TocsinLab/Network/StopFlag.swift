import Glibc
import Reactor
import Synchronization

/// Tells work of the lab to end, from any thread: a loop asks it, a task hangs its cancellation on it.
public final class StopFlag: Sendable {
    private let isSet = Atomic<Bool>(false)
    private let handlers = Mutex<[@Sendable () -> Void]>([])

    /// A flag that is not raised.
    public init() {}

    /// Whether it was raised.
    public var isRaised: Bool { isSet.load(ordering: .relaxed) }

    /// Raises it; once is enough.
    public func raise() {
        isSet.store(true, ordering: .relaxed)
        let called = handlers.withLock { handlers in
            defer { handlers = [] }
            return handlers
        }
        for handler in called { handler() }
    }

    /// Calls the handler when the flag is raised, at once where it is raised already.
    public func whenRaised(_ handler: @escaping @Sendable () -> Void) {
        handlers.withLock { $0.append(handler) }
        if isRaised { raise() }
    }

    /// Runs work in a task that is cancelled when the flag is raised. Cancellation is no failure: nil comes back.
    public func cancelling<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        let task = Task { try await work() }
        whenRaised { task.cancel() }
        do {
            return try await task.value
        } catch is CancellationError {
            return nil
        }
    }
}

/// Raises a flag at SIGINT and SIGTERM for as long as it lives.
public actor StopSignals {
    private let executor = QueueExecutor(label: "lab-signals")
    /// The executor's queue carries the signals.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var source: SignalSource?

    /// Catches nothing yet.
    public init() {}

    /// Catches both signals from now on.
    public func raise(_ flag: StopFlag) throws {
        source = try SignalSource([SIGINT, SIGTERM], executor: executor) { _ in flag.raise() }
    }
}

/// Counts SIGUSR1 for as long as it lives: somebody asks how things stand.
public actor AskSignals {
    private let executor = QueueExecutor(label: "lab-questions")
    /// The executor's queue carries the signal.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var source: SignalSource?
    private nonisolated let asked = Atomic<Int>(0)

    /// Catches nothing yet.
    public init() {}

    /// How often it came.
    public nonisolated var count: Int { asked.load(ordering: .relaxed) }

    /// Catches the signal from now on.
    public func start() throws {
        source = try SignalSource([SIGUSR1], executor: executor) { _ in
            self.asked.wrappingAdd(1, ordering: .relaxed)
        }
    }
}
