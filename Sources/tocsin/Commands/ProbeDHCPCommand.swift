import ArgumentParser
import Daemon
import Model

/// `tocsin probe dhcp`: who answers DHCP clients on an interface now.
struct ProbeDHCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dhcp",
        abstract: "Ask for DHCP and DHCPv6 servers on an interface.",
        discussion: """
            Asks in every form that the watcher knows, listens for five seconds and lists who answered. No address is \
            taken. With --config they are judged by the servers that the configuration lists; without, every answer is \
            of a server that nobody listed. It needs the right to capture: root, or CAP_NET_RAW. Exits 1 when the \
            interface could not be listened on.

            Examples:
              tocsin probe dhcp eth0
              tocsin probe dhcp eth0 --config /etc/tocsin/tocsin.yaml -o json
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Option(
        help: ArgumentHelp("Judge by the servers of this configuration.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config: String?

    @Option(help: ArgumentHelp("How long to listen, 1s to 1m.", valueName: "duration"))
    var wait = "5s"

    @Argument(help: "The interface, such as eth0.")
    var interface: String

    func run() throws {
        let format = try listing.format()
        let duration = try DurationOption.parse("--wait", wait)
        guard duration >= .seconds(1), duration <= .seconds(60) else { throw CommandFault.usage("--wait is 1s to 1m") }
        let configuration = try config.map { path throws(CommandFault) in
            try DaemonBridge.usableConfiguration(path: path, secrets: .lenient)
        }
        let probe = DHCPProbe(interface: interface, configuration: configuration)
        let finding = try Waiting.value(of: interface) { try await probe.run(for: duration) }
        if let fault = finding.fault { throw CommandFault.failed(fault) }
        let servers = JSONValue(parsing: finding.servers)?.elements ?? []
        try Output.standard(paging: false) { output in
            guard format == .short else {
                return try ServersCommand.listing(servers).write(format, listing.times, to: output)
            }
            for line in ServerText(times: listing.times, terminal: output.terminal).lines(servers, of: "dhcp") {
                try output.line(line)
            }
            if config == nil { return }
            for seen in finding.observations where seen.severity <= .warning {
                try output.line(SafeText.line("\(seen.severity.name): \(seen.summary)"))
            }
        }
    }
}
