public import Model

/// Decides how many packets are due, so that a rate is held on the average and a late wake-up is made up for, but
/// never by a burst of more than `burstLimit`: what is later than that is a slip, and the schedule moves by it. A value
/// without a clock.
public struct Pacer: Sendable {
    /// Packets a second.
    public let rate: Double
    /// The longest lateness that is made up for.
    public let burstLimit: Duration
    /// How many packets were due since the start of the schedule.
    public private(set) var taken: Int64 = 0
    /// How often the schedule was moved.
    public private(set) var slips = 0
    /// How late the latest packet of all was due.
    public private(set) var worstLateness: Duration = .zero
    private var start: MonotonicTime

    /// A schedule that starts now: the first packet is due at once.
    public init(rate: Double, burstLimit: Duration = .milliseconds(20), now: MonotonicTime) {
        precondition(rate > 0, "a rate is positive")
        self.rate = rate
        self.burstLimit = burstLimit
        start = now
    }

    /// How many packets are due now and were not taken yet; they are taken with this call.
    public mutating func take(atMost limit: Int, now: MonotonicTime) -> Int {
        let lateness = now - dueTime(of: taken)
        if lateness < .zero { return 0 }
        worstLateness = max(worstLateness, lateness)
        if lateness > burstLimit {
            slips += 1
            start = start + (lateness - burstLimit)
        }
        let due = Int64((now - start).seconds * rate) + 1 - taken
        let count = min(Int64(limit), max(0, due))
        taken += count
        return Int(count)
    }

    /// When the next packet is due.
    public var next: MonotonicTime { dueTime(of: taken) }

    private func dueTime(of number: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: start.nanoseconds + Int64(Double(number) / rate * 1e9))
    }
}
