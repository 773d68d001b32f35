import Glibc
public import Model
public import Reactor
public import SNMP

/// Asks SNMP agents over one UDP socket a family: an `SNMPManager` with sockets and a timer. It belongs to the actor of its
/// executor and is used on that queue only. What is asked in one turn goes out in one batch at `flush`.
public final class SNMPRequester {
    /// One timer of its own.
    private enum Alarm: Hashable { case due, deliver }

    /// How many bytes of receive buffer are asked for: the replies to some ten thousand requests that went out at once.
    private static let receiveBufferBytes = 8 << 20
    /// How many datagrams may wait for room in the kernel's send buffer.
    private static let backlogLimit = 65_536

    private let executor: QueueExecutor
    private let manager: SNMPManager
    private let handler: ([SNMPOutcome]) -> Void
    private var timers: TimerQueue<Alarm>?
    /// By family, IPv4 first; nil until the first request, or after a failure to open.
    private var sockets: [DatagramSocket?] = [nil, nil]
    private var faults: [SocketFault?] = [nil, nil]
    private var isClosed = false
    /// When the timer for deadlines is set for; nil when it is not.
    private var armed: MonotonicTime?
    /// How many changes of engines the text knew that was given out last, and when that was.
    private var keptChanges: UInt64 = 0
    private var keptAt: MonotonicTime?
    /// How long changes of engines are gathered before they are worth a text that tells of all.
    private static let keepingInterval = Duration.seconds(300)

    /// A requester whose outcomes go to the handler on the executor's queue, those of a turn together. The handler is never
    /// called from within `ask` or `flush`.
    public init(
        executor: QueueExecutor, manager: SNMPManager = SNMPManager(), handler: @escaping ([SNMPOutcome]) -> Void
    ) throws(SocketFault) {
        self.executor = executor
        self.manager = manager
        self.handler = handler
        timers = try TimerQueue(executor: executor) { [weak self] due in self?.fire(due) }
    }

    /// Takes these credentials in place of those before; a passphrase that is new costs some milliseconds.
    public func useCredentials(_ credentials: [SNMPCredential]) -> [SNMPCredentialFault] {
        manager.useCredentials(credentials)
    }

    /// Makes a request, which goes out at the next `flush`. Its outcome comes under this token.
    public func ask(_ request: SNMPRequest, token: UInt64) { manager.ask(request, token: token, at: .now) }

    /// Sends what was asked since the last call.
    public func flush() {
        guard !isClosed else { return }
        send()
        rearm()
    }

    /// How many requests wait for an answer.
    public var outstanding: Int { manager.outstanding }

    /// The engines as text to be kept over a restart, where they have changed since the last call and that is five minutes
    /// ago; nil otherwise. At the end the time does not matter.
    public func takeEnginesToKeep(atEnd: Bool = false) -> String? {
        guard manager.engineChanges != keptChanges else { return nil }
        let now = MonotonicTime.now
        if let keptAt, !atEnd, now < keptAt + SNMPRequester.keepingInterval { return nil }
        keptAt = now
        keptChanges = manager.engineChanges
        return exportEngines()
    }

    /// The engines that are known, as text to be kept over a restart.
    public func exportEngines(limit: Int = 20_000) -> String { manager.exportEngines(at: .now, limit: limit) }

    /// Takes engines from such a text.
    public func importEngines(_ text: String) { manager.importEngines(text, at: .now) }

    /// What was counted.
    public var counters: SNMPManagerCounters { manager.counters }

