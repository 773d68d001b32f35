public import Model
internal import Wire

/// A datagram of the manager that is to be sent.
public struct SNMPOutgoing: Sendable {
    /// The message.
    public var bytes: [UInt8]
    /// The agent.
    public var destination: Endpoint
    /// The number under which `SNMPManager.notSent` knows it.
    public var id: Int32
}

/// What came of a request.
public struct SNMPOutcome: Sendable {
    /// The asker's number for it.
    public var token: UInt64
    /// The reply, or why there is none.
    public var result: Result<SNMPReply, SNMPFailure>
}

/// An SNMP engine that asks (the manager of RFC 3411, command generator of RFC 3413): it is given requests, datagrams,
/// the time and what the network says, and gives datagrams to send and outcomes. It owns no socket and no clock, and is not
/// Sendable: one queue owns it.
///
/// Nothing waits for anything else: discovery of a v3 engine (RFC 3414, section 4) is one more exchange, and other
/// requests to the same engine wait for its result, each by its own deadline.
///
/// What may be believed. A reply must bear a random id of a message that is waited for and come from the address that was
/// asked; in v3 it must, beyond that, be authentic at the level of the request, and bear the random request-id, too.
/// Most Reports cannot be authentic (RFC 3414, section 3.2), so anyone on the path may forge one. A Report therefore
/// ends no request by itself: it is remembered and the question is repeated at once under new ids. When that draws the
/// same Report, or no repetition is left, a genuine reply still has `grace` to come in before the failure is told. Boots and time
/// are taken from authentic messages only; until one is known, a question bears zeros, and the agent's authentic
/// usmStatsNotInTimeWindows tells them.
public final class SNMPManager {
    /// How long a genuine reply may take to overtake a Report that was confirmed.
    static let grace = Duration.milliseconds(250)
    /// How often one request corrects the engine's clock before it gives up.
    static let mostCorrections = 2
    /// The longest request that fits in a datagram with room for v3's fields.
    static let longestPDU = 60_000

    /// What was counted.
    public internal(set) var counters = SNMPManagerCounters()

    var table: MessageTable
    var exchanges: [SNMPExchange] = []
    var timers = ExchangeTimers()
    var agents: RecencyMap<Endpoint, AgentEngine>
    var salts: SaltSequence
    /// How often an engine's id or boots have changed: what is worth keeping over a restart.
    public internal(set) var engineChanges: UInt64 = 0
    /// Datagrams from agents' addresses that bore no id of ours, by source; bounded.
    var strays: RecencyMap<Endpoint, Stray>

    private var free: [Int] = []
    private var lastSerial: UInt64 = 0
    private var credentials: [String: AgentCredential] = [:]
    private var credentialFaults: [String: SNMPCredentialFault] = [:]
    private var lastCredential = 0
    private var outgoing: [SNMPOutgoing] = []
    private var outcomes: [SNMPOutcome] = []

    /// A datagram from an agent's address that belongs to no message by its content.
    struct Stray {
        /// What is wrong with it.
        var reason: String
        /// When it came.
        var time: MonotonicTime
    }

    /// A manager without credentials. `engines` bounds how many v3 engines are remembered; the least recently used goes
    /// first. A seed makes ids repeatable, for tests and fuzzers only.
    public init(engines: Int = 50_000, seed: UInt64? = nil) {
        table = MessageTable(seed: seed)
        agents = RecencyMap(capacity: engines)
        strays = RecencyMap(capacity: 256)
        salts = SaltSequence(random: table.word())
    }

    // MARK: Credentials

    /// Takes these credentials in place of those before. Those that have not changed keep their keys; a passphrase that is
    /// new costs some milliseconds. One with a fault is left out and requests that name it fail. Requests under way go on
    /// with what they have.
    public func useCredentials(_ list: [SNMPCredential]) -> [SNMPCredentialFault] {
        let known = credentials
        credentials = [:]
        credentialFaults = [:]
        // Users of one site often share a passphrase, and many use one for both purposes.
        var derived: [UserKeys.Derivation: PassphraseKey] = [:]
        var faults: [SNMPCredentialFault] = []
        for credential in list {
            if let same = known[credential.name], same.configured == credential {
                credentials[credential.name] = same
                continue
            }
            lastCredential += 1
            do throws(SNMPCredentialFault.Reason) {
                credentials[credential.name] = try AgentCredential(
                    credential, number: lastCredential, derived: &derived)
            } catch {
                let fault = SNMPCredentialFault(name: credential.name, reason: error)
                credentialFaults[credential.name] = fault
                faults.append(fault)
            }
        }
        let numbers = Set(credentials.values.map(\.number))
        agents.forEachFromNewest { _, agent in
            agent.keepOnly(numbers)
            return true
        }
        return faults
    }

