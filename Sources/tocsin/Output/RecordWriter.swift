import Model

/// Writes records one after the other in any format but the table's.
struct RecordWriter {
    private let format: OutputFormat
    private let times: TimeText
    private let output: Output
    private var isFirst = true

    /// A writer that has written nothing yet.
    init(format: OutputFormat, times: TimeText, output: Output) {
        self.format = format
        self.times = times
        self.output = output
    }

    /// The header of CSV, also for a listing without records.
    func begin(_ names: [String]) throws {
        guard format == .csv else { return }
        let line = names.map(Record.csvField).joined(separator: ",")
        try output.write((output.terminal.isInteractive ? SafeText.line(line) : line) + "\r\n")
    }

    /// Writes one record.
    mutating func write(_ record: Record) throws {
        defer { isFirst = false }
        switch format {
        case .json: try output.line(record.json)
        case .jsonPretty:
            try output.line(JSONValue(parsing: record.json).map { SafeText.json($0.pretty()) } ?? record.json)
        case .csv:
            let line = record.csv(times)
            try output.write((output.terminal.isInteractive ? SafeText.line(line) : line) + "\r\n")
        case .cat: try output.line(SafeText.line(record.sentence))
        case .short, .verbose:
            if !isFirst { try output.line() }
            try output.line(Style.notice.paint(SafeText.line(record.title), on: output.terminal))
            for line in record.verbose(times) { try output.line("    \(line)") }
        }
    }
}