    /// Writes an object with counters and sockets.
    public func writeStatus(into writer: inout JSONWriter) {
        writer.beginObject()
        manager.counters.write(into: &writer)
        writer.member("outstanding", manager.outstanding)
        writer.member("known_engines", manager.knownEngines)
        writer.key("sockets")
        writer.beginArray()
        for case .some(let socket) in sockets {
            writer.beginObject()
            writer.member("endpoint", socket.localEndpoint.text)
            writer.member("receive_buffer_granted_bytes", socket.receiveBufferGranted)
            writer.member("kernel_drops", socket.pollDrops())
            writer.member("sent", socket.sendTotals.sent)
            writer.member("send_failures", socket.sendTotals.failed.values.reduce(0, +) + socket.sendTotals.overflowed)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// Closes its sockets. What is still outstanding is never answered.
    public func close() {
        isClosed = true
        timers = nil
        for socket in sockets { socket?.close() }
        sockets = [nil, nil]
    }

    // MARK: Sending

    private func send() {
        let outgoing = manager.takeOutgoing()
        if outgoing.isEmpty { return }
        if outgoing.allSatisfy({ !$0.destination.address.isIPv6 }) {
            send(outgoing, family: 0)
        } else {
            send(outgoing.filter { !$0.destination.address.isIPv6 }, family: 0)
            send(outgoing.filter { $0.destination.address.isIPv6 }, family: 1)
        }
    }

    private func send(_ outgoing: [SNMPOutgoing], family: Int) {
        guard !outgoing.isEmpty else { return }
        guard let socket = socket(family) else {
            let code = faults[family]?.code ?? EBADF
            for one in outgoing { manager.notSent(one.id, code: code, at: .now) }
            return
        }
        let outcome = socket.send(outgoing.map { OutgoingDatagram(bytes: $0.bytes, destination: $0.destination) })
        for (index, code) in outcome.refused { manager.notSent(outgoing[index].id, code: code, at: .now) }
        // Those that found no room are the last ones.
        for one in outgoing.suffix(outcome.overflowed) { manager.notSent(one.id, code: ENOBUFS, at: .now) }
        note(socket.takeUndelivered())
    }

    private func socket(_ family: Int) -> DatagramSocket? {
        if let socket = sockets[family] { return socket }
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = SNMPRequester.receiveBufferBytes
        options.backlogLimit = SNMPRequester.backlogLimit
        options.tellsUndelivered = true
        let any = family == 0 ? IPAddress.v4(0) : .v6(high: 0, low: 0, scope: 0)
        do throws(SocketFault) {
            let socket = try DatagramSocket(
                binding: Endpoint(address: any, port: 0), options: options, executor: executor)
            socket.start { [weak self] batch in
                self?.take(batch)
            } undelivered: { [weak self] undelivered in
                self?.take(undelivered)
            }
            sockets[family] = socket
            faults[family] = nil
            return socket
        } catch {
            faults[family] = error
            return nil
        }
    }

    // MARK: Receiving

    private func take(_ batch: ReceivedBatch) {
        let now = Moment.now
        for datagram in batch.datagrams {
            manager.receive(datagram.bytes, from: datagram.source, received: datagram.received, at: now)
        }
        deliver()
    }

    private func take(_ undelivered: [UndeliveredDatagram]) {
        note(undelivered)
        deliver()
    }

    private func note(_ undelivered: [UndeliveredDatagram]) {
        for one in undelivered {
            manager.undeliverable(to: one.destination, quoted: one.quoted, code: one.code, at: .now)
        }
    }

    private func fire(_ due: [Alarm]) {
        if due.contains(.due) { armed = nil }
        manager.tick(at: .now)
        deliver()
    }

    private func deliver() {
        // What the manager itself has to send leaves before the handler thinks of more.
        send()
        let outcomes = manager.takeOutcomes()
        if !outcomes.isEmpty { handler(outcomes) }
        flush()
    }

    private func rearm() {
        guard let timers else { return }
        if manager.hasOutcomes { timers.set(.deliver, at: .now) }
        // A timer that is too early finds nothing due and sets the next: less work than to move it with every reply.
        guard let next = manager.nextDeadline, armed.map({ next < $0 }) ?? true else { return }
        armed = next
        timers.set(.due, at: next)
    }
}
