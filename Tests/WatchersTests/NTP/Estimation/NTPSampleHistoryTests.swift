import Model
import Testing

@testable import Watchers

@Suite("What samples say of later times")
struct NTPSampleHistoryTests {
    private func moment(_ time: MonotonicTime) -> Moment { Moment(wall: Moment.start.wall, monotonic: time) }

    @Test("While no drift is known the bound grows by 500 ppm, and holds for any clock that a kernel can correct")
    func unknownDrift() throws {
        var history = NTPSampleHistory()
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        history.add(NTPSample(time: start, offset: 0.010, delay: 0.002))
        let later = try #require(history.estimate(at: moment(start + .seconds(100))))
        #expect(abs(later.bound - (0.001 + 0.050)) < 1e-9)
        #expect(abs(later.driftDeviation - 500e-6) < 1e-12)
        // A clock that loses 490 ppm.
        #expect(abs(later.offset - (0.010 + 490e-6 * 100)) <= later.bound)
    }

    /// A server asked every four seconds whose answers wait up to 4 ms on the way back, over a clock that runs 300 ppm slow.
    private func history(_ count: Int) -> NTPSampleHistory {
        var random = NTPRandom(seed: 3)
        var history = NTPSampleHistory()
        for number in 0..<count {
            let wait = Double(random.next() % 4_000) * 1e-6
            history.add(
                NTPSample(
                    time: MonotonicTime(nanoseconds: Int64(number) * 4_000_000_000),
                    offset: 0.000_3 * 4 * Double(number) - wait / 2, delay: 0.004 + wait, stamp: UInt64(number)))
        }
        return history
    }

    @Test(
        "Many samples within a minute tell the drift once they are sure of it, and the offset is better than one of them"
    )
    func soon() throws {
        #expect(history(6).fit == nil, "few samples of less than a minute are noise")
        let history = history(14)
        let now = MonotonicTime(nanoseconds: 13 * 4_000_000_000)
        let estimate = try #require(history.estimate(at: moment(now)))
        let drift = try #require(estimate.drift)
        #expect(abs(drift - 0.000_3) < 3 * max(estimate.driftDeviation, 5e-6), "\(estimate)")
        #expect(estimate.driftDeviation < 100e-6)
        #expect(abs(estimate.offset - 0.000_3 * 52) < min(estimate.bound, 0.001), "\(estimate)")
    }
}
