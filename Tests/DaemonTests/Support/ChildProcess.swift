import Foundation
import Glibc
import Synchronization

/// A program that a test started, its output in files. It is killed when the test lets go of it. Not Foundation's Process,
/// which waits for ever for a child that closes what it inherited, as servers do.
final class ChildProcess: Sendable {
    /// Its process id: also of what it became by exec.
    let id: pid_t
    private let ended: Ended

    /// Starts a program by its path or by its name in PATH. `environment` stands in place of the test's own.
    init(
        _ command: [String], environment: [String: String], output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        let words = unsafe command.map { unsafe strdup($0) } + [nil]
        let settings = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        unsafe posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        for (number, path) in [(Int32(1), output), (2, errors)] {
            unsafe posix_spawn_file_actions_addopen(&files, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        // Else a server keeps what a Process of Foundation beside it waits for the end of.
        for number in Int32(3)..<1024 { unsafe posix_spawn_file_actions_addclose(&files, number) }
        // Dispatch's threads block signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var started: pid_t = 0
        let fault = unsafe posix_spawnp(&started, command[0], &files, &attributes, words, settings)
        guard fault == 0 else { throw POSIXError(POSIXErrorCode(rawValue: fault) ?? .EINVAL) }
        id = started
        ended = Ended()
        Thread.detachNewThread { [ended, id] in ended.wait(for: id) }
    }

    deinit { signal(SIGKILL) }

    /// Its exit code, or 128 and the number of the signal that killed it, as a shell says it; nil while it runs.
    var exitCode: Int32? { ended.code }

    /// Sends it a signal.
    func signal(_ number: Int32) { ended.whileRunning { kill(id, number) } }

    /// Waits for its end: its exit code, or 128 and the signal that killed it.
    func wait() async -> Int32 {
        await withCheckedContinuation { ended.tell($0) }
    }

    /// Runs a program to its end.
    static func run(
        _ command: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        output: String = "/dev/null", errors: String = "/dev/null"
    ) async throws -> Int32 {
        try await ChildProcess(command, environment: environment, output: output, errors: errors).wait()
    }

    /// Whether a program is in PATH.
    static func exists(_ program: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return (path + ":/usr/sbin:/sbin").split(separator: ":").contains { folder in
            unsafe access("\(folder)/\(program)", X_OK) == 0
        }
    }

    /// The end of a process, and who waits for it.
    private final class Ended: Sendable {
        private let state = Mutex<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

        var code: Int32? { state.withLock { $0.code } }

        /// Does something that is not done to a process that is no more, whose number may be another's.
        func whileRunning(_ action: () -> Int32) { state.withLock { if $0.code == nil { _ = action() } } }

        func tell(_ waiter: CheckedContinuation<Int32, Never>) {
            let code = state.withLock { state -> Int32? in
                if state.code == nil { state.waiters.append(waiter) }
                return state.code
            }
            if let code { waiter.resume(returning: code) }
        }

        /// Blocks its thread until the process has ended, and takes it from the system's table under the lock.
        func wait(for id: pid_t) {
            var info = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            let (code, waiters) = state.withLock { state in
                var status: Int32 = 0
                while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7f
                let code = signal == 0 ? (status >> 8) & 0xff : 128 + signal
                state.code = code
                defer { state.waiters.removeAll() }
                return (code, state.waiters)
            }
            for waiter in waiters { waiter.resume(returning: code) }
        }
    }
}
