import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("What the servers say of leap seconds, before and after one")
struct LeapScenarioTests {
    /// The last midnight of 2026 in UTC.
    private func midnight() throws -> Timestamp { try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z")) }

    /// A world of good servers that announce a leap second, so long before it, and step with it.
    private func world(_ count: Int, hours: Double, change: (inout [SimulatedServer]) -> Void = { _ in }) throws
        -> TimeWorld
    {
        let leap = hours * 3_600
        var servers = SimulatedServer.good(count).map {
            $0.with {
                $0.leap = .insert
                $0.error = { $0 < leap ? 0 : -1 }
            }
        }
        change(&servers)
        return TimeWorld(servers, at: try midnight() - .seconds(Int64(leap)))
    }

    /// These servers announce nothing any more.
    private func end(_ world: TimeWorld, _ numbers: [UInt32]) {
        for number in numbers { world.servers[.server(number)]?.leap = .none }
    }

    @Test("Servers that announce the leap second for some time after midnight raise nothing, and do not move its date")
    func lag() throws {
        let world = try world(4, hours: 4)
        world.run(4 * 3_600)
        end(world, [3, 4])
        world.step(-1)
        world.run(2_400)
        #expect(world.watcher.announcedLeap == (try midnight()))
        end(world, [1, 2])
        world.run(1_800)
        #expect(world.observations.map(\.rule) == ["clock-stepped"], "\(world.observations.map(\.summary))")
        world.run(86_400)
        #expect(world.watcher.announcedLeap == nil, "a day after it is forgotten")
        #expect(world.observations.count == 1)
    }

    @Test("A server that smears to noon is no falseticker, also where others announce the leap past midnight")
    func smearPastMidnight() throws {
        let world = try world(5, hours: 12) { servers in
            servers[2].leap = .none
            // One second over 24 hours, noon to noon.
            servers[2].error = { -min($0, 86_400) / 86_400 }
        }
        world.run(12 * 3_600)
        end(world, [3, 4, 5])
        world.step(-1)
        world.run(2_400)
        #expect(world.openAlerts == ["ntp-leap clock"])
        end(world, [1, 2])
        world.run(12 * 3_600)
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
        #expect(world.observations(of: NTPRules.leap).map(\.state) == [.firing, .resolved])
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A watcher that starts past midnight, where a minority still announces the leap, takes none for announced")
    func startedLate() throws {
        let servers = SimulatedServer.good(4).changing(0) { $0.leap = .insert }
        let world = TimeWorld(servers, at: try midnight() + .seconds(60))
        world.run(2_400)
        #expect(world.observations.isEmpty)
        #expect(world.watcher.announcedLeap == nil)
    }

    @Test("A watcher that starts past midnight, where most announce the leap, takes it for the one that has been")
    func startedLateWithMost() throws {
        let servers = SimulatedServer.good(4).map { $0.with { $0.leap = .insert } }
        let world = TimeWorld(servers, at: try midnight() + .seconds(60))
        world.run(900)
        #expect(world.watcher.announcedLeap == (try midnight()))
        #expect(world.observations.isEmpty)
    }

    @Test("A falseticker that alone announces a leap second does not hide behind it")
    func falsetickerAnnounces() throws {
        let servers = SimulatedServer.good(4).changing(0) {
            $0.leap = .insert
            $0.error = { _ in 0.3 }
        }
        let world = TimeWorld(servers, at: try midnight() - .seconds(12 * 3_600))
        world.run(1_800)
        #expect(world.watcher.announcedLeap == nil)
        #expect(world.openAlerts == ["ntp-falseticker 10.0.0.1"])
        // Now the others announce it as well: that does not make this server right.
        for number in 2...4 as ClosedRange<UInt32> { world.servers[.server(number)]?.leap = .insert }
        world.run(3_600)
        #expect(world.watcher.announcedLeap == (try midnight()))
        #expect(world.openAlerts == ["ntp-falseticker 10.0.0.1", "ntp-leap clock"])
        #expect(world.observations(of: NTPRules.falseticker).count == 1)
    }

    @Test("An announcement that most servers take back is withdrawn")
    func withdrawn() throws {
        let world = try world(4, hours: 12)
        world.run(1_200)
        #expect(world.watcher.announcedLeap == (try midnight()))
        end(world, [1, 2, 3, 4])
        world.run(1_200)
        #expect(world.watcher.announcedLeap == nil)
        #expect(world.openAlerts.isEmpty)
    }
}
