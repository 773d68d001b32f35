import Daemon
import Foundation
import TocsinLab
import Watching

/// Has arbitrary octets play the time servers of the NTP watcher, and its host; what must hold is in TocsinLab's
/// `NTPExchangeFuzzing`.
public enum TimeTarget {
    /// The watchers as the daemon would make them; none where a configuration has a fault.
    private static let plans: [any WatcherPlan] = NTPExchangeFuzzing.configurations.enumerated().compactMap {
        let file = NSTemporaryDirectory() + "/tocsin-fuzz-\(getpid())-\($0).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard (try? Data($1.utf8).write(to: URL(fileURLWithPath: file))) != nil else { return nil }
        return DaemonConfiguration.load(file: file, secrets: .off).plans.first?.plan
    }

    /// Runs one input; how many answers to its questions the watcher got.
    @discardableResult
    public static func run(_ bytes: [UInt8]) -> Int {
        guard plans.count == NTPExchangeFuzzing.configurations.count else {
            preconditionFailure("a configuration has faults")
        }
        return NTPExchangeFuzzing.run(bytes, plans: plans)
    }
}
