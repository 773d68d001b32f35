import Model

/// What `tocsin why` tells a person.
struct AccountText {
    private let account: Account
    private let times: TimeText
    private let terminal: Terminal

    /// Prepares the text.
    init(_ account: Account, times: TimeText, terminal: Terminal) {
        self.account = account
        self.times = times
        self.terminal = terminal
    }

    /// All lines, most wanted first.
    var lines: [String] {
        var lines: [String] = []
        if let alert = account.alert, account.isOfAlert || account.event == nil { lines += heading(alert) }
        if let event = account.event { lines += self.event(event, as: "What led to it") }
        if let ending = account.ending, ending.id != account.event?.id { lines += event(ending, as: "What ended it") }
        lines += rule
        lines += life
        lines += section("Pipeline")
        if let reason = account.event?.suppressed {
            lines.append("  Held back from sinks other than the journal: \(SafeText.line(reason))")
        }
        return lines + ["  No pipeline stage has acted on it.", "  No delivery attempts are recorded."]
    }

    private func heading(_ alert: Alert) -> [String] {
        let style = alert.state == .resolved ? Style.good : Style(alert.severity)
        var facts: [(String, String)] = [
            ("opened", times.withAge(alert.opened)), ("updated", times.withAge(alert.updated)),
        ]
        if let resolved = alert.resolved { facts.append(("resolved", times.withAge(resolved))) }
        if let acknowledgement = alert.acknowledgement {
            var words = "by \(acknowledgement.by), \(times.withAge(acknowledgement.time))"
            if let until = acknowledgement.until { words += ", until \(times.full(until))" }
            if acknowledgement.isSticky { words += ", also when it gets worse" }
            facts.append(("acknowledged", words + (acknowledgement.note.map { ": \($0)" } ?? "")))
        }
        facts.append(("events", StructuredText.grouped(Int64(alert.events))))
        let title =
            "\(alert.label) \(alert.key.rule) on \(alert.key.subject.text): \(alert.severity.name), \(alert.state.rawValue)"
        return [style.paint(SafeText.line(title), on: terminal)]
            + Paragraph.wrap(SafeText.line(alert.summary), terminal.width, indent: 2) + pairs(facts)
    }

    private func event(_ event: Event, as role: String) -> [String] {
        let seen = event.observation
        let style = seen.state == .resolved ? Style.good : Style(seen.severity)
        let title =
            "Event \(event.id): \(seen.rule) on \(seen.subject.text), \(seen.severity.name), \(seen.state.rawValue)"
        var lines: [String] = []
        if account.isOfAlert {
            lines += section("\(role): event \(event.id), \(seen.state.rawValue)")
            lines += Paragraph.wrap(SafeText.line(seen.summary), terminal.width, indent: 2)
        } else {
            lines += [style.paint(SafeText.line(title), on: terminal)]
            lines += Paragraph.wrap(SafeText.line(seen.summary), terminal.width, indent: 2)
        }
        var facts: [(String, String)] = [("time", "\(times.full(seen.time)) (\(times.age(seen.time)))")]
        let delay = seen.received - seen.time
        if delay != .zero {
            let distance = DurationGrammar.rounded(delay)
            facts.append(
                ("received", "\(times.full(seen.received)) (\(distance) \(delay < .zero ? "earlier" : "later"))"))
        }
        if let address = seen.address { facts.append(("address", address.text)) }
        if !event.site.isEmpty { facts.append(("site", event.site)) }
        facts.append(("watcher", seen.watcher.rawValue))
        if !seen.tags.isEmpty {
            let tags = seen.tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            facts.append(("tags", tags.joined(separator: " ")))
        }
        if seen.count > 1 { facts.append(("count", "stands for \(StructuredText.grouped(Int64(seen.count))) repeats")) }
        if let alert = event.alert, !account.isOfAlert {
            facts.append(("alert", "A\(alert)\(account.alert.map { ", \($0.state.rawValue)" } ?? "")"))
        }
        return lines + pairs(facts) + evidence(seen.evidence)
    }

    private func evidence(_ evidence: Evidence) -> [String] {
        let text = StructuredText(terminal: terminal, times: times)
        guard let value = JSONValue(parsing: evidence.json) else {
            return section("Evidence") + ["  " + SafeText.line(evidence.json)]
        }
        return section("Evidence") + (value.members.isEmpty ? ["  none"] : text.lines(value.members, indent: 2))
    }

    private var rule: [String] {
        let name = account.event?.observation.rule ?? account.alert?.key.rule ?? ""
        let head = section("Rule \(name)")
        // Its first section follows at once, without the line between sections.
        if let rule = account.rule { return head + RuleText.body(rule, on: terminal, indent: 2).dropFirst() }
        if account.event?.observation.isUserRule == true {
            return head + ["  A rule of your own: see the configuration."]
        }
        return head + ["  The catalog of this version does not have it."]
    }

    /// The events of the alert, in order.
    private var life: [String] {
        guard let alert = account.alert else { return [] }
        let shown = account.events.count
        var title = "Life of \(alert.label)"
        if shown < alert.events {
            title +=
                " (\(StructuredText.grouped(Int64(shown))) of \(StructuredText.grouped(Int64(alert.events))) events are still stored or shown)"
        }
        var table = Table(columns: [
            TableColumn(title: "TIME", comfort: 20, minimum: 19, priority: 9),
            TableColumn(title: "ID", comfort: 20, minimum: 20, priority: 8, isNumber: true),
            TableColumn(title: "STATE", comfort: 8, minimum: 8, priority: 7),
            TableColumn(title: "SEVERITY", comfort: 8, minimum: 8, priority: 6, isOptional: true),
            TableColumn(title: "SUMMARY", comfort: 30, minimum: 12, priority: 1),
        ])
        table.rows = account.events.map { event in
            let seen = event.observation
            let style = seen.state == .resolved ? Style.good : Style(seen.severity)
            return [
                TableCell(times.short(seen.time)), TableCell("\(event.id)"), TableCell(seen.state.rawValue, style),
                TableCell(seen.severity.name, style), TableCell(seen.summary, style),
            ]
        }
        return section(title)
            + (shown == 0 ? ["  Retention has deleted its events."] : table.lines(on: terminal, indent: 2))
    }

    private func section(_ title: String) -> [String] { ["", Style.notice.paint(SafeText.line(title), on: terminal)] }

    private func pairs(_ facts: [(String, String)]) -> [String] {
        let width = facts.reduce(0) { max($0, $1.0.utf8.count) }
        return facts.map { name, value in
            "  \(name)\(String(repeating: " ", count: width - name.utf8.count))  \(SafeText.line(value))"
        }
    }
}
