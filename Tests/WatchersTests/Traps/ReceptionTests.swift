import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Reception")
struct ReceptionTests {
    @Test("A trap of a configured device bears its name, tags and address")
    func deviceName() throws {
        let world = try TrapWorld()
        try world.link("linkDown", 3)
        let observation = try #require(world.observations.first)
        #expect(observation.subject == Subject(device: "core-sw1", instance: "3"))
        #expect(observation.tags == ["role": "core"])
        #expect(observation.address == Endpoint.coreSwitch.address)
        #expect(observation.time == Moment.start.wall)
    }

    @Test("A trap of an allowed address without a device bears the address")
    func strangerName() throws {
        let world = try TrapWorld()
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.first?.subject.device == "192.0.2.9")
        #expect(world.observations.first?.tags == [:])
    }

    @Test("Without an allow-list only configured devices are heard")
    func defaultAllowsDevices() throws {
        let world = try TrapWorld(.lab { $0.allow = [] })
        try world.trap("coldStart")
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.map(\.rule) == ["device-cold-start", "trap-refused"])
        #expect(world.observations.last?.subject.device == "192.0.2.9")
        #expect(
            world.observations.last?.summary
                == "A packet from this sender was refused: it comes from an address that is neither in traps.allow nor "
                + "a configured device's")
    }

    @Test("Without an allow-list and without devices nobody is heard")
    func defaultAllowsNobody() throws {
        let world = try TrapWorld(.lab { $0.allow = [] }, devices: [])
        try world.trap("coldStart")
        #expect(world.observations.map(\.rule) == ["trap-refused"])
    }

    @Test("An allow-list refuses even a configured device that is not in it")
    func allowList() throws {
        let world = try TrapWorld(.lab { $0.allow = [Network(.v4(0x0a00_0000), prefixLength: 8)] })
        try world.trap("coldStart")
        #expect(world.observations.map(\.rule) == ["trap-refused"])
        #expect(try world.watcher.refusals.totals == ["source-not-allowed": 1])
    }

    @Test("An IPv6 neighbour is known whatever interface it was seen on")
    func scope() throws {
        let neighbour = IPAddress.v6(high: 0xfe80_0000_0000_0000, low: 1, scope: 0)
        let source = Endpoint(address: .v6(high: 0xfe80_0000_0000_0000, low: 1, scope: 3), port: 40_000)
        let world = try TrapWorld(
            .lab { $0.allow = [Network(.v6(high: 0xfe80_0000_0000_0000, low: 0, scope: 0), prefixLength: 10)] },
            devices: [DeviceEntry(name: "router", address: .ip(neighbour))])
        world.receive(try world.packet("coldStart", kind: .inform), from: source)
        #expect(world.observations.first?.subject.device == "router")
        // The answer must go out of the interface that the question came in on.
        #expect(world.sent.map(\.destination) == [source])
        #expect(world.sent.first?.source == Endpoint.listener.address)
    }

    @Test("An unknown community is refused, told once a sender, then each hour with the count")
    func unknownCommunity() throws {
        let world = try TrapWorld()
        let bad = SNMPEncoder.v2cNotification(community: "guess", requestID: 1, trapOID: try .named("coldStart"))
        for _ in 0..<5 { world.receive(bad) }
        world.receive(bad, from: .stranger)
        try #require(world.observations.map(\.rule) == ["trap-refused", "trap-refused"])
        #expect(
            world.observations[0].summary
                == "A packet from this sender was refused: it bears a community that is not in traps.communities")
        #expect(world.observations[0].state == .occurred)
        world.manual.advance(by: .seconds(3_599))
        #expect(world.observations.count == 2)
        world.manual.advance(by: .seconds(61))
        try #require(world.observations.count == 3)
        #expect(world.observations[2].count == 4)
        #expect(world.observations[2].summary == "4 more packets were refused from this sender: unknown-community")
        #expect(world.observations[2].subject.device == "core-sw1")
        world.manual.advance(by: .seconds(7_200))
        #expect(world.observations.count == 3, "nothing new came and something was told")
        #expect(try world.watcher.refusals.totals == ["unknown-community": 6])
    }

    @Test("What was never told is told when the daemon stops")
    func stopTellsTheRest() throws {
        let world = try TrapWorld()
        for _ in 0..<3 { world.receive([0xff]) }
        world.manual.feed(.stopping)
        #expect(world.observations.map(\.count) == [1, 2])
        #expect(world.observations.map(\.rule) == ["trap-malformed", "trap-malformed"])
    }

    @Test("A malformed packet is told with the place of its fault")
    func malformed() throws {
        let world = try TrapWorld()
        var bytes = try world.packet("coldStart")
        bytes[1] = 0x7f
        world.receive(bytes)
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "trap-malformed")
        #expect(observation.summary.hasPrefix("A malformed packet was refused: "))
        #expect(observation.summary.hasSuffix(" of \(bytes.count)"))
        #expect(observation.evidence.json.contains("\"offset\":"))
    }

    @Test("A packet that was cut is refused as such")
    func truncated() throws {
        let world = try TrapWorld()
        world.receive(try world.packet("coldStart"), isTruncated: true)
        #expect(world.observations.map(\.rule) == ["trap-malformed"])
        #expect(try world.watcher.refusals.totals == ["truncated": 1])
    }

    @Test("A response is no trap")
    func notATrap() throws {
        let world = try TrapWorld()
        world.receive(try world.packet("coldStart", kind: .response))
        #expect(world.observations.map(\.rule) == ["trap-refused"])
        #expect(try world.watcher.refusals.totals == ["not-a-trap": 1])
    }

    @Test("A hundred thousand senders of rubbish take bounded memory and a bounded number of events")
    func manySenders() throws {
        let world = try TrapWorld()
        for number in UInt32(0)..<100_000 {
            world.receive([0x30], from: Endpoint(address: .v4(0x0a00_0000 + number), port: 162))
        }
        let told = world.observations
        #expect(told.count == 4_097)
        #expect(told.last?.subject.device == "many senders")
        #expect(told.last?.address == nil)
        #expect(try world.watcher.refusals.totals == ["source-not-allowed": 100_000])
        #expect(try world.watcher.refusals.count == 4_097)
        world.manual.advance(by: .seconds(3_660))
        let rest = try #require(world.observations.last)
        #expect(rest.count == 100_000 - 4_097)
        #expect(rest.summary == "95903 more packets were refused from many senders: source-not-allowed")
        world.manual.advance(by: .seconds(3_600 * 4))
        #expect(try world.watcher.refusals.count == 0, "quiet senders were never forgotten")
    }

    @Test("Nothing that is told holds a community, known or not, nor snmpTrapCommunity")
    func noSecrets() throws {
        let rules = [
            TrapRule(
                name: "leaky", traps: [try .named("linkDown")], severity: .info, isAlert: true,
                instance: .value(of: try .named("snmpTrapCommunity")),
                summary: try SummaryTemplate("says {snmpTrapCommunity|trap}", names: .standard), isUserRule: true)
        ]
        let world = try TrapWorld(.lab { $0.rules = TrapRuleBook(userRules: rules) })
        let extra = [
            NamedVarBind("snmpTrapAddress.0", .address("198.51.100.1")),
            NamedVarBind("snmpTrapCommunity.0", .text(.community)),
        ]
        try world.trap("coldStart", extra)
        try world.trap("linkDown", .interface(3) + extra)
        try world.trap("1.3.6.1.4.1.99999.0.1", extra)
        world.receive(
            SNMPEncoder.v1Trap(
                community: .community, enterprise: [1, 3, 6, 1, 4, 1, 99_999], generic: 6, specific: 1,
                varBinds: try extra.map { try $0.varBind }))
        world.receive(
            SNMPEncoder.v2cNotification(
                community: .community + "x", requestID: 1, trapOID: try .named("coldStart"),
                varBinds: try extra.map { try $0.varBind }))
        world.receive(Array(try world.packet("coldStart", extra).dropLast()))
        world.receive(try world.packet("coldStart", extra, kind: .inform))
        #expect(world.observations.count == 7)
        var status = JSONWriter()
        status.beginObject()
        world.manual.watcher.writeStatus(into: &status)
        let hexadecimal = String.community.utf8.map { String($0, radix: 16) }.joined()
        for text in world.observations.map({ String(reflecting: $0) }) + [status.text] {
            #expect(!text.contains(String.community))
            #expect(!text.lowercased().contains(hexadecimal))
        }
    }

    @Test("A v1 trap of the standards is mapped by RFC 3584 to the trap that it stands for")
    func v1Generic() throws {
        let world = try TrapWorld()
        world.receive(
            SNMPEncoder.v1Trap(
                community: .community, enterprise: [1, 3, 6, 1, 4, 1, 9], agentAddress: .v4(0xc633_6401), generic: 2,
                varBinds: try [NamedVarBind].interface(3).map { try $0.varBind }))
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "link-down")
        #expect(observation.subject == Subject(device: "core-sw1", instance: "3"), "agent-addr of nobody was believed")
        #expect(observation.evidence.json.contains("\"enterprise\":\"1.3.6.1.4.1.9\""))
        #expect(observation.evidence.json.contains("\"agent_address\":\"198.51.100.1\""))
        #expect(observation.evidence.json.contains("\"version\":\"1\""))
    }

    @Test(
        "A v1 trap whose MIB has no zero before its number is known all the same",
        arguments: [
            ("upsTraps", 1, "ups-on-battery"), ("upsTraps", 4, "ups-alarm-ended"), ("bgpTraps", 2, "bgp-session-down"),
        ])
    func v1Specific(_ enterprise: String, _ specific: Int32, _ rule: String) throws {
        let world = try TrapWorld()
        world.receive(
            SNMPEncoder.v1Trap(
                community: .community, enterprise: try .named(enterprise), generic: 6, specific: specific))
        #expect(world.observations.map(\.rule) == [rule])
    }

    @Test("A v1 trap of an enterprise is stored under its mapped OID")
    func v1Enterprise() throws {
        let world = try TrapWorld()
        world.receive(
            SNMPEncoder.v1Trap(
                community: .community, enterprise: [1, 3, 6, 1, 4, 1, 99_999], generic: 6, specific: 17,
                varBinds: [VarBind([1, 3, 6, 1, 4, 1, 99_999, 1, 0], .integer(5))]))
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "trap")
        #expect(observation.summary == "Trap 1.3.6.1.4.1.99999.0.17: 1.3.6.1.4.1.99999.1.0=5")
    }

    @Test("The true sender is believed of listed proxies only")
    func proxy() throws {
        let varBinds = [NamedVarBind("snmpTrapAddress.0", .address("192.0.2.7"))]
        let world = try TrapWorld()
        try world.trap("coldStart", varBinds, from: .stranger)
        world.reconfigure(.lab { $0.proxies = [Network(Endpoint.stranger.address, prefixLength: 32)] })
        try world.trap("coldStart", varBinds, from: .stranger)
        try world.trap("coldStart", [NamedVarBind("snmpTrapAddress.0", .address("0.0.0.0"))], from: .stranger)
        world.receive(
            SNMPEncoder.v1Trap(
                community: .community, enterprise: [1, 3, 6, 1, 4, 1, 9], agentAddress: Endpoint.coreSwitch.address,
                generic: 0), from: .stranger)
        try #require(world.observations.map(\.subject.device) == ["192.0.2.9", "core-sw1", "192.0.2.9", "core-sw1"])
        #expect(world.observations[1].address == Endpoint.coreSwitch.address)
        #expect(world.observations[1].tags == ["role": "core"])
        #expect(world.observations[1].evidence.json.contains("\"source\":\"192.0.2.9:40000\""))
    }

    @Test("A listed proxy may send where no allow-list is given")
    func proxyIsAllowed() throws {
        let world = try TrapWorld(
            .lab {
                $0.allow = []
                $0.proxies = [Network(Endpoint.stranger.address, prefixLength: 32)]
            })
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.map(\.rule) == ["device-cold-start"])
    }

    @Test("Text from a packet is cut and stripped of control characters in sentence and subject")
    func hostileText() throws {
        let world = try TrapWorld()
        let long = String(repeating: "a", count: 5_000)
        try world.trap("linkDown", .interface(3) + [NamedVarBind("ifAlias.3", .text("up\u{1b}[31m\nto\r" + long))])
        try world.trap("mteTriggerFired", [NamedVarBind("mteHotTrigger.0", .text(long + "1"))])
        try world.trap("mteTriggerFired", [NamedVarBind("mteHotTrigger.0", .text(long + "2"))])
        try world.trap("1.3.6.1.4.1.99999.0.1", [NamedVarBind("1.3.6.1.4.1.99999.1.0", .text(long))])
        for observation in world.observations {
            #expect(observation.summary.utf8.count < 600)
            #expect((observation.subject.instance ?? "").utf8.count <= 128)
            #expect(!observation.summary.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
        try #require(
            world.observations.map(\.rule) == ["link-down", "event-trigger-high", "event-trigger-high", "trap"])
        #expect(world.observations[1].subject != world.observations[2].subject, "two long instances became one")
        #expect(world.observations[0].summary.hasPrefix("Interface 3 went down (up\\u{1b}[31m\\u{a}to"))
    }

    @Test("A link trap calls whoever polls the device")
    func interfaceFact() throws {
        let world = try TrapWorld()
        try world.link("linkDown", 3)
        try world.trap("coldStart")
        #expect(world.manual.facts == [.interfaceChanged(device: "core-sw1", index: 3)])
    }
}
