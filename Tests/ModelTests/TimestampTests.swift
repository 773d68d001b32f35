import Glibc
import Model
import Testing

@Suite struct TimestampTests {
    @Test(
        "A time prints and reads back as RFC 3339 with microseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_795_486_020_123_456, "2026-11-24T02:07:00.123456Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func roundTrip(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+25:00", "9999-01-01T00:00:00Z",
            "2261-12-31T23:59:59-23:59", "1678-01-01T00:00:00+00:01",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("An offset is taken into account")
    func offset() {
        #expect(Timestamp(rfc3339: "2026-11-24T03:07:00+01:00") == Timestamp(rfc3339: "2026-11-24T02:07:00Z"))
    }

    @Test("The clocks are read together: what was slept and steered does not change between two readings")
    func clocks() {
        let before = Moment.now
        var suspended: Set<Int64> = []
        var steered: Set<Int64> = []
        for _ in 0..<1_000 {
            let now = Moment.now
            suspended.insert((now.suspendedNanoseconds + 50_000_000) / 100_000_000)
            steered.insert((now.steeredNanoseconds &- before.steeredNanoseconds + 50_000_000) / 100_000_000)
        }
        #expect(suspended.count == 1, "\(suspended)")
        #expect(steered == [0])
        var clock = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &clock)
        let awake = Int64(clock.tv_sec) * 1_000_000_000 + Int64(clock.tv_nsec)
        let passed = awake - (before.monotonic.nanoseconds - before.suspendedNanoseconds)
        #expect(passed >= 0 && passed < 60_000_000_000, "\(passed)")
        unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &clock)
        let raw = Int64(clock.tv_sec) * 1_000_000_000 + Int64(clock.tv_nsec)
        #expect(abs(awake - raw - before.steeredNanoseconds) < 60_000_000_000)
    }
}
