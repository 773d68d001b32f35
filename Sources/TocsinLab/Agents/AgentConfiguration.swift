import Model
import SNMP

/// The configuration of a daemon that polls the agents of a plan, with as few entries as ranges allow.
public struct AgentConfiguration: Sendable {
    /// The configuration's text.
    public let yaml: String

    /// Every agent with the community and the users of the access. Passphrases stand in it as they are, since they open
    /// nothing but the simulation; the daemon warns of that.
    public init(_ plan: AgentPlan, interval: Duration, access: AgentFarm.Access = .init(), profiles: [String]? = nil) {
        var lines = [
            "# A daemon that polls the agents of tocsin-lab. Nothing here leaves this host.",
            "site: lab",
            "snmp:",
            "  credentials:",
            "    - { name: lab-v1, version: 1, community: \"\(access.community)\" }",
            "    - { name: lab-v2c, version: 2c, community: \"\(access.community)\" }",
            "    - name: lab-v3",
            "      version: 3",
            "      user: \(OfficeNetwork.userName)",
            "      auth: { protocol: SHA-256, passphrase: \"\(OfficeNetwork.passphrases.auth)\" }",
            "      privacy: { protocol: AES-128, passphrase: \"\(OfficeNetwork.passphrases.privacy)\" }",
            "  defaults: { interval: \(DurationGrammar.text(interval)), port: \(plan.port)"
                + (profiles.map { ", profiles: [\($0.joined(separator: ", "))]" } ?? "") + " }",
            "  devices:",
        ]
        var first = 0
        for group in plan.groups {
            let agents = plan.agents[first..<first + group.count]
            first += group.count
            var begin = agents.startIndex
            while begin < agents.endIndex {
                let end = AgentConfiguration.endOfRange(from: begin, in: agents)
                lines.append(AgentConfiguration.entry(group, plan.agents, begin, end))
                begin = end
            }
        }
        yaml = lines.joined(separator: "\n") + "\n"
    }

    /// Where a run of agents ends whose addresses differ in the last octet only.
    private static func endOfRange(from begin: Int, in agents: ArraySlice<SimulatedAgent>) -> Int {
        guard case .v4(let word) = agents[begin].endpoint.address else { return begin + 1 }
        return min(agents.endIndex, begin + 256 - Int(word & 255))
    }

    private static func entry(
        _ group: AgentPlan.Group, _ agents: [SimulatedAgent], _ begin: Int, _ end: Int
    ) -> String {
        let credential = "lab-v" + group.version.rawValue
        let address = agents[begin].endpoint.address.text
        guard end - begin > 1 else {
            return "    - { name: \(agents[begin].name), address: \"\(address)\", credential: \(credential) }"
        }
        let dot = address.lastIndex(of: ".") ?? address.startIndex
        let low = Int(address[address.index(after: dot)...]) ?? 0
        let digits = agents[begin].name.dropFirst(group.name.count)
        let lastDigits = agents[end - 1].name.dropFirst(group.name.count)
        return "    - { name: \"\(group.name){\(digits)..\(lastDigits)}\", "
            + "address: \"\(address[..<dot]).{\(low)..\(low + end - begin - 1)}\", credential: \(credential) }"
    }
}
