import Model
import SNMP
import Testing
import Wire

/// v1 and v2c notifications from the wire to a message.
@Suite("Traps of v1 and v2c", .serialized)
struct CommunityTrapTests {
    @Test("A v1 linkDown of snmptrap is mapped to SNMPv2")
    func v1LinkDown() throws {
        let message = try Sample.engine().trap(Captured.v1LinkDown)
        #expect(message.version == .v1)
        #expect(message.kind == .v1Trap)
        #expect(message.source == Sample.source)
        #expect(message.community == Array("public".utf8))
        #expect(message.trapOID == Sample.linkDown)
        #expect(message.sysUpTime == 4711)
        #expect(message.enterprise == [1, 3, 6, 1, 4, 1, 8072, 3, 2, 10])
        #expect(message.agentAddress == .v4(0xc000_0207))
        #expect(message.snmpTrapAddress == .v4(0xc000_0207))
        #expect(message.varBinds.prefix(3) == Sample.varBinds[...])
        #expect(message.varBinds.last?.value == .octetString(Array("uplink".utf8)))
        #expect(message.varBinds.count == 5)
        #expect(message.response == nil)
    }

    @Test("A v1 trap of an enterprise is named enterprise.0.specific")
    func v1Enterprise() throws {
        let message = try Sample.engine().trap(Captured.v1Enterprise)
        #expect(message.trapOID == [1, 3, 6, 1, 4, 1, 8072, 2, 3, 0, 17])
        #expect(message.agentAddress == .v4(0))
        #expect(message.snmpTrapAddress == nil)
        #expect(message.varBinds == [VarBind([1, 3, 6, 1, 4, 1, 8072, 2, 3, 2, 1], .integer(123_456))])
    }

