import Model

/// What is due when: a binary heap of small entries. One that no longer holds is not searched for but told apart by its
/// owner when it comes up, so that ten thousand devices cost one timer and no look-up.
struct WakeHeap: Sendable {
    /// What an entry is for.
    enum Purpose: UInt8, Sendable {
        /// The devices of the start.
        case start
        /// A device's next poll.
        case poll
        /// The end of the time that a poll may take.
        case deadline
        /// A host name is to be asked for again.
        case name
        /// What has changed is to be kept over restarts.
        case memory
    }

    /// One thing that is due.
    struct Entry: Sendable {
        /// When.
        var time: MonotonicTime
        /// Whose.
        var slot: Int32
        /// What for.
        var purpose: Purpose
    }

    private var entries: [Entry] = []

    /// An empty heap.
    init() {}

    /// How many entries there are, those that no longer hold included.
    var count: Int { entries.count }

    /// When the first is due; nil when there is none.
    var earliest: MonotonicTime? { entries.first?.time }

    /// Forgets everything.
    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds an entry.
    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.isBefore(entries[child], entries[parent]) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first entry if it is due.
    mutating func takeDue(at time: MonotonicTime) -> Entry? {
        guard let first = entries.first, first.time <= time, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        entries[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < entries.count {
                if Self.isBefore(entries[child], entries[least]) { least = child }
            }
            guard least != parent else { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }

    /// By time; of one time a poll that is due comes before the deadline of the last, which makes it a skipped one.
    private static func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        left.time == right.time ? left.purpose.rawValue < right.purpose.rawValue : left.time < right.time
    }
}
