public import Model

/// Ticks at a fixed distance from a fixed origin. However late a tick is handled, the next one stands where it always
/// would have stood; ticks that have gone by meanwhile are skipped and counted.
public struct PeriodicSchedule: Sendable, Hashable {
    /// A tick to wait for.
    public struct Tick: Sendable, Hashable {
        /// When it is due.
        public var time: MonotonicTime
        /// How many ticks before it were skipped.
        public var missed: Int64
    }

    /// The time of the first tick.
    public let first: MonotonicTime
    /// The distance of two ticks.
    public let period: Duration

    /// Ticks at `origin` plus `phase`, and every `period` from there. The period is at least a nanosecond.
    public init(origin: MonotonicTime, period: Duration, phase: Duration = .zero) {
        precondition(period.nanoseconds > 0, "a period is longer than nothing")
        first = origin + phase
        self.period = period
    }

    /// The first tick later than `now`. `last` is the tick that was just handled, or nil at the start, when nothing can
    /// have been missed.
    public func next(after now: MonotonicTime, last: MonotonicTime? = nil) -> Tick {
        let step = period.nanoseconds
        let elapsed = now.nanoseconds - first.nanoseconds
        let number = elapsed < 0 ? 0 : elapsed / step + 1
        let time = MonotonicTime(nanoseconds: first.nanoseconds + number * step)
        guard let last else { return Tick(time: time, missed: 0) }
        return Tick(time: time, missed: max(0, (time.nanoseconds - last.nanoseconds) / step - 1))
    }
}
