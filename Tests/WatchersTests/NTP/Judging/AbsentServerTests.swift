import Cryptography
import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Servers that are measured no more, and how many are left")
struct AbsentServerTests {
    /// How a server stops being a participant, and what is said of it then.
    enum Departure: String, CaseIterable, Sendable {
        case down, denied, unsynchronised, thisHost

        var words: String {
            switch self {
            case .down: "it does not answer"
            case .denied: "it refuses to serve this host (DENY)"
            case .unsynchronised: "it has no time to give"
            case .thisHost: "it is this very host"
            }
        }

        var alerts: [String] {
            switch self {
            case .down: ["ntp-server-unreachable 10.0.0.1"]
            case .denied: ["ntp-server-denied 10.0.0.1"]
            case .unsynchronised: ["ntp-unsynchronised-server 10.0.0.1"]
            case .thisHost: ["ntp-loop 10.0.0.1"]
            }
        }

        func happen(in world: TimeWorld) {
            switch self {
            case .down: world.servers[.server(1)]?.isUp = false
            case .denied: world.servers[.server(1)]?.kiss = "DENY"
            case .unsynchronised: world.servers[.server(1)]?.leap = .unsynchronised
            case .thisHost:
                world.setAddresses(HostAddresses([TimeWorld.ownAddress, .v4(0x0a00_0001)]))
            }
        }
    }

    @Test("A falseticker that is measured no more is none, whatever became of it", arguments: Departure.allCases)
    func falseticker(_ departure: Departure) {
        let world = TimeWorld(
            SimulatedServer.good(4).changing(0) { $0.error = { _ in 1 } },
            addresses: HostAddresses([TimeWorld.ownAddress]))
        world.run(900)
        #expect(world.openAlerts == ["ntp-falseticker 10.0.0.1"])
        departure.happen(in: world)
        world.run(3_600)
        #expect(world.openAlerts == departure.alerts)
        #expect(world.endings("ntp-falseticker") == ["10.0.0.1 is not measured any more: \(departure.words)"])
    }

    @Test("A falseticker that is left alone does not agree with a majority")
    func falsetickerAlone() {
        let world = TimeWorld(SimulatedServer.good(3).changing(0) { $0.error = { _ in 1 } })
        world.run(900)
        for number in [2, 3] as [UInt32] { world.servers[.server(number)]?.isUp = false }
        world.run(3_600)
        #expect(world.endings("ntp-falseticker") == ["10.0.0.1 is left alone, and nobody contradicts it"])
        #expect(world.isOpen("ntp-too-few-servers"))
    }

    @Test("A falseticker that only loses answers stays one, and is told once")
    func unsteadyFalseticker() {
        let world = TimeWorld(
            SimulatedServer.good(4).changing(0) {
                $0.error = { _ in 1 }
                $0.path.loss = 0.2
            })
        world.run(4 * 3_600)
        #expect(world.told("ntp-falseticker").count == 1)
    }

