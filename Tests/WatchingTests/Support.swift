import Logging
import Model
import Reactor
import SNMP
import Synchronization
import Testing
import Watching

/// A plan of the echo watcher out of a section as a file would give it.
func readEcho(listen: [String], extra: String? = nil) throws -> (plan: (any WatcherPlan)?, faults: [String]) {
    let place = SourceLocation(file: "t.yaml")
    func scalar(_ text: String, _ path: String) -> ConfigurationNode {
        ConfigurationNode(.scalar(.init(text: text)), location: place, path: path)
    }
    let list = ConfigurationNode(
        .sequence(listen.enumerated().map { scalar($1, "echo.listen[\($0)]") }), location: place, path: "echo.listen")
    var entries = [ConfigurationNode.Entry(key: "listen", keyLocation: place, value: list)]
    if let extra {
        entries.append(ConfigurationNode.Entry(key: extra, keyLocation: place, value: scalar("1s", "echo.\(extra)")))
    }
    let faults = ConfigurationFaults()
    let reader = SectionReader(ConfigurationNode(.mapping(entries), location: place, path: "echo"), faults: faults)
    let context = DecodingContext(shared: SharedConfiguration()) { _ in (.standard, []) }
    let plan = WatcherKind.echo.decode(reader, context: context)
    reader.finish()
    return (plan, faults.faults.map { "\($0.path): \($0.message)" })
}

/// A plan of the echo watcher on any free ports of the loopback addresses; what a file may not say, since a port is due.
struct EchoPlan: WatcherPlan {
    var addresses: [IPAddress] = [.v4(0x7f00_0001)]
    var beat: Duration = .seconds(3_600)

    private var configuration: EchoWatcher.Configuration {
        EchoWatcher.Configuration(
            listen: addresses.map { ListenAddress(Endpoint(address: $0, port: 0)) }, beat: beat)
    }

    func makeWatcher() -> any Watcher { EchoWatcher(configuration, shared: SharedConfiguration()) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var echo = watcher as? EchoWatcher else { return }
        echo.reconfigure(configuration, shared: SharedConfiguration(), at: moment, into: &actions)
        watcher = echo
    }
}

/// Takes reports as the pipeline would, and commits and presses as the test says.
final class StubReceiver: ReportReceiver {
    private struct State {
        var summaries: [String] = []
        var memory: [String: String] = [:]
        var commits: [@Sendable () -> Void] = []
        var pressure = Pressure.none
        var whenReady: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure {
        let pressure = state.withLock { state in
            for report in batch.reports {
                if case .observation(let observation) = report.content { state.summaries.append(observation.summary) }
                if case .memory(let key, let value) = report.content { state.memory[key] = value }
            }
            let receipts = batch.reports.compactMap(\.receipt)
            if let tell = batch.whenCommitted { state.commits.append { tell(receipts) } }
            if state.pressure == .wait { state.whenReady.append(whenReady) }
            return state.pressure
        }
        arrival.yield()
        return pressure
    }

    /// The summaries so far.
    var summaries: [String] { state.withLock { $0.summaries } }

    /// The texts to be kept so far.
    var memory: [String: String] { state.withLock { $0.memory } }

    /// Returns once a summary has come; a test's time limit ends the wait for one that never does.
    func wait(for summary: String) async {
        if summaries.contains(summary) { return }
        for await _ in arrivals where summaries.contains(summary) { return }
    }

    /// Says that all that came is committed.
    func commit() {
        for tell in state.withLock({ take(&$0.commits) }) { tell() }
    }

    /// Answers every batch from now on with this.
    func press(_ pressure: Pressure) { state.withLock { $0.pressure = pressure } }

    /// Lets senders that wait go on.
    func release() {
        for ready in state.withLock({ take(&$0.whenReady) }) { ready() }
    }

    private func take<T>(_ list: inout [T]) -> [T] {
        defer { list.removeAll() }
        return list
    }
}

/// A peer of a host: one socket on a loopback address.
actor Peer {
    private let executor = QueueExecutor(label: "peer")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    private var heard: [String] = []
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init() throws {
        socket = try DatagramSocket(binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: executor)
    }

    /// Begins to listen.
    func start() { socket.start { batch in self.take(batch) } }

    /// Sends a text.
    func send(_ text: String, to endpoint: Endpoint) {
        socket.send([OutgoingDatagram(bytes: Array(text.utf8), destination: endpoint)])
    }

    /// Returns once so many answers have come.
    func wait(for count: Int) async -> [String] {
        if heard.count < count { for await _ in arrivals where heard.count >= count { break } }
        return heard
    }

    /// The answers so far.
    var answers: [String] { heard }

    private func take(_ batch: ReceivedBatch) {
        heard += batch.datagrams.map { String(decoding: $0.bytes, as: UTF8.self) }
        arrival.yield()
    }
}

/// A host of an echo watcher with what it talks to.
struct LiveEcho {
    let receiver = StubReceiver()
    let facts = FactBoard()
    let host: WatcherHost

    init(_ plan: any WatcherPlan = EchoPlan()) throws {
        host = try WatcherHost(
            name: .posture, plan: plan, executor: QueueExecutor(label: "echo"), decoder: { nil }, receiver: receiver,
            facts: facts, inherited: [], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Where its sockets are bound, in the order of their names.
    func endpoints() async throws -> [Endpoint] {
        let status = await host.status()
        return try status.split(separator: "\"endpoint\":\"").dropFirst().map { part in
            let text = part.prefix { $0 != "\"" }
            let colon = try #require(text.lastIndex(of: ":"))
            return Endpoint(
                address: try #require(IPAddress(text[..<colon])),
                port: try #require(UInt16(text[text.index(after: colon)...])))
        }
    }
}
