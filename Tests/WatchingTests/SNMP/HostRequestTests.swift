import Logging
import Model
import Reactor
import SNMP
import Testing
import Watching
import Wire

/// A watcher that asks an SNMP agent as soon as it starts, and reports what it is answered.
struct AskingWatcher: Watcher {
    struct Configuration: Sendable {
        var credentials: [SNMPCredential]
        var requests: [SNMPRequest]
    }

    static let name = WatcherName.posture
    static let section = "asking"
    static let rules: [Rule] = []
    static let replayConfiguration: Configuration? = nil
    private let configuration: Configuration

    static func decode(_ section: SectionReader, context: DecodingContext) -> Configuration? { nil }

    init(_ configuration: Configuration, shared: SharedConfiguration) { self.configuration = configuration }

    mutating func reconfigure(
        _ configuration: Configuration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action]
    ) {}

    mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        switch input {
        case .started:
            actions.append(.useCredentials(configuration.credentials))
            for (token, request) in configuration.requests.enumerated() {
                actions.append(.request(RequestToken(token), .snmp(request)))
            }
        case .answer(let token, .snmp(let reply)):
            report("\(token) answered by \(reply.source.text)", at: moment, into: &actions)
        case .answer(let token, .snmpFailed(let failure)):
            report("\(token) \(failure.reason.rawValue)", at: moment, into: &actions)
        default: break
        }
    }

    func writeStatus(into writer: inout JSONWriter) {}

    private func report(_ summary: String, at moment: Moment, into actions: inout [Action]) {
        actions.append(
            .report(
                Report(
                    .observation(
                        Observation(
                            rule: "asked", watcher: .posture, severity: .info, state: .occurred,
                            subject: Subject(device: "x"),
                            time: moment.wall, received: moment.wall, summary: summary)))))
    }
}

/// The plan of an asking watcher.
struct AskingPlan: WatcherPlan {
    var configuration: AskingWatcher.Configuration

    func makeWatcher() -> any Watcher { AskingWatcher(configuration, shared: SharedConfiguration()) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {}
}

/// A host performs its watcher's SNMP requests.
@Suite("SNMP requests of a watcher", .timeLimit(.minutes(5)))
struct HostRequestTests {
    @Test("A watcher's requests go out and their answers come back under their tokens")
    func requests() async throws {
        let agent = try EchoingAgent()
        await agent.start()
        let live = SNMPRequest(
            endpoint: agent.endpoint, credential: "lan", operation: .get, variables: [[1, 3, 6, 1, 2, 1, 1, 3, 0]],
            timeout: .seconds(20))
        var dead = live
        dead.endpoint.port = 1
        var unusable = live
        unusable.credential = "nobody"
        let receiver = StubReceiver()
        let host = try WatcherHost(
            name: .posture,
            plan: AskingPlan(
                configuration: .init(
                    credentials: [SNMPCredential(name: "lan", version: .v2c, community: Secret("public"))],
                    requests: [live, dead, unusable, live])),
            executor: QueueExecutor(label: "asking"), decoder: { nil }, receiver: receiver, facts: FactBoard(),
            inherited: [], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [])
        for expected in [
            "0 answered by \(agent.endpoint.text)", "1 port-unreachable", "2 unusable-credential",
            "3 answered by \(agent.endpoint.text)",
        ] { await receiver.wait(for: expected) }
        let status = await host.status()
        #expect(status.contains(#""answered":2"#))
        #expect(status.contains(#""failed":{"port-unreachable":1,"unusable-credential":1}"#))
        await host.stop()
        await host.close()
        await agent.close()
    }
}

/// What is kept of engines.
@Suite("Engines that are kept")
struct KeptEngineTests {
    @Test("Engines are given out to be kept only where they have changed")
    func changes() throws {
        let manager = SNMPManager()
        let requester = try SNMPRequester(executor: QueueExecutor(label: "kept"), manager: manager) { _ in }
        requester.importEngines("192.0.2.1:161 80001f8880 - -")
        // What came from the store need not go back there.
        #expect(requester.takeEnginesToKeep(atEnd: true) == nil)
        #expect(requester.exportEngines() == "192.0.2.1:161 80001f8880 - -")
        requester.close()
    }

    @Test(
        "A host has the engines kept that its watcher's requests have met, and the next one need not discover them",
        .enabled(if: DebianAgent.isInstalled))
    func kept() async throws {
        let agent = try DebianAgent()
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        await client.close()
        let first = try await run(agent, kept: [:])
        #expect(first.status.contains(#""discoveries":1"#))
        let text = try #require(first.memory["snmp-engines"])
        #expect(text.hasPrefix("\(agent.endpoint.text) 80001f8804746f6373696e 1 "))
        let second = try await run(agent, kept: first.memory)
        #expect(second.status.contains(#""discoveries":0"#))
        #expect(second.status.contains(#""sent":1,"#))
        #expect(second.memory.isEmpty)
    }

    /// One life of a host whose watcher asks the agent once: its status and what it had kept.
    private func run(
        _ agent: DebianAgent, kept: [String: String]
    ) async throws -> (status: String, memory: [String: String]) {
        let receiver = StubReceiver()
        let host = try WatcherHost(
            name: .posture,
            plan: AskingPlan(
                configuration: .init(
                    credentials: DebianAgent.credentials, requests: [agent.request("SHA-1-AES-128")])),
            executor: QueueExecutor(label: "asking"), decoder: { nil }, receiver: receiver, facts: FactBoard(),
            inherited: [], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [], kept: kept)
        await receiver.wait(for: "0 answered by \(agent.endpoint.text)")
        let status = await host.status()
        await host.stop()
        await host.close()
        return (status, receiver.memory)
    }
}

/// Answers each v1 or v2c request with the request itself as a Response.
actor EchoingAgent {
    private let executor = QueueExecutor(label: "agent")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    nonisolated let endpoint: Endpoint

    init() throws {
        socket = try DatagramSocket(binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: executor)
        endpoint = socket.localEndpoint
    }

    func start() { socket.start { batch in self.take(batch) } }

    func close() { socket.close() }

    private func take(_ batch: ReceivedBatch) {
        socket.send(
            batch.datagrams.map { request in
                var bytes = request.bytes
                // The community `public` is 6 octets: the PDU's tag is the 14th.
                bytes[13] = 0xa2
                return OutgoingDatagram(answering: request, bytes: bytes)
            })
    }
}
