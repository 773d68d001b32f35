import Model

/// How much later than planned polls begin: counts in steps of a quarter of an octave, for the last five minutes.
struct SlipMeter: Sendable {
    private static let steps = 128
    private static let minutes = 5
    private var counts = [UInt32](repeating: 0, count: steps * minutes)
    private var minute: Int64 = .min

    /// A meter that has seen nothing.
    init() {}

    /// Takes how late one poll began.
    mutating func note(_ slip: Duration, at time: MonotonicTime) {
        advance(to: time)
        let row = Int(minute.quotientAndRemainder(dividingBy: Int64(Self.minutes)).remainder.magnitude)
        counts[row * Self.steps + Self.step(slip)] &+= 1
    }

    /// The time that this share of the polls began within, rounded up to its step; nil when there were none.
    func quantile(_ share: Double) -> Duration? {
        var total: UInt64 = 0
        for count in counts { total += UInt64(count) }
        guard total > 0 else { return nil }
        let wanted = UInt64((Double(total) * share).rounded(.up))
        var seen: UInt64 = 0
        for step in 0..<Self.steps {
            for row in 0..<Self.minutes { seen += UInt64(counts[row * Self.steps + step]) }
            if seen >= wanted { return Self.bound(of: step) }
        }
        return Self.bound(of: Self.steps - 1)
    }

    /// Forgets the minutes that are over.
    private mutating func advance(to time: MonotonicTime) {
        let now = time.nanoseconds / 60_000_000_000
        guard now > minute else { return }
        let passed = minute == .min ? Int64(Self.minutes) : min(now - minute, Int64(Self.minutes))
        for back in 0..<passed {
            let row = Int((now - back).quotientAndRemainder(dividingBy: Int64(Self.minutes)).remainder.magnitude)
            for step in 0..<Self.steps { counts[row * Self.steps + step] = 0 }
        }
        minute = now
    }

    /// The step of a time: microseconds, four steps to each doubling.
    private static func step(_ slip: Duration) -> Int {
        let microseconds = slip.nanoseconds / 1_000
        guard microseconds > 0 else { return 0 }
        let octave = 63 - microseconds.leadingZeroBitCount
        let quarter = octave < 2 ? 0 : Int(microseconds >> (octave - 2)) & 3
        return min(1 + octave * 4 + quarter, steps - 1)
    }

    /// The longest time of a step.
    private static func bound(of step: Int) -> Duration {
        guard step > 0 else { return .microseconds(1) }
        let (octave, quarter) = ((step - 1) / 4, (step - 1) % 4)
        let base = Int64(1) << octave
        return .microseconds(octave < 2 ? base * 2 : base + (base / 4) * Int64(quarter + 1))
    }
}
