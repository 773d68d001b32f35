import Model

/// A stretch of trouble that is told when it begins, counted while it lasts, told again now and then, and told when it
/// has ended: a flood from one source, drops of one socket.
struct Episode: Sendable {
    /// What to tell after a step.
    enum News: Sendable, Equatable {
        /// It goes on: so many since it was last told.
        case continues(Int)
        /// It is over: so many in all.
        case ended(total: Int)
    }

    /// When it began.
    private(set) var began: Moment
    /// Whether an earlier run of the daemon told that it had begun: how much that run counted is not known.
    let isInherited: Bool
    /// When it was last seen.
    private(set) var lastSeen: MonotonicTime
    /// How many in all.
    private(set) var total = 0
    private var untold = 0
    private var lastTold: MonotonicTime

    /// How long it must be quiet to be over.
    static let quiet: Duration = .seconds(10)
    /// How often a long one is told again.
    static let reminder: Duration = .seconds(600)

    init(at now: Moment, isInherited: Bool = false) {
        began = now
        self.isInherited = isInherited
        lastSeen = now.monotonic
        lastTold = now.monotonic
    }

    /// When to look at it next.
    var nextCheck: MonotonicTime { min(lastSeen + Episode.quiet, lastTold + Episode.reminder) }

    /// Counts what has just been seen, and whether it was told in the same breath.
    mutating func add(_ count: Int, isTold: Bool = false, at now: MonotonicTime) {
        total += count
        if !isTold { untold += count }
        lastSeen = now
    }

    /// What is to be told now, if anything.
    mutating func check(at now: MonotonicTime) -> News? {
        if now >= lastSeen + Episode.quiet { return .ended(total: total) }
        guard now >= lastTold + Episode.reminder else { return nil }
        lastTold = now
        defer { untold = 0 }
        return .continues(untold)
    }
}
