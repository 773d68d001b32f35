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
        let engine = try SNMPEngine(engineID: EngineID.make(from: 0), boots: 1)
        var worlds: [ManualWorld] = []
        func drain() {
            var isNew = false
            for world in worlds {
                if !world.actions.isEmpty { world.actions.removeAll(keepingCapacity: true) }
                if !world.facts.isEmpty { world.facts.removeAll(keepingCapacity: true) }
                if world.reports.isEmpty { continue }
                isNew = true
                for observation in world.observations {
                    for event in book.apply(observation) {
                        summary.events += 1
                        emit(event)
                    }
                }
                world.reports.removeAll(keepingCapacity: true)
            }
            if isNew { _ = book.takeChanges() }
        }
        do {
            while let frame = try reader.next() {
                let moment = Moment(wall: frame.time, monotonic: MonotonicTime(nanoseconds: frame.time.nanoseconds))
                if worlds.isEmpty {
                    worlds = plans.map {
                        ManualWorld($0.plan.makeWatcher(), decoder: TrapLibrary(engine: engine, log: nil), at: moment)
                    }
                }
                summary.frames += 1
                for world in worlds {
                    world.advance(to: moment)
                    world.feed(
                        .frame(CapturedPacket(bytes: frame.bytes, linkType: frame.linkType, time: frame.time)))
                }
                drain()
            }
        } catch {
            for world in worlds { world.feed(.stopping) }
            drain()
            throw Fault.capture("\(error)")
        }
        for world in worlds {
            world.advance(by: .seconds(86_400))
            world.feed(.stopping)
        }
        drain()
        return summary
    }
}
