/// How large a reply one agent is asked for: what is remembered of each device. It grows when walks succeed and
/// shrinks when they do not, down to one row and then to fewer columns a question.
struct BulkSize: Sendable, Hashable {
    /// What fits a datagram that no one has to cut: where every device begins.
    static let first = 1_400
    /// The most that is asked for: a dozen and a half fragments, beyond which one that is lost costs too much.
    static let most = 24_000
    /// The least that is still more than one variable.
    static let least = 64
    /// The most columns side by side.
    static let mostColumns = 24
    /// What a reply has besides its variables: message, user security, PDU.
    private static let head = 120

    /// How many octets a reply may have.
    private(set) var budget = UInt16(first)
    /// The largest budget that has worked.
    private(set) var proven: UInt16 = 0
    /// Above this it has failed.
    private(set) var ceiling = UInt16(most)
    /// How many octets a variable has, as seen with this device.
    private(set) var variable: UInt8 = 28
    /// The most columns of one question.
    private(set) var columns = UInt8(mostColumns)

    /// The size that every device begins with.
    init() {}

    /// A remembered size.
    init?(budget: Int, columns: Int) {
        guard (Self.least...Self.most).contains(budget), (1...Self.mostColumns).contains(columns) else { return nil }
        self.budget = UInt16(budget)
        self.columns = UInt8(columns)
    }

    /// Whether the size is one that has worked before; only then is a lost answer most likely a lost packet.
    var isProven: Bool { budget <= proven || budget <= UInt16(Self.first) }

    /// How many rows of so many columns one reply may have.
    func repetitions(columns: Int) -> Int {
        max(1, (Int(budget) - Self.head) / max(1, columns * Int(variable)))
    }

    /// Takes a reply that came whole.
    mutating func noteReply(octets: Int, variables: Int) {
        proven = max(proven, budget)
        guard variables >= 8 else { return }
        let seen = min(max(octets / variables, 12), 255)
        // What is larger counts at once, what is smaller slowly.
        let old = Int(variable)
        variable = UInt8(seen > old ? seen : (old * 3 + seen) / 4)
    }

    /// After a poll that went well: more the next time, where more would have been of use.
    mutating func grow() {
        budget = UInt16(min(Int(budget) * 2, Int(ceiling), Self.most))
        if columns < UInt8(Self.mostColumns) { columns = UInt8(min(Int(columns) * 2, Self.mostColumns)) }
    }

    /// Lets what once failed be tried again.
    mutating func forgetCeiling() { ceiling = UInt16(Self.most) }

    /// After a question that was too much: less of it. False where it was one row of one column already.
    mutating func shrink(repetitions: Int, columns asked: Int) -> Bool {
        if repetitions > 1 {
            // What was asked for, and not what might have been, was too much.
            let tried = min(Int(budget), Self.head + repetitions * asked * Int(variable))
            ceiling = UInt16(max(tried * 3 / 4, Self.least))
            budget = UInt16(max(tried / 2, Self.least))
            proven = min(proven, budget)
            return true
        }
        guard asked > 1 else { return false }
        columns = UInt8(max(1, asked / 2))
        return true
    }
}
