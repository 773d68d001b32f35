import Glibc

/// A program that a test started, without Foundation, whose Process waits for ever for servers that make children. It is
/// killed when the test lets go of it.
final class SpawnedProgram {
    private let id: pid_t
    private var isOver = false

    /// Starts a program by its name in PATH, with further variables before the program; nil where it cannot be started.
    init?(_ command: [String], environment: [String] = []) {
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe (environment + [path]).map { unsafe strdup($0) } + [nil]
        defer {
            unsafe arguments.forEach { unsafe free($0) }
            unsafe variables.forEach { unsafe free($0) }
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        for number in Int32(3)..<1024 { unsafe posix_spawn_file_actions_addclose(&actions, number) }
        // The threads that tests run on block signals, and a program would inherit that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var started: pid_t = 0
        let result = unsafe posix_spawnp(&started, command[0], &actions, &attributes, &arguments, &variables)
        guard result == 0 else { return nil }
        id = started
    }

    deinit { end(SIGKILL) }

    /// Sends it a signal and waits for its end.
    func end(_ signal: Int32 = SIGTERM) {
        guard !isOver else { return }
        kill(id, signal)
        wait()
    }

    /// Waits for its end: whether it succeeded.
    @discardableResult
    func wait() -> Bool {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) < 0, errno == EINTR {}
        isOver = true
        return status == 0
    }

    /// Runs a program to its end: whether it succeeded.
    @discardableResult
    static func run(_ command: [String]) -> Bool { SpawnedProgram(command)?.wait() ?? false }
}
