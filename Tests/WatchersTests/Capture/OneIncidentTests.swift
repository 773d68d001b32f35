import Model
import Synchronization
import Testing
import Watching
import Wire

@testable import Watchers

/// What a board has delivered to one watcher.
private final class FactBox: Sendable {
    private let facts = Mutex<[Fact]>([])

    /// Takes what the board delivers.
    func put(_ more: [Fact]) { facts.withLock { $0 += more } }

    /// Gives it on.
    func take() -> [Fact] {
        facts.withLock { facts in
            defer { facts = [] }
            return facts
        }
    }
}

/// The watchers of DHCP and of router advertisements on one link, joined by a real board of facts.
private final class JoinedWorlds {
    let dhcp: DHCPWorld
    let routers: RouterWorld
    let board = FactBoard()
    private let forDHCP = FactBox()
    private let forRouters = FactBox()
    private var told = (dhcp: 0, routers: 0)

    init(openAlerts: [Alert] = []) {
        dhcp = DHCPWorld(openAlerts: openAlerts.filter { $0.key.rule.hasPrefix("dhcp") })
        routers = RouterWorld(openAlerts: openAlerts.filter { $0.key.rule.hasPrefix("ra-") })
        board.subscribe(.dhcp) { [forDHCP] in forDHCP.put($0) }
        board.subscribe(.ra) { [forRouters] in forRouters.put($0) }
    }

    /// Lets both see a frame, and hands on what they publish.
    func see(_ frame: [UInt8]) {
        dhcp.see(frame)
        routers.manual.feed(
            .frame(CapturedPacket(bytes: frame, linkType: 1, time: routers.manual.now.wall, interface: "eth0")))
        handOn()
    }

    /// Lets time pass for both.
    func advance(by duration: Duration) {
        dhcp.manual.advance(by: duration)
        routers.manual.advance(by: duration)
        handOn()
    }

    /// Posts a fact of another watcher.
    func publish(_ fact: Fact) {
        board.publish([fact], by: .snmp)
        handOn()
    }

    private func handOn() {
        board.publish(Array(dhcp.manual.facts[told.dhcp...]), by: .dhcp)
        board.publish(Array(routers.manual.facts[told.routers...]), by: .ra)
        told = (dhcp.manual.facts.count, routers.manual.facts.count)
        for fact in forDHCP.take() { dhcp.manual.feed(.fact(fact)) }
        for fact in forRouters.take() { routers.manual.feed(.fact(fact)) }
    }
}

@Suite
struct OneIncidentTests {
    private let rogue = DHCPWorld.rogueMAC

    private var advertisement: [UInt8] {
        var rogue = Advertisement()
        rogue.source = .linkLocal(0x66)
        rogue.mac = DHCPWorld.rogueMAC
        rogue.prefixes = ["2001:db8:bad::"]
        rogue.dns = ["2001:db8::66"]
        return rogue.frame
    }

