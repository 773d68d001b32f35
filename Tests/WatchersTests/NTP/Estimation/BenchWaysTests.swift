import Model
import Testing
import Wire

@testable import Watchers

/// The estimate as Tests/Bench/ntp.py reads it: over its ways, asked every four seconds, from 30 s to 120 s after the start.
@Suite("How right the estimate is over the ways of the bench")
struct BenchWaysTests {
    static func ways(isBad: Bool) -> [SimulatedServer] {
        let ways: [(out: Double, back: Double, jitter: Double)] =
            isBad
            ? [
                (0.020, 0.004, 0.004), (0.004, 0.016, 0.004), (0.010, 0.010, 0.006), (0.035, 0.025, 0.010),
                (0.003, 0.003, 0.002),
            ]
            : [
                (0.002, 0.002, 0.000_5), (0.005, 0.005, 0.001), (0.010, 0.008, 0.002), (0.015, 0.015, 0.003),
                (0.003, 0.003, 0.001),
            ]
        return ways.enumerated().map { number, way in
            SimulatedServer(
                "10.0.0.\(number + 1)",
                path: SimulatedPath(out: way.out, back: way.back, jitter: way.jitter, loss: isBad ? 0.08 : 0.02)
            ).with { server in
                server.rootDelay = 0
                server.rootDispersion = 0
                if number == 4 { server.error = { _ in 0.25 } }
            }
        }
    }

    static func measure(_ servers: [SimulatedServer], seeds: ClosedRange<UInt64>) -> AccuracyTests.Figures {
        var figures = AccuracyTests.Figures()
        for seed in seeds {
            let world = TimeWorld(servers, seed: seed) {
                for index in $0.servers.indices {
                    $0.servers[index].minimumPoll = 2
                    $0.servers[index].maximumPoll = 2
                }
            }
            world.run(30)
            while world.seconds < 120 {
                world.run(4)
                guard let agreement = world.agreement else { continue }
                figures.add(agreement.offset - world.trueOffset, bound: agreement.bound)
            }
        }
        return figures
    }

    @Test("It is as near as the ways allow, also where they are asymmetric to both sides", arguments: [false, true])
    func together(isBad: Bool) {
        let all = Self.measure(Self.ways(isBad: isBad), seeds: 1...60)
        print(
            "\(isBad ? "bad" : "fair") ways as the bench reads them: rms \(NTPText.seconds(all.rms)), worst "
                + "\(NTPText.seconds(all.worst)), mean bound \(NTPText.seconds(all.bounds / Double(all.count))), outside "
                + "\(all.outside) of \(all.count)")
        #expect(all.count == 60 * 23)
        #expect(all.outside == 0)
        #expect(all.rms < (isBad ? 0.001_5 : 0.000_1))
    }

    @Test("Four questions to one server give the mean of what they are worth", arguments: [false, true])
    func alone(isBad: Bool) {
        var all = AccuracyTests.Figures()
        for seed in 1...200 as ClosedRange<UInt64> {
            for server in Self.ways(isBad: isBad).prefix(4) {
                let world = TimeWorld([server], seed: seed)
                world.run(9)
                guard let agreement = world.agreement else { continue }
                all.add(agreement.offset - world.trueOffset, bound: agreement.bound)
            }
        }
        print(
            "one server, four questions, \(isBad ? "bad" : "fair") ways: rms \(NTPText.seconds(all.rms)), worst "
                + "\(NTPText.seconds(all.worst)), outside \(all.outside) of \(all.count)")
        #expect(all.count == 800)
        #expect(all.outside == 0)
        // The asymmetry of the bad ways alone is 5.6 ms, which nobody sees who asks one server.
        #expect(all.rms < (isBad ? 0.006 : 0.000_8))
    }
}
