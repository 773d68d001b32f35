import Model

/// Prints events page after page in any format. The widths of the table are those of its first page, so that a stream
/// of any length needs no memory.
struct EventPrinter {
    private let format: OutputFormat
    private let times: TimeText
    private let output: Output
    private var writer: RecordWriter
    private var layout: TableLayout?

    /// A printer that has printed nothing yet.
    init(format: OutputFormat, times: TimeText, output: Output) throws {
        self.format = format
        self.times = times
        self.output = output
        writer = RecordWriter(format: format, times: times, output: output)
        try writer.begin(Event.fieldNames)
    }

    /// Whether anything that a table shows was printed.
    var hasRows: Bool { layout != nil }

    /// Prints a page.
    mutating func print(_ events: [Event]) throws {
        guard format == .short else {
            for event in events { try writer.write(event.record(times)) }
            return
        }
        if events.isEmpty { return }
        let rows = events.map { EventPrinter.row($0, times) }
        let layout = self.layout ?? newLayout(rows)
        if self.layout == nil, output.terminal.isInteractive { try output.line(layout.header(on: output.terminal)) }
        self.layout = layout
        for row in rows { try output.line(layout.row(row, on: output.terminal)) }
    }

    /// The fields of an event's row.
    static func row(_ event: Event, _ times: TimeText) -> [TableCell] {
        let seen = event.observation
        let isOver = seen.state == .resolved
        let style: Style = event.suppressed != nil ? .faint : isOver ? .good : Style(seen.severity)
        let repeats = seen.count > 1 ? " (\(seen.count) times)" : ""
        return [
            TableCell(times.short(seen.time)), TableCell("\(event.id)"), TableCell(event.alert.map { "A\($0)" } ?? "-"),
            TableCell(isOver ? "resolved" : seen.severity.name, style), TableCell(seen.subject.text),
            TableCell(seen.rule), TableCell(seen.summary + repeats, style),
        ]
    }

    /// The columns of `row`.
    static let columns = [
        TableColumn(title: "TIME", comfort: 20, minimum: 19, priority: 9),
        TableColumn(title: "ID", comfort: 20, minimum: 20, priority: 8, isNumber: true),
        TableColumn(title: "ALERT", comfort: 20, minimum: 20, priority: 2, isOptional: true),
        TableColumn(title: "SEVERITY", comfort: 8, minimum: 8, priority: 7),
        TableColumn(title: "SUBJECT", comfort: 16, minimum: 8, priority: 4, cut: .middle),
        TableColumn(title: "RULE", comfort: 16, minimum: 8, priority: 1, isOptional: true, cut: .middle),
        TableColumn(title: "SUMMARY", comfort: 32, minimum: 12, priority: 3),
    ]

    /// What fits on one screen is cut to its width, for less would stay on the screen for the sake of one long line. Behind
    /// a longer text it stays anyway, and moves sideways.
    /// Later pages are about other subjects: what the first one happens not to need is kept for them.
    private func newLayout(_ rows: [[TableCell]]) -> TableLayout {
        let usual = ["", "12345", "A123", "critical", "access-switch/12", "interface-flapping", ""].map {
            TableCell($0)
        }
        return TableLayout(
            EventPrinter.columns, rows: output.terminal.isInteractive ? rows + [usual] : rows,
            width: output.terminal.width, hasHeader: output.terminal.isInteractive,
            isLastWhole: output.scrollsSideways && rows.count >= output.terminal.height ?? 0)
    }
}
