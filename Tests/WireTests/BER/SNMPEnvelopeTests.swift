import Testing
import Wire

/// The structure check that stands before the library.
@Suite("SNMP envelope")
struct SNMPEnvelopeTests {
    static let valid: [(String, [UInt8])] =
        [
            ("v1 linkDown", Captured.v1LinkDown), ("v1 enterprise", Captured.v1Enterprise),
            ("v2c linkDown", Captured.v2cLinkDown), ("v2c every type", Captured.v2cEveryType),
            ("v3 noAuth", Captured.v3NoAuth),
        ] + Captured.v3.map { ("v3 \($0.auth) \($0.privacy ?? "")", $0.bytes) }

    @Test("A v1 trap shows its version, community and kind")
    func v1() throws {
        let packet = Captured.v1LinkDown
        let envelope = try SNMPEnvelope(packet)
        #expect(envelope.version == .v1)
        #expect(envelope.pduKind == .v1Trap)
        #expect(envelope.requestID == nil)
        #expect(envelope.community.map { Array(packet[$0]) } == Array("public".utf8))
        #expect(envelope.v3 == nil)
    }

    @Test("A v2c trap shows its request id")
    func v2c() throws {
        let envelope = try SNMPEnvelope(Captured.v2cLinkDown)
        #expect(envelope.version == .v2c)
        #expect(envelope.pduKind == .trap)
        #expect(envelope.requestID == 0x066a_3dcc)
    }

    @Test("An encrypted v3 trap shows engine, clock and user, and no PDU")
    func v3() throws {
        let packet = try #require(Captured.v3.last).bytes
        let envelope = try SNMPEnvelope(packet)
        let header = try #require(envelope.v3)
        #expect(header.securityLevel == .authPriv)
        #expect(Array(packet[header.engineID]) == [0x80, 0, 0, 0, 1, 2, 3, 4])
        #expect(header.boots == 3)
        #expect(header.time == 1000)
        #expect(String(decoding: packet[header.userName], as: UTF8.self) == "monitor")
        #expect(!header.isReportable)
        #expect(envelope.pduKind == nil)
        #expect(envelope.requestID == nil)
    }

    @Test("Every captured packet passes", arguments: valid)
    func passes(_ name: String, _ packet: [UInt8]) throws { _ = try SNMPEnvelope(packet) }

    @Test("No packet that was cut short passes", arguments: valid)
    func truncated(_ name: String, _ packet: [UInt8]) {
        for length in 0..<packet.count {
            #expect(throws: MalformedPacket.self) { try SNMPEnvelope(Array(packet[..<length])) }
        }
    }

    @Test("No packet with an octet behind it passes", arguments: valid)
    func trailing(_ name: String, _ packet: [UInt8]) {
        #expect(reason(packet + [0]) == "trailing-bytes")
    }

    @Test(
        "Whatever one octet is changed to, the check says yes or no and reports a place within the packet",
        arguments: valid)
    func mutated(_ name: String, _ packet: [UInt8]) {
        var refused = 0
        for index in packet.indices {
            for value in [0x00, 0x01, 0x7f, 0x80, 0x84, 0xff, packet[index] ^ 1, packet[index] &+ 1] as [UInt8] {
                var changed = packet
                changed[index] = value
                do { _ = try SNMPEnvelope(changed) } catch {
                    refused += 1
                    #expect((0...packet.count).contains(error.offset))
                }
            }
        }
        #expect(refused > packet.count)
    }

    @Test(
        "A message that lies is refused by name",
        arguments: [
            ("nothing", [], "ends-early"),
            ("a tag alone", [0x30], "ends-early"),
            ("an indefinite length", [0x30, 0x80, 0x02, 0x01, 0x01, 0x00, 0x00], "indefinite-length"),
            ("a length of 2^31", [0x30, 0x84, 0x80, 0x00, 0x00, 0x00], "length-overruns"),
            ("a length of 2^32 - 1", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "length-overruns"),
            ("a length in five octets", [0x30, 0x85, 0x00, 0x00, 0x00, 0x00, 0x00], "length-too-long"),
            ("a length in 127 octets", [0x30, 0xff] + [UInt8](repeating: 1, count: 127), "length-too-long"),
            ("a length whose octets are missing", [0x30, 0x84, 0x00, 0x00], "ends-early"),
            ("a tag of many octets", [0x3f, 0x81, 0x02, 0x00], "long-tag"),
            ("another outer tag", [0x31, 0x03, 0x02, 0x01, 0x01], "wrong-tag"),
            ("an empty message", [0x30, 0x00], "ends-early"),
            ("version 2", [0x30, 0x03, 0x02, 0x01, 0x02], "unknown-version"),
            ("version -1", [0x30, 0x03, 0x02, 0x01, 0xff], "unknown-version"),
            ("a version without octets", [0x30, 0x02, 0x02, 0x00], "integer-size"),
            ("a version of nine octets", [0x30, 0x0b, 0x02, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 1], "integer-size"),
            ("a version of 2^32", [0x30, 0x07, 0x02, 0x05, 1, 0, 0, 0, 0], "integer-range"),
            ("a version that is text", [0x30, 0x03, 0x04, 0x01, 0x31], "wrong-tag"),
            ("no community", [0x30, 0x03, 0x02, 0x01, 0x01], "ends-early"),
            ("no PDU", [0x30, 0x05, 0x02, 0x01, 0x01, 0x04, 0x00], "ends-early"),
        ] as [(String, [UInt8], String)])
    func lies(_ name: String, _ packet: [UInt8], _ expected: String) {
        #expect(reason(packet) == expected)
    }

