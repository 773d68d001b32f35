import ArgumentParser
import Model

/// `tocsin ack`: a person has taken note of alerts.
struct AckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Take note of alerts, so that they are quiet.",
        discussion: """
            An acknowledged alert stays open until what it tells of ends, but its further events are suppressed: they are \
            stored and go to the journal at priority info. When it gets worse than it was, it speaks again, unless \
            --sticky; when --until is over, too, and says so. Who did it is an event of the alert ('tocsin why A17'). It \
            takes root, the daemon's user, or the group tocsin-admin; under sudo the name is yours.

            Examples:
              tocsin ack A17 -m "spare line, the carrier works on it" --until +3d
              tocsin ack --sticky A17 A18
            """)

    @OptionGroup var places: PlaceOptions

    @Option(
        name: [.customShort("m"), .long],
        help: ArgumentHelp("Why, for those who look at the alert after you.", valueName: "text"))
    var message: String?

    @Flag(help: "Stay quiet also when the alert gets worse.")
    var sticky = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("When it ends by itself, such as +4h, tomorrow or '2026-11-30 08:00'.", valueName: "time"))
    var until: String?

    @Argument(help: ArgumentHelp("The alerts, such as A17.", valueName: "alert"))
    var alerts: [String]

    func run() throws {
        let until = try TimeGrammar.option("--until", until, now: .now)
        if let until, until <= .now {
            throw CommandFault.usage("--until: \(self.until?.quotedForMessage ?? "the time") is over; give one to come")
        }
        let line = DaemonBridge.line(
            acknowledging: try AlertNumbers.parse(alerts), isTakenBack: false, note: message, isSticky: sticky,
            until: until)
        try AlertNumbers.report(try places.ask(line: line, timeout: .seconds(30)), "is acknowledged")
    }
}

/// `tocsin unack`: that is taken back.
struct UnackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unack",
        abstract: "Take an acknowledgement back.",
        discussion: """
            The alert counts as new again. It takes root, the daemon's user, or the group tocsin-admin.

            Example:
              tocsin unack A17
            """)

    @OptionGroup var places: PlaceOptions

    @Argument(help: ArgumentHelp("The alerts, such as A17.", valueName: "alert"))
    var alerts: [String]

    func run() throws {
        let line = DaemonBridge.line(acknowledging: try AlertNumbers.parse(alerts), isTakenBack: true)
        try AlertNumbers.report(try places.ask(line: line, timeout: .seconds(30)), "counts as new again")
    }
}

/// Alerts as `ack` and `unack` take them and tell of them.
enum AlertNumbers {
    /// The number of `A17`, which is an alert's, or of `17`; nil for any other text.
    static func number(in text: String) -> (value: Int64, isLabelled: Bool)? {
        let isLabelled = text.hasPrefix("A") || text.hasPrefix("a")
        let digits = isLabelled ? text.dropFirst() : text[...]
        guard let value = Int64(digits), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return (value, isLabelled)
    }

    /// The numbers of `A17` or `17`, each once. Throws for what is neither.
    static func parse(_ texts: [String]) throws(CommandFault) -> [Int64] {
        var numbers: [Int64] = []
        for text in texts {
            guard let number = number(in: text)?.value else {
                throw .usage("\(text.quotedForMessage) names no alert: write A17; 'tocsin alerts' shows them")
            }
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    /// Says what became of each. Throws when one was refused.
    static func report(_ answer: JSONValue, _ words: String) throws {
        try Output.standard(paging: false) { output in
            for alert in answer["alerts"]?.elements ?? [] {
                let (label, rule) = (alert["alert"]?.plain ?? "?", alert["rule"]?.plain ?? "?")
                let subject = alert["subject"]?.plain ?? "?"
                try output.line(SafeText.line("\(label) \(words): \(rule) on \(subject)"))
            }
        }
        let refused = (answer["refused"]?.elements ?? []).map { refusal in
            "\(refusal["alert"]?.plain ?? "?"): \(refusal["why"]?.plain ?? "no reason is given")"
        }
        if !refused.isEmpty { throw CommandFault.failed(refused.joined(separator: "\ntocsin: ")) }
    }
}
