import Model

/// How many packets came in a stretch of time, and from how many sources, as far as that is counted.
struct FloodMeter: Sendable {
    /// More sources than are told apart.
    static let sourceLimit = 4_096

    /// How long a stretch is.
    let window: Duration
    /// Packets of this stretch.
    private(set) var count = 0
    /// Sources since the flood began, or of this stretch.
    private var sources: Set<UInt64> = []
    private var end: MonotonicTime?

    /// Counts in stretches of this length.
    init(window: Duration) { self.window = window }

    /// Counts a packet of a source; a flood's sources are kept from one stretch to the next.
    mutating func add(source: UInt64, isFlood: Bool, at now: MonotonicTime) {
        if now >= end ?? now {
            end = now + window
            count = 0
            if !isFlood { sources.removeAll(keepingCapacity: true) }
        }
        count += 1
        if sources.count < Self.sourceLimit { sources.insert(source) }
    }

    /// `12`, or `more than 4096`.
    var sourceText: String {
        sources.count < Self.sourceLimit ? String(sources.count) : "more than \(Self.sourceLimit)"
    }

    /// How many sources were told apart.
    var sourceCount: Int { sources.count }
}
