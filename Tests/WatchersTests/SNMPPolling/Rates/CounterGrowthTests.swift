import Testing

@testable import Watchers

@Suite("Growth of counters")
struct CounterGrowthTests {
    /// Octets a second of 100 Mbit/s.
    private static let fast = 12_500_000.0

    @Test(
        "Two readings give a growth, or the reason why not",
        arguments: [
            (100, 700, true, 60, fast, true, .grown(600)),
            (100, 100, true, 60, fast, true, .grown(0)),
            (100, 700, true, 60, nil, false, .grown(600)),
            // A wrap of 32 bits within what the link can carry, and beyond it.
            (4_294_967_290, 10, true, 60, fast, true, .grown(16)),
            (4_000_000_000, 400_000_000, true, 60, fast, true, .grown(694_967_296)),
            (1_000_000_000, 10, true, 60, fast, true, .gap(.wentBack)),
            // Nothing is known of the counter: a small wrap is believed, a large one is a cleared counter.
            (4_294_967_290, 10, true, 60, nil, true, .grown(16)),
            (3_000_000_000, 10, true, 60, nil, true, .gap(.wentBack)),
            (4_294_967_290, 10, true, 60, nil, false, .gap(.wentBack)),
            // A gigabit wraps 32 bits in 34 seconds.
            (100, 700, true, 60, 125e6, true, .gap(.severalWraps)),
            (700, 100, true, 60, 125e6, true, .gap(.severalWraps)),
            (100, 700, true, 10, 125e6, true, .grown(600)),
            (100, 700, true, 3_600, fast, true, .gap(.severalWraps)),
            (100, 700, true, 3_600, nil, true, .grown(600)),
            // 64 bits.
            (100, 700_000_000_000, false, 60, 12.5e9, true, .grown(699_999_999_900)),
            (UInt64.max - 5, 10, false, 60, fast, true, .grown(16)),
            (UInt64.max - 5, 10, false, 60, fast, false, .gap(.wentBack)),
            (5_000_000_000, 10, false, 60, fast, true, .gap(.wentBack)),
            (0, UInt64.max, false, 60, fast, true, .gap(.implausible)),
            // An agent that sends 32 bits in 64.
            (4_294_967_290, 10, false, 60, fast, true, .gap(.wentBack)),
            // A link that carries more than the speed that it claims, such as a virtual one.
            (0, 60_000_000_000, false, 60, 1_250_000, true, .grown(60_000_000_000)),
            (UInt64.max, 10, true, 60, fast, true, .gap(.wentBack)),
        ] as [(UInt64, UInt64, Bool, Double, Double?, Bool, CounterGrowth.Outcome)])
    func outcomes(
        previous: UInt64, current: UInt64, is32: Bool, seconds: Double, maximum: Double?, certain: Bool,
        outcome: CounterGrowth.Outcome
    ) {
        #expect(
            CounterGrowth.between(
                previous, current, is32: is32, elapsedSeconds: seconds, maximumPerSecond: maximum,
                wrapsAreCertain: certain) == outcome)
    }

    @Test("A column gives a rate for each row, wherever the row stood before")
    func column() {
        var before = CounterColumn(is32: true)
        for value in [1_000, nil, 3_000, 4_294_967_290, 9] as [UInt64?] { before.append(value) }
        var now = CounterColumn(is32: true)
        for value in [9_000, 1_600, 7, 50, nil, 10] as [UInt64?] { now.append(value) }
        let interval = DeviceInterval(seconds: 60, isDeviceTime: true, wrapsAreCertain: true)
        var rates: [Double] = []
        var tally = RateTally()
        now.appendRates(
            since: before,
            CounterColumn.Context(
                interval: interval, scale: 8, bounds: [1e8, 1e8, 1e8, .nan, 1e8, 1e8],
                earlierRows: [2, 0, 1, 3, 4, -1], discontinuities: [true, false, false, false, false, false]),
            into: &rates, tally: &tally)
        #expect(rates.map { $0.isNaN ? -1 : $0 } == [-1, 80, -1, 56.0 / 60 * 8, -1, -1])
        #expect(tally.rates == 2)
        #expect(tally[.discontinuity] == 1)
        #expect(tally[.first] == 2)
        #expect(now[4] == nil && now[5] == 10 && now[6] == nil)
    }

    @Test("A column has no rates across an interval without any, nor when its width changes")
    func columnGaps() {
        var before = CounterColumn(is32: true)
        var now = CounterColumn(is32: false)
        for row in 0..<100 as Range<UInt64> {
            before.append(row)
            now.append(row + 60)
        }
        var rates: [Double] = []
        var tally = RateTally()
        let good = DeviceInterval(seconds: 60, isDeviceTime: true, wrapsAreCertain: true)
        now.appendRates(since: before, .init(interval: good, scale: 1), into: &rates, tally: &tally)
        #expect(tally[.otherWidth] == 100)
        before.is32 = false
        now.appendRates(
            since: before, .init(interval: DeviceInterval(.restarted, seconds: 60), scale: 1), into: &rates,
            tally: &tally)
        #expect(tally[.restarted] == 100)
        #expect(rates.count == 200 && rates.allSatisfy(\.isNaN))
        now.appendRates(since: before, .init(interval: good, scale: 1), into: &rates, tally: &tally)
        #expect(rates.suffix(100).allSatisfy { $0 == 1 })
        before.removeAll()
        #expect(before.count == 0)
    }
}
