import Model
import Testing
import Wire

@testable import SNMP

/// v3: discovery, clocks, and what is believed of a reply.
@Suite("User requests")
struct UserRequestTests {
    private let credentials = ["plain", "signed", "sealed"]

    /// A world in which the agent's engine is known, as after an earlier request.
    private func acquainted(_ name: String, _ agent: inout FabricatedAgent) throws -> ManagerWorld {
        let world = ManagerWorld()
        var sent = try #require(world.ask(name).first)
        sent = try #require(
            world.give(try agent.report(to: sent.bytes, name, FabricatedAgent.unknownEngineIDs)).first)
        if name != "plain" {
            let window = FabricatedAgent.notInTimeWindows
            sent = try #require(world.give(try agent.report(to: sent.bytes, name, window, level: .authNoPriv)).first)
        }
        world.give(try agent.answer(to: sent.bytes, name))
        #expect(world.reply() != nil)
        return world
    }

    @Test(
        "An engine is discovered, its clock taken from an authentic message, and the question asked",
        arguments: ["signed", "sealed"])
    func discovery(_ name: String) throws {
        let world = ManagerWorld()
        var agent = FabricatedAgent()
        let discovery = try #require(world.ask(name).first)
        let first = try #require(try SNMPEnvelope(discovery.bytes).v3)
        #expect(first.engineID.isEmpty && first.userName.isEmpty && first.securityLevel == .noAuthNoPriv)
        #expect(first.isReportable)
        let second = try #require(
            world.give(try agent.report(to: discovery.bytes, name, FabricatedAgent.unknownEngineIDs)).first)
        let unsynchronised = try agent.read(second.bytes, name)
        #expect(Array(second.bytes[unsynchronised.header.engineID]) == agent.engineID)
        // What the Report of the discovery says of boots and time anyone may have forged.
        #expect(unsynchronised.header.boots == 0 && unsynchronised.header.time == 0)
        let third = try #require(
            world.give(
                try agent.report(to: second.bytes, name, FabricatedAgent.notInTimeWindows, level: .authNoPriv)
            ).first)
        let header = try agent.read(third.bytes, name).header
        #expect(header.boots == 7 && header.time == 10_000)
        #expect(header.securityLevel == (name == "signed" ? .authNoPriv : .authPriv))
        world.give(try agent.answer(to: third.bytes, name))
        let reply = try #require(world.reply())
        #expect(reply.number == 4711)
        #expect(reply.attempts == 1)
        #expect(reply.engine?.id.bytes == agent.engineID)
        #expect(reply.engine?.boots == 7)
        #expect(reply.engine?.hasRestarted == false)
        // The next request needs one message, and the clock has gone on.
        world.now = world.now + .seconds(100)
        let later = try #require(world.ask(name, token: 2).first)
        #expect(try agent.read(later.bytes, name).header.time == 10_100)
        #expect(world.manager.counters.discoveries == 1)
    }

    @Test("A question without authentication is asked right after the discovery")
    func plain() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("plain", &agent)
        #expect(world.manager.counters.sent == 2)
        #expect(world.manager.counters.answered == 1)
    }

    @Test("A credential's context, or the request's own, is asked in")
    func context() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("sealed", &agent)
        let sent = try #require(world.ask("sealed", context: "vlan-7").first)
        let plain = try agent.read(sent.bytes, "sealed").plain
        let inside = try SNMPScopedPDU(decrypted: plain, padding: 16)
        #expect(String(decoding: plain[inside.contextName], as: UTF8.self) == "vlan-7")
        #expect(Array(plain[inside.contextEngineID]) == agent.engineID)
    }

    @Test("Requests to an engine under discovery wait together, and all are asked at once")
    func waitTogether() throws {
        let world = ManagerWorld()
        var agent = FabricatedAgent()
        let discovery = try #require(world.ask("plain", token: 1).first)
        #expect(world.ask("plain", token: 2).isEmpty)
        #expect(world.ask("plain", token: 3).isEmpty)
        let sent = world.give(try agent.report(to: discovery.bytes, "plain", FabricatedAgent.unknownEngineIDs))
        #expect(sent.count == 3)
        for one in sent { world.give(try agent.answer(to: one.bytes, "plain")) }
        #expect(world.takeOutcomes().map(\.token) == [1, 2, 3])
    }

    @Test("A dead engine delays nobody, and when the one who asked gives up another goes on asking")
    func handOver() throws {
        let world = ManagerWorld()
        world.ask("plain", token: 1, retries: 0)
        world.now = world.now + .seconds(1)
        #expect(world.ask("plain", token: 2).isEmpty)
        // Another agent is not held up.
        let other = try #require(world.ask("two", token: 3, of: ManagerWorld.other).first)
        world.give(try FabricatedAgent.response(to: other.bytes), from: ManagerWorld.other)
        #expect(world.reply() != nil)
        let sent = world.advance(.milliseconds(1_100))
        #expect(world.failure()?.reason == .timedOut)
        #expect(sent.count == 1)
        var agent = FabricatedAgent()
        let discovery = try #require(sent.first)
        let question = world.give(try agent.report(to: discovery.bytes, "plain", FabricatedAgent.unknownEngineIDs))
        world.give(try agent.answer(to: try #require(question.first).bytes, "plain"))
        let outcomes = world.takeOutcomes()
        #expect(outcomes.map(\.token) == [2])
    }

    @Test("A dead v3 agent is a timeout after all attempts")
    func dead() throws {
        let world = ManagerWorld()
        world.ask("sealed")
        #expect(world.advance(.seconds(6)).count == 2)
        let failure = try #require(world.failure())
        #expect(failure.reason == .timedOut)
        #expect(failure.attempts == 3)
        #expect(world.manager.outstanding == 0)
    }

    @Test("A reply that is not protected as the request was is not taken")
    func downgrade() throws {
        for (name, level) in [
            ("sealed", SecurityLevel.authNoPriv), ("sealed", .noAuthNoPriv), ("signed", .noAuthNoPriv),
        ] {
            var agent = FabricatedAgent()
            let world = try acquainted(name, &agent)
            let sent = try #require(world.ask(name, retries: 0).first)
            world.give(try agent.answer(to: sent.bytes, name, level: level))
            #expect(world.takeOutcomes().isEmpty)
            #expect(world.manager.counters.wrongLevels == 1)
            world.advance(.seconds(3))
            #expect(world.failure()?.reason == .malformedReply)
        }
    }

    @Test("A reply signed with another key is not taken, and told when no other comes")
    func wrongDigest() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        var forger = FabricatedAgent(auth: "another passphrase")
        let sent = try #require(world.ask("signed", retries: 0).first)
        world.give(try forger.answer(to: sent.bytes, "signed"))
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.manager.counters.wrongDigests == 1)
        world.give(try agent.answer(to: sent.bytes, "signed"))
        #expect(world.reply() != nil)
        let again = try #require(world.ask("signed", retries: 0).first)
        world.give(try forger.answer(to: again.bytes, "signed"))
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .wrongKey)
    }

    @Test("An authentic reply that does not decipher is told as privacy")
    func undecipherable() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("sealed", &agent)
        var half = FabricatedAgent(privacy: "another passphrase")
        let sent = try #require(world.ask("sealed", retries: 0).first)
        world.give(try half.answer(to: sent.bytes, "sealed", requestID: 1, readsRequest: false))
        #expect(world.manager.counters.undecipherable == 1)
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .privacy)
    }

    @Test("A replayed reply, another engine's and another user's are refused")
    func replay() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        let first = try #require(world.ask("signed", retries: 0).first)
        let old = try agent.answer(to: first.bytes, "signed")
        world.give(old)
        #expect(world.reply() != nil)
        let second = try #require(world.ask("signed", retries: 0).first)
        world.give(old)
        #expect(world.manager.counters.lateReplies == 1)
        // Even the same msgID would not do: the request-id is random, too.
        world.give(try agent.answer(to: second.bytes, "signed", requestID: 1))
        world.give(try agent.answer(to: second.bytes, "signed", user: "guest"))
        var stranger = FabricatedAgent()
        stranger.engineID = EngineID.make(from: 3).bytes
        world.give(try stranger.answer(to: second.bytes, "signed"))
        #expect(world.takeOutcomes().isEmpty)
        #expect(
            world.manager.counters.malformed == [
                "v3-other-request-id": 1, "v3-other-user": 1, "v3-other-engine": 1,
            ])
        world.give(try agent.answer(to: second.bytes, "signed"))
        #expect(world.reply() != nil)
    }

    @Test(
        "A device that has restarted is told once, and with fewer boots than before, too",
        arguments: [8, 1] as [UInt32])
    func restart(_ boots: UInt32) throws {
        var agent = FabricatedAgent()
        let world = try acquainted("sealed", &agent)
        agent.boots = boots
        agent.time = 5
        let sent = try #require(world.ask("sealed").first)
        let again = try #require(
            world.give(
                try agent.report(to: sent.bytes, "sealed", FabricatedAgent.notInTimeWindows, level: .authNoPriv)
            ).first)
        let header = try agent.read(again.bytes, "sealed").header
        #expect(header.boots == boots && header.time == 5)
        world.give(try agent.answer(to: again.bytes, "sealed"))
        let reply = try #require(world.reply())
        #expect(reply.engine?.hasRestarted == true)
        #expect(reply.engine?.boots == boots)
        #expect(world.manager.counters.restarts == 1)
        let next = try #require(world.ask("sealed").first)
        world.give(try agent.answer(to: next.bytes, "sealed"))
        #expect(world.reply()?.engine?.hasRestarted == false)
    }

    @Test("An authentic reply that counts other boots is fresh and is taken; the next question bears them")
    func restartInReply() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        agent.boots = 6
        agent.time = 20
        let sent = try #require(world.ask("signed").first)
        world.give(try agent.answer(to: sent.bytes, "signed"))
        #expect(world.reply()?.engine?.hasRestarted == true)
        let next = try agent.read(try #require(world.ask("signed").first).bytes, "signed").header
        #expect(next.boots == 6 && next.time == 20)
    }

    @Test("A device that restarts without counting its boots is noticed by its time")
    func timeWentBack() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        agent.time = 3
        let sent = try #require(world.ask("signed").first)
        world.give(try agent.report(to: sent.bytes, "signed", FabricatedAgent.notInTimeWindows, level: .authNoPriv))
        let again = try #require(world.ask("signed", token: 2).first)
        #expect(try agent.read(again.bytes, "signed").header.time == 3)
        world.give(try agent.answer(to: again.bytes, "signed"))
        #expect(world.reply()?.engine?.hasRestarted == true)
    }

    @Test("Boots and time of a Report that is not authentic are not taken")
    func forgedWindow() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        var forger = FabricatedAgent(auth: "another passphrase")
        forger.boots = 99
        let sent = try #require(world.ask("signed").first)
        // Without a digest, and with a wrong one.
        let repeated = world.give(try forger.report(to: sent.bytes, "signed", FabricatedAgent.notInTimeWindows))
        world.give(
            try forger.report(to: sent.bytes, "signed", FabricatedAgent.notInTimeWindows, level: .authNoPriv))
        let header = try agent.read(try #require(repeated.first).bytes, "signed").header
        #expect(header.boots == 7)
        world.give(try agent.answer(to: sent.bytes, "signed"))
        #expect(world.reply()?.engine?.hasRestarted == false)
        #expect(world.manager.counters.restarts == 0)
    }

    @Test("An agent that refuses its own clock again and again fails as such")
    func stubbornWindow() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        var sent = try #require(world.ask("signed").first)
        let window = FabricatedAgent.notInTimeWindows
        for _ in 0..<2 {
            sent = try #require(
                world.give(try agent.report(to: sent.bytes, "signed", window, level: .authNoPriv)).first)
        }
        world.give(try agent.report(to: sent.bytes, "signed", window, level: .authNoPriv))
        #expect(world.failure()?.reason == .notInTimeWindow)
    }

    @Test("Another engine at the same address is discovered anew")
    func changedEngine() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("sealed", &agent)
        agent.engineID = EngineID.make(from: 0x7777).bytes
        let sent = try #require(world.ask("sealed").first)
        let discovery = try #require(
            world.give(try agent.report(to: sent.bytes, "sealed", FabricatedAgent.unknownEngineIDs)).first)
        #expect(try SNMPEnvelope(discovery.bytes).v3?.engineID.isEmpty == true)
        let second = try #require(
            world.give(try agent.report(to: discovery.bytes, "sealed", FabricatedAgent.unknownEngineIDs)).first)
        let third = try #require(
            world.give(
                try agent.report(to: second.bytes, "sealed", FabricatedAgent.notInTimeWindows, level: .authNoPriv)
            ).first)
        world.give(try agent.answer(to: third.bytes, "sealed"))
        #expect(world.reply()?.engine?.id.bytes == agent.engineID)
        #expect(world.manager.counters.changedEngines == 1)
    }

    @Test("A forged Report of an unknown engine changes nothing when the discovery tells the same engine")
    func forgedUnknownEngine() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        let sent = try #require(world.ask("signed").first)
        var forger = FabricatedAgent()
        forger.engineID = EngineID.make(from: 1).bytes
        let discovery = try #require(
            world.give(try forger.report(to: sent.bytes, "signed", FabricatedAgent.unknownEngineIDs)).first)
        let again = try #require(
            world.give(try agent.report(to: discovery.bytes, "signed", FabricatedAgent.unknownEngineIDs)).first)
        #expect(try agent.read(again.bytes, "signed").header.boots == 7)
        world.give(try agent.answer(to: again.bytes, "signed"))
        #expect(world.reply() != nil)
    }

    @Test("An agent that does not know its own engine fails as such")
    func unknownEngine() throws {
        var agent = FabricatedAgent()
        let world = try acquainted("signed", &agent)
        var sent = try #require(world.ask("signed").first)
        for _ in 0..<3 {
            guard
                let next = world.give(
                    try agent.report(to: sent.bytes, "signed", FabricatedAgent.unknownEngineIDs)
                ).first
            else { break }
            sent = next
        }
        world.give(try agent.report(to: sent.bytes, "signed", FabricatedAgent.unknownEngineIDs))
        world.advance(.milliseconds(250))
        #expect(world.failure()?.reason == .unknownEngine)
    }
}
