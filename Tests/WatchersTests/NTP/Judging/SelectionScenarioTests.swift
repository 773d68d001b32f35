import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Servers that are right and servers that are not")
struct SelectionScenarioTests {
    @Test("Five good servers and a good clock raise nothing in six hours, whatever is lost on the way")
    func quiet() {
        let servers = SimulatedServer.good(5).map { $0.with { $0.path.loss = 0.1 } }
        let world = TimeWorld(servers, clockError: 0.0005)
        world.run(6 * 3_600)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
        let found = world.agreement
        #expect(found?.truechimers.count == 5)
        #expect(abs((found?.offset ?? 1) - world.trueOffset) < 0.001)
    }

    @Test("One and two falsetickers of five are found by name, with how much and against whom", arguments: [1, 2])
    func falsetickers(_ count: Int) throws {
        var servers = SimulatedServer.good(5)
        for index in 0..<count { servers[index].error = { _ in index == 0 ? 0.25 : -0.1 } }
        let world = TimeWorld(servers)
        world.run(1_800)
        let found = world.observations(of: NTPRules.falseticker)
        #expect(Set(found.map(\.subject.device)) == Set((1...count).map { "10.0.0.\($0)" }))
        #expect(found.count == count, "each is told once")
        let first = try #require(found.first { $0.subject.device == "10.0.0.1" })
        #expect(first.summary.hasPrefix("10.0.0.1 is 250 ms ahead of \(5 - count) servers that agree: "))
        #expect(first.address == Endpoint.server(1).address)
        #expect(world.openAlerts.count == count)
        #expect(world.observations.count == count, "and nothing else: \(world.observations.map(\.summary))")
        #expect(abs((world.agreement?.offset ?? 1)) < 0.001)
        // It is mended.
        for number in 1...UInt32(count) { world.servers[.server(number)]?.error = { _ in 0 } }
        world.run(3_600)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("Three of five that lie each their own way leave no majority, and nobody is named a falseticker")
    func noMajority() throws {
        var servers = SimulatedServer.good(5)
        for index in 0..<3 { servers[index].error = { _ in Double(index + 1) * 0.2 } }
        let world = TimeWorld(servers)
        world.run(1_800)
        let found = try #require(world.observations(of: NTPRules.noMajority).first)
        #expect(found.severity == .error)
        #expect(found.summary.hasPrefix("No more than half of 5 time servers can be right together: 10.0.0.1 +"))
        #expect(world.openAlerts == ["ntp-no-majority clock"])
        #expect(world.watcher.system?.agreement == nil)
        #expect(world.facts.isEmpty, "nothing can be said of the clock")
        for number in [1, 2] as [UInt32] { world.servers[.server(number)]?.error = { _ in 0 } }
        world.run(3_600)
        #expect(world.openAlerts == ["ntp-falseticker 10.0.0.3"])
    }

    @Test("A server that turns false is found within four minutes of its next answer, and asked often meanwhile")
    func turning() throws {
        let world = TimeWorld(SimulatedServer.good(5))
        world.run(7_200)
        world.servers[.server(4)]?.error = { _ in 0.08 }
        let turned = world.seconds
        world.run(900)
        let found = try #require(world.observations(of: NTPRules.falseticker).first)
        #expect((found.time - world.epoch).seconds - turned < 256 + 64 * 3 + 64)
        #expect(found.summary.hasPrefix("10.0.0.4 is 80."))
    }

    @Test("Two of two that disagree are no majority")
    func two() {
        let world = TimeWorld(SimulatedServer.good(2).changing(1) { $0.error = { _ in 1 } })
        world.run(900)
        #expect(world.openAlerts == ["ntp-no-majority clock"])
    }

    @Test("A forged kiss-o'-death neither slows nor stops a server; a true RATE slows it")
    func kisses() throws {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        for code in ["DENY", "RSTR", "RATE"] {
            var forged = NTPPacket(clientRequest: NTPTimestamp(raw: 5))
            forged.mode = .server
            forged.referenceID = NTPReferenceID(code: code)
            forged.originTime = NTPTimestamp(raw: 77)
            world.receive(forged.bytes, from: .server(1))
        }
        let before = world.sent.count { $0.packet.destination == .server(1) }
        world.run(1_000)
        #expect(world.sent.count { $0.packet.destination == .server(1) } > before + 3)
        #expect(world.observations.isEmpty)
        #expect(world.watcher.counters.refused[.bogus] == 3)

        world.servers[.server(1)]?.kiss = "RATE"
        world.run(600)
        world.servers[.server(1)]?.kiss = nil
        let limited = try #require(world.observations(of: NTPRules.rateLimited).first)
        #expect(limited.summary.hasPrefix("10.0.0.1 asks for fewer questions; it is asked every "))
        #expect(world.openAlerts == ["ntp-rate-limited 10.0.0.1"])
        let poll = try #require(world.watcher.sources.values.first { $0.endpoint == .server(1) }).poll
        #expect(poll.minimum > 6 && poll.exponent == poll.minimum)
        world.run(14_400)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("Who asked for fewer questions is not asked at once after a sleep, but in its turn")
    func rateLimitedSleeper() {
        let world = TimeWorld(
            SimulatedServer.good(3).changing(0) {
                $0.kiss = "RATE"
                $0.tamper = { $0.poll = 10 }
            })
        world.run(60)
        world.servers[.server(1)]?.kiss = nil
        world.sleep(240)
        world.run(300)
        #expect(world.watcher.counters.pauses == 1)
        let times = world.sent.filter { $0.packet.destination == .server(1) && $0.packet.bytes[0] & 7 == 3 }.map(\.at)
        #expect(times.count == 1, "\(times)")
        #expect(world.sent.count { $0.packet.destination == .server(2) && $0.at > 299 } >= 4, "a burst to the others")
        world.run(1_200)
        #expect(world.sent.count { $0.packet.destination == .server(1) && $0.packet.bytes[0] & 7 == 3 } >= 2)
    }

    @Test("One server is not believed alone while the names of two others have no address")
    func unresolvedNames() {
        let world = TimeWorld(SimulatedServer.good(1), clockError: -0.4) {
            $0.servers += ["a.example", "b.example"].map { NTPConfiguration.Server(.name($0)) }
        } prepare: {
            $0.silentNames = ["a.example", "b.example"]
        }
        for server in SimulatedServer.good(3) { world.servers[server.endpoint] = server }
        world.run(3_000)
        #expect(world.watcher.system?.outcome == .waiting, "they may still be found")
        // Now the resolver says that they do not exist: who is left is heard, and no alarm is made of it.
        world.silentNames = []
        for token in world.watcher.questions.keys.sorted() { world.feed(.answer(token, .failed("no such name"))) }
        world.run(3_000)
        #expect(world.agreement?.candidates == 1)
        #expect(world.observations(of: NTPRules.offset).isEmpty, "\(world.observations.map(\.summary))")
        world.names = ["a.example": [.v4(0x0a00_0002)], "b.example": [.v4(0x0a00_0003)]]
        world.run(7_200)
        #expect(world.agreement?.candidates == 3)
        #expect(world.observations(of: NTPRules.offset).count == 1)
    }

    @Test("A RATE that tells a longer interval is kept to, and a reload neither forgets it nor asks once more")
    func rateLimited() throws {
        let world = TimeWorld(
            SimulatedServer.good(3).changing(0) {
                $0.kiss = "RATE"
                $0.tamper = { $0.poll = 9 }
            })
        world.run(60)
        world.servers[.server(1)]?.kiss = nil
        let count = world.sent.count { $0.packet.destination == .server(1) }
        for _ in 0..<3 {
            world.reconfigure { _ in }
            world.run(60)
        }
        let poll = try #require(world.watcher.sources.values.first { $0.endpoint == .server(1) }).poll
        #expect(poll.minimum == 9 && poll.exponent == 9)
        #expect(count == 1 && world.sent.count { $0.packet.destination == .server(1) } == count)
        world.run(3_600)
        // Questions of time, not those of attackers.
        let times = world.sent.filter { $0.packet.destination == .server(1) && $0.packet.bytes[0] & 7 == 3 }.map(\.at)
        #expect(times.count > 4)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= 512 })
    }

    @Test("A true DENY stops the questions, is told once, and a reload asks again")
    func denied() {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        world.servers[.server(2)]?.kiss = "DENY"
        world.run(400)
        let count = world.sent.count { $0.packet.destination == .server(2) }
        world.run(7_200)
        #expect(world.sent.count { $0.packet.destination == .server(2) } == count)
        #expect(world.openAlerts == ["ntp-server-denied 10.0.0.2"])
        #expect(world.observations.count == 1)
        world.servers[.server(2)]?.kiss = nil
        world.reconfigure { _ in }
        world.run(300)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A silent server is unreachable after eight questions, once, until it answers")
    func unreachable() throws {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        world.servers[.server(3)]?.isUp = false
        world.run(3_600)
        let found = world.observations(of: NTPRules.unreachable)
        #expect(found.count == 1)
        #expect(found.first?.summary.hasPrefix("10.0.0.3 has not answered the last 8 questions") == true)
        world.servers[.server(3)]?.isUp = true
        world.run(600)
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "10.0.0.3 answers again")
    }

    @Test("A server that is gone is asked at the longest interval, and at the shortest when it is back")
    func gone() throws {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        world.servers[.server(3)]?.isUp = false
        world.run(3_600)
        let count = world.sent.count { $0.packet.destination == .server(3) }
        world.run(3 * 3_600)
        let more = world.sent.count { $0.packet.destination == .server(3) } - count
        #expect((40...43).contains(more), "\(more) in three hours")
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.3"])
        world.servers[.server(3)]?.isUp = true
        world.run(300)
        #expect(world.openAlerts.isEmpty)
        #expect(world.watcher.sources.values.first { $0.endpoint == .server(3) }?.poll.exponent == 6)
    }

    @Test("Polls keep to the configured limits and to the burst of four, two seconds apart")
    func polls() {
        let world = TimeWorld(SimulatedServer.good(1))
        world.run(7_200)
        let times = world.sent.filter { $0.packet.bytes[0] & 7 == 3 }.map(\.at)
        let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(gaps.prefix(3).allSatisfy { abs($0 - 2) < 0.01 })
        #expect(gaps.dropFirst(3).allSatisfy { $0 >= 64 && $0 < 265 })
        #expect((gaps.last ?? 0) >= 256)
    }

    @Test("Without an agreed answer from us a stranger's packets are counted and nothing else")
    func strangers() {
        let world = TimeWorld(SimulatedServer.good(2))
        world.receive([1, 2, 3], from: Endpoint(address: .v4(0x0102_0304), port: 123))
        world.receive([1, 2, 3], from: .server(1))
        #expect(world.watcher.counters.strangers == 1)
        #expect(world.watcher.counters.refused[.malformed] == 1)
    }
}
