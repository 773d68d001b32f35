import Model
import Testing

@testable import Watching

@Suite("Running a watcher")
struct WatcherRunnerTests {
    /// Does with its timers what its orders say, and notes those that were served.
    struct Alarmed: Watcher {
        typealias Configuration = [String: [Action]]

        static let name = WatcherName.tocsin
        static let section = "alarmed"
        static let rules: [Rule] = []
        static let replayConfiguration: Configuration? = nil
        static func decode(_ section: SectionReader, context: DecodingContext) -> Configuration? { nil }

        private let orders: Configuration
        private(set) var served: [String] = []

        init(_ orders: Configuration, shared: SharedConfiguration) { self.orders = orders }

        mutating func reconfigure(
            _ orders: Configuration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action]
        ) {}

        mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
            switch input {
            case .started: actions += orders["start"] ?? []
            case .timer(let name):
                served.append(name.purpose)
                actions += orders[name.purpose] ?? []
            default: break
            }
        }

        func writeStatus(into writer: inout JSONWriter) {}
    }

    private static func moment(_ seconds: Int64) -> Moment {
        Moment(
            wall: Timestamp(microseconds: seconds * 1_000_000),
            monotonic: MonotonicTime(nanoseconds: seconds * 1_000_000_000))
    }

    private static func set(_ name: String, _ seconds: Int64) -> Action {
        .setTimer(TimerName(name), at: moment(seconds).monotonic)
    }

    /// What is served when all that is due at a time is fired in one turn.
    private func served(_ orders: Alarmed.Configuration, at seconds: Int64 = 10) throws -> (
        first: [String], next: MonotonicTime?
    ) {
        let runner = WatcherRunner(Alarmed(orders, shared: SharedConfiguration()), decoder: nil)
        var outcome = WatcherRunner.Outcome()
        runner.feed(.started(openAlerts: []), at: Self.moment(0), into: &outcome)
        runner.fire(at: Self.moment(seconds), into: &outcome)
        return (try #require(runner.watcher as? Alarmed).served, runner.nextDeadline)
    }

    @Test("Timers are served in order of their times")
    func order() throws {
        let all = try served(["start": [Self.set("b", 2), Self.set("a", 1), Self.set("later", 20)]])
        #expect(all.first == ["a", "b"])
        #expect(all.next == Self.moment(20).monotonic)
    }

    @Test("A timer that is cancelled or moved in the turn that it is due in is not served")
    func cancelledInTurn() throws {
        let cancelled = try served([
            "start": [Self.set("a", 1), Self.set("b", 2)], "a": [.cancelTimer(TimerName("b"))],
        ])
        #expect(cancelled.first == ["a"])
        #expect(cancelled.next == nil)
        let moved = try served(["start": [Self.set("a", 1), Self.set("b", 2)], "a": [Self.set("b", 30)]])
        #expect(moved.first == ["a"])
        #expect(moved.next == Self.moment(30).monotonic)
    }

    @Test("A watcher that sets a timer in the past is served once a turn")
    func past() throws {
        let all = try served(["start": [Self.set("a", 1)], "a": [Self.set("a", 0)]])
        #expect(all.first == ["a"])
        #expect(all.next == Self.moment(0).monotonic)
    }
}
