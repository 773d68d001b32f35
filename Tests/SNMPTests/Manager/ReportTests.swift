import Model
import Testing
import Wire

@testable import SNMP

/// v3: Reports that anyone may forge, and silence that has a cause.
@Suite("Reports")
struct ReportTests {
    private static let told: [([UInt32], SNMPFailure.Reason)] = [
        (FabricatedAgent.unsupportedSecurityLevels, .unsupportedSecurityLevel),
        (FabricatedAgent.notInTimeWindows, .notInTimeWindow), (FabricatedAgent.unknownUserNames, .unknownUser),
        (FabricatedAgent.wrongDigests, .wrongKey), (FabricatedAgent.decryptionErrors, .privacy),
        (FabricatedAgent.unknownContexts, .unknownContext), ([11, 2, 1, 3], .malformedReply),
    ]

    /// A world whose agent was asked once, so that its engine is known, and the first question.
    private func asked(
        _ agent: inout FabricatedAgent, retries: Int = 2, context: String? = nil
    ) throws -> (ManagerWorld, SNMPOutgoing) {
        let world = ManagerWorld()
        world.manager.importEngines("192.0.2.1:161 \(Self.hex(agent.engineID)) 7 1799990000", at: world.now)
        return (world, try #require(world.ask("sealed", retries: retries, context: context).first))
    }

    private static func hex(_ engineID: [UInt8]) -> String { EngineID(engineID)?.text ?? "" }

    @Test("A Report is confirmed by a second one to a new question, and then told", arguments: told)
    func confirmed(_ counter: [UInt32], _ reason: SNMPFailure.Reason) throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        let again = try #require(world.give(try agent.report(to: sent.bytes, "sealed", counter)).first)
        #expect(again.id != sent.id)
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.give(try agent.report(to: again.bytes, "sealed", counter)).isEmpty)
        #expect(world.takeOutcomes().isEmpty)
        world.advance(.milliseconds(249))
        #expect(world.takeOutcomes().isEmpty)
        world.advance(.milliseconds(1))
        let failure = try #require(world.failure())
        #expect(failure.reason == reason)
        #expect(failure.attempts == 2)
        #expect(failure.text.contains("the agent reports "))
    }

    @Test("A genuine reply wins over forged Reports, also over a confirmed one")
    func genuineWins() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        let again = try #require(
            world.give(try agent.report(to: sent.bytes, "sealed", FabricatedAgent.unknownUserNames)).first)
        world.give(try agent.report(to: again.bytes, "sealed", FabricatedAgent.unknownUserNames))
        world.advance(.milliseconds(100))
        world.give(try agent.answer(to: again.bytes, "sealed"))
        #expect(world.reply() != nil)
        #expect(world.manager.outstanding == 0)
    }

    @Test("The same Report once more confirms nothing")
    func repeatedReport() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        let report = try agent.report(to: sent.bytes, "sealed", FabricatedAgent.wrongDigests)
        world.give(report)
        world.give(report)
        world.give(report)
        world.advance(.milliseconds(300))
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.manager.counters.lateReplies == 2)
    }

    @Test("One Report and then silence is told at the end")
    func oneReport() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        world.give(try agent.report(to: sent.bytes, "sealed", FabricatedAgent.wrongDigests))
        world.advance(.seconds(6))
        #expect(world.failure()?.reason == .wrongKey)
    }

    @Test("Without repetitions one Report is told after the grace")
    func noRetries() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent, retries: 0)
        world.give(try agent.report(to: sent.bytes, "sealed", FabricatedAgent.unknownUserNames))
        #expect(world.takeOutcomes().isEmpty)
        world.advance(.milliseconds(250))
        #expect(world.failure()?.reason == .unknownUser)
    }

    @Test("A Report that does not answer a message of ours, or from another address, is nothing")
    func strayReport() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        let counter = FabricatedAgent.unknownUserNames
        #expect(world.give(try agent.report(to: sent.bytes, "sealed", counter, id: sent.id ^ 2)).isEmpty)
        #expect(world.give(try agent.report(to: sent.bytes, "sealed", counter), from: ManagerWorld.other).isEmpty)
        #expect(world.manager.counters.reports.isEmpty)
    }

    @Test("An authentic Report is told at once")
    func authentic() throws {
        var agent = FabricatedAgent()
        let (world, sent) = try asked(&agent)
        world.give(
            try agent.report(to: sent.bytes, "sealed", FabricatedAgent.unknownContexts, level: .authPriv))
        #expect(world.failure()?.reason == .unknownContext)
    }

    @Test("An agent that is silent to what it cannot decipher is told as privacy by what it still answers")
    func silentPrivacy() throws {
        var agent = FabricatedAgent()
        let (world, _) = try asked(&agent, retries: 1)
        let sent = world.advance(.seconds(2))
        #expect(sent.count == 2)
        let probe = try #require(sent.last)
        #expect(try SNMPEnvelope(probe.bytes).v3?.securityLevel == .authNoPriv)
        #expect(try #require(try SNMPEnvelope(probe.bytes).scopedPDU).varBinds.count == 2)
        world.give(try agent.answer(to: probe.bytes, "sealed", varBinds: []))
        #expect(world.takeOutcomes().isEmpty)
        world.advance(.seconds(2))
        let failure = try #require(world.failure())
        #expect(failure.reason == .privacy)
        #expect(failure.attempts == 2)
    }

    @Test("A probe that is not answered authentically proves nothing")
    func forgedProbe() throws {
        var agent = FabricatedAgent()
        let (world, _) = try asked(&agent, retries: 1)
        let probe = try #require(world.advance(.seconds(2)).last)
        var forger = FabricatedAgent(auth: "another passphrase")
        world.give(try forger.answer(to: probe.bytes, "sealed", level: .noAuthNoPriv, varBinds: []))
        world.give(try agent.report(to: probe.bytes, "sealed", FabricatedAgent.unsupportedSecurityLevels))
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .malformedReply)
        #expect(world.manager.counters.answered == 0)
    }

    @Test("An agent that is silent in a context is told as such by what it answers in its default one")
    func silentContext() throws {
        var agent = FabricatedAgent()
        let (world, _) = try asked(&agent, retries: 1, context: "nowhere")
        let sent = world.advance(.seconds(2))
        #expect(sent.count == 3)
        world.give(try agent.answer(to: try #require(sent.last).bytes, "sealed", varBinds: []))
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .unknownContext)
    }

    @Test("The question that is answered after all is taken, whatever the probes say")
    func lateAnswer() throws {
        var agent = FabricatedAgent()
        let (world, _) = try asked(&agent, retries: 1)
        let sent = world.advance(.seconds(2))
        world.give(try agent.answer(to: try #require(sent.last).bytes, "sealed", varBinds: []))
        world.give(try agent.answer(to: try #require(sent.first).bytes, "sealed"))
        #expect(world.reply()?.number == 4711)
    }
}
