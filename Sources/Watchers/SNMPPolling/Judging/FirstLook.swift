import Model
import Watching

/// What was already wrong when devices were first looked at: one summary in place of an alert each.
///
/// A device that is new to the daemon has a first look of two polls: all devices when the daemon starts with an empty
/// memory, and later those that a reload adds. What is wrong in these polls (the first gives values, the second gives
/// rates) counts at once and is *known*: it has no alert, it is in the summary if it is still so when the summary is
/// told, and it alerts as usual once it was right and is wrong again. The summary is told when every new device had its
/// first look, or at a deadline; what comes after that comes in a further summary.
struct FirstLook: Sendable {
    /// Something that was wrong.
    struct Problem: Sendable, Hashable {
        /// Whose it is.
        var device: String
        /// What it is.
        var key: TroubleKey
        /// How much it matters.
        var severity: Severity
        /// One sentence.
        var words: String
    }

    /// How many problems stand in the evidence, the worst first.
    static let shown = 50
    /// How many problems are kept for the evidence; the rest is counted.
    static let limit = 10_000

    /// Devices whose first look is not over.
    private(set) var pending: Set<String> = []
    /// How many devices were looked at since the last summary.
    private var looked = 0
    private var problems: [String: [TroubleKey: Problem]] = [:]
    private var count = 0
    /// When the summary is told at the latest; nil while nobody is awaited and nothing is to be told.
    private(set) var deadline: MonotonicTime?

    /// A device is to have a first look.
    mutating func await(_ device: String) { pending.insert(device) }

    /// Sets when the summary is told at the latest.
    mutating func setDeadline(_ time: MonotonicTime?) { deadline = time }

    /// Takes what was found.
    mutating func add(_ found: [Problem]) {
        for problem in found where count < FirstLook.limit {
            if problems[problem.device, default: [:]].updateValue(problem, forKey: problem.key) == nil { count += 1 }
        }
    }

    /// Takes back what is right again.
    mutating func remove(_ keys: [TroubleKey], of device: String) {
        for key in keys where problems[device]?.removeValue(forKey: key) != nil { count -= 1 }
    }

    /// Takes back all of a device, because it is no longer configured.
    mutating func forget(_ device: String) {
        pending.remove(device)
        count -= problems.removeValue(forKey: device)?.count ?? 0
    }

    /// A device has been looked at.
    mutating func finish(_ device: String) {
        if pending.remove(device) != nil { looked += 1 }
    }

    /// Whether the summary is due.
    func isDue(at now: MonotonicTime) -> Bool {
        guard let deadline else { return false }
        return pending.isEmpty || now >= deadline
    }

    /// The summary, which then is told; nil where nothing was wrong.
    mutating func take(at moment: Moment) -> Observation? {
        let found = problems.values.flatMap(\.values)
        let devices = looked
        problems = [:]
        count = 0
        looked = 0
        guard !found.isEmpty else { return nil }
        let sorted = found.sorted { left, right in
            (left.severity, left.device, left.key.rule, left.key.instance ?? "")
                < (right.severity, right.device, right.key.rule, right.key.instance ?? "")
        }
        let counts = Dictionary(grouping: found, by: \.key.rule).mapValues(\.count)
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let severity = min(max(sorted[0].severity, .warning), .notice)
        var summary = "At the first look at \(devices) device\(devices == 1 ? "" : "s") "
        summary += found.count == 1 ? "one thing was wrong already: " : "\(found.count) things were wrong already: "
        summary += ordered.prefix(4).map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        if ordered.count > 4 { summary += " and more" }
        summary += "; they raise no alerts until they have been right once"
        return Observation(
            rule: PollingRules.firstLook.name, watcher: .snmp, severity: severity, state: .occurred,
            subject: Subject(device: sorted.allSatisfy { $0.device == sorted[0].device } ? sorted[0].device : "snmp"),
            time: moment.wall, summary: summary,
            evidence: Evidence(capacity: 4_096) { writer in
                writer.member("devices", devices)
                writer.member("devices_not_yet_seen", pending.count)
                writer.member("problems", found.count)
                writer.key("by_rule")
                writer.beginObject()
                for (rule, count) in ordered { writer.member(rule, count) }
                writer.endObject()
                writer.key("worst")
                writer.beginArray()
                for problem in sorted.prefix(FirstLook.shown) {
                    writer.beginObject()
                    writer.member("device", problem.device)
                    writer.member("instance", problem.key.instance)
                    writer.member("rule", problem.key.rule)
                    writer.member("severity", problem.severity.name)
                    writer.member("summary", problem.words)
                    writer.endObject()
                }
                writer.endArray()
            })
    }
}
