import ArgumentParser
import EventStore
import Model

/// `tocsin alerts`: the problems there are, the worst first.
struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Show the problems that are open.",
        discussion: """
            The most severe come first, then the latest. An alert opens, may be acknowledged, and resolves by itself \
            when what it tells of ends; 'tocsin why A17' tells all about one.

            Examples:
              tocsin alerts
              tocsin alerts -p error device=~^core
              tocsin alerts --all rule=link-down -o json
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions
    @OptionGroup var selection: MatchOptions

    @Flag(name: .shortAndLong, help: "Also those that are resolved, the latest updated first.")
    var all = false

    func run() throws {
        let format = try listing.format()
        let times = listing.times
        let query = AlertQuery(
            includesResolved: all, severities: try selection.severities(), matches: try selection.conditions(),
            pattern: selection.pattern, order: all ? .updated : .severity)
        let alerts = try places.reader().alerts(query)
        try Output.standard(paging: !listing.isUnpaged) { output in
            guard format == .short else {
                var writer = RecordWriter(format: format, times: times, output: output)
                try writer.begin(Alert.fieldNames)
                for alert in alerts { try writer.write(alert.record(times)) }
                return
            }
            if alerts.isEmpty {
                guard output.terminal.isInteractive else { return }
                let isAsked = selection.priority != nil || selection.pattern != nil || !selection.matches.isEmpty
                let none = isAsked ? "No alert matches." : all ? "There were no alerts." : "No open alerts."
                try output.line(Style.good.paint(none, on: output.terminal))
                return
            }
            let table = AlertsCommand.table(alerts, times)
            for line in table.lines(on: output.terminal) { try output.line(line) }
        }
    }

    /// Alerts as a table.
    static func table(_ alerts: [Alert], _ times: TimeText) -> Table {
        var table = Table(columns: [
            TableColumn(title: "ALERT", comfort: 20, minimum: 20, priority: 9),
            TableColumn(title: "SEVERITY", comfort: 8, minimum: 8, priority: 8),
            TableColumn(title: "STATE", comfort: 12, minimum: 12, priority: 6),
            TableColumn(title: "OPENED", comfort: 20, minimum: 19, priority: 5, isOptional: true),
            TableColumn(title: "EVENTS", comfort: 12, minimum: 12, priority: 1, isOptional: true, isNumber: true),
            TableColumn(title: "SUBJECT", comfort: 20, minimum: 8, priority: 4, cut: .middle),
            TableColumn(title: "RULE", comfort: 16, minimum: 8, priority: 2, isOptional: true, cut: .middle),
            TableColumn(title: "SUMMARY", comfort: 36, minimum: 12, priority: 3),
        ])
        table.rows = alerts.map { alert in
            let style: Style =
                switch alert.state {
                case .open: Style(alert.severity)
                case .acknowledged: .faint
                case .resolved: .good
                }
            return [
                TableCell(alert.label), TableCell(alert.severity.name, style), TableCell(alert.state.rawValue, style),
                TableCell(times.short(alert.opened)), TableCell("\(alert.events)"), TableCell(alert.key.subject.text),
                TableCell(alert.key.rule), TableCell(alert.summary, style),
            ]
        }
        return table
    }
}
