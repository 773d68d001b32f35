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

    /// By how much our clock was steered ahead in that time, more than usual.
    var slewed: Double

    /// What may have moved.
    enum Cause: Sendable, Hashable {
        /// Our clock: the local daemon says the same of it.
        case ourClockByDaemon
        /// Our clock: the kernel tells that somebody slewed it.
        case ourClockSlewed
        /// So much may be the oscillator: nobody touched the clock.
        case oscillatorOrPath
        /// Our clock fell behind and nobody slewed it: this machine stood still, or the path or the servers moved.
        case pauseOrPath
        /// No clock that nobody touches gains so fast: the path or the servers moved.
        case path
    }

    /// No oscillator changes its pace by more.
    static let largestChange = 500e-6

    /// What the clock did before: how fast the offset grew, and at what pace somebody steered, in seconds per second.
    struct Usual: Sendable, Hashable {
        var drift: Double
        var steering: Double

        /// What it did until now.
        init(_ frequency: FrequencyRecord) {
            drift = (frequency.driftPPM ?? 0) / 1e6
            steering = frequency.steering.ppm / 1e6
        }
    }

    /// The change between two views; nil where it is not certain, or smaller than what matters. What goes on as it did before
    /// the first is no change.
    init?(
        from before: (time: Moment, agreement: NTPSelection.Agreement, usual: Usual),
        to now: (time: Moment, agreement: NTPSelection.Agreement), limit: Double
    ) {
        let interval = (now.time.monotonic - before.time.monotonic).seconds
        guard interval > 0, interval < 4_096, now.agreement.truechimers.count >= 2 else { return nil }
        let steered = Double(now.time.steeredNanoseconds &- before.time.steeredNanoseconds) / 1e9
        let change = now.agreement.offset - before.agreement.offset
        let size = change - before.usual.drift * interval
        // Where a slew ends the drift changes and the offset does not.
        let least = min(abs(size), abs(change))
        let certain = least - before.agreement.bound - now.agreement.bound
        guard certain > 0, least > limit, (size > 0) == (change > 0) else { return nil }
        self.size = size
        self.certain = certain
        self.interval = interval
        slewed = steered - before.usual.steering * interval
        witnesses = now.agreement.truechimers.count
    }

    /// What the clocks, the local daemon's word and the size leave as causes.
    func cause(offset: Double, bound: Double, daemon: LocalDaemon.Word?) -> Cause {
        if let daemon, daemon.isSynchronised, abs(daemon.offset - offset) <= bound + daemon.bound,
            abs(daemon.offset) > abs(size) / 2
        {
            return .ourClockByDaemon
        }
        if abs(size + slewed) < abs(size) / 2 { return .ourClockSlewed }
        if abs(size) <= NTPShift.largestChange * interval { return .oscillatorOrPath }
        return size > 0 ? .pauseOrPath : .path
    }
}
