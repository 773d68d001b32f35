/// What two readings of one counter say of its growth (RFC 2578, section 7.1.6 and 7.1.10). Pure arithmetic without an
/// allocation, since it is done for every counter of every interface at every poll.
enum CounterGrowth {
    /// A counter without a bound is believed to have wrapped only if it grew slower than this, a second.
    static let plausiblePerSecond = 1_000_000.0
    /// No counter grows faster than this a second: 100 Tbit/s in octets is less.
    static let ceilingPerSecond = 1.7e13
    /// How much faster than its bound a counter may seem: agents keep values for some seconds, and clocks differ.
    static let slack = 1.25
    /// The seconds for which an agent may keep a value, which the growth of one interval may have more than the next.
    static let staleSeconds = 2.0
    private static let wrap32 = 4_294_967_296.0

    /// What came of it; a value without an allocation.
    enum Outcome: Sendable, Hashable {
        /// So many more.
        case grown(UInt64)
        /// Nothing that could be told.
        case gap(RateGap)
    }

    /// The growth from one reading to the next.
    ///
    /// `maximumPerSecond` is what the counter can grow by at most, in its own numbers: the link's speed; nil, or anything
    /// but a number above 0, where nothing is known. `wrapsAreCertain` says that the device was surely not restarted, so
    /// that a counter that goes back has wrapped or was cleared.
    static func between(
        _ previous: UInt64, _ current: UInt64, is32: Bool, elapsedSeconds: Double, maximumPerSecond: Double?,
        wrapsAreCertain: Bool
    ) -> Outcome {
        let maximum = maximumPerSecond ?? 0
        let isBounded = maximum > 0 && maximum < ceilingPerSecond
        // The room for growth in this interval, as far as anything is known of it.
        let room = (isBounded ? maximum : plausiblePerSecond) * (elapsedSeconds * slack + staleSeconds)
        if current >= previous {
            let grown = current &- previous
            if Double(grown) > ceilingPerSecond * (elapsedSeconds + staleSeconds) { return .gap(.implausible) }
            // Without a bound several wraps are always possible, and never likely.
            if is32, isBounded, Double(grown) + wrap32 <= room { return .gap(.severalWraps) }
            return .grown(grown)
        }
        guard wrapsAreCertain, !is32 || previous <= UInt64(UInt32.max) else { return .gap(.wentBack) }
        let grown = is32 ? current &+ 0x1_0000_0000 &- previous : current &- previous
        if Double(grown) > room { return .gap(.wentBack) }
        if is32, Double(grown) + wrap32 <= room { return .gap(.severalWraps) }
        return .grown(grown)
    }
}
