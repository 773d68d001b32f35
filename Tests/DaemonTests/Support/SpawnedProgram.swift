import Foundation
import Glibc

/// A program of others, spawned without Foundation, whose `Process` takes a child that closes its descriptors for dead.
/// It is killed when the test lets go of it.
final class SpawnedProgram {
    private var id: pid_t = 0

    /// Starts a program by its path, with these variables alone; what it writes goes to a file where one is given.
    init(_ words: [String], _ settings: [String], output: String? = nil) throws {
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var environment = unsafe settings.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe arguments.forEach { unsafe free($0) }
            unsafe environment.forEach { unsafe free($0) }
        }
        var files = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&files)
        defer { unsafe posix_spawn_file_actions_destroy(&files) }
        for number in Int32(3)..<1024 { unsafe posix_spawn_file_actions_addclose(&files, number) }
        // Dispatch's threads block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        if let output {
            unsafe posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o644)
            unsafe posix_spawn_file_actions_adddup2(&files, 1, 2)
        }
        var process: pid_t = 0
        guard unsafe posix_spawn(&process, words[0], &files, &attributes, &arguments, &environment) == 0 else {
            throw POSIXError(.ENOENT)
        }
        id = process
    }

    deinit { stop() }

    /// Waits for its end: its exit code, or -1 where a signal ended it.
    func wait() -> Int32 {
        guard id > 0 else { return -1 }
        var status: Int32 = 0
        _ = unsafe waitpid(id, &status, 0)
        id = 0
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -1
    }

    /// Sends it a signal.
    func signal(_ number: Int32) { if id > 0 { kill(id, number) } }

    /// Kills it and waits for its end.
    func stop() {
        guard id > 0 else { return }
        kill(id, SIGKILL)
        _ = wait()
    }
}
