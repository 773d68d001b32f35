/// Why two readings of a counter give no rate.
enum RateGap: UInt8, Sendable, Hashable, CaseIterable {
    /// There is no earlier reading.
    case first
    /// The readings lie less than a second apart, or the device's clock did not move.
    case tooShort
    /// The device, or its agent, was restarted between them.
    case restarted
    /// Whether it was restarted cannot be told: sysUpTime has just wrapped or just begun, and nothing else speaks of it.
    case uncertain
    /// The device's clock moved otherwise than ours.
    case clockStepped
    /// The agent says that the row's counters began anew (ifCounterDiscontinuityTime).
    case discontinuity
    /// The counter went back, and by more than a wrap could explain: somebody cleared it.
    case wentBack
    /// A 32-bit counter may have wrapped more than once.
    case severalWraps
    /// One reading has 32 bits and the other 64, so that they are two counters.
    case otherWidth
    /// The counter grew as no counter can.
    case implausible

    /// The reason in words.
    var text: String {
        switch self {
        case .first: "there is no earlier reading"
        case .tooShort: "the readings lie too close together"
        case .restarted: "the device or its agent was restarted"
        case .uncertain: "the device may have been restarted"
        case .clockStepped: "the device's clock moved otherwise than ours"
        case .discontinuity: "the agent says that its counters began anew"
        case .wentBack: "the counter went back"
        case .severalWraps: "a 32-bit counter may have wrapped more than once"
        case .otherWidth: "the counter's width changed"
        case .implausible: "the counter grew as none can"
        }
    }
}

/// How many readings gave a rate, and why the others gave none.
struct RateTally: Sendable, Hashable {
    /// Readings with a rate.
    private(set) var rates = 0
    private var gaps = [Int](repeating: 0, count: RateGap.allCases.count)

    /// Nothing counted.
    init() {}

    /// How many had no rate for this reason.
    subscript(gap: RateGap) -> Int { gaps[Int(gap.rawValue)] }

    /// Counts readings with a rate.
    mutating func count(rates more: Int) { rates += more }

    /// Counts readings without one.
    mutating func count(_ gap: RateGap, times: Int = 1) { gaps[Int(gap.rawValue)] += times }
}
