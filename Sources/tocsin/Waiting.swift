import Dispatch
import Synchronization

/// Waits on the program's first thread for what runs on others. A verb is a sequence of steps for whoever typed it; the
/// pool's own threads are never blocked.
enum Waiting {
    /// What a task came to.
    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// Runs a task to its end.
    static func until<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let value = await body()
            box.value.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        guard let value = box.value.withLock({ $0 }) else { preconditionFailure("A task has ended without a value") }
        return value
    }
}
