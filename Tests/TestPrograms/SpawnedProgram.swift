public import Glibc
import Synchronization

/// A program of others that a test started. It is killed when the test lets go of it. Not Foundation's Process: that takes a
/// child that closes what it inherited, as servers do, for running for ever, and waits for it where every other waits, too.
public final class SpawnedProgram: Sendable {
    /// Why a program could not be started.
    public struct NotStarted: Error, CustomStringConvertible {
        /// The program and the cause.
        public let description: String
    }

    /// PATH with all that Debian's packages install.
    public static let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Its process id: also of what it became by exec.
    public let id: pid_t
    private let code = Mutex<Int32?>(nil)

    /// Starts a program by its path or by its name in PATH, with these variables (`NAME=VALUE`) and no others. What it
    /// writes goes to the end of files; without one for errors both go to the same.
    public init(
        _ command: [String], _ settings: [String] = [SpawnedProgram.path], output: String = "/dev/null",
        errors: String? = nil
    ) throws(NotStarted) {
        let words = unsafe command.map { unsafe strdup($0) } + [nil]
        let variables = unsafe settings.map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        unsafe posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        for (number, file) in [(Int32(1), output), (2, errors ?? output)] {
            unsafe posix_spawn_file_actions_addopen(&files, number, file, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        // Else it keeps what a Process of Foundation beside it waits for the end of.
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
        let fault = unsafe posix_spawnp(&started, command[0], &files, &attributes, words, variables)
        guard fault == 0 else {
            throw NotStarted(description: "\(command[0]): \(unsafe String(cString: strerror(fault)))")
        }
        id = started
    }

    deinit { end(SIGKILL) }

    /// Its exit code, or 128 and the number of the signal that killed it, as a shell says it; nil until `wait` has seen its
    /// end.
    public var exitCode: Int32? { code.withLock { $0 } }

    /// Sends it a signal; nothing to one whose end was seen, whose number may be another's.
    public func signal(_ number: Int32) { code.withLock { if $0 == nil { kill(id, number) } } }

    /// Waits for its end, blocking: its exit code.
    @discardableResult
    public func wait() -> Int32 {
        var info = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        return code.withLock { code in
            if let code { return code }
            var status: Int32 = 0
            while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            let found = signal == 0 ? (status >> 8) & 0xff : 128 + signal
            code = found
            return found
        }
    }

    /// Sends it a signal and waits for its end.
    public func end(_ number: Int32 = SIGTERM) {
        guard exitCode == nil else { return }
        signal(number)
        wait()
    }

    /// Runs a program to its end: whether it succeeded.
    @discardableResult
    public static func run(_ command: [String]) -> Bool { (try? SpawnedProgram(command))?.wait() == 0 }

    /// Whether a program is installed.
    public static func exists(_ program: String) -> Bool {
        path.dropFirst(5).split(separator: ":").contains { unsafe access("\($0)/\(program)", X_OK) == 0 }
    }
}
