import Model

/// What is known of a server's offset at one time.
struct NTPEstimate: Sendable, Hashable {
    /// By how much the server's clock is ahead of ours, in seconds.
    var offset: Double
    /// How far the truth can be from that.
    var bound: Double
    /// The offset of the sample that the bound comes from.
    var sampleOffset: Double
    /// The round trip of that sample.
    var delay: Double
    /// The root mean square of the differences between its offset and the other stages'.
    var jitter: Double
    /// How uncertain the offset is by the scatter of the samples alone: one standard deviation.
    var deviation: Double
    /// By how much the offset would grow if nobody steered our clock, in seconds per second; nil while that is not known.
    var drift: Double?
    /// One standard deviation of that.
    var driftDeviation: Double
    /// When the newest sample was made.
    var newest: MonotonicTime
}

/// The measurements of one server: a clock filter of eight stages (RFC 5905, section 10), and a longer row behind it from
/// which the drift of our clock is read, so that an older sample with a short delay still counts for what it is worth.
///
/// The RFC's filter serves a loop that keeps the offset near zero. Ours watches a clock that may run free: a sample that is eight
/// polls old would be wrong by the drift since. So offsets are carried forward along the fitted drift: that of the oscillator,
/// for what somebody steers the clock by is known to the nanosecond. Offsets are kept as they would be had nobody done so
/// since the first sample, and what was done since is taken off where they are told.
struct NTPSampleHistory: Sendable {
    /// The samples, oldest first.
    private(set) var samples: [NTPSample] = []
    /// The drift line through them; its abscissa is seconds since `origin`.
    private(set) var fit: LinearFit?
    private var origin = MonotonicTime(nanoseconds: 0)
    /// By how much our clock had been steered, in nanoseconds since boot, when all offsets were as they are kept.
    private var steered: Int64 = 0

    /// Stages of the filter.
    static let stages = 8
    /// Samples that are kept for the drift.
    static let capacity = 48
    /// No clock that the kernel keeps drifts faster.
    static let largestDrift = 500e-6
    /// By how much a clock may drift of which nothing is known yet.
    static let unknownTolerance = largestDrift
    /// What a clock usually drifts of which nothing is known yet: so much less an older sample weighs in the mean.
    static let usualDrift = 100e-6
    /// By how much a drift is taken to change while samples grow old.
    static let wander = 0.1e-6
    /// Of so many samples it is looked whether the offset goes with the delay.
    static let correlated = 32
    /// A drift over less time is noise, unless so many samples say that it is not so wrong.
    static let shortestSpan = 60.0
    static let enoughForLess = 8
    static let certainForLess = 100e-6

    /// Adds a sample, and forgets older ones that cannot be of the same clocks: one of them was set, or changed its pace.
    mutating func add(_ sample: NTPSample) {
        if samples.isEmpty { steered = sample.steeredNanoseconds }
        var sample = sample
        sample.offset += steering(at: sample.steeredNanoseconds)
        samples.append(sample)
        if samples.count > NTPSampleHistory.capacity { samples.removeFirst() }
        refit()
        dropInconsistent()
        dropCurved()
    }

    /// Replaces the sample of a stamp, whose exchange is now known better.
    mutating func amend(_ stamp: UInt64, offset: Double, delay: Double) {
        guard let index = samples.lastIndex(where: { $0.stamp == stamp }) else { return }
        samples[index].offset = offset + steering(at: samples[index].steeredNanoseconds)
        samples[index].delay = max(delay, NTPSample.ownPrecision)
        refit()
    }

    /// Our clock was set forward by so many seconds: all offsets are smaller by that.
    mutating func shift(by step: Double) {
        for index in samples.indices { samples[index].offset -= step }
        refit()
    }

    /// Forgets everything.
    mutating func removeAll() {
        samples.removeAll()
        fit = nil
    }

    /// By how many seconds our clock was steered ahead since the offsets were as they are kept.
    private func steering(at total: Int64) -> Double { Double(total &- steered) / 1e9 }

    /// What the samples say about a time at or after the newest. A drift that all servers see together is better known than
    /// the one that is read from this server's samples, and there is but one oscillator.
    func estimate(at moment: Moment, drift shared: (drift: Double, deviation: Double)? = nil) -> NTPEstimate? {
        guard let newest = samples.last else { return nil }
        let time = moment.monotonic
        let steering = steering(at: moment.steeredNanoseconds)
        let stages = samples.suffix(NTPSampleHistory.stages)
        let projected = stages.map { project($0, to: time) }
        guard let best = projected.min(by: { $0.bound < $1.bound }) else { return nil }
        let squares = projected.reduce(0) { $0 + ($1.offset - best.offset) * ($1.offset - best.offset) }
        let jitter = (squares / Double(max(1, projected.count - 1))).squareRoot()
        var offset = best.offset
        var deviation = jitter
        let known = shared ?? fit.map { ($0.slope, $0.slopeDeviation) } ?? (0, NTPSampleHistory.usualDrift)
        if let level = level(at: time, drift: known) {
            // The mean is the better estimate, the best sample's interval is what is certain.
            offset = min(max(level.offset, best.offset - best.bound), best.offset + best.bound)
            deviation = level.deviation
        }
        return NTPEstimate(
            offset: offset - steering, bound: best.bound + abs(offset - best.offset),
            sampleOffset: best.offset - steering,
            delay: best.delay, jitter: max(jitter, NTPSample.ownPrecision),
            deviation: max(deviation, NTPSample.ownPrecision), drift: fit?.slope,
            driftDeviation: fit?.slopeDeviation ?? NTPSampleHistory.unknownTolerance, newest: newest.time)
    }

