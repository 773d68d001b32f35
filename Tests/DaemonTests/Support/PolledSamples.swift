import Foundation
import Model

/// The latest values of one device as the daemon tells them, by metric and instance.
struct PolledSamples {
    private var values: [String: Double] = [:]
    /// The newest of their times.
    private(set) var newest = ""

    /// Asks a daemon.
    init(_ daemon: RunningDaemon, _ device: String) throws {
        for sample in try daemon.query("samples", ("device", device)) {
            guard case .number(let value) = sample["value"], let metric = sample["metric"].text else { continue }
            values[PolledSamples.key(metric, sample["instance"].text)] = value
            newest = max(newest, sample["time"].text ?? "")
        }
    }

    /// How many there are of metrics whose names begin so.
    func count(of prefix: String) -> Int { values.keys.count { $0.hasPrefix(prefix) } }

    /// One of them.
    subscript(metric: String, instance: String? = nil) -> Double? { values[PolledSamples.key(metric, instance)] }

    private static func key(_ metric: String, _ instance: String?) -> String { "\(metric) \(instance ?? "")" }
}

/// What `snmpbulkwalk -On` says: the number of each variable that is one, by its OID.
struct WalkedNumbers {
    private(set) var values: [String: Double] = [:]

    /// Reads lines such as `.1.3.6.1.2.1.2.2.1.4.1 = INTEGER: 65536`.
    init(_ lines: [String]) {
        for line in lines {
            let parts = line.split(separator: " = ", maxSplits: 1)
            guard parts.count == 2, let colon = parts[1].firstIndex(of: ":") else { continue }
            var text = parts[1][colon...].dropFirst(2)
            // `Timeticks: (8640000) 1 day, 0:00:00.00`
            if parts[1].hasPrefix("Timeticks") { text = text.dropFirst().prefix { $0 != ")" } }
            let kinds = ["INTEGER", "Gauge32", "Counter32", "Counter64", "Timeticks"]
            guard kinds.contains(String(parts[1][..<colon])), let number = Double(text) else { continue }
            values[String(parts[0].dropFirst())] = number
        }
    }
}
