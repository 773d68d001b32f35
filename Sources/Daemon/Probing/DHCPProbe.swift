import Logging
public import Model
import Reactor
import Synchronization
public import Watchers
import Watching

/// Asks for DHCP servers on an interface, now, without a daemon: the watcher's own code on a host of its own.
public struct DHCPProbe: Sendable {
    /// What was found.
    public struct Finding: Sendable {
        /// The servers, as the JSON array that `tocsin servers dhcp` is made of.
        public var servers: String
        /// What is wrong, in order.
        public var observations: [Observation]
        /// Why nothing could be heard; nil where the interface was open.
        public var fault: String?
    }

    private let plan: DHCPProbePlan

    /// A probe of an interface, judged by the `dhcp` section of a configuration where there is one.
    public init(interface: String, configuration: DaemonConfiguration? = nil) {
        let configured = configuration?.plans.first { $0.kind.name == .dhcp }
        plan = DHCPProbePlan(interface: interface, list: configured?.plan.makeWatcher())
    }

    /// Asks, listens for that long, and says what was found.
    public func run(for duration: Duration = DHCPProbePlan.duration) async throws -> Finding {
        let found = Found()
        let host = try WatcherHost(
            name: .dhcp, plan: plan, executor: QueueExecutor(label: "dhcp-probe"), decoder: { nil }, receiver: found,
            facts: FactBoard(), inherited: [], log: Logger(label: "probe") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [])
        try? await Task.sleep(for: duration)
        let servers = await host.answer(.servers) ?? "[]"
        await host.stop()
        await host.close()
        let observations = found.observations
        let deaf = observations.last { $0.rule == DHCPRules.sensorDeaf.name }
        return Finding(
            servers: servers, observations: observations.filter { $0.rule != DHCPRules.sensorDeaf.name },
            fault: deaf?.state == .firing ? deaf?.summary : nil)
    }

    /// Takes what the watcher reports.
    private final class Found: ReportReceiver {
        private let reports = Mutex<[Observation]>([])

        var observations: [Observation] { reports.withLock { $0 } }

        func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure {
            reports.withLock { reports in
                for report in batch.reports {
                    if case .observation(let one) = report.content { reports.append(one) }
                }
            }
            return .none
        }
    }
}
