import Model

/// The times at which one device is polled: every interval, at a phase that its name gives it. So restarts and reloads
/// keep the times, and many devices spread evenly over the interval.
struct PollGrid: Sendable, Hashable {
    /// How far apart the times are, in nanoseconds; more than 0.
    let interval: Int64
    /// Where in the interval they are, in nanoseconds: a multiple of `tick`.
    let phase: Int64

    /// Phases are so many nanoseconds apart, in short intervals less. Polls of one tick share a wake-up, a sending and
    /// mostly a reading, which cost more than a poll itself; and they are few enough that their replies find room.
    static let tick: Int64 = 10_000_000

    /// The grid of a device.
    init(name: String, interval: Duration) {
        let width = max(interval.nanoseconds, 1_000_000)
        self.interval = width
        let place = Int64(PollGrid.hash(name).multipliedFullWidth(by: UInt64(width)).high)
        phase = place - place % min(PollGrid.tick, width / 100)
    }

    /// The first time of the grid that is not before the given one.
    func next(from time: MonotonicTime) -> MonotonicTime {
        let (rest, _) = (time.nanoseconds &- phase).remainderReportingOverflow(dividingBy: interval)
        let since = rest < 0 ? rest + interval : rest
        return since == 0 ? time : MonotonicTime(nanoseconds: time.nanoseconds &+ (interval - since))
    }

    /// When a device is polled first: at its first time of the grid, or, where that is most of an interval away,
    /// between: so the first round over all devices ends before one interval after the start has passed, with time left
    /// for the last one's poll, and the grid stays as it is.
    func first(from time: MonotonicTime) -> MonotonicTime {
        let next = next(from: time)
        let lead = min(interval / 10, PollGrid.lead)
        let wait = next - time
        guard wait.nanoseconds > interval - lead else { return next }
        return MonotonicTime(nanoseconds: next.nanoseconds - interval + lead)
    }

    /// How long before the end of the first interval, at most, every device is polled once.
    static let lead: Int64 = 6_000_000_000

    /// The time so many intervals after one of the grid.
    func time(after time: MonotonicTime, intervals: Int) -> MonotonicTime {
        let (distance, overflow) = interval.multipliedReportingOverflow(by: Int64(intervals))
        return MonotonicTime(nanoseconds: time.nanoseconds &+ (overflow ? interval : distance))
    }

    /// FNV-1a with a last mixing, for names that differ only in their last digit would else be neighbours: the same in
    /// every run of the daemon.
    static func hash(_ name: String) -> UInt64 {
        var hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}
