import Model

/// Whether the wall clock may be believed when it says that events are old. A clock that was set an hour ahead or more
/// would make retention delete what it must keep, so after such a step nothing is deleted until it has stood for a day.
struct ClockGuard {
    /// A step of this size or more is doubted.
    static let tolerance: Duration = .seconds(3600)
    /// How long a stepped clock must go on before it is believed.
    static let probation: Duration = .seconds(86_400)

    private var origin: Moment
    private var doubtedSince: MonotonicTime?

    init(at start: Moment) { origin = start }

    /// The wall clock's time, or nil while it is doubted.
    mutating func believedTime(at now: Moment) -> Timestamp? {
        let expected = origin.wall + (now.monotonic - origin.monotonic)
        let step = now.wall - expected
        origin = now
        if step > ClockGuard.tolerance { doubtedSince = now.monotonic }
        if step < .zero - ClockGuard.tolerance { doubtedSince = nil }
        guard let since = doubtedSince else { return now.wall }
        guard now.monotonic - since >= ClockGuard.probation else { return nil }
        doubtedSince = nil
        return now.wall
    }
}
