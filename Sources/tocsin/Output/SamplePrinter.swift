import Model

/// Prints samples page after page in any format; the widths of the table are those of its first page.
struct SamplePrinter {
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
        try writer.begin(SamplesCommand.fields)
    }

    /// Prints a page.
    mutating func print(_ samples: [JSONValue]) throws {
        guard format == .short else {
            for sample in samples { try writer.write(SamplePrinter.record(sample)) }
            return
        }
        if samples.isEmpty { return }
        let rows = samples.map(row)
        let layout =
            self.layout
            ?? TableLayout(
                SamplePrinter.columns, rows: rows, width: output.scrollsSideways ? nil : output.terminal.width)
        if self.layout == nil { try output.line(layout.header(on: output.terminal)) }
        self.layout = layout
        for row in rows { try output.line(layout.row(row, on: output.terminal)) }
    }

    /// Says so when there was nothing.
    func finish() throws {
        guard format == .short, layout == nil, output.terminal.isInteractive else { return }
        try output.line(Style.faint.paint("-- No samples --", on: output.terminal))
    }

    private static let columns = [
        TableColumn(title: "TIME", comfort: 20, minimum: 19, priority: 9),
        TableColumn(title: "METRIC", comfort: 24, minimum: 10, priority: 6, cut: .middle),
        TableColumn(title: "INSTANCE", comfort: 20, minimum: 8, priority: 5, cut: .middle),
        TableColumn(title: "VALUE", comfort: 20, minimum: 8, priority: 8, isNumber: true),
        TableColumn(title: "UNIT", comfort: 8, minimum: 4, priority: 4, isOptional: true),
    ]

    private func row(_ sample: JSONValue) -> [TableCell] {
        [
            TableCell(sample["time"]?.string.flatMap { Timestamp(rfc3339: $0) }.map(times.short) ?? "-"),
            TableCell(sample["metric"]?.plain ?? "?"), TableCell(sample["instance"]?.string ?? "-"),
            TableCell(sample["value"]?.double.map(QuantityText.plain) ?? "-"), TableCell(sample["unit"]?.string ?? ""),
        ]
    }

    private static func record(_ sample: JSONValue) -> Record {
        let name = [sample["device"], sample["metric"], sample["instance"]].compactMap { $0?.string }
        let value = sample["value"]?.plain ?? "null"
        let unit = sample["unit"]?.string ?? ""
        return Record(
            title: name.joined(separator: " "),
            sentence: "\(name.joined(separator: " ")) \(value)\(unit.isEmpty ? "" : " \(unit)")",
            fields: ObjectListing.fields(of: sample, SamplesCommand.fields))
    }
}
