import ArgumentParser
import Daemon
import Model
import Synchronization

/// `tocsin probe snmp`: what an agent says now.
struct ProbeSNMPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snmp",
        abstract: "Ask an SNMP agent: its system and interfaces, variables, or a whole subtree.",
        discussion: """
            The host is an address, a name, or a device of the configuration, whose address and credentials are then \
            used. Without OIDs the agent's system and interfaces are shown; with OIDs those variables; with --walk all \
            that lies below an OID, a line a variable. With --numeric the lines are those of \
            'snmpbulkwalk -On' without MIB files, so that the two can be compared. Exits 1 when there is no answer.

            Examples:
              tocsin probe snmp core-sw1
              tocsin probe snmp 10.0.0.2 --credential lan sysName.0 1.3.6.1.2.1.1.3.0
              tocsin probe snmp 10.0.0.2 --credential lan --walk ifTable --numeric
              tocsin probe snmp 10.0.0.2 --community public -o json
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions
    @OptionGroup var listing: ListingOptions
    @OptionGroup var access: CredentialOptions
    @OptionGroup var typed: TypedCredentialOptions

    @Option(help: ArgumentHelp("Show all that lies below this OID.", valueName: "oid"))
    var walk: String?

    @Flag(help: "OIDs and values as net-snmp's tools print them with -On.")
    var numeric = false

    @Option(help: ArgumentHelp("v3: the context to ask in.", valueName: "name"))
    var context: String?

    @Option(help: "The agent's UDP port (default: the device's, or 161).")
    var port: UInt16?

    @Option(help: ArgumentHelp("How long one answer may take (default: the device's, or 2s).", valueName: "duration"))
    var timeout: String?

    @Option(
        help: ArgumentHelp("How often a question is asked again (default: the device's, or 2).", valueName: "number"))
    var retries: Int?

    @Argument(help: "An address, a name, or a device of the configuration.")
    var host: String

    @Argument(help: ArgumentHelp("Variables: names such as sysName.0, or dotted numbers.", valueName: "oid"))
    var oids: [String] = []

    /// Where to ask, before its name is resolved.
    private struct Place {
        var address: HostAddress
        var port: UInt16 = 161
        var timeout: Duration = .seconds(2)
        var retries = 2
        var contextName: String?
        var credentials: [SNMPCredential]
    }

    func run() throws {
        let format = try listing.format()
        if walk != nil, !oids.isEmpty { throw CommandFault.usage("give --walk or single variables, not both") }
        let variables = try oids.map { try ProbeSNMPCommand.oid($0) }
        let root = try walk.map { try ProbeSNMPCommand.oid($0) }
        let place = try place()
        let address = try Waiting.value(of: host) { try await ProbeAddress().resolve(place.address) }
        let probe = SNMPProbe(
            SNMPProbe.Target(
                endpoint: Endpoint(address: address, port: place.port), credentials: place.credentials,
                timeout: place.timeout, retries: place.retries, contextName: place.contextName))
        if root == nil, variables.isEmpty { return try showSummary(probe, format) }
        try show(probe, variables, root, format)
    }

    private static func oid(_ text: String) throws(CommandFault) -> String {
        guard let oid = SNMPProbe.oid(named: text) else {
            throw .usage("\(text.quotedForMessage) is no OID: write numbers, or a standard name such as sysName.0")
        }
        return oid
    }

    // MARK: Where

    private func place() throws(CommandFault) -> Place {
        var place: Place
        if let credential = try typed.credential() {
            if !access.credentials.isEmpty { throw .usage("give --credential, or one that is typed, not both") }
            place = Place(address: try address(), credentials: [credential])
        } else {
            let sources = try access.configured()
            if let device = sources.device(host) {
                let names = access.credentials.isEmpty ? device.credentials : access.credentials
                place = Place(
                    address: device.address, port: device.port, timeout: device.timeout, retries: device.retries,
                    contextName: device.contextName, credentials: try sources.credentials(names))
            } else {
                place = Place(address: try address(), credentials: try sources.credentials(access.credentials))
            }
        }
        place.port = port ?? place.port
        if let timeout { place.timeout = try DurationOption.parse("--timeout", timeout) }
        place.retries = retries ?? place.retries
        guard (0...20).contains(place.retries) else { throw .usage("--retries is 0 to 20") }
        place.contextName = context ?? place.contextName
        return place
    }

    private func address() throws(CommandFault) -> HostAddress {
        guard let address = HostAddress(host) else {
            throw .usage("\(host.quotedForMessage) is no address and no name of a host")
        }
        return address
    }

    // MARK: Variables

    private func show(_ probe: SNMPProbe, _ variables: [String], _ root: String?, _ format: OutputFormat) throws {
        let collected = Collected()
        let result = Waiting.until { () -> SNMPProbe.Fault? in
            do throws(SNMPProbe.Fault) {
                if let root {
                    try await probe.walk(root) { collected.add($0) }
                } else {
                    _ = collected.add(try await probe.get(variables))
                }
                return nil
            } catch { return error }
        }
        try Output.standard(paging: !listing.isUnpaged) { output in
            var writer = RecordWriter(format: format, times: listing.times, output: output)
            if format != .short { try writer.begin(ProbeSNMPCommand.fields) }
            for variable in collected.variables {
                if format == .short {
                    // An agent's text may have lines of its own; a variable has one here.
                    let line = numeric ? variable.numericLine : variable.line
                    try output.line(output.terminal.isInteractive || !numeric ? SafeText.line(line) : line)
                } else {
                    try writer.write(ProbeSNMPCommand.record(variable))
                }
            }
        }
        // What came before the fault stands.
        if let result { throw CommandFault.failed("\(result)") }
    }

    /// What a walk hands over; bounded, since an agent may go on for ever.
    private final class Collected: Sendable {
        private static let limit = 2_000_000
        private let found = Mutex<[ProbedVariable]>([])

        /// Takes some; false when it has enough.
        func add(_ more: [ProbedVariable]) -> Bool {
            found.withLock { found in
                found += more
                return found.count < Collected.limit
            }
        }

        /// All so far.
        var variables: [ProbedVariable] { found.withLock { $0 } }
    }

    private static let fields = ["oid", "name", "type", "value", "text"]

    private static func record(_ variable: ProbedVariable) -> Record {
        Record(
            title: variable.name, sentence: variable.line,
            fields: [
                ("oid", .text(variable.oid)), ("name", .text(variable.name)), ("type", .text(variable.type)),
                ("value", ObjectListing.value(JSONValue(parsing: variable.json) ?? .null, of: "value")),
                ("text", .text(variable.text)),
            ])
    }

    // MARK: The agent as a whole

    private func showSummary(_ probe: SNMPProbe, _ format: OutputFormat) throws {
        let object = JSONValue(parsing: try Waiting.value { try await probe.summary() }) ?? .object([])
        let interfaces = object["interfaces"]?.elements ?? []
        try Output.standard(paging: !listing.isUnpaged) { output in
            guard format == .short else {
                let rows = format == .csv || format == .cat
                let listed = ObjectListing(
                    objects: rows ? interfaces : [object], fields: [],
                    title: { $0["system_name"]?.plain ?? host }, sentence: AgentText.interfaceSentence)
                return try listed.write(format, listing.times, to: output)
            }
            let text = AgentText(times: listing.times, terminal: output.terminal)
            for line in text.lines(object, host: host) { try output.line(line) }
        }
    }
}