    // MARK: Requests

    /// How many requests wait for an answer.
    public var outstanding: Int { exchanges.count - free.count }

    /// When `tick` must be called next; nil while nothing waits.
    public var nextDeadline: MonotonicTime? { timers.earliest }

    /// Asks an agent. The outcome comes under this token, which is the asker's own and not looked at.
    public func ask(_ request: SNMPRequest, token: UInt64, at now: MonotonicTime) {
        counters.requests &+= 1
        lastSerial &+= 1
        let number = free.popLast() ?? exchanges.count
        let credential = credentials[request.credential]
        let exchange = SNMPExchange(
            request: request, token: token, serial: lastSerial, credential: credential, started: now)
        if number < exchanges.count { exchanges[number] = exchange } else { exchanges.append(exchange) }
        guard credential != nil else {
            let fault = credentialFaults[request.credential]?.description
            fail(number, .unusableCredential, fault ?? "there is no credential '\(request.credential)'", at: now)
            return
        }
        proceed(number, at: now)
    }

    /// Works off what is due.
    public func tick(at now: MonotonicTime) {
        while let number = timers.takeDue(at: now) { expired(number, at: now) }
    }

    /// The datagrams to send since the last call, in order.
    public func takeOutgoing() -> [SNMPOutgoing] {
        defer { outgoing = [] }
        return outgoing
    }

    /// Whether there are outcomes to be taken.
    public var hasOutcomes: Bool { !outcomes.isEmpty }

    /// The outcomes since the last call, in order.
    public func takeOutcomes() -> [SNMPOutcome] {
        defer { outcomes = [] }
        return outcomes
    }

    // MARK: What the exchanges need

    func emit(_ bytes: [UInt8], to destination: Endpoint, id: Int32) {
        counters.sent &+= 1
        outgoing.append(SNMPOutgoing(bytes: bytes, destination: destination, id: id))
    }

    func succeed(_ number: Int, _ reply: SNMPReply) {
        counters.answered &+= 1
        outcomes.append(SNMPOutcome(token: exchanges[number].token, result: .success(reply)))
        end(number)
    }

    /// Ends an exchange with a failure; the cause is the end of a sentence, or nil where the reason says all.
    func fail(_ number: Int, _ reason: SNMPFailure.Reason, _ cause: String?, at now: MonotonicTime) {
        counters.failed[reason, default: 0] &+= 1
        let exchange = exchanges[number]
        let failure = SNMPFailure(
            reason: reason, text: exchange.sentence(reason, cause, at: now), attempts: exchange.attempts,
            otherSource: exchange.otherSource)
        outcomes.append(SNMPOutcome(token: exchange.token, result: .failure(failure)))
        end(number)
        handOver(exchange, number, at: now)
    }

    private func end(_ number: Int) {
        table.release(exchanges[number].lastID)
        timers.cancel(number)
        // What the place still holds until it is used again is no secret.
        exchanges[number].serial = 0
        exchanges[number].credential = nil
        exchanges[number].agent = nil
        free.append(number)
    }
}

extension SNMPExchange {
    /// One sentence: operation, target, elapsed time, cause.
    func sentence(_ reason: SNMPFailure.Reason, _ cause: String?, at now: MonotonicTime) -> String {
        let operation =
            switch request.operation {
            case .get: "GET"
            case .getNext: "GETNEXT"
            case .getBulk: "GETBULK"
            }
        let verb = reason == .timedOut ? "timed out" : "failed"
        let elapsed = DurationGrammar.rounded(max(now - started, .zero))
        let times = attempts == 1 ? "1 attempt" : "\(attempts) attempts"
        return "SNMP \(operation) from \(request.endpoint.text) \(verb) after \(elapsed), \(times)"
            + (cause.map { ": \($0)" } ?? "")
    }
}
