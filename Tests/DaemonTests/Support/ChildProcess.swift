import Foundation
import Synchronization

/// A program that a test started, its output in files. It is killed when the test lets go of it.
final class ChildProcess: Sendable {
    private let process: Process
    private let ended = Mutex<(code: Int32?, waiters: [CheckedContinuation<Int32, Never>])>((nil, []))

    /// Starts a program by its path or by its name in PATH. `environment` stands in place of the test's own.
    init(
        _ command: [String], environment: [String: String], output: String = "/dev/null", errors: String = "/dev/null"
    ) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try ChildProcess.file(output)
        process.standardError = try ChildProcess.file(errors)
        process.terminationHandler = { [weak self] process in
            // A shell's way: a process that a signal killed has 128 and the signal's number.
            let code = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
            self?.end(code)
        }
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Its process id: also of what it became by exec.
    var id: Int32 { process.processIdentifier }

    /// Its exit code; nil while it runs.
    var exitCode: Int32? { ended.withLock { $0.code } }

    /// Sends it a signal.
    func signal(_ number: Int32) { if exitCode == nil { kill(process.processIdentifier, number) } }

    /// Waits for its end: its exit code, or 128 and the signal that killed it.
    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let code = ended.withLock { state -> Int32? in
                if state.code == nil { state.waiters.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
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

    private func end(_ code: Int32) {
        let waiters = ended.withLock { state in
            state.code = code
            defer { state.waiters.removeAll() }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: code) }
    }

    private static func file(_ path: String) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        if path != "/dev/null" { try handle.seekToEnd() }
        return handle
    }
}