    @Test(
        "A PDU that lies is refused by name",
        arguments: [
            ("an unknown tag", 1, [0xbf, 0x00], "long-tag"),
            ("a tag that is no PDU", 1, [0xa9, 0x00], "unknown-pdu"),
            ("a v1 trap in v2c", 1, [0xa4, 0x00], "pdu-of-other-version"),
            ("a v2 trap in v1", 0, [0xa7, 0x00], "pdu-of-other-version"),
            ("no fields", 1, [0xa7, 0x00], "ends-early"),
            ("octets behind the variables", 1, pdu([0x30, 0x00, 0x05, 0x00]), "trailing-bytes"),
            ("variables that are no sequence", 1, pdu([0x31, 0x00]), "wrong-tag"),
            ("a variable that overruns its list", 1, pdu([0x30, 0x02, 0x30, 0x05]), "length-overruns"),
            ("a variable without a name", 1, list([0x05, 0x00]), "wrong-tag"),
            ("a variable without a value", 1, list([0x06, 0x01, 0x2b]), "ends-early"),
            ("a variable with two values", 1, list([0x06, 0x01, 0x2b, 0x05, 0x00, 0x05, 0x00]), "trailing-bytes"),
            ("an unknown type", 1, value([0x48, 0x01, 0x00]), "unknown-value"),
            ("a constructed value", 1, value([0x30, 0x00]), "unknown-value"),
            ("a NULL with octets", 1, value([0x05, 0x01, 0x00]), "value-size"),
            ("an exception with octets", 1, value([0x80, 0x01, 0x00]), "value-size"),
            ("an INTEGER without octets", 1, value([0x02, 0x00]), "integer-size"),
            ("an INTEGER beyond 32 bits", 1, value([0x02, 0x05, 0x01, 0, 0, 0, 0]), "integer-range"),
            ("an INTEGER of nine octets", 1, value([0x02, 0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "integer-size"),
            ("a Counter32 without octets", 1, value([0x41, 0x00]), "integer-size"),
            ("a Gauge32 of five octets that is not padded", 1, value([0x42, 0x05, 1, 0, 0, 0, 0]), "integer-size"),
            ("a TimeTicks of six octets", 1, value([0x43, 0x06, 0, 0, 0, 0, 0, 0]), "integer-size"),
            ("a Counter64 of ten octets", 1, value([0x46, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "integer-size"),
            ("an IpAddress of three octets", 1, value([0x40, 0x03, 1, 2, 3]), "value-size"),
            (
                "an IpAddress of sixteen octets", 1, value([0x40, 0x10] + [UInt8](repeating: 0, count: 16)),
                "value-size"
            ),
            ("an identifier that is cut", 1, value([0x06, 0x02, 0x2b, 0x86]), "oid-cut"),
            ("an arc of 33 bits", 1, value([0x06, 0x06, 0x2b, 0x90, 0x80, 0x80, 0x80, 0x00]), "oid-arc-range"),
            (
                "an arc of six octets", 1, value([0x06, 0x07, 0x2b, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00]),
                "oid-arc-range"
            ),
            ("129 arcs", 1, value([0x06, 0x81, 0x80, 0x2b] + [UInt8](repeating: 1, count: 127)), "oid-too-long"),
            ("an Opaque float of five octets", 1, value([0x44, 0x08, 0x9f, 0x78, 0x05, 0, 0, 0, 0, 0]), "value-size"),
            ("an Opaque double that overruns", 1, value([0x44, 0x04, 0x9f, 0x79, 0x7f, 0]), "value-size"),
            (
                "an Opaque number with a long length", 1, value([0x44, 0x06, 0x9f, 0x76, 0x84, 0xff, 0xff, 0xff]),
                "value-size"
            ),
        ] as [(String, UInt8, [UInt8], String)])
    func pdus(_ name: String, _ version: UInt8, _ pdu: [UInt8], _ expected: String) {
        #expect(reason(community(version, pdu)) == expected)
    }

    @Test(
        "What real agents send passes, though it could be shorter",
        arguments: [
            ("an INTEGER of four octets", value([0x02, 0x04, 0, 0, 0, 1])),
            ("an INTEGER of eight octets", value([0x02, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
            ("a Gauge32 whose high bit is set", value([0x42, 0x04, 0xff, 0xff, 0xff, 0xff])),
            ("a Gauge32 with a leading zero", value([0x42, 0x05, 0x00, 0xff, 0xff, 0xff, 0xff])),
            ("a Counter64 with a leading zero", value([0x46, 0x09, 0, 255, 255, 255, 255, 255, 255, 255, 255])),
            ("a length in four octets", value([0x04, 0x84, 0, 0, 0, 1, 65])),
            ("no octets for 0.0", value([0x06, 0x00])),
            ("128 arcs", value([0x06, 0x7f, 0x2b] + [UInt8](repeating: 1, count: 126))),
            ("an arc of 32 bits", value([0x06, 0x06, 0x2b, 0x8f, 0xff, 0xff, 0xff, 0x7f])),
            ("an empty Opaque", value([0x44, 0x00])),
            ("an Opaque that is no number", value([0x44, 0x03, 0x9f, 0x30, 0x02])),
            ("an NsapAddress", value([0x45, 0x01, 0x49])),
            ("no variables", pdu([0x30, 0x00])),
        ])
    func tolerated(_ name: String, _ pdu: [UInt8]) throws {
        #expect(try SNMPEnvelope(community(1, pdu)).pduKind == .trap)
    }

    @Test("A community has at most 255 octets")
    func longCommunity() {
        let body = pdu([0x30, 0x00])
        func packet(_ count: Int) -> [UInt8] {
            sequence(
                [0x02, 0x01, 0x01, 0x04, 0x82, UInt8(count >> 8), UInt8(count & 0xff)]
                    + [UInt8](repeating: 65, count: count) + body)
        }
        #expect(reason(packet(255)) == nil)
        #expect(reason(packet(256)) == "community-too-long")
    }

    @Test("4096 variables pass and 4097 do not")
    func manyVariables() {
        let one: [UInt8] = [0x30, 0x05, 0x06, 0x01, 0x2b, 0x05, 0x00]
        func packet(_ count: Int) -> [UInt8] {
            let all = [[UInt8]](repeating: one, count: count).flatMap { $0 }
            return community(1, wide(0xa7, [2, 1, 1, 2, 1, 0, 2, 1, 0] + wide(0x30, all)))
        }
        #expect(reason(packet(4096)) == nil)
        #expect(reason(packet(4097)) == "too-many-varbinds")
    }

    @Test("Sequences within sequences are refused at the first that does not belong there")
    func nesting() {
        var packet: [UInt8] = []
        for _ in 0..<10_000 { packet = wide(0x30, packet) }
        #expect(reason(packet) == "wrong-tag")
    }

    @Test(
        "v3 fields that make no sense are refused by name",
        arguments: [
            ("privacy without authentication", 21, 0x02, "v3-priv-without-auth"),
            ("another security model", 24, 0x02, "v3-security-model"),
            ("a negative msgID", 10, 0x84, "integer-range"),
            ("authentication without a digest", 21, 0x01, "v3-auth-parameters"),
            ("a negative msgMaxSize", 16, 0x80, "integer-range"),
        ])
    func v3Fields(_ name: String, _ index: Int, _ octet: UInt8, _ expected: String) {
        // The captured message begins 30 81 xx 02 01 03 30 11 02 04 <msgID> 02 03 00 ff e3 04 01 <flags> 02 01 <model>.
        var packet = Captured.v3NoAuth
        packet[index] = octet
        #expect(reason(packet) == expected)
    }

    private func reason(_ packet: [UInt8]) -> String? {
        do {
            _ = try SNMPEnvelope(packet)
            return nil
        } catch { return error.reason }
    }
}

/// A short element.
private func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    content.count < 128 ? [tag, UInt8(content.count)] + content : wide(tag, content)
}
private func wide(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    [tag, 0x84] + (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) } + content
}
private func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }
private func community(_ version: UInt8, _ pdu: [UInt8]) -> [UInt8] {
    sequence([0x02, 0x01, version, 0x04, 0x06] + Array("public".utf8) + pdu)
}
private func pdu(_ variables: [UInt8]) -> [UInt8] { element(0xa7, [2, 1, 1, 2, 1, 0, 2, 1, 0] + variables) }
private func list(_ variable: [UInt8]) -> [UInt8] { pdu(sequence(sequence(variable))) }
private func value(_ value: [UInt8]) -> [UInt8] { list([0x06, 0x03, 0x2b, 0x06, 0x01] + value) }
