import Foundation

/// One run of the built `tocsin` as a user would start it.
struct CommandRun {
    /// What it wrote to standard output.
    var output: String
    /// What it wrote to standard error.
    var errors: String
    /// How it ended.
    var exitCode: Int32

    /// The program, beside the tests that run.
    static let program: String = {
        let tests =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("tocsin").path
    }()

    /// An environment in which only what the test sets matters.
    static func environment(_ more: [String: String]) -> [String: String] {
        ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "TZ": "UTC"].merging(more) { $1 }
    }

    /// Runs it to its end.
    init(_ arguments: [String], environment: [String: String] = [:], program: String = CommandRun.program) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = CommandRun.environment(environment)
        let (out, err) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = out
        process.standardError = err
        try process.run()
        // Standard error stays far below what a pipe holds, so one after the other is safe.
        output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        exitCode = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A run whose standard output is a terminal of its own.
final class TerminalRun {
    private let process = Process()
    private let master: FileHandle

    /// Starts it on a terminal so many columns wide.
    init(_ arguments: [String], columns: Int, environment: [String: String] = [:]) throws {
        // posix_openpt(3) is not in Swift's view of the C library: this is what it does, by ioctl_tty(2).
        let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard descriptor >= 0, unsafe ioctl(descriptor, 0x4004_5431, &lock) == 0,
            unsafe ioctl(descriptor, 0x8004_5430, &number) == 0
        else { throw POSIXError(.EIO) }
        master = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let slave = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw POSIXError(.EIO) }
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: CommandRun.program)
        process.arguments = arguments
        process.environment = CommandRun.environment(
            ["TERM": "xterm-256color", "COLUMNS": "\(columns)"].merging(environment) { $1 })
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = terminal
        process.standardError = FileHandle.nullDevice
        try process.run()
        try terminal.close()
    }

    /// Everything until the program and its pager have gone, and the exit code.
    func finish() throws -> (output: String, exitCode: Int32) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            // The end of a terminal is EIO.
            let count = unsafe read(master.fileDescriptor, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return (String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n"), code)
    }
}
