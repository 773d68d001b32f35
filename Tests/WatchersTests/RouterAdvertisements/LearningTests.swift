import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct LearningTests {
    @Test("What advertises in the first period is learned and proposed, and anything new after it is an alert")
    func learning() throws {
        let world = RouterWorld(.learning)
        var router = Advertisement()
        router.flags = 0x88
        router.dns = ["2001:db8::53"]
        world.advertise(router)
        var second = Advertisement()
        second.source = .linkLocal(2)
        second.mac = MACAddress(value: 0x0254_0000_0002)
        second.prefixes = []
        world.advertise(second)
        #expect(world.story == [])
        let yaml = try world.answer(.serversAsConfiguration)
        #expect(
            yaml == "[{\"yaml\":\"router_advertisements:\\n  interfaces: [ eth0 ]\\n  routers:\\n"
                + "    - { address: \\\"fe80::1\\\", mac: 52:54:00:12:34:57, prefixes: [\\\"2001:db8::/64\\\"], "
                + "dns: [\\\"2001:db8::53\\\"], managed: true, other: false, preference: high }\\n"
                + "    - { address: \\\"fe80::2\\\", mac: 02:54:00:00:00:02, prefixes: [], dns: [], managed: false, "
                + "other: false }\\n\"}]")
        for _ in 0..<11 {
            world.manual.advance(by: .seconds(60))
            world.advertise(router)
            world.advertise(second)
        }
        #expect(world.story == [])
        var rogue = Advertisement()
        rogue.source = .linkLocal(0x66)
        rogue.mac = RouterWorld.rogueMAC
        world.advertise(rogue)
        #expect(world.story == ["ra-rogue-router firing"])
        #expect(world.firstSummary.contains("and was not there while routers were learned"))
        var changed = router
        changed.dns = ["2001:db8::66"]
        world.advertise(changed)
        #expect(world.story.last == "ra-wrong-dns firing")
    }

    @Test("On a link without routers the first one after the period is an alert")
    func noRouters() {
        let world = RouterWorld(.learning)
        world.manual.advance(by: .seconds(601))
        world.advertiseWell()
        #expect(world.story == ["ra-rogue-router firing"])
    }

    @Test("What was learned survives a restart, and so does the end of the period")
    func restart() throws {
        let world = RouterWorld(.learning)
        world.advertiseWell()
        var kept: [String: String] = [:]
        for report in world.manual.reports {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        let text = try #require(kept["learned"])
        #expect(LearnedRouters(text: text)?.text == text)
        #expect(LearnedRouters(text: "rubbish") == nil && LearnedRouters(text: "\(text)\nfe80::1\tx") == nil)
        let again = RouterWorld(.learning, kept: ["learned": text])
        // The first run's period is over before this one's would be.
        again.manual.advance(by: .seconds(599))
        again.advertiseWell()
        #expect(again.story == [])
        again.manual.advance(by: .seconds(2))
        var rogue = Advertisement()
        rogue.mac = RouterWorld.rogueMAC
        again.advertise(rogue)
        #expect(again.story == ["ra-rogue-router firing"])
    }

    @Test("A replay never learns: only what is wrong by itself is told")
    func replay() throws {
        let configuration = try #require(RouterAdvertisementWatcher.replayConfiguration)
        let world = RouterWorld(configuration)
        var capture = Advertisement()
        capture.interface = ""
        world.advertise(capture)
        var other = capture
        other.source = .linkLocal(0x66)
        other.mac = RouterWorld.rogueMAC
        other.flags = 0x08
        world.advertise(other)
        #expect(world.story == [] && world.probes.isEmpty)
        var killer = capture
        killer.mac = RouterWorld.rogueMAC
        killer.lifetime = 0
        world.advertise(killer)
        #expect(world.story == ["ra-router-killed firing"])
        var far = capture
        far.hopLimit = 1
        world.advertise(far)
        #expect(world.story.last == "ra-hop-limit firing")
        // A router that says goodbye itself is nothing.
        let quiet = RouterWorld(configuration)
        quiet.advertise(capture)
        var goodbye = capture
        goodbye.lifetime = 0
        quiet.advertise(goodbye)
        #expect(quiet.story == [])
    }
}
