import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct ListedServerTests {
    @Test("Each wrong option of a listed server is told, one alert for all, and ends when it is right again")
    func wrongOptions() throws {
        let cases: [(String, Severity, (inout Answer4) -> Void)] = [
            ("router 10.0.0.66 instead of 10.0.0.1", .critical, { $0.routers = [.host(1), .host(66)] }),
            ("DNS 10.0.0.66 instead of 10.0.0.53", .critical, { $0.dns = [.host(66)] }),
            ("domain evil.example instead of corp.example", .error, { $0.domain = "evil.example" }),
            ("NTP 10.0.0.66 instead of 10.0.0.123", .error, { $0.more = [(42, [10, 0, 0, 66])] }),
            (
                "routes 0.0.0.0/1 via 10.0.0.66 instead of 10.1.0.0/16 via 10.0.0.9", .critical,
                { $0.more = [(121, [16, 10, 1, 10, 0, 0, 9, 1, 0, 10, 0, 0, 66])] }
            ),
            (
                "routes 0.0.0.0/1 via 10.0.0.66 instead of 10.1.0.0/16 via 10.0.0.9", .critical,
                { $0.more = [(249, [1, 0, 10, 0, 0, 66])] }
            ),
            (
                // What it should in 121, and for Windows another one in 249.
                "routes 0.0.0.0/1 via 10.0.0.66 instead of 10.1.0.0/16 via 10.0.0.9", .critical,
                { $0.more = [(121, [16, 10, 1, 10, 0, 0, 9]), (249, [1, 0, 10, 0, 0, 66])] }
            ),
            (
                "routes 0.0.0.0/1 via 10.0.0.66 malformed instead of 10.1.0.0/16 via 10.0.0.9", .critical,
                { $0.more = [(121, [1, 0, 10, 0, 0, 66, 33, 1])] }
            ),
            (
                "routes malformed instead of 10.1.0.0/16 via 10.0.0.9", .critical,
                { $0.more = [(121, [16, 10, 1, 10, 0, 0, 9, 24, 10])] }
            ),
            (
                "proxy http://10.0.0.66/wpad.dat instead of none", .critical,
                { $0.more = [(252, Array("http://10.0.0.66/wpad.dat\0".utf8))] }
            ),
            ("subnet /16 instead of 10.0.0.0/24", .error, { $0.mask = 0xffff_0000 }),
            ("subnet 10.9.0.5 instead of 10.0.0.0/24", .error, { $0.address = .v4(0x0a09_0005) }),
            ("address 10.0.0.20 instead of 10.0.0.100-10.0.0.199", .error, { $0.address = .host(20) }),
            ("lease time 3600 s instead of 7200 s to 86400 s", .error, { _ in }),
        ]
        for (index, (words, severity, change)) in cases.enumerated() {
            let isLease = index == cases.count - 1
            let configuration = DHCPConfiguration.lab {
                $0.servers[0].expected.ntp = [.host(123)]
                $0.servers[0].expected.routes = [DHCPv4Route(text: "10.1.0.0/16 via 10.0.0.9")].compactMap { $0 }
                $0.servers[0].expected.proxy = ""
                $0.servers[0].expected.subnets = [Network(.host(0), prefixLength: 24)]
                $0.servers[0].expected.ranges =
                    words.hasPrefix("address")
                    ? [DHCPExpectation.AddressRange("10.0.0.100-10.0.0.199")].compactMap { $0 } : nil
                $0.servers[0].expected.leaseSeconds = isLease ? 7_200...86_400 : nil
            }
            let world = DHCPWorld(configuration)
            if !isLease { world.answer() }
            var answer = Answer4()
            change(&answer)
            for _ in 0..<5 { world.answer(answer) }
            #expect(world.story == ["dhcp-wrong-options firing"], "\(words)")
            let alert = try #require(world.manual.observations.first)
            #expect(
                alert.summary
                    == "The listed server 10.0.0.1, MAC 52:54:00:12:34:56 (QEMU), tells clients on eth0 \(words)"
                    && alert.severity == severity, "\(alert.summary) \(alert.severity)")
            if isLease { continue }
            world.manual.advance(by: .seconds(601))
            // A message that says nothing of it ends nothing.
            world.answer(Answer4(type: 5, routers: nil, dns: nil, domain: nil, mask: nil))
            #expect(world.story.count == 1 || words.hasPrefix("subnet") || words.hasPrefix("address"))
            world.answer(
                Answer4(
                    more: answer.more.isEmpty
                        ? []
                        : [
                            (42, [10, 0, 0, 123]), (121, [16, 10, 1, 10, 0, 0, 9]), (252, []),
                        ]))
            #expect(world.story.last == "dhcp-wrong-options resolved", "\(words)")
        }
    }

    @Test("What the list does not say is not judged, but a change of the answer to our own question is a warning")
    func changes() throws {
        let configuration = DHCPConfiguration.lab {
            $0.servers[0].expected = DHCPExpectation()
        }
        let world = DHCPWorld(configuration)
        func reply(_ change: (inout Answer4) -> Void = { _ in }) throws {
            let question = try #require(try world.nextRound().first { $0.messageType == .discover })
            var answer = Answer4(client: try #require(question.chaddr), xid: question.xid)
            change(&answer)
            world.answer(answer)
        }
        try reply()
        world.answer(Answer4(dns: [.host(54)]))
        try reply { $0.routers = [.host(1)] }
        #expect(world.story == [])
        try reply { $0.more = [(121, [1, 0, 10, 0, 0, 66])] }
        #expect(world.story == ["dhcp-wrong-options firing"])
        #expect(world.manual.observations[0].severity == .warning)
        #expect(world.sentences[0].hasSuffix("tells clients on eth0 routes 0.0.0.0/1 via 10.0.0.66 after none"))
        for _ in 0..<11 {
            world.manual.advance(by: .seconds(60))
            world.answer()
        }
        #expect(world.story.count == 1, "a client that did not ask for routes ends nothing")
        try reply()
        #expect(world.story == ["dhcp-wrong-options firing", "dhcp-wrong-options resolved"])
    }

    @Test("A host that copies the server's addresses and answers between its words is one alert, until it is silent")
    func alternating() {
        let world = DHCPWorld()
        for number in 0..<20 {
            // Two options by turns: what is wrong in all is no news each time.
            world.answer(number.isMultiple(of: 2) ? Answer4(dns: [.host(66)]) : Answer4(routers: [.host(66)]))
            world.manual.advance(by: .seconds(30))
            world.answer()
            world.manual.advance(by: .seconds(30))
        }
        // The second tells that the router is wrong, too.
        #expect(world.story == ["dhcp-wrong-options firing", "dhcp-wrong-options firing"])
        #expect(world.sentences[1].contains("router 10.0.0.66 instead of 10.0.0.1, DNS 10.0.0.66 instead of"))
        for _ in 0..<10 {
            world.manual.advance(by: .seconds(60))
            world.answer()
        }
        // The one that was last heard a minute later remains.
        #expect(world.story.dropFirst(2) == ["dhcp-wrong-options firing", "dhcp-wrong-options resolved"])
        #expect(world.sentences[2].hasSuffix("tells clients on eth0 router 10.0.0.66 instead of 10.0.0.1"))
    }

    @Test("Behind a relay agent of another network the subnet's options are not judged, but DNS is")
    func relayedOptions() {
        let world = DHCPWorld()
        var answer = Answer4(source: .host(1), mac: MACAddress(value: 0x5254_0000_0001), destination: .v4(0x0a01_0001))
        answer.relay = .v4(0x0a01_0001)
        answer.routers = [.v4(0x0a01_0001)]
        answer.address = .v4(0x0a01_0020)
        world.answer(answer)
        #expect(world.story == [])
        answer.dns = [.host(66)]
        world.answer(answer)
        #expect(world.story == ["dhcp-wrong-options firing"])
    }

    @Test("A listed DHCPv6 server with a wrong DNS server is told")
    func wrongOptions6() {
        let world = DHCPWorld()
        world.answer(Answer6())
        for _ in 0..<3 { world.answer(Answer6(dns: ["2001:db8::66"])) }
        #expect(world.story == ["dhcp6-wrong-options firing"])
        #expect(
            world.sentences[0] == "The listed server fe80::1, MAC 52:54:00:12:34:56 (QEMU), tells clients on eth0 DNS "
                + "2001:db8::66 instead of 2001:db8::53")
        #expect(world.manual.observations[0].severity == .critical)
        world.manual.advance(by: .seconds(590))
        world.answer(Answer6())
        #expect(world.story == ["dhcp6-wrong-options firing"])
        world.manual.advance(by: .seconds(11))
        world.answer(Answer6())
        #expect(world.story.last == "dhcp6-wrong-options resolved")
    }

    @Test("Two servers that answer one request conflict, unless they are a failover pair, one machine, or PXE")
    func conflict() throws {
        func configuration(_ change: (inout ListedDHCPServer) -> Void) -> DHCPConfiguration {
            .lab {
                var second = ListedDHCPServer(addresses: [.host(2)])
                change(&second)
                $0.servers.append(second)
            }
        }
        let other = Answer4(server: .host(2), source: .host(2), mac: DHCPWorld.rogueMAC)
        let world = DHCPWorld(configuration { _ in })
        for _ in 0..<4 {
            world.answer()
            world.answer(other)
        }
        #expect(world.story == ["dhcp-conflicting-servers firing"])
        #expect(
            world.sentences[0]
                == "Two DHCP servers answer one request on eth0: 10.0.0.1, MAC 52:54:00:12:34:56 (QEMU), "
                + "with 10.0.0.150/24, router 10.0.0.1, DNS 10.0.0.53, domain corp.example, and 10.0.0.2, MAC "
                + "52:54:00:00:00:66 (QEMU), with 10.0.0.150/24, router 10.0.0.1, DNS 10.0.0.53, domain corp.example")
        let pair = DHCPWorld(configuration { $0.failover = [.host(1)] })
        pair.answer()
        pair.answer(other)
        #expect(pair.story == [])
        let apart = DHCPWorld(configuration { _ in })
        apart.answer()
        apart.answer(Answer4(server: .host(2), source: .host(2), mac: DHCPWorld.rogueMAC, xid: 8))
        #expect(apart.story == [], "two requests")
        let machine = DHCPWorld(configuration { _ in })
        machine.answer()
        machine.answer(Answer4(server: .host(2), source: .host(2)))
        #expect(machine.story == [])
        var proxy = other
        proxy.address = .v4(0)
        (proxy.routers, proxy.dns, proxy.mask) = (nil, nil, nil)
        proxy.more = [(60, Array("PXEClient".utf8))]
        let pxe = DHCPWorld(.lab { $0.pxeServers = [.host(2)] })
        pxe.answer()
        pxe.answer(proxy)
        #expect(pxe.story == [])
    }

    @Test("A server that answers other questions but offers nothing more is exhausted, until it offers again")
    func exhausted() throws {
        let world = DHCPWorld()
        func round(offers: Bool) throws {
            let questions = try world.nextRound()
            for question in questions {
                let client = try #require(question.chaddr)
                if question.messageType == .discover, offers {
                    world.answer(Answer4(client: client, xid: question.xid))
                }
                if question.requestedAddress == .v4(0xc000_0201) {
                    world.answer(Answer4(type: 6, client: client, xid: question.xid))
                }
            }
        }
        for _ in 0..<3 { try round(offers: true) }
        for _ in 0..<2 { try round(offers: false) }
        #expect(world.story == [])
        for _ in 0..<4 { try round(offers: false) }
        #expect(world.story == ["dhcp-pool-exhausted firing"])
        #expect(
            world.sentences[0] == "The listed server 10.0.0.1 offers no address any more although it answers other "
                + "questions on eth0")
        try round(offers: true)
        #expect(world.story == ["dhcp-pool-exhausted firing", "dhcp-pool-exhausted resolved"])
    }

    @Test(
        "A server that holds an address for us and has none for others is exhausted, until it offers one of them one again"
    )
    func exhaustedForOthers() throws {
        let world = DHCPWorld()
        func round() throws {
            for question in try world.nextRound() where question.messageType == .discover {
                world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid))
            }
        }
        try round()
        world.ask(Request4(0x0011_2200_0001, xid: 1))
        world.answer(Answer4(client: MACAddress(value: 0x0011_2200_0001), xid: 1))
        for number in 0..<24 {
            world.ask(Request4(0x0011_2200_1000 | UInt64(number * 7), xid: UInt32(100 + number)))
            if number.isMultiple(of: 12) { try round() }
        }
        world.manual.advance(by: .seconds(40))
        try round()
        world.manual.advance(by: .seconds(6))
        #expect(world.story == ["dhcp-pool-exhausted firing"])
        #expect(
            world.sentences.first
                == "The listed server 10.0.0.1 offers clients no address any more although it answers our "
                + "questions on eth0: 24 requests in vain")
        try round()
        #expect(world.story.count == 1, "what it offers us says nothing")
        world.ask(Request4(0x0011_2200_0001, xid: 9))
        world.answer(Answer4(client: MACAddress(value: 0x0011_2200_0001), address: .host(151), xid: 9))
        #expect(world.story == ["dhcp-pool-exhausted firing", "dhcp-pool-exhausted resolved"])
    }

    @Test("A server that refuses one client after another is exhausted; one that grants between is not")
    func refusals() {
        for grants in [false, true] {
            let world = DHCPWorld()
            for number in 0..<15 {
                world.answer(Answer4(type: 6, client: MACAddress(value: 0x0200_0000_0000 | UInt64(number))))
                if grants { world.answer(Answer4(type: 5)) }
                world.manual.advance(by: .seconds(1.2))
            }
            #expect(world.story == (grants ? [] : ["dhcp-pool-exhausted firing"]))
        }
    }

    @Test("A DHCPv6 server says itself that it has no address left")
    func exhausted6() {
        let world = DHCPWorld()
        world.answer(Answer6(address: nil, status: 2))
        #expect(world.story == ["dhcp-pool-exhausted firing"])
        #expect(world.sentences[0] == "The listed server 10.0.0.1 says that it has no address left on eth0")
        world.manual.advance(by: .seconds(2))
        world.answer(Answer4())
        #expect(world.story.count == 1, "its IPv4 pool is another one")
        world.answer(Answer6())
        #expect(world.story == ["dhcp-pool-exhausted firing", "dhcp-pool-exhausted resolved"])
    }

    @Test("The time servers that a listed server tells clients are a fact, once")
    func clocks() {
        let world = DHCPWorld()
        for _ in 0..<3 {
            world.answer(Answer4(more: [(42, [10, 0, 0, 123, 10, 0, 0, 124])]))
            world.manual.advance(by: .seconds(2))
        }
        var rogue = Answer4.rogue
        rogue.more = [(42, [10, 0, 0, 66])]
        world.answer(rogue)
        #expect(
            world.manual.facts.filter { if case .offeredTimeServers = $0 { true } else { false } } == [
                .offeredTimeServers(server: .host(1), addresses: [.host(123), .host(124)])
            ])
    }

    @Test("A listed server that no longer tells clients of time servers says so in a fact, once")
    func clocksGone() throws {
        let world = DHCPWorld()
        func reply(_ more: [(UInt8, [UInt8])]) throws {
            let question = try #require(try world.nextRound().first { $0.messageType == .discover })
            world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid, more: more))
        }
        var facts: [[IPAddress]] {
            world.manual.facts.compactMap {
                if case .offeredTimeServers(let server, let addresses) = $0, server == .host(1) {
                    addresses
                } else {
                    nil
                }
            }
        }
        try reply([])
        #expect(facts == [])
        try reply([(42, [10, 0, 0, 123])])
        world.answer(Answer4(type: 5))
        #expect(facts == [[.host(123)]], "a client that did not ask for them takes nothing back")
        try reply([])
        try reply([])
        #expect(facts == [[.host(123)], []])
        try reply([(42, [10, 0, 0, 123])])
        #expect(facts == [[.host(123)], [], [.host(123)]])
    }
}
