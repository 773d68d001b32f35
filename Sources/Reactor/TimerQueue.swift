import CLinux
import Dispatch
import Glibc
public import Model

/// Any number of timers on one descriptor. Dispatch's own timers stand still while the machine is suspended; a timerfd on
/// CLOCK_BOOTTIME, the clock of `MonotonicTime`, does not, and has no leeway. Used on its executor's queue only.
public final class TimerQueue<Token: Hashable> {
    private var heap = DeadlineHeap<Token>()
    private var armed: MonotonicTime?
    private let descriptor: OwnedDescriptor
    private let source: any DispatchSourceRead
    private let handler: ([Token]) -> Void
    /// How many due tokens the handler is given at once; others on the queue have their turn in between.
    private let dueLimit = 1_024

    /// A queue of timers whose due tokens go to the handler, earliest first, on the executor's queue.
    public init(executor: QueueExecutor, handler: @escaping ([Token]) -> Void) throws(SocketFault) {
        let number = timerfd_create(Int32(CLOCK_BOOTTIME), Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        guard number >= 0 else { throw SocketFault(operation: "create", target: "timer", code: errno) }
        let descriptor = OwnedDescriptor(number)
        self.descriptor = descriptor
        self.handler = handler
        source = DispatchSource.makeReadSource(fileDescriptor: number, queue: executor.queue)
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        source.setEventHandler { [weak self] in self?.fire() }
        source.resume()
    }

    deinit { source.cancel() }

    /// How many timers are set.
    public var count: Int { heap.count }

    /// The deadline of a token, or nil.
    public func deadline(of token: Token) -> MonotonicTime? { heap.deadline(of: token) }

    /// Sets the token's timer, in place of the one that it may have. A time that has gone by is due at once.
    public func set(_ token: Token, at deadline: MonotonicTime) {
        if heap.deadline(of: token) == deadline { return }
        heap.set(token, at: deadline)
        arm()
    }

    /// Cancels the token's timer; answers whether there was one. A token that was cancelled is not handed out later.
    @discardableResult
    public func cancel(_ token: Token) -> Bool { heap.cancel(token) }

    private func fire() {
        var expirations: UInt64 = 0
        _ = unsafe read(descriptor.number, &expirations, MemoryLayout<UInt64>.size)
        armed = nil
        let due = heap.takeDue(at: .now, limit: dueLimit)
        arm()
        if !due.isEmpty { handler(due) }
    }

    /// Arms the descriptor when the earliest deadline is before the one that it is armed for. A wake-up for a timer that
    /// was cancelled or moved since is harmless and cheaper than a call at every change.
    private func arm() {
        guard let earliest = heap.earliest, armed.map({ earliest < $0 }) ?? true else { return }
        if clinux_arm_timer(descriptor.number, earliest.nanoseconds) == 0 { armed = earliest }
    }
}
