import Model

/// At what pace somebody steers our clock, as a time daemon does to correct the oscillator's frequency or to slew an offset
/// away: read from the kernel's two monotonic clocks, of which one is steered and the other is not.
struct SteeringRecord: Sendable {
    /// The paces of the last spans, oldest first, in parts per million: positive where the clock was made faster.
    private var paces: [Double] = []
    /// Where the present span begins: by how much the clock had been steered, and the time without what was slept.
    private var begin: (steered: Int64, awake: Int64)?

    /// How long a span is. The clocks are read to about a microsecond, which makes 0.1 ppm of it.
    static let span: Int64 = 16_000_000_000
    /// How many are kept: 512 s.
    static let capacity = 32
    /// So far apart are the paces of a daemon that corrects the frequency and what little offset there is.
    static let usualSpread = 50.0

    /// The usual pace: the median, which an offset that is slewed away for up to four minutes does not move. Zero while none
    /// was read.
    private(set) var ppm = 0.0

    /// How far the paces are apart: much where an offset is slewed away, or a slew has just begun.
    var spreadPPM: Double {
        guard let least = paces.min(), let most = paces.max() else { return 0 }
        return most - least
    }

    /// Whether no offset was slewed away during the spans that are kept.
    var isSteady: Bool { spreadPPM < SteeringRecord.usualSpread }

    /// Takes a reading of the clocks.
    mutating func observe(_ moment: Moment) {
        let awake = moment.monotonic.nanoseconds &- moment.suspendedNanoseconds
        guard let begin else {
            self.begin = (moment.steeredNanoseconds, awake)
            return
        }
        let passed = awake &- begin.awake
        guard passed >= SteeringRecord.span else { return }
        let pace = Double(moment.steeredNanoseconds &- begin.steered) / Double(passed) * 1e6
        // A span that the inputs made longer counts for as many as it holds.
        let count = Int(min(passed / SteeringRecord.span, Int64(SteeringRecord.capacity)))
        paces.append(contentsOf: repeatElement(pace, count: count))
        paces.removeFirst(max(0, paces.count - SteeringRecord.capacity))
        let sorted = paces.sorted()
        ppm = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        self.begin = (moment.steeredNanoseconds, awake)
    }
}
