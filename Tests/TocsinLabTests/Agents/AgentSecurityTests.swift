import Model
import Testing
import Wire

@testable import SNMP
@testable import TocsinLab

@Suite struct AgentSecurityTests {
    private static let name = AgentObject.sysName.identifier.appending(0)
    private static let usmStats: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 15, 1, 1]

    /// Asks an agent for its name as a user; the answer when it is authentic.
    private static func ask(
        _ farm: AskedAgents, as user: USMUser, level: SecurityLevel? = nil, boots: UInt32? = nil,
        time: UInt32? = nil,
        engine: EngineID? = nil, context: String = "", at moment: Duration = .seconds(1)
    ) throws -> SNMPAnswer? {
        let agent = farm.agents[0]
        let state = AgentState(of: agent, at: moment.nanoseconds)
        var sender = try SNMPv3Sender(
            user, engineID: engine ?? agent.engineID, boots: boots ?? state.boots,
            time: time ?? state.engineTime(of: agent))
        if let level { sender.securityLevel = level }
        sender.contextName = context
        let encoded = sender.encode(AgentQuestion.get(name).pdu, messageID: 5, isReportable: true)
        let request = try #require(encoded)
        guard let bytes = farm.answer(request, to: 0, at: moment) else { return nil }
        return try sender.answer(bytes)
    }

    @Test func `Discovery is answered with a Report that names the engine and its clock`() throws {
        let farm = try AskedAgents(one: "healthy", version: .v3)
        let question = SNMPv3Sender.discovery(messageID: 3, requestID: 4)
        let answer = try SNMPAnswer(try #require(farm.answer(question, to: 0, at: .seconds(1))))
        let state = AgentState(of: farm.agents[0], at: 1_000_000_000)
        #expect(answer.kind == .report)
        #expect(answer.messageID == 3)
        #expect(answer.engineID == farm.agents[0].engineID)
        #expect(answer.boots == state.boots)
        #expect(answer.time == state.engineTime(of: farm.agents[0]))
        #expect(answer.varBinds == [VarBind(Self.usmStats.appending(4, 0), .counter32(1))])
    }

    @Test func `A user with the right keys is answered at its own level`() throws {
        let farm = try AskedAgents(one: "healthy", version: .v3)
        let answer = try #require(try Self.ask(farm, as: OfficeNetwork.user))
        #expect(answer.kind == .response)
        #expect(answer.securityLevel == .authPriv)
        #expect(answer.varBinds == [VarBind(Self.name, .octetString(Array("one".utf8)))])
        let other = try #require(try Self.ask(farm, as: OfficeNetwork.user, context: "vlan-10"))
        #expect(other.kind == .response)
    }

    @Test func `Each refusal is told by its own counter`() throws {
        let farm = try AskedAgents(one: "healthy", version: .v3)
        var wrongAuth = OfficeNetwork.user
        wrongAuth.auth = .init(.sha256, "another passphrase")
        var wrongPrivacy = OfficeNetwork.user
        wrongPrivacy.privacy = .init(.aes128, "another passphrase")
        func report(_ answer: SNMPAnswer?) -> ObjectIdentifier? {
            answer?.kind == .report ? answer?.varBinds.first?.name : nil
        }
        #expect(report(try Self.ask(farm, as: USMUser(name: "nobody"))) == Self.usmStats.appending(3, 0))
        #expect(report(try Self.ask(farm, as: wrongAuth)) == Self.usmStats.appending(5, 0))
        #expect(report(try Self.ask(farm, as: wrongPrivacy)) == Self.usmStats.appending(6, 0))
        #expect(
            report(try Self.ask(farm, as: OfficeNetwork.user, engine: .make(from: 9))) == Self.usmStats.appending(4, 0)
        )
        #expect(
            report(try Self.ask(farm, as: OfficeNetwork.user, context: "elsewhere")) == [
                1, 3, 6, 1, 6, 3, 12, 1, 5, 0,
            ])
        let late = try Self.ask(farm, as: OfficeNetwork.user, time: 3)
        #expect(report(late) == Self.usmStats.appending(2, 0))
        // Only this one is authenticated, since it sets clocks.
        #expect(late?.securityLevel == .authNoPriv)
        #expect(report(try Self.ask(farm, as: OfficeNetwork.user, boots: 77)) == Self.usmStats.appending(2, 0))
        #expect(try Self.ask(farm, as: OfficeNetwork.user, level: .noAuthNoPriv)?.errorStatus == 16)
        let plain = AskedAgents(
            try AgentFarm(farm.agents, access: .init(users: [USMUser(name: OfficeNetwork.userName)])))
        #expect(report(try Self.ask(plain, as: OfficeNetwork.user)) == Self.usmStats.appending(1, 0))
    }

    @Test func `The window is 150 seconds wide and a restart closes it`() throws {
        let farm = try AskedAgents(one: "reboot=30s", version: .v3)
        let state = AgentState(of: farm.agents[0], at: 1_000_000_000)
        let time = state.engineTime(of: farm.agents[0])
        #expect(try Self.ask(farm, as: OfficeNetwork.user, time: time - 150)?.kind == .response)
        #expect(try Self.ask(farm, as: OfficeNetwork.user, time: time + 150)?.kind == .response)
        #expect(try Self.ask(farm, as: OfficeNetwork.user, time: time - 151)?.kind == .report)
        #expect(try Self.ask(farm, as: OfficeNetwork.user, time: time + 151)?.kind == .report)
        #expect(try Self.ask(farm, as: OfficeNetwork.user, boots: state.boots, at: .seconds(40))?.kind == .report)
        #expect(try Self.ask(farm, as: OfficeNetwork.user, at: .seconds(40))?.kind == .response)
    }
}
