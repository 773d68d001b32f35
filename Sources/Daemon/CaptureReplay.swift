import Alerting
import Glibc
public import Model
import Reactor
import SNMP
import Watchers
import Watching

/// Runs the watchers over a capture file as if its packets came in now, on the capture's own clock: the same code as
/// live, without a daemon, a socket or a store.
public enum CaptureReplay {
    /// Why a replay could not be made.
    public enum Fault: Error, CustomStringConvertible {
        /// The configuration has faults.
        case configuration([String])
        /// The capture cannot be read.
        case capture(String)

        /// The fault in words.
        public var description: String {
            switch self {
            case .configuration(let faults): faults.joined(separator: "\n")
            case .capture(let text): text
            }
        }
    }

    /// What was read.
    public struct Summary: Sendable {
        /// How many frames the file had.
        public var frames = 0
        /// How many events came of them.
        public var events = 0
        /// The status object of each watcher after the last frame: what it has counted, and what it had no room for.
        public var statuses: [String] = []
        /// What the watchers of the configuration cannot tell from a capture and why: its section, then words.
        public var limits: [String] = []
    }

    /// Replays a file and gives each event as it comes. Without a configuration every sender and community is taken,
    /// since a capture was chosen by whoever replays it.
    public static func run(capture: String, configuration file: String?, emit: (Event) -> Void) throws -> Summary {
        let reader: CaptureReader
        do { reader = try CaptureReader(file: capture) } catch { throw Fault.capture("\(error)") }
        var plans: [(kind: WatcherKind, plan: any WatcherPlan)]
        var site = ""
        if let file {
            let configuration = DaemonConfiguration.load(file: file, secrets: .lenient)
            guard configuration.loaded.isUsable else {
                throw Fault.configuration(configuration.loaded.faults.map(\.text))
            }
            plans = configuration.plans
            site = configuration.loaded.shared.site
        } else {
            plans = Catalog.kinds.compactMap { kind in kind.replayPlan.map { (kind, $0) } }
        }
        var book = AlertBook(recovered: RecoveredState(), site: site)
        var summary = Summary()
        summary.limits = plans.compactMap { kind, plan in plan.replayScope.reason.map { "\(kind.section): \($0)" } }
        let engine = try SNMPEngine(engineID: EngineID.make(from: 0), boots: 1)
        func tell(_ observation: Observation) {
            for event in book.apply(observation) {
                summary.events += 1
                emit(event)
            }
            _ = book.takeChanges()
        }
        do {
            summary.statuses = try ManualWorlds.replay(
                reader, plans.map { ($0.kind.name, $0.plan) }, decoder: { TrapLibrary(engine: engine, log: nil) },
                tell: tell)
        } catch { throw Fault.capture("\(error)") }
        summary.frames = reader.frames
        return summary
    }
}
