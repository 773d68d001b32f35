import Model
import SNMP
import Watching
import Wire

/// What is kept of one device's scalars between polls.
struct ScalarMemory: Sendable {
    /// What was last told of each metric, ratios behind the metrics; NaN where there was no value.
    private(set) var values: [Double] = []
    /// The texts, by the plan's order.
    private(set) var texts: [String] = []
    /// When they were last read; nil before.
    private(set) var readAt: Timestamp?
    private var last: [RawValue] = []
    private var lastLags: [Int32] = []
    private var clock = DeviceClock()

    /// Nothing.
    init() {}

    /// The scalars of a plan, never read.
    init(_ plan: PollPlan) {
        texts = plan.texts.map { _ in "" }
        last = plan.metrics.map { _ in .absent }
    }

    /// Takes what was read and gives what is told.
    mutating func take(
        _ numbers: [RawValue], lags: [Int32], _ texts: [String?], _ plan: PollPlan, choices: [UInt8],
        reading: ClockReading, at moment: Moment
    ) -> [ScalarReading] {
        let interval = clock.advance(reading)
        for (index, text) in texts.enumerated() {
            if let text { self.texts[index] = text }
        }
        var readings: [ScalarReading] = []
        readings.reserveCapacity(plan.metrics.count + plan.ratios.count)
        for (index, metric) in plan.metrics.enumerated() {
            var value = numbers[index].number
            switch metric.kind {
            case .gauge, .state: break
            case .timeTicks: value *= 0.01
            case .counter: value = rate(index, numbers[index], interval, moreMilliseconds: more(index, lags))
            }
            value *= metric.multiplier(ofObject: Int(choices[plan.scalars[index].choice]))
            for factor in plan.factors[index] { value *= NumberColumns.multiplier(numbers[factor.place], factor) }
            readings.append(ScalarReading(metric: metric, value: value.isFinite ? value : nil))
        }
        for (ratio, metric) in plan.ratios {
            let above = readings.first { $0.metric.name == ratio.numerator }?.value
            let below = readings.first { $0.metric.name == ratio.denominator }?.value
            var value: Double?
            if let above, let below, below > 0 { value = above / below * ratio.scale }
            readings.append(ScalarReading(metric: metric, value: value))
        }
        lastLags = lags
        values = readings.map { $0.value ?? .nan }
        readAt = moment.wall
        return readings
    }

    /// By how many milliseconds more than the polls' clocks a scalar's two readings lie apart.
    private func more(_ index: Int, _ lags: [Int32]) -> Int32 {
        (index < lags.count ? lags[index] : 0) &- (index < lastLags.count ? lastLags[index] : 0)
    }

    private mutating func rate(
        _ index: Int, _ now: RawValue, _ interval: DeviceInterval, moreMilliseconds: Int32
    ) -> Double {
        let before = last[index]
        last[index] = now
        guard interval.gap == nil, before.tag == now.tag, let old = before.unsigned, let new = now.unsigned else {
            return .nan
        }
        let seconds = interval.seconds + Double(moreMilliseconds) / 1_000
        guard seconds >= DeviceClock.shortestSeconds else { return .nan }
        let outcome = CounterGrowth.between(
            old, new, is32: now.tag != BERTag.counter64, elapsedSeconds: seconds, maximumPerSecond: nil,
            wrapsAreCertain: interval.wrapsAreCertain)
        guard case .grown(let grown) = outcome else { return .nan }
        return Double(grown) / seconds
    }
}
