public import Dispatch

/// Runs an actor on a serial Dispatch queue of its own: one actor, one queue. On Linux DispatchQueue is no
/// SerialExecutor; with `checkIsolated` below, `assumeIsolated` is legal in whatever Dispatch calls on this queue, and
/// a closure made inside such an actor may be given to the sources of this target as it is.
///
///     actor Host {
///         let executor = QueueExecutor(label: "traps")
///         nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
///     }
public final class QueueExecutor: SerialExecutor {
    /// The queue; sources and timers of the actor are targeted at it.
    public let queue: DispatchQueue

    /// An executor on a new queue of that name.
    public init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs a job of the actor on the queue, after what is already there.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Stops the process when the caller is not on the queue: such a call is our own bug.
    public func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

    /// Returns when the queue has run a block that was added now: a watchdog's question whether it still moves.
    public func ping() async {
        await withCheckedContinuation { answer in queue.async { answer.resume() } }
    }
}
