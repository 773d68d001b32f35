import Dispatch
public import Model
import Reactor
import SNMP
public import Wire

/// Sends informs and waits for their acknowledgments: any number at a time on one socket, from any of this host's
/// addresses, each sent again until it is answered. In v3 it first asks for the receiver's engine (RFC 3414, section 4),
/// once for all.
public actor InformSender {
    /// How patient it is.
    public struct Options: Sendable, Hashable {
        /// How long one attempt waits for its answer.
        public var timeout: Duration
        /// How many attempts follow the first.
        public var retries: Int
        /// v3: the level of the messages; nil is the user's own.
        public var level: SecurityLevel?

        /// One second and five further attempts, as net-snmp has it.
        public init(timeout: Duration = .seconds(1), retries: Int = 5, level: SecurityLevel? = nil) {
            self.timeout = timeout
            self.retries = retries
            self.level = level
        }
    }

    private struct Pending {
        let notification: SentNotification?
        let source: IPAddress?
        let begun: MonotonicTime
        var attempts = 0
        var resynchronisations = 0
        let done: CheckedContinuation<InformOutcome, Never>
    }

    /// Where it sends to.
    public nonisolated let destination: LabDestination
    /// The executor's queue owns the socket.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let executor = QueueExecutor(label: "lab-informs")
    private let security: SenderSecurity
    private let options: Options
    private var socket: DatagramSocket?
    private var timers: TimerQueue<Int32>?
    private var pending: [Int32: Pending] = [:]
    private var lastID: Int32
    private var engine: SNMPv3Sender?
    private var engineLearned = MonotonicTime(nanoseconds: 0)
    private let booted: MonotonicTime
    /// Informs that wait for the receiver's engine; nil when nobody has asked for it.
    private var discovery: Task<InformOutcome, Never>?
    /// How many answers came that fit nothing: late ones, mostly.
    public private(set) var strays = 0

    /// A sender that has opened nothing yet.
    public init(
        to destination: LabDestination, security: SenderSecurity, options: Options = Options(), seed: UInt64
    ) throws(SenderFault) {
        guard security.version != .v1 else { throw .noInformInV1 }
        if case .v3(let user, let engineID, _) = security {
            // Said now rather than at the first inform, when nobody expects it.
            do {
                _ = try SNMPv3Sender(user, engineID: engineID, boots: 0, time: 0)
            } catch {
                throw .user(error)
            }
            let level = options.level ?? user.securityLevel
            guard level <= user.securityLevel else { throw .noKeys(level: level, user: user.name) }
        }
        self.destination = destination
        self.security = security
        self.options = options
        var generator = SeededGenerator(seed: seed)
        lastID = Int32(truncatingIfNeeded: generator.next() >> 34)
        booted = MonotonicTime.now + .seconds(-3_600)
    }

    /// Opens the socket.
    public func open() throws {
        guard socket == nil else { return }
        let isIPv6 = destination.endpoint.address.isIPv6
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = 4 << 20
        let any = Endpoint(address: isIPv6 ? .v6(high: 0, low: 0, scope: 0) : .v4(0), port: 0)
        let socket = try DatagramSocket(binding: any, options: options, executor: executor)
        timers = try TimerQueue(executor: executor) { due in
            for id in due { self.expired(id) }
        }
        socket.start { batch in
            for datagram in batch.datagrams { self.received(datagram) }
        }
        self.socket = socket
    }

    /// Closes the socket; informs that wait are abandoned.
    public func close() {
        socket?.close()
        socket = nil
        for id in pending.keys { finish(id, .abandoned) }
        timers = nil
    }

    /// Sends an inform and returns when its fate is known. Cancelling the task abandons it.
    public func send(_ notification: SentNotification, from source: IPAddress? = nil) async -> InformOutcome {
        if case .v3 = security, engine == nil {
            let outcome = await discover()
            guard outcome.isAcknowledged else { return outcome }
        }
        return await attempt(notification, source)
    }

    // MARK: One inform

    /// Sends a notification, or for nil the question for the receiver's engine, until it is answered.
    private func attempt(_ notification: SentNotification?, _ source: IPAddress?) async -> InformOutcome {
        repeat { lastID = lastID == .max ? 1 : lastID + 1 } while pending[lastID] != nil
        let id = lastID
        return await withTaskCancellationHandler {
            await withCheckedContinuation { done in
                guard socket != nil, !Task.isCancelled else { return done.resume(returning: .abandoned) }
                pending[id] = Pending(notification: notification, source: source, begun: .now, done: done)
                transmit(id)
            }
        } onCancel: {
            Task { await self.finish(id, .abandoned) }
        }
    }

    private func transmit(_ id: Int32) {
        guard var inform = pending[id] else { return }
        inform.attempts += 1
        pending[id] = inform
        let now = MonotonicTime.now
        guard let bytes = packet(inform.notification, id: id, begun: inform.begun, now: now) else {
            return finish(id, .abandoned)
        }
        socket?.send([OutgoingDatagram(bytes: bytes, destination: destination.endpoint, source: inform.source)])
        timers?.set(id, at: now + options.timeout)
    }

    /// A v3 message is written anew at each attempt, since it bears the receiver's time; what it says, sysUpTime
    /// included, is the same each time.
    private func packet(
        _ notification: SentNotification?, id: Int32, begun: MonotonicTime, now: MonotonicTime
    ) -> [UInt8]? {
        guard let notification else { return SNMPv3Sender.discovery(messageID: id, requestID: id) }
        let ticks = UInt32(truncatingIfNeeded: (begun - booted).nanoseconds / 10_000_000)
        switch security {
        case .v1: return nil
        case .v2c(let community):
            return SNMPEncoder.v2cNotification(
                .inform, community: community, requestID: id, sysUpTime: ticks, trapOID: notification.trap,
                varBinds: notification.varBinds)
        case .v3:
            guard var sender = engine else { return nil }
            sender.time &+= UInt32(truncatingIfNeeded: (now - engineLearned).nanoseconds / 1_000_000_000)
            defer { engine?.keepSalts(of: sender) }
            return sender.notification(
                .inform, messageID: id, requestID: id, sysUpTime: ticks, trapOID: notification.trap,
                varBinds: notification.varBinds)
        }
    }

    private func expired(_ id: Int32) {
        guard let inform = pending[id] else { return }
        if inform.attempts > options.retries {
            finish(id, .unanswered(attempts: inform.attempts))
        } else {
            transmit(id)
        }
    }

    private func finish(_ id: Int32, _ outcome: InformOutcome) {
        timers?.cancel(id)
        pending.removeValue(forKey: id)?.done.resume(returning: outcome)
    }

    // MARK: Answers

    private func received(_ datagram: ReceivedDatagram) {
        guard datagram.source.port == destination.endpoint.port,
            let answer = try? engine.map({ try $0.answer(datagram.bytes) }) ?? SNMPAnswer(datagram.bytes)
        else {
            strays += 1
            return
        }
        // A Report names our request-id only if the receiver could read it; the msgID is always ours.
        let id = answer.messageID ?? answer.requestID
        guard let inform = pending[id] else {
            strays += 1
            return
        }
        let acknowledged = InformOutcome.acknowledged(after: .now - inform.begun, attempts: inform.attempts)
        if inform.notification == nil {
            finish(
                id, learn(answer) ? acknowledged : .refused(.errorStatus(answer.errorStatus), attempts: inform.attempts)
            )
        } else if answer.isAcknowledgment {
            // RFC 3414, section 3.2: an answer at a lower level than asked for proves nothing.
            guard answer.securityLevel == engine?.securityLevel else {
                strays += 1
                return
            }
            finish(id, acknowledged)
        } else if answer.kind == .response {
            finish(id, .refused(.errorStatus(answer.errorStatus), attempts: inform.attempts))
        } else {
            reported(answer, id, inform)
        }
    }

    private func reported(_ answer: SNMPAnswer, _ id: Int32, _ inform: Pending) {
        let counter = answer.varBinds.first?.name ?? []
        // Only an authentic Report may set our idea of the receiver's time.
        guard counter == InformRefusal.usmStats.appending(2, 0), answer.securityLevel != .noAuthNoPriv,
            inform.resynchronisations < 2, let boots = answer.boots, let time = answer.time
        else { return finish(id, .refused(.report(counter), attempts: inform.attempts)) }
        // It is wrong after the receiver's restart, for one: take the receiver's own and try again.
        engine?.boots = boots
        engine?.time = time
        engineLearned = .now
        pending[id]?.resynchronisations += 1
        transmit(id)
    }

    // MARK: The receiver's engine

    /// Asks for the receiver's engine; whoever asks meanwhile waits for the same answer.
    private func discover() async -> InformOutcome {
        let task = discovery ?? Task { await attempt(nil, nil) }
        discovery = task
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        discovery = nil
        return outcome
    }

    private func learn(_ answer: SNMPAnswer) -> Bool {
        guard case .v3(let user, _, _) = security, let engineID = answer.engineID,
            var sender = try? SNMPv3Sender(
                user, engineID: engineID, boots: answer.boots ?? 0, time: answer.time ?? 0)
        else { return false }
        if let level = options.level { sender.securityLevel = level }
        engine = sender
        engineLearned = .now
        return true
    }
}

extension SNMPv3Sender {
    /// Takes over the other's place in its sequence of salts and keeps boots and time: a copy was used to write with
    /// another time, and a salt must never be used twice (RFC 3826, section 3.1.2.1).
    fileprivate mutating func keepSalts(of used: SNMPv3Sender) {
        let (boots, time) = (boots, time)
        self = used
        self.boots = boots
        self.time = time
    }
}
