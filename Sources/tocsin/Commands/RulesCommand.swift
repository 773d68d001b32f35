import ArgumentParser
import Model

/// `tocsin rules`: the catalog of what can be told.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Show what the rules mean, and when they err.",
        discussion: """
            Without a name the whole catalog, else one rule: what has happened when it fires, what to do, what can \
            make it fire although nothing is wrong, and its MESSAGE_ID in the journal. Rules of your own stand in the \
            configuration.

            Examples:
              tocsin rules
              tocsin rules store-failing
            """)

    @OptionGroup var listing: ListingOptions
    @OptionGroup(visibility: .hidden) var places: PlaceOptions

    @Argument(
        help: ArgumentHelp("The rule's name.", valueName: "rule"), completion: .list(DaemonBridge.rules().map(\.name)))
    var rule: String?

    @Flag(
        name: .customLong("journal-catalog"),
        help: ArgumentHelp("The journal's catalog of all rules.", visibility: .hidden))
    var isJournalCatalog = false

    func run() throws {
        if isJournalCatalog { return print(DaemonBridge.journalCatalog(), terminator: "") }
        let format = try listing.format()
        let catalog = DaemonBridge.rules()
        let chosen = try rule.map { try RulesCommand.find($0, in: catalog) }
        try Output.standard(paging: !listing.isUnpaged) { output in
            if format != .short {
                var writer = RecordWriter(format: format, times: listing.times, output: output)
                try writer.begin(Rule.fieldNames)
                for rule in chosen.map({ [$0] }) ?? catalog { try writer.write(rule.record()) }
            } else if let chosen {
                for line in RuleText.lines(chosen, on: output.terminal) { try output.line(line) }
            } else {
                let table = RulesCommand.table(catalog)
                for line in table.lines(on: output.terminal) {
                    try output.line(line)
                }
            }
        }
    }

    /// The rule of that name.
    static func find(_ name: String, in catalog: [Rule]) throws(CommandFault) -> Rule {
        guard let rule = catalog.first(where: { $0.name == name }) else {
            throw .usage(
                "the catalog has no rule \(name.quotedForMessage)\(DidYouMean.suffix(name, among: catalog.map(\.name))) "
                    + "('tocsin rules' shows all; rules of your own stand in the configuration)")
        }
        return rule
    }

    private static func table(_ rules: [Rule]) -> Table {
        var table = Table(columns: [
            TableColumn(title: "RULE", comfort: 40, minimum: 16, priority: 9, cut: .middle),
            TableColumn(title: "WATCHER", comfort: 8, minimum: 8, priority: 4, isOptional: true),
            TableColumn(title: "SEVERITY", comfort: 8, minimum: 8, priority: 8),
            TableColumn(title: "KIND", comfort: 8, minimum: 5, priority: 3, isOptional: true),
            TableColumn(title: "MEANING", comfort: 30, minimum: 12, priority: 1),
        ])
        table.rows = rules.map { rule in
            [
                TableCell(rule.name), TableCell(rule.watcher.rawValue),
                TableCell(rule.severity.name, Style(rule.severity)), TableCell(rule.isAlert ? "alert" : "event"),
                TableCell(rule.meaning),
            ]
        }
        return table
    }
}
