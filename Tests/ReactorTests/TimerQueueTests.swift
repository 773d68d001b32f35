import Model
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct TimerQueueTests {
    /// An actor that keeps the tokens that its timers handed out, with the time.
    private actor TimerHost {
        private let executor = QueueExecutor(label: "timers")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        private var timers: TimerQueue<Int>?
        private var due: [(token: Int, at: MonotonicTime)] = []
        private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

        func run(_ body: (TimerQueue<Int>) -> Void) throws {
            let timers = try self.timers ?? TimerQueue(executor: executor) { self.take($0) }
            self.timers = timers
            body(timers)
        }

        func wait(for token: Int) async -> [(token: Int, at: MonotonicTime)] {
            func isDue() -> Bool { due.contains { $0.token == token } }
            if !isDue() { for await _ in arrivals where isDue() { break } }
            return due
        }

        private func take(_ tokens: [Int]) {
            due += tokens.map { ($0, .now) }
            arrival.yield()
        }
    }

    @Test("Timers fire in order and not before their time; cancelled and moved ones do not")
    func order() async throws {
        let host = TimerHost()
        let start = MonotonicTime.now
        try await host.run { timers in
            timers.set(3, at: start + .milliseconds(30))
            timers.set(1, at: start + .milliseconds(10))
            timers.set(2, at: start + .milliseconds(5))
            timers.set(2, at: start + .milliseconds(20))
            timers.set(4, at: start + .milliseconds(15))
            #expect(timers.cancel(4))
            timers.set(0, at: start - .seconds(1))
            #expect(timers.count == 4)
        }
        let due = await host.wait(for: 3)
        #expect(due.map(\.token) == [0, 1, 2, 3])
        for (token, at) in due.dropFirst() {
            #expect(at >= start + .milliseconds(10 * token))
            #expect(at < start + .milliseconds(10 * token) + .seconds(5), "late beyond any busy machine's excuse")
        }
    }

    @Test("A timer that is set when the queue has none left fires, also at the beginning of time")
    func rearms() async throws {
        let host = TimerHost()
        try await host.run { $0.set(1, at: .now) }
        _ = await host.wait(for: 1)
        try await host.run { $0.set(2, at: MonotonicTime(nanoseconds: 0)) }
        _ = await host.wait(for: 2)
        try await host.run { $0.set(3, at: .now + .milliseconds(1)) }
        #expect(await host.wait(for: 3).map(\.token) == [1, 2, 3])
    }

    @Test("A thousand timers and more that are due at once all fire")
    func manyAtOnce() async throws {
        let host = TimerHost()
        try await host.run { timers in for token in 0..<3_000 { timers.set(token, at: .now) } }
        #expect(await host.wait(for: 2_999).map(\.token) == Array(0..<3_000))
    }
}
