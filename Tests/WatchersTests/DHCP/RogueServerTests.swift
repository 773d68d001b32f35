import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct RogueServerTests {
    @Test("A listed server that answers as listed raises nothing")
    func listed() throws {
        let world = DHCPWorld()
        for type: UInt8 in [2, 5, 6] { world.answer(Answer4(type: type)) }
        world.answer(Answer6())
        world.answer(Answer6(type: 7))
        #expect(world.story == [] && world.sentences == [])
        let servers = try world.answer(.servers)
        #expect(servers.contains("\"address\":\"10.0.0.1\",\"mac\":\"52:54:00:12:34:56\",\"vendor\":\"QEMU\""))
        #expect(
            servers.contains("\"listed\":true,\"state\":\"answering\"") && servers.contains("\"seen_by\":\"broadcast\"")
        )
        #expect(servers.contains("\"kind\":\"DHCPv6\"") && servers.contains("\"seen_by\":\"unicast to others\""))
        #expect(!servers.contains("rogue"))
    }

    @Test("An unlisted server raises one alert however often it answers, with its options, maker and frame")
    func oneAlert() throws {
        let world = DHCPWorld()
        for number in 0..<200 {
            var answer = Answer4.rogue
            answer.xid = UInt32(number)
            answer.address = .host(UInt32(100 + number % 100))
            answer.type = number.isMultiple(of: 2) ? 2 : 5
            world.answer(answer)
            world.manual.advance(by: .milliseconds(100))
        }
        #expect(world.story == ["dhcp-rogue-server firing"])
        let alert = try #require(world.manual.observations.first)
        #expect(
            alert.summary == "10.0.0.66, MAC 52:54:00:00:00:66 (QEMU), answers DHCP clients on eth0 and is not listed: "
                + "10.0.0.100/24, router 10.0.0.66, DNS 10.0.0.66")
        #expect(alert.severity == .critical && alert.subject == Subject(device: "10.0.0.66", instance: "eth0"))
        let parts = [
            "\"vendor\":\"QEMU\"", "\"message\":\"DHCPOFFER\"", "\"routers\":[\"10.0.0.66\"]",
            "\"dns\":[\"10.0.0.66\"]",
            "\"server_identifier\":\"10.0.0.66\"", "\"seen_by\":\"broadcast\"", "\"client\":\"52:54:00:aa:bb:cc\"",
            "\"frame\":\"ffffffffffff525400000066",
        ]
        for part in parts { #expect(alert.evidence.json.contains(part), "\(part)") }
        #expect(try world.answer(.servers).contains("\"state\":\"rogue\""))
        world.manual.advance(by: .seconds(605))
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server resolved"])
        #expect(
            world.sentences.last
                == "10.0.0.66 on eth0: over, it was not heard for 10 minutes although it was asked; 200 packets in all")
    }

    @Test("What gives a rogue away: an offer, a grant, a refusal, a BOOTP reply, a client's choice, a PXE answer")
    func ways() throws {
        let cases: [(String, Severity, (inout Answer4) -> Void)] = [
            ("answers DHCP clients on eth0 and is not listed: 10.0.0.150/24", .critical, { $0.type = 2 }),
            ("answers DHCP clients on eth0 and is not listed: 10.0.0.150/24", .critical, { $0.type = 5 }),
            ("refuses DHCP clients on eth0 and is not listed", .error, { $0.type = 6 }),
            ("answers DHCP clients on eth0 and is not listed: 10.0.0.150", .critical, { $0.type = nil }),
            (
                "answers DHCP clients on eth0 and is not listed: 192.168.1.20/24", .error,
                { $0.address = .v4(0xc0a8_0114) }
            ),
            (
                "tells PXE clients on eth0 what to boot and is not listed", .error,
                {
                    $0.address = .v4(0)
                    ($0.routers, $0.dns, $0.mask) = (nil, nil, nil)
                    $0.more = [(60, Array("PXEClient".utf8))]
                }
            ),
        ]
        for (words, severity, change) in cases {
            let world = DHCPWorld()
            var answer = Answer4.rogue
            change(&answer)
            for _ in 0..<3 { world.answer(answer) }
            #expect(world.story == ["dhcp-rogue-server firing"], "\(words)")
            let alert = try #require(world.manual.observations.first)
            #expect(alert.summary.contains(words) && alert.severity == severity, "\(alert.summary) \(alert.severity)")
        }
        let world = DHCPWorld()
        for xid in 1...3 {
            world.ask(Request4(0x02aa, .selecting(server: .host(66), requested: .host(150)), xid: UInt32(xid)))
        }
        world.ask(Request4(0x02aa, .selecting(server: .host(1), requested: .host(150))))
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(
            world.sentences[0]
                == "A client on eth0 takes its address from a server that is not listed: 10.0.0.66")
        // The server itself, heard later, is the same alert.
        world.manual.advance(by: .seconds(11))
        world.answer(Answer4.rogue)
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server firing"])
        #expect(world.manual.observations[1].severity == .critical && world.sentences[1].contains("router 10.0.0.66"))
    }

    @Test("A refusal first and an offer soon after it: the offer is told without a further packet")
    func late() throws {
        let world = DHCPWorld()
        var refusal = Answer4.rogue
        refusal.type = 6
        world.answer(refusal)
        world.manual.advance(by: .seconds(1))
        world.answer(Answer4.rogue)
        #expect(world.manual.observations.map(\.severity) == [.error])
        world.manual.advance(by: .seconds(20))
        #expect(world.manual.observations.map(\.severity) == [.error, .critical])
        #expect(world.sentences[1].contains("DNS 10.0.0.66"))
        // The next refusal does not make it better.
        world.answer(refusal)
        world.manual.advance(by: .seconds(30))
        #expect(world.story.count == 2)
    }

    @Test("siaddr is no identity, and an empty option 54 leaves the source")
    func identity() {
        let world = DHCPWorld()
        var answer = Answer4()
        answer.server = nil
        world.answer(answer)
        var frame = Answer4().frame
        // siaddr of a listed server's answer names another host: a boot server.
        frame.replaceSubrange(42 + 20..<42 + 24, with: [10, 0, 0, 99])
        world.see(frame)
        #expect(world.story == [])
    }

    @Test("What the switch's DHCP snooping does about a rogue is told with it")
    func snooping() throws {
        for (isOn, trusted, words) in [
            (false, [], "; DHCP snooping is off on acc-sw7"),
            (true, ["Gi1/0/14"], "; DHCP snooping is on there and trusts that port"),
            (true, ["Gi1/0/1"], "; DHCP snooping is on there and does not trust that port"),
        ] {
            let world = DHCPWorld()
            world.manual.feed(.fact(.portOfMAC(DHCPWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
            world.manual.feed(.fact(.dhcpSnooping(device: "acc-sw7", isOn: isOn, trustedPorts: trusted)))
            world.answer(Answer4(mac: DHCPWorld.rogueMAC))
            let seen = try #require(world.manual.observations.first)
            #expect(seen.summary.hasSuffix(words), "\(seen.summary)")
            let evidence = seen.evidence.json
            #expect(evidence.contains("\"switch_snooping\":\(isOn)"), "\(evidence)")
            #expect(evidence.contains("\"switch_port_trusted\":\(trusted == ["Gi1/0/14"])"), "\(evidence)")
        }
    }

    @Test("When a switch begins or ceases to guard its ports, the alerts about hosts behind it are told again")
    func snoopingChange() throws {
        let world = DHCPWorld()
        world.manual.feed(.fact(.portOfMAC(DHCPWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        world.answer(Answer4.rogue)
        world.manual.feed(.fact(.dhcpSnooping(device: "acc-sw8", isOn: false, trustedPorts: [])))
        #expect(world.story.count == 1, "another switch")
        for _ in 0..<3 { world.manual.feed(.fact(.dhcpSnooping(device: "acc-sw7", isOn: false, trustedPorts: []))) }
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server firing"])
        #expect(world.sentences[1].hasSuffix("; DHCP snooping is off on acc-sw7"))
        world.manual.feed(.fact(.dhcpSnooping(device: "acc-sw7", isOn: true, trustedPorts: ["Gi1/0/1"])))
        #expect(world.story.count == 3)
        #expect(world.sentences[2].hasSuffix("; DHCP snooping is on there and does not trust that port"))
    }

    @Test(
        "One host, one incident: what else it does and where it is plugged in is in the sentence, also when told later")
    func oneIncident() throws {
        let world = DHCPWorld()
        world.manual.feed(
            .fact(
                .linkRole(
                    DHCPWorld.rogueMAC, .router, address: IPAddress("fe80::66"), interface: "eth0", isListed: false,
                    says: "prefix 2001:db8:bad::/64")))
        world.answer(Answer4.rogue)
        #expect(world.sentences[0].hasSuffix("; the same host advertises itself as an IPv6 router"))
        #expect(
            world.manual.observations[0].evidence.json.contains(
                "\"also\":[{\"role\":\"router\",\"address\":\"fe80::66\",\"listed\":false,"
                    + "\"says\":\"prefix 2001:db8:bad::/64\"}]"))
        world.manual.feed(.fact(.portOfMAC(DHCPWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server firing"])
        #expect(world.sentences[1].contains("(QEMU) on acc-sw7 port Gi1/0/14, answers"))
        #expect(
            world.manual.facts == [
                .linkRole(
                    DHCPWorld.rogueMAC, .dhcpServer, address: .host(66), interface: "eth0", isListed: false,
                    says: "router 10.0.0.66, DNS 10.0.0.66")
            ])
    }

    @Test("An unlisted DUID is a DHCPv6 rogue; behind a relay agent it alone counts")
    func rogue6() throws {
        let world = DHCPWorld()
        for xid in 0..<50 { world.answer(Answer6.rogue.with { $0.xid = UInt32(xid) }) }
        #expect(world.story == ["dhcp6-rogue-server firing"])
        #expect(
            world.sentences[0] == "fe80::66, MAC 52:54:00:00:00:66 (QEMU), answers DHCPv6 clients on eth0 and is not "
                + "listed: 2001:db8::100, DNS 2001:db8::66")
        #expect(world.manual.observations[0].evidence.json.contains("\"duid\":\"00:03:00:01:52:54:00:00:00:66\""))
        let relayed = DHCPWorld()
        relayed.answer(Answer6(mac: DHCPWorld.rogueMAC, relayed: true))
        #expect(relayed.story == [])
        relayed.answer(Answer6.rogue.with { $0.relayed = true })
        #expect(relayed.sentences.first?.hasPrefix("DUID 00:03:00:01:52:54:00:00:00:66 answers DHCPv6 clients") == true)
        let chosen = DHCPWorld()
        chosen.see(Request6(type: 3, client: 0x02cc, server: Answer6.rogue.duid).frame)
        #expect(chosen.story == ["dhcp6-rogue-server firing"])
        let moved = DHCPWorld()
        moved.answer(Answer6(mac: DHCPWorld.rogueMAC))
        #expect(moved.story == ["dhcp-server-mac-changed firing"])
        // A server that is listed for IPv4 alone, with its MAC address, may answer DHCPv6, too.
        let plain = DHCPWorld(.lab { $0.servers[0].duids = [] })
        plain.answer(Answer6())
        #expect(plain.story == [])
    }

    @Test("Each link is judged by itself: an interface, a VLAN")
    func links() {
        let world = DHCPWorld()
        world.answer(Answer4.rogue)
        var tagged = Answer4.rogue
        tagged.vlan = 7
        world.answer(tagged)
        #expect(world.manual.observations.map { $0.subject.instance } == ["eth0", "eth0 vlan 7"])
        let bound = DHCPWorld(
            .lab {
                $0.interfaces = ["eth0", "eth1"]
                $0.servers[0].interface = "eth0"
            })
        bound.answer(Answer4())
        bound.answer(Answer4(interface: "eth1"))
        #expect(bound.manual.observations.map { $0.subject } == [Subject(device: "10.0.0.1", instance: "eth1")])
    }

    @Test("Tags can be made up: links without end take no room for good, and never that of an interface itself")
    func linkFlood() throws {
        let world = DHCPWorld()
        let plain = Request4(0x5254_00aa_bbcc).frame
        for number in 0..<DHCPWatcher.linkLimit + 3 {
            let interface = number < 4_096 ? "eth0" : "eth9"
            let tag = UInt16(number % 4_096)
            // Many of them in the name of the listed server, which takes no room of strangers.
            if number < 900 { world.answer(Answer4(vlan: tag)) }
            world.see(
                Array(plain[..<12]) + [0x81, 0, UInt8(tag >> 8), UInt8(tag & 255)] + plain[12...], on: interface)
        }
        #expect(try world.status().contains("\"links_left_out\":3,"))
        world.answer(Answer4.rogue)
        #expect(world.manual.observations.map { $0.subject.instance } == ["eth0"])
        var watcher = try world.watcher
        var rogue = Answer4.rogue
        rogue.vlan = 4_000
        let tagged = CapturedPacket(bytes: rogue.frame, linkType: 1, time: world.manual.now.wall, interface: "eth9")
        func instances(after seconds: Int) -> [String?] {
            let moment = Moment(
                wall: world.manual.now.wall + .seconds(seconds),
                monotonic: world.manual.now.monotonic + .seconds(seconds))
            var actions: [Action] = []
            watcher.lookAround(at: moment, into: &actions)
            actions = []
            watcher.handle(.frame(tagged), at: moment, into: &actions)
            return actions.compactMap {
                if case .report(let report) = $0, case .observation(let one) = report.content {
                    one.subject.instance
                } else {
                    nil
                }
            }
        }
        #expect(instances(after: 3_000) == [], "there is no room yet")
        #expect(instances(after: 3_700) == ["eth9 vlan 4000"])
        // The untagged link is still the same one, and what is left is no link.
        #expect(watcher.linkIndices.count == 2 && watcher.linkIndices[LinkPlace(interface: "eth0", vlans: [])] == 4_352)
        #expect(watcher.links.count == 4_353 && watcher.freeLinks.count == 4_351)
        #expect(watcher.book.sorted.allSatisfy { $0.server.sighting.place.vlans != [7] })
    }

    @Test("A rogue that goes unheard only because the sensor is deaf is not over")
    func deaf() {
        let world = DHCPWorld()
        world.answer(Answer4.rogue)
        world.manual.feed(.socketFailed(DHCPWorld.socket, "the interface eth0 is down or has no carrier"))
        #expect(
            world.sentences[1]
                == "Nothing is captured on eth0: the interface eth0 is down or has no carrier; rogue DHCP "
                + "servers on it go unseen")
        world.manual.advance(by: .seconds(7_200))
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-sensor-deaf firing"])
        world.manual.feed(.socketOpened(DHCPWorld.socket))
        #expect(world.story.last == "dhcp-sensor-deaf resolved")
        world.manual.advance(by: .seconds(610))
        #expect(world.story.last == "dhcp-rogue-server resolved")
    }

    @Test("More rogues than there is room for are counted; listed servers keep their room")
    func flood() throws {
        let world = DHCPWorld()
        for number in 0..<3_000 {
            world.answer(Answer4(server: .v4(0xc0a8_0000 | UInt32(number)), source: .host(66), mac: DHCPWorld.rogueMAC))
        }
        #expect(world.story.count { $0 == "dhcp-rogue-server firing" } == 32 && world.story.count == 33)
        let status = try world.status()
        #expect(status.contains("\"servers\":896") && status.contains("\"servers_left_out\":2104"), "\(status)")
        world.answer()
        #expect(try world.answer(.servers).contains("\"address\":\"10.0.0.1\""))
        #expect(try world.status().contains("\"servers\":897"))
    }

    @Test("An alert of an earlier run ends when nothing more is heard, or when the server is listed now")
    func inherited() {
        func alert(_ rule: Rule, _ subject: Subject) -> Alert {
            Alert(
                id: 1, key: AlertKey(rule: rule.name, subject: subject), watcher: .dhcp, severity: rule.severity,
                state: .open, opened: Moment.dhcpStart.wall, updated: Moment.dhcpStart.wall, events: 1, summary: "s")
        }
        let rogue = Subject(device: "10.0.0.66", instance: "eth0")
        let silent = DHCPWorld(openAlerts: [alert(DHCPRules.rogueServer, rogue)])
        silent.manual.advance(by: .seconds(610))
        #expect(silent.story == ["dhcp-rogue-server resolved"])
        let listed = DHCPWorld(openAlerts: [
            alert(DHCPRules.rogueServer, Subject(device: "10.0.0.1", instance: "eth0")),
            alert(DHCPRules.wrongOptions, Subject(device: "10.0.0.1", instance: "eth0")),
            alert(DHCPRules.wrongOptions, Subject(device: "10.0.0.9", instance: "eth0")),
        ])
        #expect(listed.story == ["dhcp-wrong-options resolved"])
        listed.answer()
        #expect(
            listed.story == [
                "dhcp-wrong-options resolved", "dhcp-wrong-options resolved", "dhcp-rogue-server resolved",
            ])
    }

    @Test("A server that was forgotten is met anew, one that answers and one that a client names")
    func forgotten() throws {
        let world = DHCPWorld(.lab { $0.probeInterval = nil })
        for round in 1...2 {
            world.answer(Answer4.rogue)
            world.ask(Request4(0x0011_2200_0001, .selecting(server: .host(67), requested: .host(150))))
            #expect(try world.watcher.book.sorted.map(\.server.sighting.name) == ["10.0.0.66", "10.0.0.67"])
            #expect(world.story.filter { $0 == "dhcp-rogue-server firing" }.count == 2 * round)
            world.manual.advance(by: .seconds(7_200))
            #expect(try world.watcher.book.count == 0)
        }
    }

    @Test("A server that is listed while its alert is open is no rogue from its next answer on")
    func reload() throws {
        let world = DHCPWorld()
        world.answer(Answer4.rogue)
        var configuration = DHCPConfiguration.lab
        configuration.servers.append(ListedDHCPServer(addresses: [.host(66)], failover: [.host(1)]))
        world.manual.reconfigure(DHCPPlan(configuration: configuration))
        world.answer(Answer4.rogue)
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server resolved"])
        #expect(world.sentences[1] == "10.0.0.66 on eth0: over, it is listed")
        world.manual.reconfigure(DHCPPlan(configuration: .lab))
        world.answer(Answer4.rogue)
        #expect(world.story.last == "dhcp-rogue-server firing")
    }
}

extension Answer6 {
    /// The same with a change.
    func with(_ change: (inout Answer6) -> Void) -> Answer6 {
        var answer = self
        change(&answer)
        return answer
    }
}

/// A plan of the watcher, for a world or a host.
struct DHCPPlan: WatcherPlan {
    var configuration: DHCPConfiguration

    func makeWatcher() -> any Watcher { DHCPWatcher(configuration, shared: SharedConfiguration()) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? DHCPWatcher else { return }
        running.reconfigure(configuration, shared: SharedConfiguration(), at: moment, into: &actions)
        watcher = running
    }
}
