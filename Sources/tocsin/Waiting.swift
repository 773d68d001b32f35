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

    /// Runs a task to its end. What it throws is the command's fault, behind the name of whom it is about.
    static func value<Value: Sendable>(
        of whom: String? = nil, _ body: @escaping @Sendable () async throws -> Value
    ) throws(CommandFault) -> Value {
        let result = until { () -> Result<Value, any Error> in
            do { return .success(try await body()) } catch { return .failure(error) }
        }
        switch result {
        case .success(let value): return value
        case .failure(let fault): throw .failed(whom.map { "\($0): \(fault)" } ?? "\(fault)")
        }
    }
}
