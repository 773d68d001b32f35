import ArgumentParser
import EventStore
import Model

/// `tocsin samples`: what was measured.
struct SamplesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "samples",
        abstract: "Show what was measured of a device, now or over time.",
        discussion: """
            Without a time the latest values, which the running daemon knows; with -S or -U the history that the store \
            keeps (store.retention.samples), oldest first, also while no daemon runs. Times are as in journalctl.

            Examples:
              tocsin samples core-sw1
              tocsin samples core-sw1 if_in_bps Gi1/0/48
              tocsin samples core-sw1 if_in_bps Gi1/0/48 -S -1h -o csv > uplink.csv
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Option(
        name: [.customShort("S", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("What was measured at or after this time.", valueName: "time"))
    var since: String?

    @Option(
        name: [.customShort("U", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("What was measured at or before this time.", valueName: "time"))
    var until: String?

    @Argument(help: "The device's name.")
    var device: String

    @Argument(help: "Only this metric, such as if_in_bps.")
    var metric: String?

    @Argument(help: "Only this instance of it, such as an interface's name.")
    var instance: String?

    /// The names of a sample's members, in their order.
    static let fields = ["time", "device", "metric", "instance", "value", "unit"]

    func run() throws {
        let now = Timestamp.now
        let format = try listing.format()
        let since = try TimeGrammar.option("--since", self.since, now: now)
        let until = try TimeGrammar.option("--until", self.until, now: now)
        if let since, let until, since > until {
            throw CommandFault.usage(
                "--since \(listing.times.full(since)) is after --until \(listing.times.full(until))")
        }
        guard since != nil || until != nil else { return try latest(format) }
        let query = SampleQuery(device: device, metric: metric, instance: instance, since: since, until: until)
        let reader = try places.reader()
        try Output.standard(paging: !listing.isUnpaged) { output in
            var printer = try SamplePrinter(format: format, times: listing.times, output: output)
            try reader.samples(query) { page in
                try printer.print(page.map(SamplesCommand.object))
                try output.checkReader()
                return true
            }
            try printer.finish()
        }
    }

    private func latest(_ format: OutputFormat) throws {
        let answers: [(watcher: String, objects: [JSONValue])]
        do throws(CommandFault) {
            answers = try places.query(
                "samples", [("device", device), ("metric", metric), ("instance", instance)])
        } catch {
            guard case .unreachable(let text) = error else { throw error }
            throw CommandFault.unreachable("\(text) What the store keeps is shown with -S, such as -S -1h")
        }
        if answers.isEmpty { throw CommandFault.failed("no watcher measures devices") }
        try Output.standard(paging: !listing.isUnpaged) { output in
            var printer = try SamplePrinter(format: format, times: listing.times, output: output)
            try printer.print(answers.flatMap(\.objects))
            try printer.finish()
        }
    }

    /// A sample of the store in the daemon's form.
    static func object(_ sample: Sample) -> JSONValue {
        .object([
            .init(name: "time", value: .string(sample.time.rfc3339)),
            .init(name: "device", value: .string(sample.device)),
            .init(name: "metric", value: .string(sample.metric)),
            .init(name: "instance", value: sample.instance.map { .string($0) } ?? .null),
            .init(name: "value", value: sample.value.isFinite ? .number("\(sample.value)") : .null),
            .init(name: "unit", value: .string(sample.unit)),
        ])
    }
}
