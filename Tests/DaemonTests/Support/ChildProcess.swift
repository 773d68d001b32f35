import Foundation
import Synchronization
import TestPrograms

/// A program that a test started and that can be awaited without a thread. It is killed when the test lets go of it.
final class ChildProcess: Sendable {
    private let program: SpawnedProgram
    private let ended: Ended

    /// Starts a program by its path or by its name in PATH. `environment` stands in place of the test's own.
    init(
        _ command: [String], environment: [String: String], output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        let program = try SpawnedProgram(
            command, environment.map { "\($0.key)=\($0.value)" }, output: output, errors: errors)
        let ended = Ended()
        self.program = program
        self.ended = ended
        Thread.detachNewThread { ended.tell(program.wait()) }
    }

    deinit { signal(SIGKILL) }

    /// Its process id: also of what it became by exec.
    var id: pid_t { program.id }

    /// Its exit code, or 128 and the number of the signal that killed it, as a shell says it; nil while it runs.
    var exitCode: Int32? { program.exitCode }

    /// Sends it a signal.
    func signal(_ number: Int32) { program.signal(number) }

    /// Waits for its end: its exit code, or 128 and the signal that killed it.
    func wait() async -> Int32 {
        await withCheckedContinuation { ended.add($0) }
    }

    /// Runs a program to its end.
    static func run(
        _ command: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        output: String = "/dev/null", errors: String = "/dev/null"
    ) async throws -> Int32 {
        try await ChildProcess(command, environment: environment, output: output, errors: errors).wait()
    }

    /// Who waits for the end of a process.
    private final class Ended: Sendable {
        private let state = Mutex<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

        func add(_ waiter: CheckedContinuation<Int32, Never>) {
            let code = state.withLock { state -> Int32? in
                if state.code == nil { state.waiters.append(waiter) }
                return state.code
            }
            if let code { waiter.resume(returning: code) }
        }

        func tell(_ code: Int32) {
            let waiters = state.withLock { state in
                state.code = code
                defer { state.waiters.removeAll() }
                return state.waiters
            }
            for waiter in waiters { waiter.resume(returning: code) }
        }
    }
}
