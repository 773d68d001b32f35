public import Model
import SNMP
import Watching

/// Asks every address of a network for an SNMP agent, at a bounded rate.
public enum Discovery {
    /// How to ask.
    public struct Plan: Sendable {
        /// The network.
        public var network: Network
        /// Credentials in the order in which they are tried at each address.
        public var credentials: [SNMPCredential]
        /// The UDP port.
        public var port: UInt16
        /// How long one answer may take.
        public var timeout: Duration
        /// How often a question is asked again.
        public var retries: Int
        /// How many addresses are begun a second.
        public var perSecond: Int

        /// A plan.
        public init(
            network: Network, credentials: [SNMPCredential], port: UInt16 = 161, timeout: Duration = .seconds(1),
            retries: Int = 1, perSecond: Int = 200
        ) {
            self.network = network
            self.credentials = credentials
            self.port = port
            self.timeout = timeout
            self.retries = retries
            self.perSecond = max(1, perSecond)
        }
    }

    /// An agent that answered.
    public struct Agent: Sendable, Hashable {
        /// Where.
        public var address: IPAddress
        /// The credential that it answered to.
        public var credential: String
        /// Its sysName.
        public var name: String
        /// Its sysDescr.
        public var description: String
        /// Its sysObjectID, dotted.
        public var objectID: String

        /// An agent.
        public init(address: IPAddress, credential: String, name: String, description: String, objectID: String) {
            self.address = address
            self.credential = credential
            self.name = name
            self.description = description
            self.objectID = objectID
        }
    }

    /// What an address came to.
    public enum Finding: Sendable, Hashable {
        /// An agent that answered.
        case agent(Agent)
        /// An agent that refused every credential, and what it said to the last that it refused.
        case refused(IPAddress, String)

        /// Where.
        var address: IPAddress {
            switch self {
            case .agent(let agent): agent.address
            case .refused(let address, _): address
            }
        }
    }

    /// The largest number of addresses that are asked.
    public static let limit = 65_536

    /// The addresses of a network that may be hosts: without an IPv4 network's own and its broadcast address. nil for a
    /// network of more than `limit`.
    public static func addresses(of network: Network) -> [IPAddress]? {
        switch network.base {
        case .v4(let base):
            let bits = 32 - network.prefixLength
            guard bits <= 16 else { return nil }
            let all = (0..<UInt32(1) << UInt32(bits)).map { IPAddress.v4(base | $0) }
            return bits >= 2 ? Array(all.dropFirst().dropLast()) : all
        case .v6(let high, let low, let scope):
            let bits = 128 - network.prefixLength
            guard bits <= 16 else { return nil }
            return (0..<UInt64(1) << UInt64(bits)).map { .v6(high: high, low: low | $0, scope: scope) }
        }
    }

    /// Asks all addresses and gives the agents that answered or refused, by address. `progress` is told how many addresses
    /// are done and how many agents have answered.
    public static func run(
        _ plan: Plan, addresses: [IPAddress], progress: @escaping @Sendable (Int, Int) -> Void
    ) async -> [Finding] {
        let client = SNMPClient(credentials: plan.credentials)
        let interval = Duration.nanoseconds(1_000_000_000 / Int64(plan.perSecond))
        let found = await withTaskGroup(of: Finding?.self) { group in
            var findings: [Finding] = []
            var done = 0
            var answered = 0
            func take(_ finding: Finding?) {
                if let finding { findings.append(finding) }
                if case .agent? = finding { answered += 1 }
                done += 1
                progress(done, answered)
            }
            let clock = ContinuousClock()
            let begun = clock.now
            for (number, address) in addresses.enumerated() {
                // As many at once as answers may take to time out at that rate, and a bound on memory.
                if number - done >= 4_096, let finding = await group.next() { take(finding) }
                try? await clock.sleep(until: begun + interval * number, tolerance: .milliseconds(1))
                group.addTask { await ask(address, plan, client) }
            }
            for await finding in group { take(finding) }
            return findings
        }
        await client.close()
        return found.sorted { $0.address.octets.lexicographicallyPrecedes($1.address.octets) }
    }

