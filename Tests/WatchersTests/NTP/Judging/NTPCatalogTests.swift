import Cryptography
import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Every rule of the NTP catalog")
struct NTPCatalogTests {
    /// How each rule's problem comes about.
    static let scenarios: [String: @Sendable () throws -> TimeWorld] = [
        "ntp-offset": { ran(SimulatedServer.good(4), 1_200, clockError: 0.03) },
        "clock-stepped": {
            let world = ran(SimulatedServer.good(4), 600)
            world.step(3)
            world.run(100)
            return world
        },
        "ntp-falseticker": { ran(SimulatedServer.good(4).changing(0) { $0.error = { _ in 1 } }, 900) },
        "ntp-all-sources-shifted": {
            let world = ran(SimulatedServer.good(4), 1_000)
            world.freeze(60)
            world.run(600)
            return world
        },
        "ntp-server-unreachable": { ran(SimulatedServer.good(4).changing(1) { $0.isUp = false }, 900) },
        "ntp-stratum-policy": {
            ran(SimulatedServer.good(4).changing(2) { $0.stratum = 4 }, 900) {
                for index in $0.servers.indices { $0.servers[index].stratum = 2 }
            }
        },
        "ntp-asymmetric-path": {
            ran(SimulatedServer.good(4).changing(1) { $0.path.back = 0.001 }, 4_000) { _ in
            } each: { world in
                // Bulk traffic comes and goes on the way out.
                let load = Double(Int(world.seconds / 97) % 5) * 0.01
                world.servers[.server(2)]?.path.out = 0.001 + load
            }
        },
        "ntp-no-majority": { ran(SimulatedServer.good(2).changing(0) { $0.error = { _ in 5 } }, 900) },
        "ntp-too-few-servers": {
            ran(
                SimulatedServer.good(3).map { server in server.with { $0.isUp = server.endpoint == .server(2) } }, 1_200
            )
        },
        "ntp-unsynchronised-server": { ran(SimulatedServer.good(4).changing(3) { $0.leap = .unsynchronised }, 900) },
        "ntp-unauthenticated": {
            ran(SimulatedServer.good(4), 900) {
                $0.servers[0].key = NTPKey(id: 3, kind: .sha256, secret: Secret("secret"))
            }
        },
        "ntp-amplifier": { ran(SimulatedServer.good(4).changing(0) { $0.answersMonitorList = true }, 1_300) },
        "ntp-rogue-server": {
            let world = ran(SimulatedServer.good(4), 100)
            world.feed(
                .fact(.offeredTimeServers(server: .v4(0x0a00_0001), addresses: [.v4(0x0a00_0009), .v4(0x0a00_0001)])))
            return world
        },
        "ntp-rate-limited": { ran(SimulatedServer.good(4).changing(0) { $0.kiss = "RATE" }, 100) },
        "ntp-server-denied": { ran(SimulatedServer.good(4).changing(0) { $0.kiss = "RSTR" }, 100) },
        "ntp-leap": { ran(SimulatedServer.good(4).changing(0) { $0.leap = .delete }, 900) },
        "ntp-loop": {
            ran(
                SimulatedServer.good(4).changing(0) {
                    $0.reference = NTPReferenceID(of: TimeWorld.ownAddress) ?? $0.reference
                }, 900)
        },
        "ntp-local-daemon": {
            let world = TimeWorld(SimulatedServer.good(4)) { $0.local = .auto }
            world.tracking = { $0.leap = 3 }
            world.run(1_200)
            return world
        },
        "ntp-frequency": { ran(SimulatedServer.good(4), 1_500, driftPPM: 120) },
        "ntp-socket-down": {
            let world = ran(SimulatedServer.good(4), 10)
            world.feed(.socketFailed(.ntp4, "it is in use"))
            return world
        },
        "ntp-nts-failed": { ran(SimulatedServer.good(3), 900) { $0.servers[0].usesNTS = true } },
        "ntp-name-unresolved": {
            ran([], 200) { $0.servers = [NTPConfiguration.Server(.name("ntp1.example"))] }
        },
    ]

    static func ran(
        _ servers: [SimulatedServer], _ seconds: Double, clockError: Double = 0, driftPPM: Double = 0,
        _ configure: (inout NTPConfiguration) -> Void = { _ in }, each: (TimeWorld) -> Void = { _ in }
    ) -> TimeWorld {
        let world = TimeWorld(servers, clockError: clockError, driftPPM: driftPPM, configure: configure)
        world.run(seconds, each: each)
        return world
    }

    @Test("Each rule has a scenario that raises it as the catalog says, once", arguments: NTPRules.catalog)
    func raised(_ rule: Rule) throws {
        let scenario = try #require(Self.scenarios[rule.name], "no scenario raises \(rule.name)")
        let world = try scenario()
        let found = world.observations(of: rule)
        let observation = try #require(found.first, "\(rule.name) was not raised: \(world.observations.map(\.summary))")
        #expect(found.count == 1, "\(found.map(\.summary))")
        #expect(observation.severity == rule.severity || rule.name == "ntp-offset")
        #expect(observation.state == (rule.isAlert ? .firing : .occurred))
        #expect(observation.watcher == .ntp && !observation.isUserRule)
        #expect(!observation.summary.isEmpty && !observation.summary.contains("?"), "\(observation.summary)")
        #expect(!observation.summary.hasSuffix("."))
        #expect(observation.evidence.json.hasPrefix("{\""), "no evidence")
    }

    @Test("Names and MESSAGE_IDs are unique and well formed, and every entry explains itself")
    func wellFormed() {
        let catalog = NTPRules.catalog
        #expect(Set(catalog.map(\.name)).count == catalog.count)
        #expect(
            Set(catalog.map(\.messageID) + TrapRules.catalog.map(\.messageID) + [Rule.userMessageID]).count
                == catalog.count + TrapRules.catalog.count + 1)
        for rule in catalog {
            #expect(rule.messageID.count == 32 && rule.messageID.allSatisfy { "0123456789abcdef".contains($0) })
            #expect(rule.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
            #expect(rule.meaning.hasSuffix(".") && rule.advice.hasSuffix("."))
            #expect(rule.watcher == .ntp)
        }
        #expect(Set(Self.scenarios.keys) == Set(catalog.map(\.name)))
    }
}
