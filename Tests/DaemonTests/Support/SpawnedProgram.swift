import Foundation
import Glibc

/// A server of others in the foreground, spawned without Foundation, whose `Process` takes a child that closes its
/// descriptors for dead. It is killed when the test lets go of it.
final class SpawnedProgram {
    private var id: pid_t = 0

    /// Starts a program by its path, with these variables alone.
    init(_ words: [String], _ settings: [String]) throws {
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var environment = unsafe settings.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe arguments.forEach { unsafe free($0) }
            unsafe environment.forEach { unsafe free($0) }
        }
        // Dispatch's threads block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // Foundation takes a process for running while anyone holds what it was started with: nothing is passed on.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 3..<256 { unsafe posix_spawn_file_actions_addclose(&actions, descriptor) }
        var process: pid_t = 0
        guard unsafe posix_spawn(&process, words[0], &actions, &attributes, &arguments, &environment) == 0 else {
            throw POSIXError(.ENOENT)
        }
        id = process
    }

    deinit { stop() }

    /// Waits for its end: whether it exited with 0.
    func succeeds() -> Bool {
        var status: Int32 = 0
        let found = unsafe waitpid(id, &status, 0)
        defer { id = 0 }
        return found == id && status == 0
    }

    /// Kills it and waits for its end.
    func stop() {
        guard id > 0 else { return }
        kill(id, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(id, &status, 0)
        id = 0
    }
}
