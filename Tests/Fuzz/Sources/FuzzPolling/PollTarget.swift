import Daemon
import Foundation
import TocsinLab
import Watching

/// Gives arbitrary octets as an agent's answers to the SNMP watcher; what must hold is in TocsinLab's `PollFuzzing`.
public enum PollTarget {
    /// The watcher as the daemon would make it; nil where the configuration has a fault.
    private static let plan: (any WatcherPlan)? = {
        let file = NSTemporaryDirectory() + "/tocsin-fuzz-\(getpid()).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard (try? Data(PollFuzzing.configuration.utf8).write(to: URL(fileURLWithPath: file))) != nil else {
            return nil
        }
        return DaemonConfiguration.load(file: file, secrets: .off).plans.first?.plan
    }()

    /// Runs one input; how many answers it was enough for.
    @discardableResult
    public static func run(_ bytes: [UInt8]) -> Int {
        guard let plan else { preconditionFailure("the configuration has faults") }
        return PollFuzzing.run(bytes, watcher: plan.makeWatcher())
    }
}
