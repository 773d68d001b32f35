import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct AlertLimitTests {
    @Test(
        "When no more rogues find room among the alerts that is an alert of its own, with the first that was left out")
    func full() throws {
        let world = DHCPWorld()
        for number in 0..<45 {
            var rogue = Answer4.rogue
            rogue.server = .host(UInt32(100 + number))
            rogue.source = .host(UInt32(100 + number))
            rogue.mac = MACAddress(value: 0x5254_0000_0100 | UInt64(number))
            world.answer(rogue)
        }
        #expect(world.story.count { $0 == "dhcp-rogue-server firing" } == 32)
        let told = world.manual.observations.filter { $0.rule == "dhcp-alerts-full" }
        #expect(told.count == 1)
        let full = try #require(told.first)
        #expect(
            full.summary == "More is wrong than alerts are kept open, 32 of servers and 0 others: 10.0.0.132, MAC "
                + "52:54:00:00:01:20 (QEMU), answers DHCP clients on eth0 and is not listed: 10.0.0.150/24, router "
                + "10.0.0.66, DNS 10.0.0.66; this and further ones are only counted", "\(full.summary)")
        #expect(full.evidence.json.contains("\"rule\":\"dhcp-rogue-server\""))
        #expect(try world.status().contains("\"rogue_alerts_left_out\":13,"))
        // It lasts while hosts are left out, and ends when for long none was.
        for _ in 0..<15 {
            world.manual.advance(by: .seconds(60))
            var rogue = Answer4.rogue
            rogue.server = .host(99)
            rogue.source = .host(99)
            rogue.mac = MACAddress(value: 0x5254_0000_0999)
            if world.manual.now.monotonic < Moment.dhcpStart.monotonic + .seconds(560) { world.answer(rogue) }
        }
        #expect(world.manual.observations.last { $0.rule == "dhcp-alerts-full" }?.state == .firing)
        world.manual.advance(by: .seconds(400))
        let end = try #require(world.manual.observations.last { $0.rule == "dhcp-alerts-full" })
        #expect(end.state == .resolved && end.count == 13 + 9)
        // A restart takes it over.
        let open = Alert(
            id: 9, key: AlertKey(rule: full.rule, subject: full.subject), watcher: .dhcp, severity: .error,
            state: .open,
            opened: full.time, updated: full.time, events: 1, summary: full.summary)
        let after = DHCPWorld(openAlerts: [open])
        after.manual.advance(by: .seconds(700))
        #expect(after.story == ["dhcp-alerts-full resolved"])
    }
}
