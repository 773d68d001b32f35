import Model

/// By how much our clock runs too fast or too slow, and how steadily (RFC 5905, section 11.3, keeps the same two): the
/// oscillator's error, which the servers show, and what somebody steers the clock by, which the kernel tells.
struct FrequencyRecord: Sendable, Hashable {
    /// How fast the offset would grow if nobody steered the clock, in parts per million: positive when the oscillator is too
    /// slow. nil while unknown.
    private(set) var oscillatorPPM: Double?
    /// One standard deviation of that.
    private(set) var oscillatorDeviationPPM = 0.0
    /// The root mean square of the oscillator's changes, averaged over about eight of them; nil before the second value.
    private(set) var wanderPPM: Double?
    /// What the clock is steered by.
    private(set) var steering = SteeringRecord()
    private var last: (ppm: Double, time: MonotonicTime)?
    /// Whether it was known for as long as a value of its own takes: before that what one congested way adds may look like it.
    private(set) var isEstablished = false
    private var first: MonotonicTime?

    /// Changes are taken from values that are at least so far apart, since the fits behind them share their samples.
    static let spacing: Duration = .seconds(256)
    /// A drift below this comes and goes with the temperature: nothing is foretold of it.
    static let noisePPM = 0.5

    static func == (left: FrequencyRecord, right: FrequencyRecord) -> Bool {
        left.oscillatorPPM == right.oscillatorPPM && left.wanderPPM == right.wanderPPM
    }

    func hash(into hasher: inout Hasher) { hasher.combine(oscillatorPPM) }

    /// How fast the offset grows, in parts per million: positive when our clock runs too slow. nil while unknown.
    var driftPPM: Double? { oscillatorPPM.map { $0 - steering.ppm } }

    /// How uncertain that is: while an offset is slewed away, by as much as the pace of that differs from what was before.
    var deviationPPM: Double { oscillatorDeviationPPM + steering.spreadPPM / 2 }

    /// Whether somebody seems to be slewing an offset away: the clock is steered, and on its way to the right time.
    func isSlewing(from offset: Double, by least: Double) -> Bool {
        guard let driftPPM, abs(steering.ppm) > least else { return false }
        return (driftPPM > 0) != (offset > 0)
    }

    /// Takes a reading of the clocks.
    mutating func observe(_ moment: Moment) { steering.observe(moment) }

    /// Takes the drifts of servers that agree, each with its standard deviation, in seconds per second.
    mutating func update(_ drifts: [(drift: Double, deviation: Double)], at time: MonotonicTime) {
        var total = 0.0
        var sum = 0.0
        for (drift, deviation) in drifts {
            let spread = max(deviation, 1e-9)
            total += 1 / (spread * spread)
            sum += drift / (spread * spread)
        }
        guard total > 0 else { return }
        let ppm = sum / total * 1e6
        let first = first ?? time
        self.first = first
        isEstablished = time - first >= FrequencyRecord.spacing
        oscillatorPPM = ppm
        oscillatorDeviationPPM = (1 / total).squareRoot() * 1e6
        guard let last else {
            self.last = (ppm, time)
            return
        }
        guard time - last.time >= FrequencyRecord.spacing else { return }
        let change = (ppm - last.ppm) * (ppm - last.ppm)
        let before = wanderPPM.map { $0 * $0 } ?? change
        wanderPPM = (before + (change - before) / 8).squareRoot()
        self.last = (ppm, time)
    }

    /// Forgets the drift, as after a suspend.
    mutating func reset() {
        let steering = steering
        self = FrequencyRecord()
        self.steering = steering
    }

    /// When an offset will pass a limit if the drift goes on, in seconds; nil when it will not, or is beyond it already.
    func secondsToBreach(of limit: Double, from offset: Double) -> Double? {
        guard let driftPPM, abs(offset) < limit, abs(driftPPM) > max(3 * deviationPPM, FrequencyRecord.noisePPM) else {
            return nil
        }
        // A slew ends where the offset does.
        if isSlewing(from: offset, by: FrequencyRecord.noisePPM) { return nil }
        let drift = driftPPM / 1e6
        return ((drift > 0 ? limit : -limit) - offset) / drift
    }
}
