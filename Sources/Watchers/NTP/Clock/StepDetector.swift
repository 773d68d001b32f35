import Model

/// Finds steps of the wall clock by comparing it with CLOCK_BOOTTIME, which no one can set. Both run at one rate, however the
/// clock is slewed, and both count suspended time: their difference changes by a step and by nothing else.
struct StepDetector: Sendable {
    /// The difference that holds, in nanoseconds.
    private var settled: Int64?
    /// A new difference, how often in a row it was seen, and when last.
    private var candidate: (difference: Int64, sightings: Int, last: MonotonicTime)?

    /// Smaller changes are the noise of reading two clocks one after the other.
    static let threshold: Int64 = 500_000
    /// How often a new difference must be seen: a process that is put aside between the two readings sees one once.
    static let sightingsNeeded = 3
    /// How long to wait for the next sighting.
    static let interval: Duration = .milliseconds(200)

    /// What a reading tells.
    enum Finding: Sendable, Equatable {
        /// Nothing has changed.
        case settled
        /// Something may have; look again after `interval`.
        case unsettled
        /// The wall clock was set by so many seconds, forward if positive.
        case stepped(seconds: Double)
    }

    /// Whether nothing is in doubt.
    var isSettled: Bool { candidate == nil }

    /// Takes a reading of both clocks.
    mutating func observe(_ moment: Moment) -> Finding {
        let difference = moment.wall.nanoseconds &- moment.monotonic.nanoseconds
        guard let settled else {
            self.settled = difference
            return .settled
        }
        guard abs(difference &- settled) >= StepDetector.threshold else {
            candidate = nil
            return .settled
        }
        guard let seen = candidate, abs(difference &- seen.difference) < StepDetector.threshold else {
            candidate = (difference, 1, moment.monotonic)
            return .unsettled
        }
        // Inputs of one turn share a reading.
        guard moment.monotonic - seen.last >= .milliseconds(1) else { return .unsettled }
        candidate = (difference, seen.sightings + 1, moment.monotonic)
        guard seen.sightings + 1 >= StepDetector.sightingsNeeded else { return .unsettled }
        candidate = nil
        self.settled = difference
        return .stepped(seconds: Double(difference &- settled) / 1e9)
    }
}
