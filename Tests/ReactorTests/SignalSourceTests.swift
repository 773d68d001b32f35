import Glibc
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)), .serialized)
struct SignalSourceTests {
    /// An actor that waits for one signal.
    private actor SignalHost {
        private let executor = QueueExecutor(label: "signals")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        private var source: SignalSource?
        private let (arrivals, arrival) = AsyncStream.makeStream(of: Int32.self)

        func first(of signals: [Int32], after trigger: () -> Void) async throws -> Int32? {
            source = try SignalSource(signals, executor: executor) { self.arrival.yield($0) }
            trigger()
            return await arrivals.first { _ in true }
        }

        func end() { source?.cancel() }
    }

    @Test("A signal to the process is told on the queue, by its number", arguments: [SIGUSR1, SIGHUP])
    func signalIsTold(signal: Int32) async throws {
        let host = SignalHost()
        #expect(try await host.first(of: [SIGUSR1, SIGHUP]) { kill(getpid(), signal) } == signal)
        await host.end()
    }

    @Test("After the end a signal has its default meaning again")
    func defaultReturns() async throws {
        let host = SignalHost()
        _ = try await host.first(of: [SIGUSR2]) { kill(getpid(), SIGUSR2) }
        #expect(disposition(of: SIGUSR2) == .caught)
        await host.end()
        #expect(disposition(of: SIGUSR2) == .byDefault)
    }

    @Test("SIGKILL cannot be caught, and that is a fault")
    func impossibleSignal() {
        #expect(throws: SocketFault(operation: "catch", target: "signal 9", code: EINVAL)) {
            try SignalSource([SIGKILL], executor: QueueExecutor(label: "kill")) { _ in }
        }
    }

    @Test("A write to a closed pipe is an error and not the end")
    func brokenPipe() {
        SignalSource.disregardBrokenPipes()
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        close(ends[0])
        #expect(unsafe write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
        close(ends[1])
        #expect(disposition(of: SIGPIPE) == .caught, "an ignored one would stay ignored in programs that we start")
    }

    private enum Disposition { case byDefault, ignored, caught }

    private func disposition(of signal: Int32) -> Disposition {
        var action = sigaction()
        unsafe sigaction(signal, nil, &action)
        let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        return handler == 0 ? .byDefault : handler == 1 ? .ignored : .caught
    }
}