    @Test(
        "A wrong stratum is no fault of a server that has none, or is gone",
        arguments: [Departure.down, .denied, .unsynchronised])
    func stratum(_ departure: Departure) {
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.stratum = 3 }) { $0.servers[0].stratum = 2 }
        world.run(900)
        #expect(world.openAlerts == ["ntp-stratum-policy 10.0.0.1"])
        departure.happen(in: world)
        world.run(3_600)
        #expect(world.openAlerts == departure.alerts)
    }

    @Test(
        "A server without time is one alert when it is gone or refuses, not two", arguments: [Departure.down, .denied])
    func unsynchronised(_ departure: Departure) {
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.leap = .unsynchronised })
        world.run(900)
        #expect(world.openAlerts == ["ntp-unsynchronised-server 10.0.0.1"])
        departure.happen(in: world)
        world.run(3_600)
        #expect(world.openAlerts == departure.alerts)
    }

    @Test(
        "A loop ends when the server in it is gone, refuses, or has no time",
        arguments: [Departure.down, .denied, .unsynchronised])
    func loop(_ departure: Departure) throws {
        let own = try #require(NTPReferenceID(of: TimeWorld.ownAddress))
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.reference = own })
        world.run(900)
        #expect(world.openAlerts == ["ntp-loop 10.0.0.1"])
        departure.happen(in: world)
        world.run(3_600)
        #expect(world.openAlerts == departure.alerts)
    }

    @Test("A path is not called asymmetric for ever where the server is gone", arguments: Departure.allCases)
    func asymmetric(_ departure: Departure) {
        let world = TimeWorld(
            SimulatedServer.good(4).changing(0) { $0.path.back = 0.001 },
            addresses: HostAddresses([TimeWorld.ownAddress]))
        world.run(4_000) { world in
            world.servers[.server(1)]?.path.out = 0.001 + Double(Int(world.seconds / 97) % 5) * 0.01
        }
        #expect(world.openAlerts == ["ntp-asymmetric-path 10.0.0.1"])
        departure.happen(in: world)
        world.run(3_600)
        #expect(world.openAlerts == departure.alerts)
    }

    @Test("Fewer questions are asked for by nobody who is gone or refuses", arguments: [Departure.down, .denied])
    func rateLimited(_ departure: Departure) {
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.kiss = "RATE" })
        world.run(10)
        #expect(world.openAlerts == ["ntp-rate-limited 10.0.0.1"])
        world.servers[.server(1)]?.kiss = nil
        departure.happen(in: world)
        world.run(7_200)
        #expect(world.openAlerts == departure.alerts)
    }

    @Test("A server that proves itself while it has no time is not called unproven any more")
    func provenWithoutTime() throws {
        let key = try #require(NTPKey(id: 3, kind: .aes128CMAC, secret: Secret("0123456789abcdef")))
        let world = TimeWorld(SimulatedServer.good(3)) { $0.servers[0].key = key }
        world.run(1_200)
        #expect(world.isOpen("ntp-unauthenticated"))
        world.servers[.server(1)]?.key = key
        world.servers[.server(1)]?.leap = .unsynchronised
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-unsynchronised-server 10.0.0.1"])
    }

    @Test("A server that answers without proof and then not at all is only unreachable")
    func unprovenAndGone() throws {
        let key = try #require(NTPKey(id: 3, kind: .aes128CMAC, secret: Secret("0123456789abcdef")))
        let world = TimeWorld(SimulatedServer.good(3)) { $0.servers[0].key = key }
        world.run(7_200)
        #expect(world.told("ntp-unauthenticated").count == 1)
        world.servers[.server(1)]?.isUp = false
        world.run(7_200)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.1"])
    }

    @Test("A disagreement about a leap second ends when one server is left")
    func leap() {
        let world = TimeWorld(SimulatedServer.good(2).changing(0) { $0.leap = .insert })
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-leap clock"])
        for number in [1, 2] as [UInt32] { world.servers[.server(number)]?.isUp = false }
        world.run(3_600)
        #expect(!world.isOpen("ntp-leap"))
    }

    // MARK: Too few servers

    @Test("When one server of three is left that is said, with what it says of the clock, until two agree")
    func oneLeft() throws {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        for number in [2, 3] as [UInt32] { world.servers[.server(number)]?.isUp = false }
        world.run(1_800)
        world.step(-5)
        world.run(1_200)
        let found = world.told("ntp-too-few-servers")
        #expect(found.count == 1 && !world.isOpen("ntp-offset"))
        #expect(found.first?.summary.hasPrefix("Only 10.0.0.1 of 3 time servers is left: by it alone") == true)
        // After a restart it says by how much.
        let again = TimeWorld(
            SimulatedServer.good(3).map { server in server.with { $0.isUp = server.endpoint == .server(1) } },
            clockError: -5)
        again.run(1_800)
        let text = try #require(again.told("ntp-too-few-servers").first?.summary)
        #expect(
            text.hasPrefix(
                "Only 10.0.0.1 of 3 time servers is left: by it alone this host's clock is 5.00 s slow, give or take")
                && text.hasSuffix("; that is told as wrong only when two agree"), "\(text)")
        again.servers[.server(2)]?.isUp = true
        again.run(1_200)
        #expect(again.openAlerts == ["ntp-offset clock", "ntp-server-unreachable 10.0.0.3"])
        #expect(again.endings("ntp-too-few-servers") == ["2 time servers agree again"])
    }

    @Test("When no server is left that is said, too, and two of three are enough")
    func noneLeft() throws {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        world.servers[.server(3)]?.isUp = false
        world.run(3_600)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.3"])
        for number in [1, 2] as [UInt32] { world.servers[.server(number)]?.isUp = false }
        world.run(3_600)
        #expect(
            world.told("ntp-too-few-servers").map(\.summary) == [
                "None of 3 time servers is left: nobody says whether this host's clock is right"
            ])
        world.reconfigure { $0.servers.removeLast(2) }
        world.run(600)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.1"])
    }

    @Test("One server that is configured alone is not too few, nor are two that disagree, nor ones that lose answers")
    func notTooFew() {
        let alone = TimeWorld(SimulatedServer.good(1))
        alone.run(3_600)
        #expect(alone.observations.isEmpty)
        let two = TimeWorld(SimulatedServer.good(2).changing(1) { $0.error = { _ in 1 } })
        two.run(3_600)
        #expect(two.openAlerts == ["ntp-no-majority clock"])
        let lossy = TimeWorld(SimulatedServer.good(2).map { $0.with { $0.path.loss = 0.2 } })
        lossy.run(12 * 3_600)
        lossy.sleep(3_600)
        lossy.run(3_600)
        #expect(lossy.told("ntp-too-few-servers").isEmpty)
    }

    @Test("Names that have no answer so far may still be servers; names that do not exist leave too few")
    func names() {
        let world = TimeWorld(SimulatedServer.good(1)) {
            $0.servers += ["a.example", "b.example"].map { NTPConfiguration.Server(.name($0)) }
        } prepare: {
            $0.silentNames = ["a.example", "b.example"]
        }
        world.run(3_000)
        #expect(world.openAlerts.isEmpty)
        world.silentNames = []
        for token in world.watcher.questions.keys.sorted() { world.feed(.answer(token, .failed("no such name"))) }
        world.run(900)
        #expect(world.told("ntp-too-few-servers").first?.summary.hasPrefix("Only 10.0.0.1 of 3 time servers") == true)
    }

    @Test("A wrong offset ends when the one server that is left says that the clock is right")
    func offsetByOne() {
        let world = TimeWorld(SimulatedServer.good(2), clockError: -0.4)
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-offset clock"])
        world.servers[.server(2)]?.isUp = false
        world.run(1_200)
        #expect(world.isOpen("ntp-offset"))
        world.step(0.4)
        world.run(1_200)
        #expect(!world.isOpen("ntp-offset"))
        #expect(world.isOpen("ntp-too-few-servers"))
    }
}