    /// Whether the offset goes with the delay, as it does when one way of the path is congested: correlation, slope and the
    /// spread of the delay. A slope of ½ is a delay on the way to the server, −½ on the way back.
    var delayCorrelation: (correlation: Double, slope: Double, spread: Double, count: Int)? {
        guard samples.count >= 16, let newest = samples.last else { return nil }
        // Without the longest tenth: a few packets that were held up once are no congestion.
        let recent = samples.suffix(NTPSampleHistory.correlated).sorted { $0.delay < $1.delay }
        let points = recent.dropLast(max(1, recent.count / 10)).map { sample in
            (x: sample.delay, y: sample.offset + (fit?.slope ?? 0) * (newest.time - sample.time).seconds, weight: 1.0)
        }
        guard let line = LinearFit(points) else { return nil }
        let mean = points.reduce(0) { $0 + $1.y } / Double(points.count)
        let variance = points.reduce(0) { $0 + ($1.y - mean) * ($1.y - mean) } / Double(points.count)
        guard variance > 0 else { return nil }
        let explained = max(0, 1 - line.residual * line.residual / variance)
        let delays = points.map(\.x).sorted()
        let spread = delays[delays.count * 9 / 10] - delays[delays.count / 10]
        return (explained.squareRoot() * (line.slope < 0 ? -1 : 1), line.slope, spread, points.count)
    }

    /// The weighted mean of all samples, carried forward along a drift; an old one weighs as little as the drift is sure.
    private func level(at time: MonotonicTime, drift: (drift: Double, deviation: Double)) -> (
        offset: Double, deviation: Double
    )? {
        let points = weighted(samples)
        var total = 0.0
        var sum = 0.0
        for (sample, point) in zip(samples, points) {
            let age = max(0, (time - sample.time).seconds)
            let deviation = (1 / point.weight).squareRoot() + (drift.deviation + NTPSampleHistory.wander) * age
            let weight = 1 / (deviation * deviation)
            total += weight
            sum += weight * (sample.offset + drift.drift * age)
        }
        guard total > 0 else { return nil }
        return (sum / total, (1 / total).squareRoot())
    }

    /// A sample carried forward to a time: its offset by the drift, its bound by what the drift may be wrong.
    private func project(_ sample: NTPSample, to time: MonotonicTime) -> (offset: Double, bound: Double, delay: Double)
    {
        let age = max(0, (time - sample.time).seconds)
        return (sample.offset + drift * age, sample.bound + tolerance * age, sample.delay)
    }

    private var drift: Double {
        guard let fit else { return 0 }
        return min(max(fit.slope, -NTPSampleHistory.largestDrift), NTPSampleHistory.largestDrift)
    }

    private var tolerance: Double {
        guard let fit else { return NTPSampleHistory.unknownTolerance }
        return NTPSample.tolerance + min(2 * fit.slopeDeviation, NTPSampleHistory.unknownTolerance)
    }

    private mutating func refit() {
        fit = nil
        guard samples.count >= 4, let first = samples.first, let last = samples.last else { return }
        let isLong = (last.time - first.time).seconds >= NTPSampleHistory.shortestSpan
        guard isLong || samples.count >= NTPSampleHistory.enoughForLess else { return }
        origin = last.time
        fit = LinearFit(weighted(samples))
        if !isLong, let deviation = fit?.slopeDeviation, deviation > NTPSampleHistory.certainForLess { fit = nil }
    }

    /// The samples as points. What a sample waited beyond the shortest delay may have been on one way only, so its offset
    /// may be wrong by half of that: it weighs accordingly.
    private func weighted(_ samples: [NTPSample]) -> [(x: Double, y: Double, weight: Double)] {
        let shortest = samples.map(\.delay).min() ?? 0
        let waits = samples.map { $0.delay - shortest }.sorted()
        let usual = waits[waits.count / 2]
        let floor = NTPSample.ownPrecision + usual / 8
        return samples.map { sample in
            let deviation = floor + (sample.delay - shortest) / 2
            return ((sample.time - origin).seconds, sample.offset, 1 / (deviation * deviation))
        }
    }

    /// From the newest back: a sample whose interval leaves the others' is of another time, and so are those before it.
    private mutating func dropInconsistent() {
        guard let newest = samples.last else { return }
        var low = -Double.infinity
        var high = Double.infinity
        for index in samples.indices.reversed() {
            let sample = project(samples[index], to: newest.time)
            low = max(low, sample.offset - sample.bound)
            high = min(high, sample.offset + sample.bound)
            if low > high {
                samples.removeSubrange(...index)
                refit()
                return
            }
        }
    }

    /// Where too few changes of sign are among what the line leaves over, it is no line: the oldest are dropped until it is
    /// one (Wald and Wolfowitz's test of runs, at about one in forty).
    private mutating func dropCurved() {
        while samples.count > NTPSampleHistory.stages, let fit {
            let signs = samples.map { $0.offset > fit.value(at: ($0.time - origin).seconds) }
            let runs = Double(zip(signs, signs.dropFirst()).count { $0 != $1 } + 1)
            let count = Double(signs.count)
            let expected = count / 2 + 1
            let deviation = (count * (count - 2) / (4 * (count - 1))).squareRoot()
            guard runs < expected - 2 * deviation else { return }
            samples.removeFirst()
            refit()
        }
    }
}
