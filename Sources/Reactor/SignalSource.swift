import CLinux
import Dispatch
import Glibc

/// Signals as calls on a queue. They are caught by a handler in C that only counts, and not ignored as Dispatch's own
/// signal sources want it, because an ignored signal stays ignored in every program that we start.
public final class SignalSource {
    private let signals: [Int32]
    private var sources: [any DispatchSourceRead] = []

    /// Calls the handler on the executor's queue when one of the signals has come; several of a kind that come together
    /// may be one call. A signal has one source at a time in a process.
    public init(_ signals: [Int32], executor: QueueExecutor, handler: @escaping (Int32) -> Void) throws(SocketFault) {
        self.signals = signals
        for signal in signals {
            let number = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
            guard number >= 0 else {
                throw SocketFault(operation: "create", target: "event of signal \(signal)", code: errno)
            }
            let descriptor = OwnedDescriptor(number)
            let source = DispatchSource.makeReadSource(fileDescriptor: number, queue: executor.queue)
            source.setCancelHandler { withExtendedLifetime(descriptor) {} }
            source.setEventHandler {
                var count: UInt64 = 0
                if unsafe read(number, &count, MemoryLayout<UInt64>.size) > 0 { handler(signal) }
            }
            source.resume()
            sources.append(source)
            try SocketFault.check(clinux_catch_signal(signal, number), "catch", "signal \(signal)")
        }
    }

    deinit { cancel() }

    /// Gives the signals their default meaning back.
    public func cancel() {
        guard !sources.isEmpty else { return }
        for signal in signals { _ = clinux_release_signal(signal) }
        for source in sources { source.cancel() }
        sources = []
    }

    /// Makes a write to a closed pipe or stream an error rather than the end of the process. Programs that we start still
    /// have SIGPIPE's default.
    public static func disregardBrokenPipes() { _ = clinux_disregard_signal(SIGPIPE) }
}
