public import Model

/// Which tokens are due when: at most one deadline a token, earliest first, equal deadlines in the order they were set.
/// Setting, moving and cancelling take logarithmic time; nothing here knows a clock.
///
/// All of it may be inlined, so that whoever has a heap gets one that is made for its own kind of token.
public struct DeadlineHeap<Token: Hashable> {
    /// A token and when it is due.
    @usableFromInline
    struct Entry {
        @usableFromInline var deadline: MonotonicTime
        @usableFromInline var order: UInt64
        @usableFromInline var token: Token

        /// An entry.
        @inlinable
        init(deadline: MonotonicTime, order: UInt64, token: Token) {
            self.deadline = deadline
            self.order = order
            self.token = token
        }

        /// Whether it is due before another.
        @inlinable
        func isBefore(_ other: Entry) -> Bool {
            deadline == other.deadline ? order < other.order : deadline < other.deadline
        }
    }

    @usableFromInline var entries: [Entry] = []
    @usableFromInline var places: [Token: Int] = [:]
    @usableFromInline var nextOrder: UInt64 = 0

    /// A heap of nothing.
    @inlinable
    public init() {}

    /// How many tokens have a deadline.
    @inlinable
    public var count: Int { entries.count }

    /// Whether no token has a deadline.
    @inlinable
    public var isEmpty: Bool { entries.isEmpty }

    /// The earliest deadline, or nil.
    @inlinable
    public var earliest: MonotonicTime? { entries.isEmpty ? nil : entries[0].deadline }

    /// The deadline of a token, or nil.
    @inlinable
    public func deadline(of token: Token) -> MonotonicTime? { places[token].map { entries[$0].deadline } }

    /// Gives a token its deadline, in place of the one that it may have.
    @inlinable
    public mutating func set(_ token: Token, at deadline: MonotonicTime) {
        let entry = Entry(deadline: deadline, order: nextOrder, token: token)
        nextOrder &+= 1
        if let place = places[token] {
            entries[place] = entry
            settle(place)
        } else {
            entries.append(entry)
            places[token] = entries.count - 1
            settle(entries.count - 1)
        }
    }

    /// Takes a token's deadline away; answers whether there was one.
    @inlinable
    @discardableResult
    public mutating func cancel(_ token: Token) -> Bool {
        guard let place = places.removeValue(forKey: token) else { return false }
        let last = entries.removeLast()
        if place < entries.count {
            entries[place] = last
            places[last.token] = place
            settle(place)
        }
        return true
    }

    /// Takes out the tokens that are due, earliest first, at most `limit`.
    @inlinable
    public mutating func takeDue(at now: MonotonicTime, limit: Int = .max) -> [Token] {
        var due: [Token] = []
        while due.count < limit, let first = entries.first, first.deadline <= now {
            due.append(first.token)
            cancel(first.token)
        }
        return due
    }

    /// Moves an entry up or down until it stands between its parent and its children.
    @inlinable
    mutating func settle(_ start: Int) {
        var place = start
        while place > 0, entries[place].isBefore(entries[(place - 1) / 2]) {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < entries.count && entries[child].isBefore(entries[least]) {
                least = child
            }
            if least == place { return }
            swap(place, least)
            place = least
        }
    }

    /// Has two entries change places.
    @inlinable
    mutating func swap(_ first: Int, _ second: Int) {
        entries.swapAt(first, second)
        places[entries[first].token] = first
        places[entries[second].token] = second
    }
}

extension DeadlineHeap.Entry: Sendable where Token: Sendable {}
extension DeadlineHeap: Sendable where Token: Sendable {}