    @Test("Generic traps are snmpTraps.1 to .6", arguments: 0...5)
    func v1Generic(_ generic: Int32) throws {
        let packet = SNMPEncoder.v1Trap(community: "c", enterprise: [1, 3, 6], generic: generic)
        #expect(
            try Sample.engine().trap(packet).trapOID
                == ObjectIdentifier([1, 3, 6, 1, 6, 3, 1, 1, 5, UInt32(generic) + 1]))
    }

    @Test("A specific trap beyond 2^31 keeps its number")
    func v1NegativeSpecific() throws {
        let packet = SNMPEncoder.v1Trap(community: "c", enterprise: [1, 3, 6], generic: 6, specific: -1)
        #expect(try Sample.engine().trap(packet).trapOID == [1, 3, 6, 0, .max])
    }

    @Test("A v2c linkDown of snmptrap keeps its variables and loses the two that head it")
    func v2cLinkDown() throws {
        let message = try Sample.engine().trap(Captured.v2cLinkDown)
        #expect(message.version == .v2c)
        #expect(message.kind == .trap)
        #expect(message.trapOID == Sample.linkDown)
        #expect(message.sysUpTime == 4711)
        #expect(message.requestID == 0x066a_3dcc)
        #expect(message.varBinds.count == 5)
        #expect(message.enterprise == nil)
        #expect(message.agentAddress == nil)
        #expect(message.snmpTrapAddress == nil)
    }

    @Test("Every type that snmptrap can send has its value")
    func everyType() throws {
        let values = try Sample.engine().trap(Captured.v2cEveryType).varBinds.map(\.value)
        #expect(
            values == [
                .integer(.min), .gauge32(.max), .counter32(.max), .counter64(.max), .octetString(Array("hällo".utf8)),
                .octetString([0x00, 0xff, 0x80]), .octetString([1, 2, 3, 255]), .null,
                .objectIdentifier([1, 3, 6, 1, 4, 1, .max, 0]), .timeTicks(.max), .ipAddress(.v4(0xcb00_7109)),
                .opaqueFloat(3.5), .opaqueDouble(-2.25), .counter64(UInt64(bitPattern: -5)), .counter64(5_000_000_000),
                .integer(-129), .octetString([]), .octetString([0x80, 0x40]),
            ])
    }

    @Test("Every type that we encode comes back as it was")
    func roundTrip() throws {
        let values: [VarBindValue] = [
            .integer(0), .integer(-1), .integer(.max), .octetString([]), .octetString(Sample.octets(200)), .null,
            .objectIdentifier([0, 0]), .objectIdentifier([2, 999, 3]), .ipAddress(.v4(1)), .counter32(0), .gauge32(128),
            .timeTicks(65_536), .opaque([]), .opaque([0x9f, 0x30, 0]), .opaqueFloat(.pi), .opaqueDouble(.pi),
            .counter64(1 << 63), .noSuchObject, .noSuchInstance, .endOfMibView,
        ]
        let varBinds = values.enumerated().map { VarBind([1, 3, 6, UInt32($0) << 20], $1) }
        let packet = SNMPEncoder.v2cNotification(
            community: "", requestID: -7, sysUpTime: 1, trapOID: [1, 3, 6, 1], varBinds: varBinds)
        let message = try Sample.engine().trap(packet)
        #expect(message.varBinds == varBinds)
        #expect(message.requestID == -7)
        #expect(message.community == [])
    }

    @Test("snmpTrapCommunity is never handed on; snmpTrapAddress and snmpTrapEnterprise are")
    func proxied() throws {
        let address = VarBind([1, 3, 6, 1, 6, 3, 18, 1, 3, 0], .ipAddress(.v4(0x0a00_0001)))
        let community = VarBind([1, 3, 6, 1, 6, 3, 18, 1, 4, 0], .octetString(Array("secret".utf8)))
        let enterprise = VarBind([1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0], .objectIdentifier([1, 3, 6, 9]))
        let engine = try Sample.engine()
        let v2c = try engine.trap(
            SNMPEncoder.v2cNotification(
                community: "c", requestID: 1, trapOID: Sample.linkDown, varBinds: [address, community, enterprise]))
        #expect(v2c.varBinds == [address, enterprise])
        #expect(v2c.snmpTrapAddress == .v4(0x0a00_0001))
        #expect(v2c.enterprise == [1, 3, 6, 9])
        let v1 = try engine.trap(
            SNMPEncoder.v1Trap(
                community: "c", enterprise: [1, 3, 6], agentAddress: .v4(9), generic: 0, varBinds: [address, community])
        )
        #expect(v1.varBinds == [address])
        #expect(v1.snmpTrapAddress == .v4(0x0a00_0001))
    }

    @Test("No description or dump of a message shows its community")
    func hiddenCommunity() throws {
        let message = try Sample.engine().trap(Captured.v2cLinkDown)
        var dumped = ""
        dump(message, to: &dumped)
        for text in [dumped, "\(message)", String(reflecting: message), "\(TrapDecoding.trap(message))"] {
            #expect(!text.contains("112, 117, 98"))
            #expect(!text.contains("public"))
            #expect(text.contains("1.3.6.1.6.3.1.1.5.3"))
        }
    }

    @Test("A v2c notification that does not say which trap it is, is refused")
    func noTrapOID() throws {
        var packet = SNMPEncoder.v2cNotification(community: "c", requestID: 1, trapOID: [1, 3, 6, 1])
        // The value is the last: 06 03 2b 06 01. Its type becomes OCTET STRING.
        #expect(packet[packet.count - 5] == 0x06)
        packet[packet.count - 5] = 0x04
        #expect(try Sample.engine().refusal(packet) == .noTrapOID)
    }

    @Test("A request that is no notification is refused by its kind")
    func notATrap() throws {
        var packet = SNMPEncoder.v2cNotification(community: "c", requestID: 1, trapOID: [1, 3, 6, 1])
        let place = try #require(packet.firstIndex(of: 0xa7))
        for kind in [.get, .getNext, .set, .response, .report, .getBulk] as [SNMPPDUKind] {
            packet[place] = kind.rawValue
            #expect(try Sample.engine().refusal(packet) == .notATrap(kind))
        }
    }

    @Test("A v2c inform is answered by a Response with its variables, and a trap is not")
    func inform() throws {
        let engine = try Sample.engine()
        let packet = SNMPEncoder.v2cNotification(
            .inform, community: "secret", requestID: 77, sysUpTime: 5, trapOID: Sample.linkDown,
            varBinds: Sample.varBinds)
        let message = try engine.trap(packet)
        #expect(message.kind == .inform)
        let answer = try SNMPAnswer(try #require(message.response))
        #expect(answer.isAcknowledgment)
        #expect(answer.requestID == 77)
        #expect(answer.varBinds.count == 5)
        #expect(answer.varBinds.suffix(3) == Sample.varBinds[...])
        #expect(engine.learnedEngines == 0)
    }
}
