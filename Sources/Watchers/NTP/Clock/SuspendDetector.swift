import Model

/// Finds out that this host slept: CLOCK_BOOTTIME counts that and CLOCK_MONOTONIC does not, however short it was.
struct SuspendDetector: Sendable {
    /// The longest time in all that this host is known to have been suspended.
    private var known: Int64?

    /// Less than this is what a process sees that is put aside while it reads the clocks.
    static let threshold: Int64 = 500_000_000

    /// Takes a reading of the clocks: how long the sleep was from which this host woke since the last one; nil without one.
    mutating func observe(_ moment: Moment) -> Duration? {
        let total = moment.suspendedNanoseconds
        guard let before = known else {
            known = total
            return nil
        }
        known = max(before, total)
        let slept = total &- before
        return slept >= SuspendDetector.threshold ? .nanoseconds(slept) : nil
    }
}
