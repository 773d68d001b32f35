import ArgumentParser
import Daemon
import Glibc
import Model
import Synchronization

/// `tocsin discover`: agents that answer, as text for the configuration.
struct DiscoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Find SNMP agents in a network, as YAML for the configuration.",
        discussion: """
            Asks every address of the network for sysObjectID, sysName and sysDescr, with the configuration's credentials \
            in their order, and writes the agents that answer as devices. Needs no daemon, but to be allowed to read the \
            configuration's secrets: run it as root or as the daemon's user. An address that is configured already is \
            left a comment. At most \(Discovery.limit) addresses are asked at a time.

            Examples:
              tocsin discover 10.0.1.0/24
              tocsin discover 10.0.1.0/24 --credential core --credential lan > /etc/tocsin/conf.d/found.yaml
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions
    @OptionGroup var access: CredentialOptions

    @Option(help: ArgumentHelp("How many addresses are begun a second.", valueName: "number"))
    var rate = 200

    @Option(help: ArgumentHelp("How long one answer may take.", valueName: "duration"))
    var timeout = "1s"

    @Option(help: ArgumentHelp("How often a question is asked again.", valueName: "number"))
    var retries = 1

    @Option(help: "The UDP port of the agents.")
    var port: UInt16 = 161

    @Argument(help: ArgumentHelp("The network, such as 10.0.1.0/24, or one address.", valueName: "cidr"))
    var network: String

    func run() throws {
        guard let network = Network(self.network) else {
            throw CommandFault.usage(
                "\(self.network.quotedForMessage) is no network: write 10.0.1.0/24, without bits beyond the prefix")
        }
        guard let addresses = Discovery.addresses(of: network) else {
            throw CommandFault.usage("\(network.text) has more than \(Discovery.limit) addresses: ask in parts")
        }
        let timeout = try DurationOption.parse("--timeout", self.timeout)
        guard (1...10_000).contains(rate) else { throw CommandFault.usage("--rate is 1 to 10000") }
        guard (0...20).contains(retries) else { throw CommandFault.usage("--retries is 0 to 20") }
        let sources = try access.configured()
        let plan = Discovery.Plan(
            network: network, credentials: try sources.credentials(access.credentials), port: port, timeout: timeout,
            retries: retries, perSecond: rate)
        let progress = DiscoveryProgress(total: addresses.count, isLive: isatty(STDERR_FILENO) == 1)
        let findings = Waiting.until {
            await Discovery.run(plan, addresses: addresses) { done, found in progress.note(done: done, found: found) }
        }
        progress.end(findings)
        let text = Discovery.configuration(of: findings, known: sources.devices, port: port)
        try Output.standard(paging: false) { output in
            for line in text.split(separator: "\n") { try output.line(SafeText.line(String(line))) }
        }
    }
}

/// Tells on standard error how far a discovery is: on a terminal as it goes, else once at its end.
private final class DiscoveryProgress: Sendable {
    private let total: Int
    private let isLive: Bool
    private let next = Mutex(MonotonicTime.now)

    /// A progress of nothing yet.
    init(total: Int, isLive: Bool) {
        self.total = total
        self.isLive = isLive
    }

    /// Takes a number of addresses that are done.
    func note(done: Int, found: Int) {
        guard isLive else { return }
        let isDue = next.withLock { next in
            guard MonotonicTime.now >= next else { return false }
            next = .now + .milliseconds(200)
            return true
        }
        if isDue { Program.complain("\r\u{1b}[K\(done) of \(total) asked, \(found) answered") }
    }

    /// Says what came of it.
    func end(_ findings: [Discovery.Finding]) {
        let answered = findings.count { if case .agent = $0 { true } else { false } }
        let refused = findings.count - answered
        Program.complain(
            "\(isLive ? "\r\u{1b}[K" : "")\(total) asked, \(answered) answered\(refused > 0 ? ", \(refused) refused" : "")\n"
        )
    }
}

/// A duration as an option gives it.
enum DurationOption {
    /// Reads `500ms`, `2s`: more than nothing and at most a minute.
    static func parse(_ option: String, _ text: String) throws(CommandFault) -> Duration {
        guard let duration = DurationGrammar.parse(text), duration >= .milliseconds(1), duration <= .seconds(60) else {
            throw .usage("\(option) takes a duration such as 500ms or 2s, up to 60s, not \(text.quotedForMessage)")
        }
        return duration
    }
}
