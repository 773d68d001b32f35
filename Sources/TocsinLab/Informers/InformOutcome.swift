public import SNMP

/// What became of an inform.
public enum InformOutcome: Sendable, Hashable {
    /// The receiver answered, so long after the first attempt, after so many attempts.
    case acknowledged(after: Duration, attempts: Int)
    /// The receiver answered that it does not take it.
    case refused(InformRefusal, attempts: Int)
    /// Nobody answered.
    case unanswered(attempts: Int)
    /// It was given up because the task was cancelled or the sender closed.
    case abandoned

    /// Whether it was acknowledged.
    public var isAcknowledged: Bool {
        if case .acknowledged = self { true } else { false }
    }
}

/// Why a receiver does not take an inform.
public enum InformRefusal: Sendable, Hashable, CustomStringConvertible {
    /// A Response with an error-status.
    case errorStatus(Int32)
    /// A Report; the object is the counter that says why.
    case report(ObjectIdentifier)

    /// The reason in words.
    public var description: String {
        switch self {
        case .errorStatus(let status): "error-status \(status)"
        case .report(let object): InformRefusal.counters[object] ?? "report \(object)"
        }
    }

    /// The counters of RFC 3414, section 5.
    static let usmStats: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 15, 1, 1]
    private static let counters: [ObjectIdentifier: String] = [
        usmStats.appending(1, 0): "usmStatsUnsupportedSecLevels", usmStats.appending(2, 0): "usmStatsNotInTimeWindows",
        usmStats.appending(3, 0): "usmStatsUnknownUserNames", usmStats.appending(4, 0): "usmStatsUnknownEngineIDs",
        usmStats.appending(5, 0): "usmStatsWrongDigests", usmStats.appending(6, 0): "usmStatsDecryptionErrors",
    ]
}

/// Latencies as a few numbers.
public struct LatencySummary: Sendable, Hashable {
    /// How many there were.
    public let count: Int
    /// Half were at most this long.
    public let median: Duration
    /// 90 of 100 were at most this long.
    public let ninetieth: Duration
    /// 99 of 100 were at most this long.
    public let ninetyNinth: Duration
    /// The longest.
    public let longest: Duration

    /// The numbers of these latencies; all zero where there are none.
    public init(_ latencies: [Duration]) {
        let sorted = latencies.sorted()
        func percentile(_ percent: Int) -> Duration {
            guard !sorted.isEmpty else { return .zero }
            // The nearest rank: the smallest that so many of 100 are not above.
            return sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
        }
        count = sorted.count
        median = percentile(50)
        ninetieth = percentile(90)
        ninetyNinth = percentile(99)
        longest = sorted.last ?? .zero
    }
}
