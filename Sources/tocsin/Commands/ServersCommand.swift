import ArgumentParser
import Model

/// `tocsin servers`: what the watchers see now.
struct ServersCommand: ParsableCommand {
    /// Whose servers.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case dhcp, ra, dns, ntp
    }

    static let configuration = CommandConfiguration(
        commandName: "servers",
        abstract: "Show the servers that the watchers see: DHCP, routers, DNS, NTP.",
        discussion: """
            The daemon is asked, so it must run. A server that is not listed in the configuration is set off. With \
            --as-config what was learned is written as text for the configuration, to be read over before it is used.

            The first column of NTP's table is as in chronyc: * selected, + combined with it, - left out, x a \
            falseticker, ? unusable. Offsets are theirs minus ours, as ntpq's: + means that our clock is slow. (chronyc \
            prints the opposite sign.)

            Examples:
              tocsin servers
              tocsin servers ntp
              tocsin servers dhcp --as-config > /etc/tocsin/conf.d/dhcp.yaml
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Flag(name: .customLong("as-config"), help: "Write what was learned as text for the configuration.")
    var asConfiguration = false

    @Argument(help: "Only those of this watcher: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind?

    func run() throws {
        let format = try listing.format()
        if asConfiguration { return try writeConfiguration() }
        let answers = try places.query("servers", of: kind?.rawValue)
        try Output.standard(paging: !listing.isUnpaged) { output in
            guard format == .short else {
                return try ServersCommand.listing(answers.flatMap(\.objects)).write(
                    format, listing.times, to: output)
            }
            let text = ServerText(times: listing.times, terminal: output.terminal)
            if answers.isEmpty, output.terminal.isInteractive {
                try output.line(Style.faint.paint("No watcher that sees servers is configured.", on: output.terminal))
            }
            for (watcher, servers) in answers {
                try output.line(Style.notice.paint(ServersCommand.title(of: watcher), on: output.terminal))
                for line in text.lines(servers, of: watcher) { try output.line(line) }
            }
        }
    }

    private func writeConfiguration() throws {
        let answers = try places.query("servers_as_configuration", of: kind?.rawValue)
        let texts = answers.flatMap(\.objects).compactMap { $0["yaml"]?.string }
        if texts.isEmpty { throw CommandFault.failed("no watcher has learned of servers") }
        try Output.standard(paging: false) { output in
            for text in texts {
                for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    try output.line(SafeText.line(String(line)))
                }
            }
        }
    }

    /// Servers in the formats that are no table.
    static func listing(_ servers: [JSONValue]) -> ObjectListing {
        ObjectListing(
            objects: servers, fields: ServerText.fields,
            title: { "\($0["watcher"]?.plain ?? "?") \($0["name"]?.string ?? $0["address"]?.plain ?? "?")" },
            sentence: ServerText.sentence)
    }

    private static func title(of watcher: String) -> String {
        switch watcher {
        case "dhcp": "DHCP servers"
        case "ra": "Routers"
        case "dns": "DNS servers"
        case "ntp": "NTP servers"
        default: SafeText.line(watcher)
        }
    }
}
