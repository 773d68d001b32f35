import ArgumentParser
import EventStore
import Model

/// `tocsin why`: all that is known of one event or alert.
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Explain one event or alert.",
        discussion: """
            Shows what was seen (the evidence), what the rule means and what to do, when it errs, the whole life of the \
            alert, and what became of it on its way. A number is an event, A17 an alert. For scripts there are \
            -o json and json-pretty.

            Examples:
              tocsin why A17
              tocsin why 4711
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Argument(help: ArgumentHelp("An event's number, or an alert's with its A.", valueName: "id"))
    var id: String

    func run() throws {
        let format = try listing.format()
        guard format != .csv, format != .cat else {
            throw CommandFault.usage(
                "'why' is no listing: -o is short, verbose, json or json-pretty, not \(format.rawValue)")
        }
        let account = try Account(parsing: id, from: try places.reader())
        try Output.standard(paging: !listing.isUnpaged) { output in
            switch format {
            case .json: try output.line(account.json(listing.times))
            case .jsonPretty:
                let json = account.json(listing.times)
                try output.line(JSONValue(parsing: json).map { SafeText.json($0.pretty()) } ?? json)
            default:
                let text = AccountText(account, times: listing.times, terminal: output.terminal)
                for line in text.lines { try output.line(line) }
            }
        }
    }
}

/// All that the store and the catalog know of one event or alert.
struct Account {
    /// The event asked for, or the latest firing one of the alert; nil where retention has deleted them all.
    let event: Event?
    /// The event that ended the alert asked for, or nil.
    let ending: Event?
    /// The alert, or nil for an event that belongs to none.
    let alert: Alert?
    /// The rule in the catalog, or nil for a user's own and for those of other versions.
    let rule: Rule?
    /// The alert's events, ascending; the newest of them where there are very many.
    let events: [Event]
    /// Whether an alert was asked for.
    let isOfAlert: Bool

    /// Finds what a number or `A17` stands for.
    init(parsing id: String, from reader: EventReader) throws {
        guard let (number, isLabelled) = AlertNumbers.number(in: id) else {
            throw CommandFault.usage(
                "\(id.quotedForMessage) names neither an event nor an alert: write 4711 for an event, A17 for an alert")
        }
        isOfAlert = isLabelled
        if isOfAlert {
            guard let alert = try reader.alert(number) else {
                throw CommandFault.failed(
                    "there is no alert A\(number), or not any more; 'tocsin alerts --all' shows those there are")
            }
            self.alert = alert
            events = try reader.events(ofAlert: number)
            event = events.last { $0.observation.state == .firing } ?? events.last
            ending = alert.state == .resolved ? events.last { $0.observation.state == .resolved } : nil
        } else {
            guard let event = try reader.event(number) else {
                throw CommandFault.failed(
                    "there is no event \(number), or not any more; 'tocsin events' shows those there are")
            }
            self.event = event
            ending = nil
            alert = try event.alert.flatMap { try reader.alert($0) }
            events = try event.alert.map { try reader.events(ofAlert: $0) } ?? []
        }
        let name = event?.observation.rule ?? alert?.key.rule
        rule = DaemonBridge.rules().first { $0.name == name }
    }

    /// One object: `event`, `alert`, `rule` (each an object or null), `events`, `stages`, `deliveries` (arrays).
    func json(_ times: TimeText) -> String {
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        for (name, record) in [
            ("event", event?.record(times)), ("alert", alert?.record(times)), ("rule", rule?.record()),
        ] {
            writer.key(name)
            if let record { writer.raw(record.json) } else { writer.null() }
        }
        writer.key("events")
        writer.beginArray()
        for event in events { writer.raw(event.record(times).json) }
        writer.endArray()
        for name in ["stages", "deliveries"] {
            writer.key(name)
            writer.beginArray()
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }
}