    private static func ask(_ address: IPAddress, _ plan: Plan, _ client: SNMPClient) async -> Finding? {
        let objects: [SystemObject] = [.objectID, .name, .description]
        var refusal: String?
        for credential in plan.credentials {
            let request = SNMPRequest(
                endpoint: Endpoint(address: address, port: plan.port), credential: credential.name, operation: .get,
                variables: objects.map(\.oid), timeout: plan.timeout, retries: plan.retries)
            switch await client.ask(request) {
            // It lets this user or community in, and see nothing.
            case .success(let reply) where reply.errorStatus == 16: refusal = ProbeWords.errorStatus(16)
            case .success(let reply):
                var texts = ["", "", ""]
                for (index, bound) in reply.varBinds.decoded().prefix(3).enumerated() {
                    switch bound.value {
                    case .octetString(let octets): texts[index] = String(decoding: octets, as: UTF8.self)
                    case .objectIdentifier(let identifier): texts[index] = identifier.text
                    default: break
                    }
                }
                return .agent(
                    Agent(
                        address: address, credential: credential.name, name: texts[1], description: texts[2],
                        objectID: texts[0]))
            // Nobody listens there, whatever the credential is.
            case .failure(let failure) where [.portUnreachable, .notSent].contains(failure.reason): return nil
            // To a wrong community an agent is silent; to a wrong user it says what is wrong.
            case .failure(let failure):
                guard failure.reason != .timedOut, failure.reason != .unusableCredential else { continue }
                refusal = ProbeWords.hint(failure.reason) ?? failure.text
            }
        }
        return refusal.map { .refused(address, $0) }
    }

    // MARK: Text for the configuration

    /// The agents as devices of the configuration. What agents say of themselves stands in comments, made harmless; their
    /// names are cut down to letters, digits, dots, hyphens and underscores, and are told apart from each other and from
    /// those of `known`. An address that is configured already is a comment, and so is one that refuses us.
    public static func configuration(of findings: [Finding], known: [DeviceEntry], port: UInt16 = 161) -> String {
        var taken = Set(known.map { $0.name.lowercased() })
        var lines: [String] = []
        var hasDevice = false
        for finding in findings {
            let agent: Agent
            switch finding {
            case .agent(let found): agent = found
            case .refused(let address, let reason):
                lines.append("    # \(address.text) refuses: \(reason.withControlsEscaped)")
                continue
            }
            let comment = "  # \(remark(agent))"
            if let device = known.first(where: { $0.address == .ip(agent.address) && $0.port == port }) {
                lines.append("    # \(agent.address.text) is configured already as \(device.name.withControlsEscaped)")
                continue
            }
            hasDevice = true
            let name = freeName(agent, &taken)
            var line = "    - { name: \(quoted(name)), address: \(quoted(agent.address.text))"
            line += ", credential: \(quoted(agent.credential))"
            if port != 161 { line += ", port: \(port)" }
            lines.append(line + " }" + comment)
        }
        if lines.isEmpty { return "# no agent answered\n" }
        let head = hasDevice ? ["snmp:", "  devices:"] : ["# no agent answered that is not configured already"]
        return (head + lines).joined(separator: "\n") + "\n"
    }

    private static func remark(_ agent: Agent) -> String {
        let words = [agent.description, agent.objectID].filter { !$0.isEmpty }.joined(separator: ", ")
        let line = words.split(whereSeparator: \.isNewline).joined(separator: " ").withControlsEscaped
        return line.count > 100 ? line.prefix(99) + "…" : line
    }

    private static func freeName(_ agent: Agent, _ taken: inout Set<String>) -> String {
        var name = ""
        for byte in agent.name.utf8.prefix(63) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default: if name.last != "-" { name += "-" }
            }
        }
        if !name.utf8.contains(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }) {
            name = agent.address.text.replacing("%", with: "-")
        }
        var candidate = name
        var number = 2
        while !taken.insert(candidate.lowercased()).inserted {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }

    /// A YAML scalar that is nothing but text: plain where that is safe, else in double quotes.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { (65...90).contains($0) || (97...122).contains($0) } == true
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95].contains($0)
            }
        // Words that YAML 1.1 takes for something else than text.
        let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        if isPlain, !words.contains(text.lowercased()) { return text }
        var writer = JSONWriter(capacity: 64)
        writer.string(text)
        return writer.text
    }
}
