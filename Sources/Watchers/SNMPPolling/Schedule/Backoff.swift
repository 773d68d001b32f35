import Model

/// How long a device that does not answer is left alone: at its interval while that may be a lost packet, then twice
/// as long with each poll up to a bound.
struct Backoff: Sendable, Hashable {
    /// How many polls in a row fail before the first is left out: what it takes to be sure that it is down.
    static let patience = 3
    /// The longest time between two polls, unless the interval is longer still.
    var limit: Duration = .seconds(300)

    /// How many intervals lie between the last poll and the next after so many failures in a row.
    func intervals(failures: Int, interval: Duration) -> Int {
        guard failures > Self.patience else { return 1 }
        let most = max(1, Int(limit.nanoseconds / max(interval.nanoseconds, 1)))
        return min(most, 1 << min(failures - Self.patience, 20))
    }
}
