import Model
import Testing

@testable import Watchers

@Suite("What samples say of later times")
struct NTPSampleHistoryTests {
    @Test("While no drift is known the bound grows by 500 ppm, and holds for any clock that a kernel can correct")
    func unknownDrift() throws {
        var history = NTPSampleHistory()
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        history.add(NTPSample(time: start, offset: 0.010, delay: 0.002))
        let later = try #require(history.estimate(at: start + .seconds(100)))
        #expect(abs(later.bound - (0.001 + 0.050)) < 1e-9)
        #expect(abs(later.driftDeviation - 500e-6) < 1e-12)
        // A clock that loses 490 ppm.
        #expect(abs(later.offset - (0.010 + 490e-6 * 100)) <= later.bound)
    }
}
