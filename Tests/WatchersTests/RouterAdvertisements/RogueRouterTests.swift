import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct RogueRouterTests {
    private var rogue: Advertisement {
        var rogue = Advertisement()
        rogue.source = .linkLocal(0x66)
        rogue.mac = RouterWorld.rogueMAC
        rogue.prefixes = ["2001:db8:bad::"]
        rogue.dns = ["2001:db8::66"]
        rogue.flags = 0x08
        return rogue
    }

    @Test("A listed router that says what it should raises nothing")
    func listed() throws {
        let world = RouterWorld()
        world.keepAdvertising(minutes: 30)
        #expect(world.story == [])
        #expect(try world.answer(.servers).contains("\"state\":\"advertising\""))
    }

    @Test("An unlisted router raises one alert, however often it advertises, and ends ten minutes after its last word")
    func rogueRouter() throws {
        let world = RouterWorld()
        for _ in 0..<50 {
            world.advertise(rogue)
            world.manual.advance(by: .milliseconds(200))
        }
        #expect(world.story == ["ra-rogue-router firing"])
        let alert = try #require(world.observations(RouterRules.rogueRouter).first)
        #expect(alert.severity == .critical && alert.subject == Subject(device: "fe80::66", instance: "eth0"))
        #expect(alert.address == .linkLocal(0x66))
        #expect(
            alert.summary
                == "fe80::66, MAC 52:54:00:00:00:66 (QEMU), advertises itself as an IPv6 router on eth0 and is "
                + "not listed: preference high, prefix 2001:db8:bad::/64, DNS 2001:db8::66")
        #expect(alert.evidence.json.contains("\"dns\":[\"2001:db8::66\"]"))
        #expect(alert.evidence.json.contains("\"frame\":\"333300000001525400000066"))
        #expect(
            world.manual.facts.contains(
                .linkRole(
                    RouterWorld.rogueMAC, .router, address: .linkLocal(0x66), interface: "eth0", isListed: false,
                    says: "preference high, prefix 2001:db8:bad::/64, DNS 2001:db8::66")))
        world.keepAdvertising(minutes: 9)
        #expect(world.story.count == 1)
        world.keepAdvertising(minutes: 2)
        #expect(world.story == ["ra-rogue-router firing", "ra-rogue-router resolved"])
        let end = try #require(world.observations(RouterRules.rogueRouter).last)
        #expect(end.count == 50 && end.summary.contains("nothing of it was seen for 10 minutes"))
    }

    @Test(
        "What a rogue router changes is told again, at most every ten seconds, and a long one every hour with its count"
    )
    func changes() throws {
        let world = RouterWorld()
        world.advertise(rogue)
        var other = rogue
        other.prefixes = ["2001:db8:666::"]
        world.advertise(other)
        #expect(world.story.count == 1)
        world.manual.advance(by: .seconds(11))
        world.advertise(other)
        #expect(world.story.count == 2)
        #expect(world.manual.observations.last?.summary.contains("2001:db8:666::/64") == true)
        #expect(world.manual.observations.last?.count == 2)
        for _ in 0..<120 {
            world.manual.advance(by: .seconds(60))
            world.advertise(other)
            world.advertiseWell()
        }
        #expect(world.story.count == 4)
        #expect(world.manual.observations.last?.count == 60)
    }

    @Test("A host under a listed router's address is a rogue router, and its lifetime of 0 kills the router")
    func spoofed() throws {
        let world = RouterWorld()
        world.advertiseWell()
        var spoofed = rogue
        spoofed.source = .linkLocal(1)
        world.advertise(spoofed)
        let alert = try #require(world.observations(RouterRules.rogueRouter).first)
        #expect(alert.summary.contains("and is not the router of that address"))
        #expect(alert.evidence.json.contains("\"listed_mac\":\"52:54:00:12:34:57\""))
        spoofed.lifetime = 0
        for _ in 0..<10 { world.advertise(spoofed) }
        #expect(world.story == ["ra-rogue-router firing", "ra-router-killed firing"])
        let killed = try #require(world.observations(RouterRules.routerKilled).first)
        #expect(killed.severity == .critical)
        #expect(
            killed.summary == "Another host than the router fe80::1 withdraws it on eth0, and hosts lose their default "
                + "route: fe80::1, MAC 52:54:00:00:00:66 (QEMU), says lifetime 0")
        // The real router still counts as seen and says what it should; the attack's alerts end by time.
        world.keepAdvertising(minutes: 11)
        #expect(world.story.suffix(2) == ["ra-rogue-router resolved", "ra-router-killed resolved"])
    }

    @Test("A listed router that withdraws itself is a notice, which ends when it advertises again")
    func withdrawn() throws {
        let world = RouterWorld()
        world.advertiseWell()
        var last = Advertisement()
        last.lifetime = 0
        world.advertise(last)
        #expect(world.observations(RouterRules.routerKilled).map(\.severity) == [.notice])
        // A router that said goodbye has not fallen silent.
        world.manual.advance(by: .seconds(3_600))
        #expect(world.story == ["ra-router-killed firing"])
        world.advertiseWell()
        #expect(world.story == ["ra-router-killed firing", "ra-router-killed resolved"])
    }

    @Test("A MAC address that routers share is allowed, and one that hosts are sent to must be the router's own")
    func virtualMACs() throws {
        let world = RouterWorld()
        var virtual = Advertisement()
        virtual.mac = MACAddress(value: 0x0000_5e00_0207)
        world.advertise(virtual)
        #expect(world.story == [])
        var diverted = Advertisement()
        diverted.told = RouterWorld.rogueMAC
        world.advertise(diverted)
        #expect(world.story == ["ra-rogue-router firing"])
        #expect(
            world.manual.observations.last?.summary.contains("it tells hosts to send to 52:54:00:00:00:66 (QEMU)")
                == true)
    }

    @Test("What other watchers know of the host is told with the alert, and again when it becomes known")
    func facts() throws {
        let world = RouterWorld()
        world.manual.feed(.fact(.portOfMAC(RouterWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        world.advertise(rogue)
        #expect(
            world.manual.observations.last?.summary.hasPrefix(
                "fe80::66, MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14, advertises itself") == true)
        world.manual.feed(
            .fact(
                .linkRole(
                    RouterWorld.rogueMAC, .dhcpServer, address: .v4(0x0a00_0066), interface: "eth0", isListed: false,
                    says: "")))
        #expect(world.story == ["ra-rogue-router firing", "ra-rogue-router firing"])
        let told = try #require(world.manual.observations.last)
        #expect(told.summary.hasSuffix("; the same host answers DHCP clients"))
        #expect(
            told.evidence.json.contains(
                "\"also\":[{\"role\":\"dhcp-server\",\"address\":\"10.0.0.102\",\"listed\":false}]"))
        #expect(told.evidence.json.contains("\"switch\":\"acc-sw7\",\"switch_port\":\"Gi1/0/14\""))
        // The same fact again, and one about a host that is behind nothing, say nothing.
        world.manual.feed(.fact(.portOfMAC(RouterWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        world.manual.feed(.fact(.portOfMAC(RouterWorld.routerMAC, device: "core", port: "1")))
        #expect(world.story.count == 2)
    }

    @Test("The same router on another VLAN is another alert; the list holds on every VLAN of its interface")
    func vlans() throws {
        let world = RouterWorld()
        var tagged = rogue
        tagged.vlan = 7
        world.advertise(tagged)
        world.advertise(rogue)
        #expect(world.manual.observations.map(\.subject.text) == ["fe80::66/eth0 vlan 7", "fe80::66/eth0"])
        #expect(world.firstEvidence.contains("\"vlan\":\"7\""))
        var listed = Advertisement()
        listed.vlan = 7
        world.advertise(listed)
        #expect(world.story.count == 2)
    }

    @Test("Five thousand made-up routers are one flood and a bounded number of alerts, and memory stays bounded")
    func flood() throws {
        let world = RouterWorld()
        world.advertiseWell()
        var random = CaptureRandom(seed: 7)
        var made = rogue
        for number in 0..<5_000 {
            made.source = .linkLocal(random.next())
            made.mac = MACAddress(value: random.next())
            world.advertise(made)
            if number.isMultiple(of: 250) { world.manual.advance(by: .seconds(1)) }
        }
        let watcher = try world.watcher
        #expect(watcher.book.routers.count <= RouterBook.limit)
        #expect(watcher.rogues.open.count == 32 && watcher.rogues.leftOut > 4_000)
        #expect(world.observations(RouterRules.rogueRouter).count == 32)
        // Among the made-up ones a real one may hide: that there is no room for more alerts is told.
        let full = world.observations(RouterRules.alertsFull)
        #expect(full.count == 1 && full.first?.severity == .error)
        #expect(full.first?.summary.hasPrefix("More is wrong than alerts are kept open, 32 of routers and ") == true)
        let floods = world.observations(RouterRules.flood)
        #expect(floods.count <= 2)
        #expect(floods.first?.subject == Subject(device: "link", instance: "eth0"))
        #expect(floods.first?.summary.hasPrefix("More than 100 router advertisements in ten seconds on eth0") == true)
        #expect(world.manual.facts.count <= 33)
        // The listed router is still judged.
        var wrong = Advertisement()
        wrong.prefixes = ["2001:db8:9::"]
        world.advertise(wrong)
        #expect(world.observations(RouterRules.wrongPrefix).count == 1)
        world.advertiseWell()
        world.keepAdvertising(minutes: 2)
        #expect(world.observations(RouterRules.flood).last?.state == .resolved)
        world.keepAdvertising(minutes: 40)
        #expect(try world.watcher.book.routers.count == 1 && world.watcher.rogues.open.isEmpty)
        #expect(world.observations(RouterRules.alertsFull).last?.state == .resolved)
    }

    @Test("Three routers that start together are no flood")
    func noFlood() {
        let world = RouterWorld()
        for _ in 0..<20 { world.advertiseWell() }
        #expect(world.story == [])
    }

    @Test("An advertisement that came from another link raises one alert and is not judged further")
    func hopLimit() throws {
        let world = RouterWorld()
        var far = rogue
        far.hopLimit = 64
        for _ in 0..<5 { world.advertise(far) }
        #expect(world.story == ["ra-hop-limit firing"])
        #expect(world.firstSummary.contains("with hop limit 64 on eth0"))
        #expect(try world.status().contains("\"ignored\":5"))
        world.keepAdvertising(minutes: 11)
        #expect(world.story == ["ra-hop-limit firing", "ra-hop-limit resolved"])
    }

    @Test("What is malformed, from no link-local address or in parts is counted by reason, and raises nothing")
    func malformed() throws {
        let world = RouterWorld()
        var wrong = rogue
        wrong.source = .v6(high: 0x2001_0db8 << 32, low: 9, scope: 0)
        world.advertise(wrong)
        var frame = rogue.frame
        frame[60] ^= 1
        let short = Array(rogue.frame.prefix(30))
        let fragment =
            Array(frame[..<18]) + [0, 16, 44, 255] + frame[22..<54] + [58, 0, 0, 1, 0, 0, 0, 1]
            + [UInt8](repeating: 0, count: 8)
        for bytes in [frame, short, fragment] {
            world.manual.feed(
                .frame(CapturedPacket(bytes: bytes, linkType: 1, time: world.manual.now.wall, interface: "eth0")))
        }
        #expect(world.story == [])
        let status = try world.status()
        for part in [
            "\"ND: source is not link-local\":1", "\"ND: bad checksum\":1", "\"IPv6: ends too early\":1",
            "\"fragments\":1",
        ] { #expect(status.contains(part), "\(part) in \(status)") }
    }
}
