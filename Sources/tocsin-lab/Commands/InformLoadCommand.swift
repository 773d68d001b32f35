import ArgumentParser
import TocsinLab

/// Many informers at once.
struct InformLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inform-load", abstract: "Send informs from many senders at once.",
        discussion: """
            Each inform bears a marker of its own in the variable \(LabText.markerObject). The file of --acknowledged gets
            one line for each acknowledged marker at once, so that it can be held against what the daemon has stored.
            """)

    @OptionGroup var target: TargetOptions
    @OptionGroup var security: SecurityOptions

    @Option(help: "How many senders; each has one inform under way.")
    var senders = 10

    @Option(help: "When to end, such as 10s.")
    var duration: DurationArgument?

    @Option(help: "After how many informs each sender ends.")
    var count: Int?

    @Option(help: "The file for the markers of acknowledged informs.")
    var acknowledged: String?

    @Option(help: "What markers begin with.")
    var name = "lab"

    @Option(help: "How long to wait for an answer before the next attempt.")
    var timeout: DurationArgument = .init(seconds: 1)

    @Option(help: "How many attempts follow the first.")
    var retries = 5

    @Option(help: "Makes the choice of request ids.")
    var seed: UInt64 = 1

    func validate() throws {
        guard duration != nil || count != nil else { throw ValidationError("give --duration or --count") }
        guard (1...100_000).contains(senders) else { throw ValidationError("--senders is 1 to 100000") }
    }

    func run() async throws {
        let (lab, options) = try security.text().parsed()
        let sender = try InformSender(
            to: target.destination(), security: lab,
            options: .init(timeout: timeout.duration, retries: retries, level: options), seed: seed)
        let load = try InformLoad(
            on: sender, informers: senders, sources: target.addresses().addresses, name: name,
            log: acknowledged.map { try MarkerLog(path: $0) })
        let (duration, count) = (duration?.duration, count)
        let report = try await Diagnostics.untilStopped { stop in
            try await stop.cancelling { try await load.run(for: duration, count: count) }
        }
        if let report { Diagnostics.tell(report) }
    }
}

extension Diagnostics {
    /// Says what came of informs.
    static func tell(_ report: InformLoad.Report) {
        let latency = LatencySummary(report.latencies)
        say(
            "\(report.acknowledged) of \(report.sent) informs acknowledged (\(report.retransmitted) after more than one "
                + "attempt), \(report.unanswered) unanswered, \(report.abandoned) abandoned")
        for (reason, count) in report.refused.sorted(by: { $0.key < $1.key }) { say("\(count) refused: \(reason)") }
        guard latency.count > 0 else { return }
        say(
            "latency: median \(milliseconds(latency.median)), 90% \(milliseconds(latency.ninetieth)), "
                + "99% \(milliseconds(latency.ninetyNinth)), longest \(milliseconds(latency.longest))")
    }
}

extension DurationArgument {
    /// A default.
    init(seconds: Int64) { duration = .seconds(seconds) }
}
