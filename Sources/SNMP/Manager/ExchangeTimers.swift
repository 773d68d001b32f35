internal import Model

/// When each exchange is due: a heap over small numbers that knows where each stands, so that nothing is hashed.
struct ExchangeTimers {
    private struct Entry {
        var deadline: Int64
        var number: Int32
    }

    private var entries: [Entry] = []
    /// Where each number stands in `entries`; -1 where it has no deadline.
    private var places: [Int32] = []

    /// How many have a deadline.
    var count: Int { entries.count }

    /// The earliest deadline, or nil.
    var earliest: MonotonicTime? { entries.first.map { MonotonicTime(nanoseconds: $0.deadline) } }

    /// Gives a number its deadline, in place of the one that it may have.
    mutating func set(_ number: Int, at deadline: MonotonicTime) {
        while places.count <= number { places.append(-1) }
        let entry = Entry(deadline: deadline.nanoseconds, number: Int32(truncatingIfNeeded: number))
        let known = Int(places[number])
        guard known >= 0 else {
            entries.append(entry)
            rise(entries.count - 1, entry)
            return
        }
        let isEarlier = entry.deadline < entries[known].deadline
        if isEarlier { rise(known, entry) } else { sink(known, entry) }
    }

    /// The deadline of a number, or nil.
    func deadline(of number: Int) -> MonotonicTime? {
        guard number < places.count, places[number] >= 0 else { return nil }
        return MonotonicTime(nanoseconds: entries[Int(places[number])].deadline)
    }

    /// Takes a number's deadline away.
    mutating func cancel(_ number: Int) {
        guard number < places.count, places[number] >= 0 else { return }
        let place = Int(places[number])
        places[number] = -1
        let last = entries.removeLast()
        guard place < entries.count else { return }
        if place > 0, last.deadline < entries[(place - 1) / 2].deadline {
            rise(place, last)
        } else {
            sink(place, last)
        }
    }

    /// Takes out the earliest number that is due, or nil.
    mutating func takeDue(at now: MonotonicTime) -> Int? {
        guard let first = entries.first, first.deadline <= now.nanoseconds else { return nil }
        let number = Int(first.number)
        cancel(number)
        return number
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        entries[place] = entry
        places[Int(entry.number)] = Int32(truncatingIfNeeded: place)
    }

    /// Puts an entry at a place or above it.
    private mutating func rise(_ start: Int, _ entry: Entry) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entry.deadline < entries[parent].deadline else { break }
            put(entries[parent], at: place)
            place = parent
        }
        put(entry, at: place)
    }

    /// Puts an entry at a place or below it.
    private mutating func sink(_ start: Int, _ entry: Entry) {
        var place = start
        while true {
            var child = 2 * place + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].deadline < entries[child].deadline { child += 1 }
            guard entries[child].deadline < entry.deadline else { break }
            put(entries[child], at: place)
            place = child
        }
        put(entry, at: place)
    }
}
