import Model

/// A change of the whole view at once: all that agree now say something else than all that agreed before.
struct NTPShift: Sendable, Hashable {
    /// By how much the offset has changed beyond the drift, in seconds: positive when our clock fell behind.
    var size: Double
    /// How much of that is certain.
    var certain: Double
    /// In how many seconds.
    var interval: Double
    /// How many servers agree on it.
    var witnesses: Int

    /// What may have moved.
    enum Cause: Sendable, Hashable {
        /// Our clock: the local daemon says the same of it.
        case ourClockByDaemon
        /// Our clock may have: nothing says that it cannot.
        case ourClockOrPath
        /// Our clock fell behind faster than any daemon slews: this machine stood still, or the path or the servers moved.
        case pauseOrPath
        /// No clock that was not set gains so fast: the path or the servers moved.
        case path
    }

    /// chronyd slews by up to a twelfth, the kernel's own limit is a tenth.
    static let fastestSlew = 0.1

    /// The change between two views; nil where it is not certain, or smaller than what matters.
    init?(
        from before: NTPSelection.Agreement, to now: NTPSelection.Agreement, drift: Double, interval: Double,
        limit: Double
    ) {
        guard interval > 0, interval < 4_096, now.truechimers.count >= 2 else { return nil }
        let size = now.offset - before.offset - drift * interval
        let certain = abs(size) - before.bound - now.bound
        guard certain > 0, abs(size) > limit else { return nil }
        self.size = size
        self.certain = certain
        self.interval = interval
        witnesses = now.truechimers.count
    }

    /// What the local daemon's word and the size leave as causes.
    func cause(offset: Double, bound: Double, daemon: LocalDaemon.Word?) -> Cause {
        if let daemon, daemon.isSynchronised, abs(daemon.offset - offset) <= bound + daemon.bound,
            abs(daemon.offset) > abs(size) / 2
        {
            return .ourClockByDaemon
        }
        if abs(size) <= NTPShift.fastestSlew * interval { return .ourClockOrPath }
        return size > 0 ? .pauseOrPath : .path
    }
}
