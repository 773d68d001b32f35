internal import Model

/// The messages that wait for an answer, found by their ids in one step.
///
/// An id is 31 random bits, drawn again while the place that its low bits name is taken; so there is no chain to follow,
/// and an id tells nothing of any other. What stood in a place stays readable until the place is used again: a late or
/// repeated answer is told apart from one that was never asked for.
struct MessageTable: ~Copyable {
    /// What a message is for.
    enum Purpose {
        /// It asks what the exchange asks.
        case question
        /// It asks for the engine's id (RFC 3414, section 4).
        case discovery
        /// It asks for nothing, authenticated only: an answer shows that it is privacy that goes wrong.
        case levelProbe
        /// It asks for nothing in the default context: an answer shows that the context is unknown.
        case contextProbe
    }

    /// One message that was sent.
    struct Message {
        /// Its request-id, or its msgID in v3.
        var id: Int32 = 0
        /// The number of the exchange that it belongs to; -1 once nobody waits for its answer.
        var exchange: Int32 = -1
        /// v3: the request-id within.
        var requestID: Int32 = 0
        /// The id of the exchange's message before this one; 0 for its first.
        var earlier: Int32 = 0
        /// When it was given to the socket.
        var sent = MonotonicTime(nanoseconds: 0)
        /// What it is for.
        var purpose = Purpose.question
        /// Whether a Report came to it: its repetition confirms nothing.
        var wasReported = false
    }

    /// What an id stands for.
    enum Match {
        /// The place of a message that waits.
        case waiting(Int)
        /// A message that nobody waits for any more.
        case late
        /// No message of ours.
        case unknown
    }

    private(set) var messages: [Message]
    private var used = 0
    private var random: RandomPool

    /// An empty table.
    init(seed: UInt64? = nil, size: Int = 1_024) {
        messages = [Message](repeating: Message(), count: size)
        random = RandomPool(seed: seed)
    }

    /// How many messages wait.
    var count: Int { used }

    /// Ids take four octets on the wire, neither more nor fewer; 255 of 256 numbers do.
    private static let least: Int32 = 0x0080_0000

    /// A random number of that kind.
    mutating func draw() -> Int32 {
        while true {
            let id = Int32(truncatingIfNeeded: random.word() & 0x7fff_ffff)
            if id >= MessageTable.least { return id }
        }
    }

    /// 64 random bits.
    mutating func word() -> UInt64 { random.word() }

    /// Puts a message in under an id of its own: its place.
    mutating func add(exchange: Int, earlier: Int32, sent: MonotonicTime, purpose: Purpose) -> Int {
        if 2 * used >= messages.count { grow() }
        while true {
            let id = draw()
            let place = Int(id) & (messages.count - 1)
            guard messages[place].exchange < 0 else { continue }
            messages[place] = Message(
                id: id, exchange: Int32(truncatingIfNeeded: exchange), requestID: 0, earlier: earlier, sent: sent,
                purpose: purpose)
            used += 1
            return place
        }
    }

    /// Finds what an id stands for.
    func find(_ id: Int32) -> Match {
        guard id >= 0 else { return .unknown }
        let place = Int(id) & (messages.count - 1)
        guard messages[place].id == id else { return .unknown }
        return messages[place].exchange >= 0 ? .waiting(place) : .late
    }

    /// Notes the request-id within a v3 message.
    mutating func setRequestID(_ requestID: Int32, at place: Int) { messages[place].requestID = requestID }

    /// Notes that a Report came: whether it is the first one to that message.
    mutating func noteReport(at place: Int) -> Bool {
        defer { messages[place].wasReported = true }
        return !messages[place].wasReported
    }

    /// Nobody waits any more for the message of an id and those before it.
    mutating func release(_ last: Int32) {
        var id = last
        while id != 0 {
            let place = Int(id) & (messages.count - 1)
            messages[place].exchange = -1
            used -= 1
            id = messages[place].earlier
        }
    }

    /// Twice the size: places that differ in their low bits still do with one bit more.
    private mutating func grow() {
        var larger = [Message](repeating: Message(), count: 2 * messages.count)
        for message in messages where message.exchange >= 0 { larger[Int(message.id) & (larger.count - 1)] = message }
        messages = larger
    }
}
