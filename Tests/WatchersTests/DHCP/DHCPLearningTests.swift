import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct DHCPLearningTests {
    @Test("What answers in the first period is learned and proposed, and anything new after it is an alert")
    func learning() throws {
        let world = DHCPWorld(.learning)
        world.manual.advance(by: .milliseconds(600))
        let question = try #require(try world.questions().first { $0.messageType == .discover })
        world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid))
        world.answer(Answer4(type: 5, more: [(42, [10, 0, 0, 123])]))
        world.answer(Answer6())
        #expect(world.story == [])
        let yaml = try world.answer(.serversAsConfiguration)
        #expect(
            yaml == "[{\"yaml\":\"dhcp:\\n  interfaces: [ eth0 ]\\n  servers:\\n"
                + "    - { address: 10.0.0.1, mac: 52:54:00:12:34:56, subnets: [\\\"10.0.0.0/24\\\"], "
                + "routers: [\\\"10.0.0.1\\\"], dns: [\\\"10.0.0.53\\\"], domain: [\\\"corp.example\\\"], "
                + "ntp: [\\\"10.0.0.123\\\"], routes: [], proxy: none }\\n"
                + "    - { address: \\\"fe80::1\\\", duid: \\\"00:03:00:01:52:54:00:12:34:56\\\", "
                + "mac: 52:54:00:12:34:56, dns: [\\\"2001:db8::53\\\"] }\\n\"}]", "\(yaml)")
        world.run(minutes: 12)
        #expect(world.story == [], "\(world.sentences)")
        world.answer(Answer4.rogue)
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(world.sentences[0].contains("and did not answer while servers were learned"))
        world.answer(Answer4(dns: [.host(66)]))
        #expect(world.story.last == "dhcp-wrong-options firing")
        world.answer(Answer4(more: [(121, [1, 0, 10, 0, 0, 66])]))
        world.answer(Answer6.rogue)
        // The same host: what was told of it first is told again.
        #expect(world.story.suffix(2) == ["dhcp6-rogue-server firing", "dhcp-rogue-server firing"])
    }

    @Test("On a link without servers the first one after the period is an alert")
    func noServers() {
        let world = DHCPWorld(.learning)
        world.manual.advance(by: .seconds(601))
        world.answer()
        #expect(world.story == ["dhcp-rogue-server firing"])
    }

    @Test("What was learned survives a restart, and so does the end of the period")
    func restart() throws {
        let world = DHCPWorld(.learning)
        world.answer(Answer4(more: [(252, Array("http://wpad/".utf8)), (121, [16, 10, 1, 10, 0, 0, 9])]))
        world.answer(Answer6())
        let text = try #require(world.kept["learned"])
        #expect(LearnedDHCPServers(text: text)?.text == text)
        #expect(LearnedDHCPServers(text: "rubbish") == nil && LearnedDHCPServers(text: "\(text)\nx\ty") == nil)
        let again = DHCPWorld(.learning, kept: world.kept)
        again.manual.advance(by: .seconds(599))
        again.answer(Answer4())
        #expect(again.story == [])
        again.manual.advance(by: .seconds(2))
        again.answer(Answer4.rogue)
        #expect(again.story.last == "dhcp-rogue-server firing")
    }

    @Test("A server that only clients name while learning is learned, too, whatever its MAC address is later")
    func named() {
        let world = DHCPWorld(.learning)
        world.ask(Request4(0x02aa, .selecting(server: .host(1), requested: .host(150))))
        world.manual.advance(by: .seconds(700))
        world.ask(Request4(0x02ab, .selecting(server: .host(1), requested: .host(151))))
        world.answer()
        #expect(world.story == [])
    }

    @Test("Two learned servers that answer one request conflict: a warning, but not of one machine, nor of PXE")
    func conflict() throws {
        let other = Answer4(server: .host(2), source: .host(2), mac: DHCPWorld.rogueMAC)
        let world = DHCPWorld(.learning)
        world.answer()
        world.answer(other)
        #expect(world.story == ["dhcp-conflicting-servers firing"])
        #expect(world.manual.observations[0].severity == .warning)
        #expect(world.sentences[0].hasPrefix("Two DHCP servers answer one request on eth0: 10.0.0.1, MAC "))
        let later = DHCPWorld(.learning)
        later.answer()
        var apart = other
        apart.xid = 8
        later.answer(apart)
        later.manual.advance(by: .seconds(700))
        #expect(later.story == [])
        later.answer()
        later.answer(other)
        #expect(later.story == ["dhcp-conflicting-servers firing"])
        let machine = DHCPWorld(.learning)
        machine.answer()
        machine.answer(Answer4(server: .host(2), source: .host(2)))
        #expect(machine.story == [])
        var proxy = other
        proxy.address = .v4(0)
        (proxy.routers, proxy.dns, proxy.mask) = (nil, nil, nil)
        proxy.more = [(60, Array("PXEClient".utf8))]
        let pxe = DHCPWorld(.learning)
        pxe.answer()
        pxe.answer(proxy)
        #expect(pxe.story == [])
    }

    @Test("Routers that clients of another VLAN get through a relay agent are learned with those of the server's own")
    func relayedRouters() {
        let world = DHCPWorld(.learning)
        var relayed = Answer4(mac: DHCPWorld.ownMAC, relay: .v4(0x0a07_0001), routers: [.v4(0x0a07_0001)], vlan: 7)
        world.answer()
        world.answer(relayed)
        world.manual.advance(by: .seconds(700))
        world.answer()
        world.answer(relayed)
        #expect(world.story == [])
        relayed.routers = [.host(66)]
        world.answer(relayed)
        #expect(world.story == ["dhcp-wrong-options firing"])
    }

    @Test("What strangers say cannot break out of the proposed configuration")
    func hostile() throws {
        let world = DHCPWorld(.learning)
        world.answer(Answer4(domain: "x\"], mac: [\n- evil: {", more: [(252, Array("a\tb\n\u{7}\"".utf8))]))
        let watcher = try world.watcher
        let yaml = LearnedDHCPServers.yaml(watcher.learned.servers, pxeServers: [], interfaces: ["eth0"])
        #expect(yaml.split(separator: "\n").count == 4, "\(yaml)")
        let text = try #require(world.kept["learned"])
        #expect(LearnedDHCPServers(text: text) != nil)
    }

    @Test("A replay never learns: without a list only what is wrong by itself is told")
    func replay() throws {
        let configuration = try #require(DHCPWatcher.replayConfiguration)
        let world = DHCPWorld(configuration)
        world.answer(Answer4(interface: ""))
        var rogue = Answer4.rogue
        rogue.interface = ""
        rogue.xid = 8
        world.answer(rogue)
        world.answer(Answer6.rogue)
        #expect(world.story == [] && world.kept.isEmpty)
        #expect(try world.probes().isEmpty)
        rogue.xid = 7
        world.answer(rogue)
        #expect(world.story == ["dhcp-conflicting-servers firing"])
        #expect(
            world.sentences[0].contains("10.0.0.66, MAC 52:54:00:00:00:66 (QEMU), with 10.0.0.150/24, router 10.0.0.66")
        )
        #expect(world.manual.observations[0].severity == .error)
        // A configuration without a list does not make it learn either, and one with a list that names interfaces holds.
        let configured = DHCPWorld(.learning, opens: false)
        configured.answer(Answer4(interface: ""))
        configured.manual.advance(by: .seconds(700))
        configured.answer(rogue)
        #expect(configured.story == [] && configured.kept.isEmpty)
        let named = DHCPWorld(.lab { $0.servers[0].interface = "eth0" }, opens: false)
        named.answer(Answer4(interface: ""))
        #expect(named.story == [])
        named.answer(rogue)
        #expect(named.story == ["dhcp-rogue-server firing"])
        // The same answer in the name of the same server from two hosts.
        let twice = DHCPWorld(configuration)
        twice.answer(Answer4(interface: ""))
        twice.answer(Answer4(mac: DHCPWorld.rogueMAC, interface: ""))
        #expect(twice.story == ["dhcp-conflicting-servers firing"])
        // The same answer twice, as a capture on a bridge shows it, and before and behind a relay agent.
        let once = DHCPWorld(configuration)
        var relayed = Answer4(interface: "")
        relayed.relay = .host(254)
        once.answer(relayed)
        relayed.mac = DHCPWorld.rogueMAC
        relayed.source = .host(254)
        once.answer(relayed)
        #expect(once.story == [])
    }

    @Test("Options whose values say nothing are counted by number, once for each answer that is new")
    func badValues() throws {
        let world = DHCPWorld()
        let bad: [(UInt8, [UInt8])] = [(119, [0xc0, 0]), (121, [33, 1]), (42, [])]
        for _ in 0..<5 { world.answer(Answer4(dns: [], more: bad)) }
        var six = Answer6()
        six.more = [(24, [4, 1]), (31, [0x20, 1])]
        for _ in 0..<5 { world.answer(six) }
        let status = try world.status()
        for reason in [
            "DHCP: option 6", "DHCP: option 42", "DHCP: option 119", "DHCP: option 121", "DHCPv6: option 24",
            "DHCPv6: option 31",
        ] {
            #expect(
                status.contains("\"\(reason): bad value\":1,") || status.contains("\"\(reason): bad value\":1}"),
                "\(reason) \(status)")
        }
        #expect(!status.contains("option 3:") && !status.contains("option 23:"))
    }

    @Test("What is malformed is counted by reason and opens nothing")
    func malformed() throws {
        let world = DHCPWorld()
        let good = Answer4.rogue.frame
        world.see(Array(good.prefix(30)))
        world.see([])
        func message(_ change: (inout [UInt8]) -> Void) {
            var payload = Answer4.rogue.payload
            change(&payload)
            world.see(
                FrameWriter.datagram(
                    sourceMAC: DHCPWorld.rogueMAC, destinationMAC: DHCPWorld.ownMAC,
                    source: Endpoint(address: .host(66), port: 67), destination: Endpoint(address: .host(2), port: 68),
                    payload: payload) ?? [])
        }
        message { $0 = Array($0.prefix(200)) }
        message { $0[2] = 99 }
        message { $0[0] = 7 }
        message { $0[236] = 1 }
        message { $0 = $0.dropLast() + [12, 200, 1] }
        message { $0 = $0.dropLast() + [52, 1, 9, 255] }
        world.answer(Answer6.rogue.with { $0.duid = [] })
        #expect(world.story == [])
        let status = try world.status()
        for reason in [
            "DHCP: ends too early", "DHCP: hardware address length is above 16",
            "DHCP: op is neither request nor reply",
            "DHCP: bad cookie", "DHCP: option overruns", "DHCP: bad overload", "DHCPv6: bad option length",
        ] { #expect(status.contains("\"\(reason)\":1"), "\(reason) in \(status)") }
    }

    @Test("A capture of before 1970 is as good as any")
    func past() throws {
        let configuration = try #require(DHCPWatcher.replayConfiguration)
        let start = Moment(
            wall: Timestamp(nanoseconds: -5_000_000_000), monotonic: MonotonicTime(nanoseconds: -5_000_000_000))
        let world = ManualWorld(DHCPWatcher(configuration, shared: SharedConfiguration()), decoder: nil, at: start)
        for number in 0..<100 {
            let frame = Request4(0x0200_0000_0000 | UInt64(number), xid: UInt32(number)).frame
            world.feed(.frame(CapturedPacket(bytes: frame, linkType: 1, time: world.now.wall)))
            world.advance(by: .milliseconds(100))
        }
        #expect(world.observations.map(\.rule) == ["dhcp-starvation"])
    }

    @Test("Any octets in a frame are decoded, counted and let go")
    func fuzz() throws {
        var random = CaptureRandom(seed: 5)
        let world = DHCPWorld()
        let seeds = [
            Answer4().frame, Answer4.rogue.frame, Answer6().frame, Request4(5).frame, Request6(client: 6).frame,
            Answer6.rogue.with { $0.relayed = true }.frame,
        ]
        for round in 0..<4_000 {
            var frame = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                frame[Int.random(in: 12..<frame.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if round.isMultiple(of: 3) { frame.removeLast(Int.random(in: 0..<frame.count, using: &random)) }
            world.see(frame)
            if round.isMultiple(of: 100) { world.manual.advance(by: .seconds(7)) }
        }
        _ = try world.answer(.servers)
        _ = try world.answer(.serversAsConfiguration)
        #expect(try world.status().contains("\"frames\":4000"))
    }
}
