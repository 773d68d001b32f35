import Model

/// How many requests of clients a link has had in the last hour, to the nearest ten minutes: whether a server could have been
/// heard is asked of it, whatever is judged of the clients.
struct RequestTally: Sendable {
    private static let span: Int64 = 600_000_000_000
    private var counts = InlineArray<6, UInt32>(repeating: 0)
    /// The number of the ten minutes that were counted last.
    private var last: Int64 = 0

    /// Counts one.
    mutating func note(at now: MonotonicTime) {
        let number = now.nanoseconds / Self.span
        for passed in max(last + 1, number - 5)..<max(number + 1, last + 1) { counts[Int(passed % 6)] = 0 }
        last = max(last, number)
        counts[Int(last % 6)] &+= 1
    }

    /// How many there were.
    func count(at now: MonotonicTime) -> Int {
        let number = now.nanoseconds / Self.span
        var sum = 0
        for one in max(0, last - 5)...max(0, last) where one > number - 6 { sum += Int(counts[Int(one % 6)]) }
        return sum
    }
}
