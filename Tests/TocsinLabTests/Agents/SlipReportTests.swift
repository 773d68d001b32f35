import Model
import Testing

@testable import TocsinLab

@Suite struct SlipReportTests {
    private static let second: Int64 = 1_000_000_000

    private static func recorder(_ arrivals: [[Double]]) -> PollRecorder {
        var recorder = PollRecorder(agents: arrivals.count, interval: .seconds(10))
        for (agent, times) in arrivals.enumerated() {
            for time in times { recorder.record(agent, at: Int64(time * 1e9)) }
        }
        return recorder
    }

    @Test func `The first datagram of a poll counts, and each agent has a grid of its own`() {
        let recorder = Self.recorder([[3, 3.1, 4.9, 13, 13.2, 23], [107.5, 117.5, 127.5]])
        let report = SlipReport(recorder) { _ in true }
        #expect(report.polls == 6)
        #expect(report.slips == [Duration](repeating: .zero, count: 6))
        #expect(report.missed == 0)
        #expect(report.firstRound == .milliseconds(104_500))
        #expect(recorder.requests == [6, 3])
    }

    @Test func `A late poll is a slip of that one and a skipped poll is missed`() {
        let report = SlipReport(Self.recorder([[0, 10, 20.3, 30, 50, 60]])) { _ in true }
        #expect(report.percentile(100) == .milliseconds(300))
        #expect(report.percentile(50) == .zero)
        #expect(report.missed == 1)
        #expect(report.worst == [.milliseconds(300)])
    }

    @Test func `A first poll a tenth of an interval beside the grid is no slip, any other is`() {
        let report = SlipReport(Self.recorder([[0, 9, 19, 29], [0, 8, 18, 28], [0, 9.7, 19.7, 29.7]])) { _ in true }
        #expect(report.between == 1 && report.polls == 12 && report.missed == 0)
        #expect(report.worst == [.zero, .seconds(2), .milliseconds(300)])
        #expect(report.firstRound == .zero)
    }

    @Test func `A clock that runs otherwise by a little loses no step`() {
        let report = SlipReport(Self.recorder([(0..<200).map { Double($0) * 10.1 }])) { _ in true }
        #expect(report.missed == 0)
        #expect(report.polls == 200)
    }

    @Test func `Agents that do not answer do not count, and one never polled leaves the first round open`() {
        let report = SlipReport(Self.recorder([[0, 10, 25], [0, 10], []])) { $0 != 0 }
        #expect(report.healthyAgents == 2)
        #expect(report.polledAgents == 1)
        #expect(report.firstRound == nil)
        #expect(report.slips == [.zero, .zero])
        #expect(report.worst == [nil, .zero, nil])
    }

    @Test func `Percentiles are the nearest ranks`() {
        let report = SlipReport(Self.recorder([[0, 10.1, 20.2, 30, 40, 50, 60, 70, 80, 90]])) { _ in true }
        #expect(report.percentile(90) == .milliseconds(100))
        #expect(report.percentile(91) == .milliseconds(200))
    }
}
