import Model

/// How a listing is printed.
enum OutputFormat: String, CaseIterable {
    /// A table or a line each, for a person.
    case short
    /// Every field of each, one a line, `field=value` as it can be matched.
    case verbose
    /// One JSON object a line.
    case json
    /// JSON objects over several lines.
    case jsonPretty = "json-pretty"
    /// RFC 4180, with a header.
    case csv
    /// The sentence and nothing else.
    case cat

    /// All names, for help and completion.
    static let names = allCases.map(\.rawValue)

    /// Reads a name.
    init(parsing text: String) throws(CommandFault) {
        guard let format = OutputFormat(rawValue: text) else {
            throw .usage(
                "there is no output format \(text.quotedForMessage)\(DidYouMean.suffix(text, among: OutputFormat.names)) "
                    + "(\(OutputFormat.names.joined(separator: ", ")))")
        }
        self = format
    }
}
