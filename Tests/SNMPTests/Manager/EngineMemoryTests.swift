import Model
import Testing
import Wire

@testable import SNMP

/// What is known of engines, over restarts.
@Suite("Remembered engines")
struct EngineMemoryTests {
    @Test("An engine is kept as text and needs neither discovery nor clock after a restart")
    func kept() throws {
        let first = ManagerWorld()
        var agent = FabricatedAgent()
        var sent = try #require(first.ask("signed").first)
        sent = try #require(
            first.give(try agent.report(to: sent.bytes, "signed", FabricatedAgent.unknownEngineIDs)).first)
        #expect(first.manager.exportEngines(at: first.now).hasSuffix(" - -"))
        first.give(try agent.report(to: sent.bytes, "signed", FabricatedAgent.notInTimeWindows, level: .authNoPriv))
        #expect(first.manager.engineChanges == 2)
        let text = first.manager.exportEngines(at: first.now)
        #expect(text == "192.0.2.1:161 80001f88800909090909090909 7 1799990000")

        let second = ManagerWorld()
        // Another boot of ours, later by an hour.
        second.now = Moment(wall: first.now.wall + .seconds(3_600), monotonic: MonotonicTime(nanoseconds: 9))
        second.manager.importEngines(text, at: second.now)
        #expect(second.manager.knownEngines == 1)
        sent = try #require(second.ask("signed").first)
        let header = try agent.read(sent.bytes, "signed").header
        #expect(header.boots == 7 && header.time == 13_600)
        agent.boots = 8
        let again = try #require(
            second.give(
                try agent.report(to: sent.bytes, "signed", FabricatedAgent.notInTimeWindows, level: .authNoPriv)
            ).first)
        second.give(try agent.answer(to: again.bytes, "signed"))
        // The device restarted while we were away.
        #expect(second.reply()?.engine?.hasRestarted == true)
    }

    @Test("Lines that are none, and clocks that cannot be, are left out")
    func hostileText() {
        let world = ManagerWorld()
        world.manager.importEngines(
            """
            192.0.2.1:161 80001f8880 4294967295 1
            192.0.2.2:161 80001f8880 1 -9223372036854775808
            192.0.2.3:161 8000 1 1
            192.0.2.4 80001f8880 1 1
            [2001:db8::1]:161 80001f8880 - -
            nonsense
            """, at: world.now)
        #expect(world.manager.knownEngines == 3)
        let text = world.manager.exportEngines(at: world.now)
        #expect(text.split(separator: "\n").allSatisfy { $0.hasSuffix(" - -") })
    }

    @Test("What is kept is bounded, and the least recently asked goes first")
    func bounded() {
        let world = ManagerWorld(engines: 3)
        for number in 1...5 {
            world.manager.importEngines("192.0.2.\(number):161 80001f8880 - -", at: world.now)
        }
        #expect(world.manager.knownEngines == 3)
        let text = world.manager.exportEngines(at: world.now, limit: 2)
        #expect(text == "192.0.2.5:161 80001f8880 - -\n192.0.2.4:161 80001f8880 - -")
    }

    @Test("Credentials that have not changed keep their keys, and those that are gone are forgotten")
    func credentials() throws {
        var agent = FabricatedAgent()
        let world = ManagerWorld()
        world.manager.importEngines("192.0.2.1:161 80001f88800909090909090909 7 1799990000", at: world.now)
        let sent = try #require(world.ask("signed").first)
        #expect(world.manager.useCredentials([ManagerWorld.credentials[3]]) == [])
        world.give(try agent.answer(to: sent.bytes, "signed"))
        #expect(world.reply() != nil)
        world.ask("sealed")
        #expect(world.failure()?.reason == .unusableCredential)
        #expect(world.ask("signed").count == 1)
    }

    @Test("The counters are members of a JSON object")
    func counters() {
        let world = ManagerWorld()
        world.ask("two", retries: 0)
        world.give([1])
        world.advance(.seconds(2))
        var writer = JSONWriter()
        writer.beginObject()
        world.manager.counters.write(into: &writer)
        writer.endObject()
        #expect(writer.text.contains(#""failed":{"malformed-reply":1}"#))
        #expect(writer.text.contains(#""malformed":{"ends-early":1}"#))
    }
}
