import Glibc

/// A wall-clock time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted. For records only; intervals
/// are measured on `MonotonicTime`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since the epoch; covers the years 1678 to 2261.
    public var nanoseconds: Int64

    /// A time so many nanoseconds after the epoch.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A time so many microseconds after the epoch: the precision that events are stored in.
    public init(microseconds: Int64) {
        nanoseconds = microseconds.multipliedReportingOverflow(by: 1_000).partialValue
    }

    /// Whole microseconds since the epoch, rounded down.
    public var microseconds: Int64 {
        nanoseconds >= 0 ? nanoseconds / 1_000 : (nanoseconds - 999) / 1_000
    }

    /// The wall clock's time now.
    public static var now: Timestamp { Timestamp(nanoseconds: clockReading(CLOCK_REALTIME)) }

    /// The earlier of two times is the smaller.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The time a duration later.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: time.nanoseconds &+ duration.nanoseconds)
    }

    /// The time a duration earlier.
    public static func - (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: time.nanoseconds &- duration.nanoseconds)
    }

    /// How much later the first time is than the second.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .nanoseconds(left.nanoseconds &- right.nanoseconds)
    }
}

/// A time on CLOCK_BOOTTIME: nanoseconds since boot, suspend included, that no one can set. For intervals and timers.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since boot.
    public var nanoseconds: Int64

    /// A time so many nanoseconds after boot.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The time now.
    public static var now: MonotonicTime { MonotonicTime(nanoseconds: clockReading(CLOCK_BOOTTIME)) }

    /// The earlier of two times is the smaller.
    public static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The time a duration later.
    public static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds &+ duration.nanoseconds)
    }

    /// The time a duration earlier.
    public static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds &- duration.nanoseconds)
    }

    /// How much later the first time is than the second.
    public static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .nanoseconds(left.nanoseconds &- right.nanoseconds)
    }
}

/// One instant on both clocks, so that a watcher can record on the one and measure on the other; and what became of the
/// clocks since boot, which differences of two moments tell of the time between.
public struct Moment: Hashable, Sendable {
    /// The time for records.
    public var wall: Timestamp
    /// The time for intervals.
    public var monotonic: MonotonicTime
    /// For how many nanoseconds this host was suspended since boot: CLOCK_BOOTTIME less CLOCK_MONOTONIC.
    public var suspendedNanoseconds: Int64
    /// By how many nanoseconds somebody steered the clocks ahead of their oscillator since boot, as time daemons do to
    /// correct its frequency or to slew an offset away: CLOCK_MONOTONIC less CLOCK_MONOTONIC_RAW.
    public var steeredNanoseconds: Int64

    /// Pairs the two clocks.
    public init(
        wall: Timestamp, monotonic: MonotonicTime, suspendedNanoseconds: Int64 = 0, steeredNanoseconds: Int64 = 0
    ) {
        self.wall = wall
        self.monotonic = monotonic
        self.suspendedNanoseconds = suspendedNanoseconds
        self.steeredNanoseconds = steeredNanoseconds
    }

    /// The clocks now. They cannot be read at once: of a few readings the quickest is taken, so that a process that is put
    /// aside between two of its clocks does not see them apart.
    public static var now: Moment {
        var (moment, span) = read()
        var left = 3
        while span > 2_000, left > 0 {
            let again = read()
            if again.span < span { (moment, span) = again }
            left -= 1
        }
        return moment
    }

    /// All clocks one after the other, and how many nanoseconds that took.
    private static func read() -> (moment: Moment, span: Int64) {
        let begin = clockReading(CLOCK_MONOTONIC)
        let wall = clockReading(CLOCK_REALTIME)
        let boot = clockReading(CLOCK_BOOTTIME)
        let raw = clockReading(CLOCK_MONOTONIC_RAW)
        let end = clockReading(CLOCK_MONOTONIC)
        let awake = begin &+ (end &- begin) / 2
        let moment = Moment(
            wall: Timestamp(nanoseconds: wall), monotonic: MonotonicTime(nanoseconds: boot),
            suspendedNanoseconds: boot &- awake, steeredNanoseconds: awake &- raw)
        return (moment, end &- begin)
    }

    /// The instant a duration later, on both clocks.
    public static func + (moment: Moment, duration: Duration) -> Moment {
        var later = moment
        later.wall = moment.wall + duration
        later.monotonic = moment.monotonic + duration
        return later
    }
}

/// What a clock of the kernel shows.
private func clockReading(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

extension Duration {
    /// The whole duration in nanoseconds; saturates beyond 292 years.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        return whole &+ attoseconds / 1_000_000_000
    }

    /// The whole duration in seconds, with a fraction.
    public var seconds: Double { Double(nanoseconds) / 1e9 }
}
