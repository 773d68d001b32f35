import Model

/// What is kept of something that is, or may be, wrong. Of what is right nothing is kept.
struct Trouble: Sendable, Hashable {
    /// How sure it is.
    enum Phase: UInt8, Sendable {
        /// Seen, and not often enough yet: soft.
        case soft
        /// An alert is open: hard.
        case firing
        /// It was so when we first looked, and was told in the summary: hard, without an alert of its own.
        case known
        /// It is part of what one alert says of many devices: hard, and its own alert is held back.
        case held
    }

    /// What one more look came to.
    enum Turn: Sendable {
        /// Nothing new.
        case none
        /// It is confirmed.
        case confirmed
        /// What was confirmed has ended.
        case ended
        /// What was never confirmed has gone.
        case dropped
    }

    /// How many recent values are kept.
    static let windowLength = 8

    /// How sure it is.
    var phase: Phase
    /// The last looks, the latest in the lowest bit; 1 is bad.
    private(set) var history: UInt16 = 0
    /// How many looks in a row were bad, and how many were right.
    private(set) var run: UInt16 = 0
    private(set) var good: UInt16 = 0
    /// How many looks there were, up to 16.
    private(set) var count: UInt8 = 0
    /// How many times in a row it was not there to look at.
    var missing: UInt8 = 0
    /// When it was first seen bad.
    var since: Moment
    /// The last values, the latest last.
    private(set) var values: [Float] = []
    /// The ifIndex, where the alert is that of a trap about this interface.
    var trapIndex: UInt32?

    /// Something that was never looked at.
    init(since: Moment, phase: Phase = .soft) {
        self.since = since
        self.phase = phase
    }

    /// How many of the last looks were bad.
    func bad(of looks: Int) -> Int { (history & Trouble.mask(looks)).nonzeroBitCount }

    /// How many looks there were, of so many at most.
    func looks(of looks: Int) -> Int { min(Int(count), looks) }

    /// Remembers a value for the evidence.
    mutating func remember(_ value: Double) {
        if values.count == Trouble.windowLength { values.removeFirst() }
        values.append(Float(value))
    }

    /// Takes one look: bad for `polls` of the last `of` looks is confirmed, right for `polls` in a row is over. Where the
    /// two are the same it must be bad in a row, for as long as one likes; else `of` is 16 at most.
    mutating func take(_ verdict: LimitVerdict, polls: Int, of looks: Int, at moment: Moment) -> Turn {
        missing = 0
        if verdict == .silent { return .none }
        // What began anew began then: what a good look broke is not one long trouble.
        if phase == .soft, verdict == .bad, history & Trouble.mask(looks) == 0 { since = moment }
        history = history << 1 | (verdict == .bad ? 1 : 0)
        count = min(count + 1, 16)
        run = verdict == .bad ? (run == .max ? run : run + 1) : 0
        good = verdict == .right ? (good == .max ? good : good + 1) : 0
        guard phase == .soft else { return Int(good) >= max(polls, 1) ? .ended : .none }
        if polls >= looks {
            if verdict != .bad { return .dropped }
            return Int(run) >= polls ? .confirmed : .none
        }
        let broken = bad(of: looks)
        if verdict == .bad, broken >= polls { return .confirmed }
        return broken == 0 ? .dropped : .none
    }

    private static func mask(_ looks: Int) -> UInt16 { looks >= 16 ? .max : (1 << UInt16(max(looks, 1))) - 1 }
}

/// What a trouble is of: a rule, and the instance on the device.
struct TroubleKey: Hashable, Sendable {
    /// The rule.
    var rule: String
    /// The instance; nil for the device as a whole.
    var instance: String?
}
