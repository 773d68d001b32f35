import Model

/// The daemon's status object for a person. What it does not know by name it prints all the same.
struct StatusText {
    private let status: JSONValue
    private let times: TimeText
    private let terminal: Terminal
    private var structured: StructuredText { StructuredText(terminal: terminal, times: times) }

    /// Prepares the text.
    init(_ status: JSONValue, times: TimeText, terminal: Terminal) {
        self.status = status
        self.times = times
        self.terminal = terminal
    }

    /// The lines for a daemon that has answered.
    var running: [String] {
        let version = status["version"]?.plain ?? "of unknown version"
        var head = Style.good.paint("●", on: terminal) + " tocsind \(SafeText.line(version)) is running"
        if let started = status["started"]?.string.flatMap({ Timestamp(rfc3339: $0) }) {
            head += " since \(times.withAge(started))"
        }
        if let pid = status["pid"] { head += ", process \(SafeText.line(pid.plain))" }
        if let site = status["site"]?.string, !site.isEmpty { head += ", site \(SafeText.line(site))" }
        var lines = [head]
        lines += alerts + configuration + watchers + store + sinks + dropped
        let known = [
            "version", "started", "pid", "site", "alerts", "configuration", "watchers", "store", "sinks", "dropped",
        ]
        let rest = status.members.filter { !known.contains($0.name) }
        return lines + (rest.isEmpty ? [] : [title("Other")] + structured.lines(rest, indent: 2))
    }

    /// The lines for a daemon that has not: what the store says.
    var stopped: [String] {
        [Style.error.paint("●", on: terminal) + " tocsind does not answer; this is what its store says"] + alerts
            + store
    }

    private var alerts: [String] {
        guard let alerts = status["alerts"] else { return [] }
        // `open` is a number with the severities beside it, or an object of severities.
        let counts = alerts["open"]?.members.isEmpty == false ? alerts["open"] ?? alerts : alerts
        var parts: [String] = []
        var sum: Int64 = 0
        for severity in Severity.allCases {
            guard let count = counts[severity.name]?.integer, count > 0 else { continue }
            sum += count
            parts.append(Style(severity).paint("\(StructuredText.grouped(count)) \(severity.name)", on: terminal))
        }
        let open = max(sum, alerts["open"]?.integer ?? 0)
        if open == 0 { return [title("Alerts"), "  " + Style.good.paint("none open", on: terminal)] }
        let detail = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
        return [title("Alerts"), "  \(StructuredText.grouped(open)) open\(detail)  ('tocsin alerts' shows them)"]
    }

    private var configuration: [String] {
        guard let configuration = status["configuration"] else { return [] }
        return [title("Configuration")] + structured.lines(configuration.members, indent: 2)
    }

    private var watchers: [String] {
        guard let watchers = status["watchers"]?.elements else { return [] }
        if watchers.isEmpty { return [title("Watchers"), "  none configured: nothing is watched"] }
        var lines = [title("Watchers")]
        for watcher in watchers {
            let name = watcher["name"]?.plain ?? "?"
            let state = watcher["state"]?.plain ?? "unknown"
            let style: Style = state == "running" ? .good : .warning
            var line = "  \(Style.notice.paint(SafeText.line(name), on: terminal)) "
            line += style.paint(SafeText.line(state), on: terminal)
            if let since = watcher["since"] { line += " since \(structured.text(since, of: "since"))" }
            lines.append(line)
            let devices = deviceLine(watcher)
            if let devices { lines.append("    \(devices)") }
            let rest = watcher.members.filter { member in
                !["name", "state", "since"].contains(member.name)
                    && (devices == nil || !StatusText.deviceMembers.contains(member.name))
            }
            lines += structured.flow(rest, indent: 4)
            lines += structured.lines(rest.filter { isBranch($0.value) }, indent: 4)
        }
        return lines
    }

    private static let deviceStates = ["up", "down", "unreachable", "unknown"]
    private static let deviceMembers = ["devices"] + deviceStates.map { "devices_\($0)" }

    /// `120 devices: 117 up, 2 down, 1 unreachable`; nil for a watcher that has none.
    private func deviceLine(_ watcher: JSONValue) -> String? {
        guard let count = watcher["devices"]?.integer, watcher["devices_up"]?.integer != nil else { return nil }
        var parts: [String] = []
        for state in StatusText.deviceStates {
            guard let number = watcher["devices_\(state)"]?.integer, number > 0 else { continue }
            let text = "\(StructuredText.grouped(number)) \(state)"
            parts.append(DeviceText.style(ofState: state).paint(text, on: terminal))
        }
        let detail = parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))"
        let noun = count == 1 ? "device" : "devices"
        return "\(StructuredText.grouped(count)) \(noun)\(detail)  ('tocsin devices' shows them)"
    }

    private var store: [String] {
        guard let store = status["store"] else { return [] }
        var lines = [title("Store")]
        if let failing = store["failing"], failing != .null {
            let text = "failing: \(structured.text(failing, of: "failing"))"
            lines.append("  " + Style.critical.paint(text, on: terminal))
        }
        if let path = store["path"] { lines.append("  \(SafeText.line(path.plain))") }
        return lines + structured.flow(store.members.filter { !["path", "failing"].contains($0.name) }, indent: 2)
    }

    private var sinks: [String] {
        guard let sinks = status["sinks"]?.elements, !sinks.isEmpty else { return [] }
        return [title("Sinks")] + structured.table(sinks).lines(on: terminal, indent: 2)
    }

    private var dropped: [String] {
        guard let dropped = status["dropped"] else { return [] }
        let some = dropped.members.filter { $0.value != .number("0") && $0.value != .object([]) }
        if some.isEmpty { return [title("Dropped"), "  " + Style.good.paint("nothing", on: terminal)] }
        return [title("Dropped")] + structured.lines(some, indent: 2).map { Style.warning.paint($0, on: terminal) }
    }

    private func isBranch(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): !members.isEmpty
        case .array(let elements): elements.contains(where: \.isContainer)
        default: false
        }
    }

    private func title(_ text: String) -> String { Style.notice.paint(text, on: terminal) }
}
