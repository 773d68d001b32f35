import ArgumentParser
import Glibc
import Model

/// `tocsin replay`: the watchers over a capture, with nothing else.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run the watchers over a capture file.",
        discussion: """
            Reads a pcap or pcapng file and prints the events that its packets would have made, on the capture's own \
            clock. Needs no daemon and touches no store: the numbers of events and alerts are those of this run. \
            Without a configuration every sender and community is taken. With one it is said on standard error what its \
            sections cannot tell from a capture, which answers no question: devices and time servers are not asked.

            Examples:
              tocsin replay incident.pcapng
              tocsin replay --config /etc/tocsin/tocsin.yaml -p warning -o json incident.pcap
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Option(
        help: ArgumentHelp("Judge as this configuration says.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config: String?

    @Option(
        name: [.customShort("p", allowingJoined: true), .customLong("priority")],
        help: ArgumentHelp("Only this severity or worse, or a range such as error..notice.", valueName: "severity"),
        completion: .list(Severity.allCases.map(\.name)))
    var priority: String?

    @Flag(help: "At the end write what each watcher has counted to standard error, one JSON object a line.")
    var status = false

    @Argument(help: "A pcap or pcapng file.", completion: .file(extensions: ["pcap", "pcapng"]))
    var capture: String

    func run() throws {
        let format = try listing.format()
        let severities = try priority.map { try SeverityRange.parse($0) } ?? .critical ... .info
        if unsafe access(capture, R_OK) != 0 {
            let code = errno
            let words = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            throw code == EACCES
                ? CommandFault.notPermitted("\(capture): \(words)") : CommandFault.failed("\(capture): \(words)")
        }
        var told: CommandFault?
        var found: (statuses: [String], limits: [String]) = ([], [])
        try Output.standard(paging: !listing.isUnpaged) { output in
            var printer = try EventPrinter(format: format, times: listing.times, output: output)
            var fault: (any Error)?
            do throws(CommandFault) {
                found = try DaemonBridge.replay(capture: capture, configuration: config) { event in
                    guard fault == nil, severities.contains(event.observation.severity) else { return }
                    do { try printer.print([event]) } catch { fault = error }
                }
            } catch {
                // What came before stands; the fault is told behind it, when the pager has gone.
                told = error
            }
            if let fault { throw fault }
            if told == nil, format == .short, !printer.hasRows, output.terminal.isInteractive {
                try output.line(Style.faint.paint("-- No events --", on: output.terminal))
            }
        }
        if let told { throw told }
        for limit in found.limits { Program.complain("\(SafeText.line(limit))\n") }
        guard status else { return }
        let output = Output(descriptor: STDERR_FILENO, terminal: .none)
        for line in found.statuses { try output.line(line) }
        try output.flush()
    }
}
