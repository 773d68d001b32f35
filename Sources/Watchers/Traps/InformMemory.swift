import Model
import SNMP
import Watching

/// Which informs were seen lately, so that a retransmission is acknowledged again and not counted again. Bounded in
/// time and number: the oldest go first.
struct InformMemory: Sendable {
    /// What makes two informs the same one sent twice: sender, request id and content, sysUpTime included.
    struct Key: Hashable, Sendable {
        let source: Endpoint
        let requestID: Int32
        let content: UInt64

        init(_ message: TrapMessage, source: Endpoint) {
            self.source = source
            requestID = message.requestID
            var hasher = Hasher()
            hasher.combine(message.trapOID)
            hasher.combine(message.sysUpTime)
            hasher.combine(message.varBinds)
            hasher.combine(message.user)
            hasher.combine(message.securityEngineID)
            content = UInt64(bitPattern: Int64(hasher.finalize()))
        }
    }

    /// An acknowledgment that is ready to go.
    struct Reply: Sendable {
        /// Where it goes and from which address of ours.
        let packet: OutgoingPacket
        /// The socket that the inform came in on.
        let socket: SocketName

        /// The answer to a datagram.
        init(bytes: [UInt8], to datagram: Datagram) {
            packet = OutgoingPacket(
                bytes: bytes, destination: datagram.source, source: datagram.destination.address)
            socket = datagram.socket
        }
    }

    /// What a newly arrived inform is.
    enum Verdict: Sendable {
        /// Never seen: it is to be kept, and acknowledged when that is committed.
        case new
        /// Seen and committed: acknowledge again, now.
        case committed
        /// Seen but not committed yet: the acknowledgment will go out with the commit.
        case pending
    }

    private struct Entry {
        var isCommitted = false
        var receipt: Receipt
        var added: MonotonicTime
    }

    /// How long an inform is remembered; senders give up long before.
    static let lifetime: Duration = .seconds(300)

    /// The evidence of informs that an earlier run stored: sender, request id and all that they say. An acknowledgment
    /// of what was committed may have been lost with the process.
    private var recalled: Set<Evidence> = []
    private var recalledUntil = MonotonicTime(nanoseconds: 0)
    private var entries: [Key: Entry] = [:]
    private var order: [Key] = []
    private var orderStart = 0
    private var replies: [Receipt: (key: Key, replies: [Reply])] = [:]
    private let capacity: Int

    init(capacity: Int = 100_000) { self.capacity = capacity }

    /// Takes what an earlier run stored.
    mutating func recall(_ observations: [Observation], at now: Moment) {
        for observation in observations where observation.received + InformMemory.lifetime > now.wall {
            if observation.evidence.json.contains("\"pdu\":\"inform\"") { recalled.insert(observation.evidence) }
        }
        recalledUntil = now.monotonic + InformMemory.lifetime
    }

    /// Whether an inform of this evidence was stored by an earlier run: it is acknowledged and not counted again. The
    /// evidence is made only while there is something to compare it with.
    mutating func isRecalled(_ evidence: @autoclosure () -> Evidence, at now: MonotonicTime) -> Bool {
        guard !recalled.isEmpty else { return false }
        if now < recalledUntil { return recalled.contains(evidence()) }
        recalled.removeAll()
        return false
    }

    /// How many are remembered.
    var count: Int { entries.count }

    /// Judges an inform; a pending one adds its own reply, as a v3 retransmission has a new msgID.
    mutating func judge(_ key: Key, reply: Reply) -> Verdict {
        guard let entry = entries[key] else { return .new }
        if entry.isCommitted { return .committed }
        // A sender that retransmits more often than this while we commit gets fewer answers, not none.
        if let waiting = replies[entry.receipt]?.replies.count, waiting < 8 {
            replies[entry.receipt]?.replies.append(reply)
        }
        return .pending
    }

    /// Remembers an inform whose report bears this receipt.
    mutating func remember(_ key: Key, receipt: Receipt, reply: Reply, at now: MonotonicTime) {
        expire(at: now)
        entries[key] = Entry(receipt: receipt, added: now)
        order.append(key)
        replies[receipt] = (key, [reply])
    }

    /// The replies that may go out now that a report is committed.
    mutating func committed(_ receipt: Receipt) -> [Reply] {
        guard let waiting = replies.removeValue(forKey: receipt) else { return [] }
        entries[waiting.key]?.isCommitted = true
        return waiting.replies
    }

    private mutating func expire(at now: MonotonicTime) {
        while orderStart < order.count, let entry = entries[order[orderStart]],
            entry.added + InformMemory.lifetime <= now || entries.count >= capacity
        {
            entries[order[orderStart]] = nil
            orderStart += 1
        }
        if orderStart > 1_024, orderStart * 2 > order.count {
            order.removeFirst(orderStart)
            orderStart = 0
        }
    }
}