    @Test(
        "What one host offers, advertises and calls itself is in the evidence of each alert about it, in whatever order it is seen"
    )
    func whole() throws {
        for order in 0..<6 {
            let worlds = JoinedWorlds()
            var offer = Answer4.rogue
            // The router that it hands out is an address of its own that only ARP tells; the DNS server is another host.
            offer.routers = [.host(67)]
            offer.dns = [.host(9)]
            let steps: [() -> Void] = [
                { worlds.see(offer.frame) }, { worlds.see(advertisement) },
                {
                    worlds.see(NeighbourFrames.arp(rogue, .host(66)))
                    worlds.see(NeighbourFrames.arp(rogue, .host(67)))
                    worlds.see(NeighbourFrames.arp(MACAddress(value: 0x0016_3e00_0009), .host(9)))
                    worlds.see(NeighbourFrames.solicitation(rogue, .linkLocal(0x66), target: .linkLocal(1)))
                },
            ]
            let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
            for step in orders[order] {
                steps[step]()
                worlds.advance(by: .seconds(6))
            }
            worlds.publish(.portOfMAC(rogue, device: "acc-sw7", port: "Gi1/0/14"))
            let v4 = try #require(worlds.dhcp.manual.observations.last)
            let v6 = try #require(worlds.routers.manual.observations.last)
            #expect(v4.rule == "dhcp-rogue-server" && v6.rule == "ra-rogue-router")
            #expect(v4.summary.hasSuffix("; the same host advertises itself as an IPv6 router"), "\(v4.summary)")
            #expect(v6.summary.hasSuffix("; the same host answers DHCP clients"), "\(v6.summary)")
            for told in [v4, v6] {
                let json = told.evidence.json
                #expect(told.summary.contains("on acc-sw7 port Gi1/0/14"))
                #expect(json.contains("\"vendor\":\"QEMU\",\"switch\":\"acc-sw7\",\"switch_port\":\"Gi1/0/14\""))
                #expect(
                    json.contains(
                        "\"addresses\":[{\"address\":\"10.0.0.66\",\"by\":\"arp\"},"
                            + "{\"address\":\"10.0.0.67\",\"by\":\"arp\"},{\"address\":\"fe80::66\",\"by\":\"nd\"}]"),
                    "\(json)")
            }
            #expect(
                v4.evidence.json.contains(
                    "\"also\":[{\"role\":\"router\",\"address\":\"fe80::66\",\"listed\":false,"
                        + "\"says\":\"prefix 2001:db8:bad::/64, DNS 2001:db8::66\"}]"), "\(v4.evidence.json)")
            #expect(
                v4.evidence.json.contains(
                    "\"option_hosts\":[{\"option\":\"router\",\"address\":\"10.0.0.67\",\"host\":\"itself\"},"
                        + "{\"option\":\"dns\",\"address\":\"10.0.0.9\",\"host\":\"neighbour\","
                        + "\"mac\":\"00:16:3e:00:00:09\",\"vendor\":\"Xen\"}]"), "\(v4.evidence.json)")
            #expect(
                v6.evidence.json.contains(
                    "\"also\":[{\"role\":\"dhcp-server\",\"address\":\"10.0.0.66\",\"listed\":false,"
                        + "\"says\":\"router 10.0.0.67, DNS 10.0.0.9\"}]"), "\(v6.evidence.json)")
        }
    }

    @Test("Routers and DNS servers that a rogue hands out and that a list names are said to be listed")
    func listed() throws {
        let world = DHCPWorld()
        var offer = Answer4.rogue
        offer.routers = [.host(1)]
        offer.dns = [.host(66), .host(53), .host(99)]
        world.answer(offer)
        let json = try #require(world.manual.observations.first).evidence.json
        #expect(
            json.contains(
                "\"option_hosts\":[{\"option\":\"router\",\"address\":\"10.0.0.1\",\"host\":\"listed\"},"
                    + "{\"option\":\"dns\",\"address\":\"10.0.0.66\",\"host\":\"itself\"},"
                    + "{\"option\":\"dns\",\"address\":\"10.0.0.53\",\"host\":\"listed\"},"
                    + "{\"option\":\"dns\",\"address\":\"10.0.0.99\",\"host\":\"unknown\"}]"), "\(json)")
    }

    @Test("A host that answers DHCP and DHCPv6 is one incident inside the watcher, too")
    func bothFamilies() throws {
        let world = DHCPWorld()
        world.answer(Answer4.rogue)
        world.answer(Answer6.rogue)
        #expect(
            world.story == ["dhcp-rogue-server firing", "dhcp6-rogue-server firing", "dhcp-rogue-server firing"],
            "the first is told again with what is known more")
        #expect(world.sentences[1].hasSuffix("; the same host answers DHCP clients"), "\(world.sentences)")
        #expect(world.sentences[2].hasSuffix("; the same host answers DHCPv6 clients"), "\(world.sentences)")
        #expect(
            world.manual.observations[2].evidence.json.contains(
                "\"also\":[{\"role\":\"dhcpv6-server\",\"address\":\"fe80::66\",\"listed\":false,"
                    + "\"says\":\"DNS 2001:db8::66\"}]"))
        // An attack on the pool by the same host says so.
        for number in 0..<120 {
            var request = Request4(0x0016_3600_0000 | UInt64(number) &* 7_919, xid: UInt32(number))
            request.sender = DHCPWorld.rogueMAC
            world.ask(request)
        }
        let starvation = try #require(world.manual.observations.last { $0.rule == "dhcp-starvation" })
        #expect(starvation.summary.contains("; the same host answers DHCP clients and answers DHCPv6 clients"))
        for _ in 0..<40 {
            world.answer(Answer4.rogue)
            world.answer(Answer6.rogue)
            world.manual.advance(by: .seconds(2))
        }
        #expect(world.story.count { $0 == "dhcp-rogue-server firing" } == 2, "\(world.sentences)")
    }

    @Test("After a restart what a host does is said again to the other watcher, though its alert was open before")
    func restart() throws {
        let first = JoinedWorlds()
        first.see(Answer4.rogue.frame)
        first.see(advertisement)
        let open: [Alert] = try [first.dhcp.manual.observations, first.routers.manual.observations].map { told in
            let one = try #require(told.first)
            return Alert(
                id: 1, key: AlertKey(rule: one.rule, subject: one.subject), watcher: one.watcher,
                severity: one.severity, state: .open, opened: one.time, updated: one.time, resolved: nil, events: 1,
                summary: one.summary)
        }
        let second = JoinedWorlds(openAlerts: open)
        second.see(Answer4.rogue.frame)
        second.see(advertisement)
        second.advance(by: .seconds(20))
        second.see(Answer4.rogue.frame)
        second.see(advertisement)
        #expect(second.board.fact(.linkRole(rogue, .dhcpServer)) != nil)
        #expect(second.board.fact(.linkRole(rogue, .router)) != nil)
        #expect(second.dhcp.sentences.last?.hasSuffix("; the same host advertises itself as an IPv6 router") == true)
        #expect(
            second.routers.manual.observations.last?.summary.hasSuffix("; the same host answers DHCP clients") == true)
    }
}
