import Model
import SNMP
import Wire

@testable import TocsinLab

/// A request as a manager writes it, and its answer as one reads it.
struct AgentQuestion {
    var kind = SNMPPDUKind.get
    var version = SNMPVersion.v2c
    var community = OfficeNetwork.community
    var requestID: Int32 = 77
    /// error-status, or non-repeaters.
    var first: Int32 = 0
    /// error-index, or max-repetitions.
    var second: Int32 = 0
    var names: [ObjectIdentifier]

    static func get(_ names: ObjectIdentifier..., version: SNMPVersion = .v2c) -> AgentQuestion {
        AgentQuestion(version: version, names: names)
    }

    static func next(_ names: ObjectIdentifier..., version: SNMPVersion = .v2c) -> AgentQuestion {
        AgentQuestion(kind: .getNext, version: version, names: names)
    }

    static func bulk(_ repetitions: Int32, _ names: ObjectIdentifier..., nonRepeaters: Int32 = 0) -> AgentQuestion {
        AgentQuestion(kind: .getBulk, first: nonRepeaters, second: repetitions, names: names)
    }

    /// The PDU's octets.
    var pdu: [UInt8] {
        var writer = BERWriter()
        for name in names.reversed() {
            let mark = writer.count
            writer.close(BERTag.null, since: mark)
            writer.objectIdentifier(name.arcs)
            writer.close(BERTag.sequence, since: mark)
        }
        writer.close(BERTag.sequence, since: 0)
        writer.integer(second)
        writer.integer(first)
        writer.integer(requestID)
        writer.close(kind.rawValue, since: 0)
        return writer.bytes
    }

    /// The datagram of v1 or v2c.
    var datagram: [UInt8] {
        var writer = BERWriter()
        writer.raw(pdu)
        writer.octets(Array(community.utf8))
        writer.integer(Int32(version.rawValue))
        writer.close(BERTag.sequence, since: 0)
        return writer.bytes
    }
}

/// Agents that tests ask; a class, so that an expectation may ask, too.
final class AskedAgents {
    /// The agents.
    var farm: AgentFarm

    /// The agents of a farm.
    init(_ farm: AgentFarm) { self.farm = farm }

    /// What they are.
    var agents: [SimulatedAgent] { farm.agents }

    /// What they were asked.
    var totals: AgentFarm.Totals { farm.totals }

    /// The answer to a datagram.
    func answer(_ datagram: [UInt8], to agent: Int, at time: Duration) -> [UInt8]? {
        farm.answer(datagram, to: agent, at: time)
    }

    /// Asks an agent.
    func ask(_ question: AgentQuestion, of agent: Int = 0, at time: Duration = .seconds(1)) throws
        -> SNMPAnswer?
    {
        guard let bytes = answer(question.datagram, to: agent, at: time) else { return nil }
        // The daemon's own check of what the lab writes.
        _ = try SNMPEnvelope(bytes)
        return try SNMPAnswer(bytes)
    }

    /// The value of a variable; nil without an answer.
    func value(_ object: AgentObject, _ index: UInt32 = 0, at time: Duration = .seconds(1)) throws
        -> VarBindValue?
    {
        try ask(.get(object.identifier.appending(index)), at: time)?.varBinds.first?.value
    }

    /// A number; nil where it is none.
    func number(_ object: AgentObject, _ index: UInt32 = 0, at time: Duration = .seconds(1)) throws -> UInt64? {
        switch try value(object, index, at: time) {
        case .integer(let number)?: UInt64(exactly: number)
        case .counter32(let number)?, .gauge32(let number)?, .timeTicks(let number)?: UInt64(number)
        case .counter64(let number)?: number
        default: nil
        }
    }

    /// Walks below a name with GETNEXT and gives what a manager would believe: it ends where a name is not greater.
    func walk(_ root: ObjectIdentifier, version: SNMPVersion = .v2c, of agent: Int = 0) throws -> [VarBind] {
        var found: [VarBind] = []
        var name = root
        while let answer = try ask(.next(name, version: version), of: agent), answer.errorStatus == 0,
            let varBind = answer.varBinds.first, varBind.name.starts(with: root), varBind.value != .endOfMibView
        {
            guard varBind.name > name else { break }
            found.append(varBind)
            name = varBind.name
        }
        return found
    }

    /// One agent with that behaviour.
    init(
        one behaviour: String = "healthy", interfaces: Int = 6, features: AgentFeatures = .all,
        version: SimulatedAgent.Version = .v2c
    ) throws {
        let plan = try AgentPlan(
            [
                .init(
                    count: 1, name: "one", version: version, interfaces: interfaces, features: features,
                    behaviour: AgentText.behaviour(behaviour))
            ], at: AgentNetwork("127.0.0.1:1161"))
        farm = try AgentFarm(plan.agents)
    }
}
