import ArgumentParser
import TocsinLab

/// Single traps and informs.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send traps or informs, right ones or malformed ones.", subcommands: [SendTrap.self, SendInform.self])
}

/// What is sent, and how often.
struct ContentOptions: ParsableArguments {
    @Option(name: .customLong("trap"), help: "coldStart, linkDown, linkUp, … or an OID in digits.")
    var trap = "linkDown"

    @Argument(help: "Variables: OID=TYPE:VALUE. They replace those that come with a named trap.")
    var varBinds: [String] = []

    @Option(help: "How many, from each source.")
    var count = 1

    @Option(help: "How many a second in all, such as 50/s; by default as fast as they go.")
    var rate: RateArgument?

    @Option(help: "Makes the choices of request ids and malformed packets.")
    var seed: UInt64 = 1
}

/// Traps.
struct SendTrap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "trap", abstract: "Send traps.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var security: SecurityOptions
    @OptionGroup var content: ContentOptions

    @Option(help: "Send packets that are wrong in this way instead: \(LabText.malformedKinds), any.")
    var malformed: String?

    func run() async throws {
        let work = try TrapRun(
            to: target.destination(), sources: target.addresses(), security: security.text(),
            notification: LabText.notification(content.trap, varBinds: content.varBinds), malformed: malformed,
            count: content.count, rate: content.rate?.perSecond, seed: content.seed)
        let sent = try await Diagnostics.untilStopped { stop in
            try await stop.cancelling { try await work.run() }
        }
        Diagnostics.say("sent \(sent ?? 0) packets to \(target.destinationText)")
    }
}

/// Informs.
struct SendInform: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inform", abstract: "Send informs and wait for their acknowledgments.")

    @OptionGroup var target: TargetOptions
    @OptionGroup var security: SecurityOptions
    @OptionGroup var content: ContentOptions

    @Option(help: "How long to wait for an answer before the next attempt.")
    var timeout: DurationArgument = .init(seconds: 1)

    @Option(help: "How many attempts follow the first.")
    var retries = 5

    func run() async throws {
        let work = try InformRun(
            to: target.destination(), sources: target.addresses(), security: security.text(),
            notification: LabText.notification(content.trap, varBinds: content.varBinds), count: content.count,
            rate: content.rate?.perSecond, timeout: timeout.duration, retries: retries, seed: content.seed)
        let report = try await Diagnostics.untilStopped { stop in
            try await stop.cancelling { try await work.run() }
        }
        guard let report else { return }
        Diagnostics.tell(report)
        if report.acknowledged < report.sent { throw ExitCode.failure }
    }
}
