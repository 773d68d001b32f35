public import Model
public import Reactor
public import SNMP

/// Asks SNMP agents for a command or a benchmark: no watcher, no daemon.
///
///     let client = try SNMPClient(credentials: [credential])
///     let result = await client.ask(SNMPRequest(…))
public actor SNMPClient {
    /// The queue that it runs on.
    public nonisolated let executor: QueueExecutor
    /// Runs the actor on its queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// What came of one request.
    public typealias Outcome = Result<SNMPReply, SNMPFailure>

    /// What is wrong with credentials that were given.
    public private(set) var faults: [SNMPCredentialFault] = []
    private let credentials: [SNMPCredential]
    private var requester: SNMPRequester?
    private var lastToken: UInt64 = 0
    private var waiting: [UInt64: CheckedContinuation<Outcome, Never>] = [:]

    /// A client with credentials whose keys are derived with the first request.
    public init(credentials: [SNMPCredential], executor: QueueExecutor = QueueExecutor(label: "snmp-client")) {
        self.credentials = credentials
        self.executor = executor
    }

    /// Asks one agent and waits for what comes of it, which takes at most its timeout for each attempt.
    public func ask(_ request: SNMPRequest) async -> Outcome {
        let requester: SNMPRequester
        do { requester = try open() } catch {
            return .failure(SNMPFailure(reason: .notSent, text: "\(error)", attempts: 0))
        }
        return await withCheckedContinuation { continuation in
            lastToken += 1
            waiting[lastToken] = continuation
            requester.ask(request, token: lastToken)
            requester.flush()
        }
    }

    /// What was counted so far.
    public var counters: SNMPManagerCounters { requester?.counters ?? SNMPManagerCounters() }

    /// Closes the sockets; what is outstanding fails.
    public func close() {
        requester?.close()
        requester = nil
        let left = waiting.values
        waiting = [:]
        for continuation in left {
            continuation.resume(
                returning: .failure(SNMPFailure(reason: .notSent, text: "the client was closed", attempts: 0)))
        }
    }

    private func open() throws(SocketFault) -> SNMPRequester {
        if let requester { return requester }
        let requester = try SNMPRequester(executor: executor) { [weak self] outcomes in
            self?.assumeIsolated { $0.take(outcomes) }
        }
        faults = requester.useCredentials(credentials)
        self.requester = requester
        return requester
    }

    private func take(_ outcomes: [SNMPOutcome]) {
        for outcome in outcomes { waiting.removeValue(forKey: outcome.token)?.resume(returning: outcome.result) }
    }
}
