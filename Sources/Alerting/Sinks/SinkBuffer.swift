import Model

/// What waits for a sink, in order and bounded. A pure value.
///
/// When it is full, the least severe of what waits goes, and of these the oldest: a flood of `info` never costs a
/// `critical`, and in a long outage of the sink what it is told afterwards is how things stand now. Everything left
/// out is in the store.
struct SinkBuffer: Sendable {
    /// How many may wait.
    let limit: Int
    /// How many wait.
    private(set) var count = 0
    /// How many were left out, by severity.
    private(set) var dropped: [Severity: Int] = [:]
    private var lanes: [Lane]
    private var lastOrdinal: UInt64 = 0

    /// What waits at one severity, in order.
    private struct Lane: Sendable {
        var items: [(ordinal: UInt64, announcement: Announcement)] = []
        var head = 0

        var first: UInt64? { head < items.count ? items[head].ordinal : nil }

        mutating func removeFirst() -> Announcement {
            let item = items[head].announcement
            head += 1
            if head == items.count || head > 4_096 {
                items.removeSubrange(..<head)
                head = 0
            }
            return item
        }
    }

    /// An empty buffer.
    init(limit: Int) {
        self.limit = max(1, limit)
        lanes = Severity.allCases.map { _ in Lane() }
    }

    /// Takes one more, and leaves one out when that is one too many.
    mutating func append(_ announcement: Announcement) {
        lastOrdinal += 1
        lanes[lane(announcement.priority)].items.append((lastOrdinal, announcement))
        count += 1
        if count > limit { dropOne() }
    }

    /// Gives up to so many, in the order in which they came.
    mutating func take(_ number: Int) -> [Announcement] {
        var taken: [Announcement] = []
        while taken.count < number {
            var next: Int?
            var ordinal = UInt64.max
            for (index, lane) in lanes.enumerated() {
                guard let first = lane.first, first < ordinal else { continue }
                ordinal = first
                next = index
            }
            guard let next else { break }
            taken.append(lanes[next].removeFirst())
            count -= 1
        }
        return taken
    }

    /// Counts as left out what waited or was taken and will never be told.
    mutating func giveUp(_ announcements: [Announcement]) {
        for announcement in announcements { dropped[announcement.priority, default: 0] += 1 }
    }

    private mutating func dropOne() {
        guard let fullest = lanes.lastIndex(where: { $0.first != nil }) else { return }
        giveUp([lanes[fullest].removeFirst()])
        count -= 1
    }

    private func lane(_ severity: Severity) -> Int { severity.rawValue - Severity.critical.rawValue }
}
