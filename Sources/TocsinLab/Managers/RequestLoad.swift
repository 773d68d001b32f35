import CLinux
import Glibc
public import Model
import Reactor
public import SNMP
import Watching
import Wire

/// Asks many agents through the daemon's own SNMP manager, with so many requests under way at any time: what a benchmark
/// holds against a loop that only sends and receives.
public actor RequestLoad {
    /// What came of it.
    public struct Report: Sendable, Hashable {
        /// Replies without an error.
        public var answers = 0
        /// Variables in them.
        public var varBinds = 0
        /// Requests that failed, by reason.
        public var failures: [String: Int] = [:]
        /// From the first request to the end.
        public var elapsed: Duration = .zero
        /// Processor time of the whole process meanwhile.
        public var processor: Duration = .zero
    }

    /// The queue that it runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let executor = QueueExecutor(label: "lab-requests")
    private let requests: [SNMPRequest]
    private let window: Int
    private let credential: SNMPCredential
    private var requester: SNMPRequester?
    private var report = Report()
    private var next = 0
    private var isOver = false
    private var done: CheckedContinuation<Void, Never>?

    /// A load over so many agents, whose addresses follow the first one's.
    public init(
        first: Endpoint, agents: Int, window: Int, operation: SNMPRequest.Operation, variables: [ObjectIdentifier],
        community: String = OfficeNetwork.community
    ) throws(SourceFault) {
        guard case .v4(let word) = first.address else { throw .otherFamily(first.address) }
        credential = SNMPCredential(name: "load", version: .v2c, community: Secret(bytes: Array(community.utf8)))
        requests = (0..<UInt32(clamping: max(1, agents))).map { number in
            SNMPRequest(
                endpoint: Endpoint(address: .v4(word &+ number), port: first.port), credential: "load",
                operation: operation, variables: variables)
        }
        self.window = max(1, window)
    }

    /// Asks until the time is over, and leaves alone what is then under way.
    public func run(for duration: Duration) async throws -> Report {
        let requester = try SNMPRequester(executor: executor) { outcomes in self.take(outcomes) }
        _ = requester.useCredentials([credential])
        self.requester = requester
        let (begun, processor) = (MonotonicTime.now, RequestLoad.processorTime)
        for _ in 0..<window { ask() }
        requester.flush()
        Task {
            try? await Task.sleep(for: duration)
            self.end()
        }
        await withCheckedContinuation { done = $0 }
        report.elapsed = .now - begun
        report.processor = RequestLoad.processorTime - processor
        requester.close()
        return report
    }

    private func ask() {
        requester?.ask(requests[next], token: UInt64(next))
        next = next + 1 == requests.count ? 0 : next + 1
    }

    private func take(_ outcomes: [SNMPOutcome]) {
        for outcome in outcomes {
            switch outcome.result {
            case .success(let reply):
                report.answers += 1
                reply.varBinds.forEach { _ in
                    report.varBinds += 1
                    return true
                }
            case .failure(let failure): report.failures[failure.reason.rawValue, default: 0] += 1
            }
            if !isOver { ask() }
        }
        requester?.flush()
    }

    private func end() {
        isOver = true
        done?.resume()
        done = nil
    }

    private static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

extension RequestLoad.Report {
    /// One JSON object, with the names that the bare loop of the benchmarks has.
    public var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, number) in [
            ("answers", answers), ("varbinds", varBinds), ("failures", failures.values.reduce(0, +)),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        for (name, number) in [
            ("per_second", Double(answers) / max(1e-9, elapsed.seconds)), ("processor_seconds", processor.seconds),
            ("elapsed_seconds", elapsed.seconds),
        ] {
            writer.key(name)
            writer.number(number)
        }
        writer.endObject()
        return writer.text
    }
}

extension RequestLoad {
    /// A load of what the benchmarks ask: sysUpTime, or ten columns of interfaces with 25 repetitions.
    public static func standard(
        first: String, port: UInt16, agents: Int, window: Int, isBulk: Bool
    ) throws -> RequestLoad {
        let destination = try LabDestination("\(first):\(port)")
        let columns: [AgentObject] = [
            .ifAdminStatus, .ifOperStatus, .ifInDiscards, .ifInErrors, .ifOutDiscards, .ifOutErrors, .ifHCInOctets,
            .ifHCInUcastPkts, .ifHCOutOctets, .ifHCOutUcastPkts,
        ]
        return try RequestLoad(
            first: destination.endpoint, agents: agents, window: window,
            operation: isBulk ? .getBulk(nonRepeaters: 0, maxRepetitions: 25) : .get,
            variables: isBulk ? columns.map(\.identifier) : [AgentObject.sysUpTime.identifier.appending(0)])
    }
}
