import ArgumentParser
import Daemon
import Model

/// `tocsin probe ntp`: how far this host's clock is from a server's.
struct ProbeNTPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ntp",
        abstract: "Measure the offset of this host's clock against a time server.",
        discussion: """
            Asks some questions two seconds apart, as servers allow it, and tells by how much this host's clock is wrong, \
            how far the truth can be from that, and what the server says of itself. The clock is not touched. Exits 1 \
            when there is no measurement. With --nts the server must prove by Network Time Security (RFC 8915) who it \
            is; what its certificate is refused for is said.

            Examples:
              tocsin probe ntp pool.ntp.org
              tocsin probe ntp 192.0.2.1 --count 8 -o json
              tocsin probe ntp time.example --nts
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Option(help: "How many questions, 1 to 64.")
    var count = 4

    @Option(help: "The server's UDP port.")
    var port: UInt16 = 123

    @Flag(help: "Agree on keys first, and take no answer that is not authentic.")
    var nts = false

    @Option(name: .customLong("nts-port"), help: "The server's TCP port for keys.")
    var ntsPort: UInt16 = 4_460

    @Option(name: .customLong("nts-ca"), help: "A file of trusted certificates in PEM, in place of the system's.")
    var ntsCA: String?

    @Argument(help: "An address or a name.")
    var host: String

    func run() throws {
        let format = try listing.format()
        guard (1...64).contains(count) else { throw CommandFault.usage("--count is 1 to 64") }
        guard port > 0 else { throw CommandFault.usage("--port is 1 to 65535") }
        guard let host = HostAddress(self.host) else {
            throw CommandFault.usage("\(self.host.quotedForMessage) is no address and no name of a host")
        }
        guard ntsPort > 0 else { throw CommandFault.usage("--nts-port is 1 to 65535") }
        guard nts || ntsCA == nil && ntsPort == 4_460 else {
            throw CommandFault.usage("--nts-port and --nts-ca mean nothing without --nts")
        }
        let (port, count) = (self.port, self.count)
        let keys = nts ? TimeProbe.NTS(port: ntsPort, trustedCertificates: ntsCA) : nil
        let finding = try Waiting.value(of: self.host) {
            let address = try await ProbeAddress().resolve(host)
            return try await TimeProbe(host: host, address: address, port: port, count: count, nts: keys).run()
        }
        guard finding.isMeasured else { throw CommandFault.failed(finding.text) }
        let object = JSONValue(parsing: finding.json) ?? .object([])
        try Output.standard(paging: false) { output in
            if format == .short { return try output.line(SafeText.line(finding.text)) }
            let listed = ObjectListing(
                objects: [object], fields: [], title: { _ in "ntp \(host.text)" }, sentence: { _ in finding.text })
            try listed.write(format, listing.times, to: output)
        }
    }
}
