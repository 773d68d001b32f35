import Model
import Testing
import Wire

@testable import Watchers

@Suite("Servers that take their time from themselves")
struct LoopScenarioTests {
    /// Four good servers and so many that name these as what they take their time from.
    private func world(_ references: [(String, String)]) -> TimeWorld {
        let followers = references.map { address, reference in
            SimulatedServer(address).with { server in
                server.stratum = 4
                server.error = { _ in 0.4 }
                if let upstream = IPAddress(reference), let id = NTPReferenceID(of: upstream) { server.reference = id }
            }
        }
        let world = TimeWorld(SimulatedServer.good(4) + followers)
        world.run(1_200)
        return world
    }

    private func sentences(_ world: TimeWorld) -> [String] {
        world.observations(of: NTPRules.loop).map { String($0.summary.prefix { $0 != ";" }) }.sorted()
    }

    @Test("Three servers that follow one another round are named, each with the way, also over IPv6")
    func three() {
        let world = world([
            ("10.0.0.21", "10.0.0.22"), ("10.0.0.22", "2001:db8::23"), ("2001:db8::23", "10.0.0.21"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from 10.0.0.22, that from 2001:db8::23, and that from it again",
                "10.0.0.22 takes its time from 2001:db8::23, that from 10.0.0.21, and that from it again",
                "2001:db8::23 takes its time from 10.0.0.21, that from 10.0.0.22, and that from it again",
            ])
        #expect(world.agreement?.candidates == 4, "none of them is believed")
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
        world.servers[Endpoint(address: .v4(0x0a00_0016), port: 123)]?.reference = NTPReferenceID(raw: 0x0a09_0807)
        world.servers[Endpoint(address: .v4(0x0a00_0016), port: 123)]?.error = { _ in 0 }
        world.run(1_500)
        let open = Set(world.openAlerts)
        #expect(open == ["ntp-falseticker 10.0.0.21", "ntp-falseticker 2001:db8::23"], "the loop is open: \(open)")
    }

    @Test("Who follows a loop is not believed either, and a chain that ends is no loop")
    func beside() {
        let world = world([
            ("10.0.0.21", "10.0.0.22"), ("10.0.0.22", "10.0.0.23"), ("10.0.0.23", "10.0.0.22"),
            ("10.0.0.31", "10.0.0.32"), ("10.0.0.32", "10.0.0.1"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from a loop of 10.0.0.22, 10.0.0.23",
                "10.0.0.22 and 10.0.0.23 take their time from each other",
                "10.0.0.23 and 10.0.0.22 take their time from each other",
            ])
        #expect(world.agreement?.candidates == 6)
    }

    @Test("Who takes its time from this host is told, also where another one is between, and so is this host itself")
    func own() {
        let world = world([
            ("10.0.0.21", TimeWorld.ownAddress.text), ("10.0.0.22", "10.0.0.21"),
            (TimeWorld.ownAddress.text, "10.0.0.1"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from this host",
                "10.0.0.22 takes its time from this host by way of 10.0.0.21",
                "\(TimeWorld.ownAddress.text) is this very host",
            ])
        #expect(world.agreement?.candidates == 4)
    }
}
