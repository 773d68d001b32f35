import ArgumentParser
import EventStore
import Model

/// Where the daemon keeps things; every verb that asks it or its store takes these.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's state directory, with its store (default: TOCSIN_STATE or /var/lib/tocsin).", valueName: "dir"
        ),
        completion: .directory)
    var state: String?

    @Option(
        help: ArgumentHelp(
            "The daemon's runtime directory, with its control socket (default: TOCSIN_RUNTIME or /run/tocsin).",
            valueName: "dir"), completion: .directory)
    var runtime: String?

    /// The state directory.
    var stateDirectory: String { state ?? PlaceOptions.variable("TOCSIN_STATE") ?? "/var/lib/tocsin" }

    /// The runtime directory.
    var runtimeDirectory: String { runtime ?? PlaceOptions.variable("TOCSIN_RUNTIME") ?? "/run/tocsin" }

    /// The store, opened for reading.
    func reader() throws -> EventReader { try EventReader(stateDirectory: stateDirectory) }

    /// Asks the daemon for something and reads its answer. Throws what a refusal means.
    func ask(_ request: String, timeout: Duration) throws(CommandFault) -> JSONValue {
        try ask(line: DaemonBridge.line(request), timeout: timeout)
    }

    /// Asks the daemon's watchers and gives the objects of each that has an answer.
    func query(
        _ query: String, _ arguments: [(name: String, value: String?)] = [], of watcher: String? = nil
    ) throws(CommandFault) -> [(watcher: String, objects: [JSONValue])] {
        let line = DaemonBridge.line(query: query, arguments: arguments + [("watcher", watcher)])
        let answer = try ask(line: line, timeout: .seconds(60))
        return (answer["answers"]?.elements ?? []).map { part in
            (part["watcher"]?.plain ?? "?", part["objects"]?.elements ?? [])
        }
    }

    /// Sends a line and reads the answer. Throws what a refusal means.
    func ask(line: String, timeout: Duration) throws(CommandFault) -> JSONValue {
        let line = try DaemonBridge.control(request: line, runtime: runtimeDirectory, timeout: timeout)
        guard let answer = JSONValue(parsing: line), case .boolean(let isDone) = answer["ok"] else {
            throw .failed("the daemon's answer cannot be read: \(line.quotedForMessage)")
        }
        if isDone { return answer }
        let error = answer["error"]?.string ?? "the daemon gives no reason"
        switch answer["exit"]?.integer {
        case 64: throw .usage(error)
        case 69: throw .unreachable(error)
        case 77: throw .notPermitted(error)
        case 78: throw .faultyConfiguration((answer["faults"]?.elements ?? []).map(\.plain) + ["tocsin: \(error)"])
        default: throw .failed(error)
        }
    }

    /// An empty variable counts as none.
    private static func variable(_ name: String) -> String? {
        Environment.value(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// How a listing is printed.
struct ListingOptions: ParsableArguments {
    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(
            "How to print: \(OutputFormat.names.joined(separator: ", ")).", valueName: "format"),
        completion: .list(OutputFormat.names))
    var output = OutputFormat.short.rawValue

    @Flag(help: "Times in UTC instead of local ones. JSON always has UTC.")
    var utc = false

    @Flag(name: .customLong("no-pager"), help: "Do not page long output.")
    var isUnpaged = false

    /// The format. Throws for one that does not exist.
    func format() throws -> OutputFormat { try OutputFormat(parsing: output) }

    /// How to print times.
    var times: TimeText { TimeText(isUTC: utc) }
}

/// What narrows a listing of events or alerts.
struct MatchOptions: ParsableArguments {
    @Option(
        name: [.customShort("p", allowingJoined: true), .customLong("priority")],
        help: ArgumentHelp(
            "Only this severity or worse, or a range such as error..notice (critical, error, warning, notice, info).",
            valueName: "severity"), completion: .list(Severity.allCases.map(\.name)))
    var priority: String?

    @Option(
        name: [.customShort("g", allowingJoined: true), .customLong("grep")], parsing: .unconditional,
        help: ArgumentHelp(
            "Only where this regular expression is found in the summary; case counts if it has a capital letter.",
            valueName: "pattern"))
    var pattern: String?

    @Argument(
        help: ArgumentHelp(
            "Only where a field is (=), is not (!=), matches (=~) or does not match (!~) a value. The same field means "
                + "or, different fields mean and. Fields are those of -o verbose, with tags.KEY and evidence.KEY.",
            valueName: "field=value"))
    var matches: [String] = []

    /// The severities, or nil for all.
    func severities() throws -> ClosedRange<Severity>? { try priority.map { try SeverityRange.parse($0) } }

    /// The conditions.
    func conditions() throws -> [FieldMatch] { try matches.map { try FieldMatch(parsing: $0) } }
}

extension TimeGrammar {
    /// A time as an option gives it, or nil without one.
    static func option(_ name: String, _ text: String?, now: Timestamp) throws(CommandFault) -> Timestamp? {
        guard let text else { return nil }
        do { return try parse(text, now: now) } catch { throw .usage("\(name): \(error.description)") }
    }
}
