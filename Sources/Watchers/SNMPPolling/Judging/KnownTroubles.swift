import Model
import Watching

/// What the first look found and is still so, kept over restarts: else a restart would alert all of it.
enum KnownTroubles {
    /// The key in the watcher's memory that says that there was a first look.
    static let marker = "judging"
    private static let prefix = "judging/"

    /// The report that keeps, or forgets, what is known of a device.
    static func report(_ keys: [TroubleKey], of device: String) -> Report {
        let lines = keys.map { key in
            key.instance.map { "\(key.rule)\t\($0)" } ?? key.rule
        }
        // A name with a line break would read back as another.
        let text = lines.filter { !$0.contains("\n") }.sorted().joined(separator: "\n")
        return Report(.memory(key: prefix + device, value: text.isEmpty ? nil : text))
    }

    /// What is known by device, of all that the watcher kept.
    static func read(_ kept: [String: String]) -> [String: [TroubleKey]] {
        var known: [String: [TroubleKey]] = [:]
        for (key, text) in kept where key.hasPrefix(prefix) {
            known[String(key.dropFirst(prefix.count))] = text.split(separator: "\n").map { line in
                let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
                return TroubleKey(rule: String(parts[0]), instance: parts.count > 1 ? String(parts[1]) : nil)
            }
        }
        return known
    }
}
