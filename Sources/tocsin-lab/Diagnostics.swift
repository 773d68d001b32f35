import Dispatch
import Glibc
import TocsinLab

/// What every verb does the same way.
enum Diagnostics {
    /// Writes a line to standard error in one piece.
    @Sendable static func say(_ line: String) {
        let bytes = Array("lab: \(line)\n".utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Lets what was printed reach a pipe at once.
    static func flush() { _ = fflush(nil) }

    /// Runs work with a flag that SIGINT and SIGTERM raise.
    static func untilStopped<Result>(
        _ work: (StopFlag) async throws -> Result
    ) async throws -> Result {
        let flag = StopFlag()
        let signals = StopSignals()
        try await signals.raise(flag)
        let result = try await work(flag)
        withExtendedLifetime(signals) {}
        return result
    }

    /// Runs work that blocks on a thread of its own.
    static func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { done in
            DispatchQueue(label: "lab-work").async { done.resume(with: Swift.Result { try work() }) }
        }
    }

    /// A number with two decimal places.
    static func rounded(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        let rest = abs(hundredths % 100)
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// A duration in milliseconds.
    static func milliseconds(_ duration: Duration) -> String {
        "\(rounded(Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15)) ms"
    }
}
