import Foundation
import Model
import Testing

@testable import SNMP

@Suite("Values as evidence shows them")
struct RenderedValueTests {
    let names = ObjectNames.standard

    @Test("An enumeration keeps its number and tells its name; a number without a name stays a number")
    func enumerations() {
        #expect(render("ifOperStatus.3", .integer(2)) == RenderedValue(type: "INTEGER", raw: .integer(2), text: "down"))
        #expect(render("ifOperStatus.3", .integer(99)) == RenderedValue(type: "INTEGER", raw: .integer(99)))
        #expect(
            render("ifOperStatus.3", .integer(.min)) == RenderedValue(type: "INTEGER", raw: .integer(-2_147_483_648)))
        #expect(render("ifIndex.3", .integer(3)).text == nil)
        #expect(render("ifOperStatus.3", .gauge32(2)).text == "down")
    }

    @Test("Text is shown as it is; octets that are no text are shown in hexadecimal")
    func text() {
        #expect(render("ifDescr.1", string("eth0")) == RenderedValue(type: "OCTET STRING", raw: .string("eth0")))
        #expect(render("sysLocation.0", string("Zürich")).raw == .string("Zürich"))
        #expect(render("ifDescr.1", .octetString([0x5a, 0xfc])).raw == .string("0x5afc"))
        #expect(render("ifDescr.1", .octetString([])).raw == .string(""))
        #expect(render("ifDescr.1", string("a\nb\u{1b}[2J")).raw == .string("a\nb\u{1b}[2J"))
        #expect(render(".1.3.6.1.4.1.99999.1", string("a\u{1b}[2J")).raw == .string("0x611b5b324a"))
        #expect(render(".1.3.6.1.4.1.99999.1", string("a b")).raw == .string("a b"))
        #expect(render(".1.3.6.1.4.1.99999.1", .octetString([0xc2, 0x9b])).raw == .string("0xc29b"))
        #expect(render(".1.3.6.1.4.1.99999.1", .octetString([0, 1, 254])).raw == .string("0x0001fe"))
    }

    @Test("Text that looks like hexadecimal octets cannot be taken for them")
    func disguise() {
        let value = render("ifDescr.1", string("0x41"))
        #expect(value.raw == .string("0x30783431"))
        #expect(value.text == "0x41")
    }

    @Test("The NULs that some agents send behind a string are kept out of the text, not out of the value")
    func trailingZeros() {
        let value = render("ifDescr.1", .octetString([0x65, 0x30, 0, 0]))
        #expect(value.raw == .string("0x65300000"))
        #expect(value.text == "e0")
        #expect(
            render("ifDescr.1", .octetString([0, 0])) == RenderedValue(type: "OCTET STRING", raw: .string("0x0000")))
    }

    @Test("DateAndTime becomes RFC 3339 text, with a zone only where it has one")
    func dateAndTime() {
        let octets: [UInt8] = [0x07, 0xea, 11, 24, 1, 47, 9, 5]
        #expect(date(octets) == "2026-11-24T01:47:09.5")
        #expect(date(octets + [0x2b, 5, 30]) == "2026-11-24T01:47:09.5+05:30")
        #expect(date(octets + [0x2d, 0, 0]) == "2026-11-24T01:47:09.5-00:00")
        #expect(date([0x07, 0xe0, 2, 29, 23, 59, 60, 0]) == "2016-02-29T23:59:60.0")
    }

    @Test(
        "A DateAndTime that is no time is shown as octets",
        arguments: [
            [], [0x07], [0x07, 0xea, 13, 1, 0, 0, 0, 0], [0x07, 0xea, 0, 1, 0, 0, 0, 0],
            [0x07, 0xea, 2, 30, 0, 0, 0, 0],
            [0x07, 0xea, 1, 1, 24, 0, 0, 0], [0x07, 0xea, 1, 1, 0, 60, 0, 0], [0x07, 0xea, 1, 1, 0, 0, 61, 0],
            [0x07, 0xea, 1, 1, 0, 0, 0, 10], [0x07, 0xea, 1, 1, 0, 0, 0, 0, 0x2a, 0, 0],
            [0x07, 0xea, 1, 1, 0, 0, 0, 0, 0x2b, 15, 0], [0x07, 0xea, 1, 1, 0, 0, 0, 0, 0x2b, 1],
            [0xff, 0xff, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func badDates(octets: [UInt8]) {
        let value = render("hrSystemDate.0", .octetString(octets))
        #expect(value.text == nil)
        #expect(value.raw == .string(octets.isEmpty ? "" : OctetText.hexadecimal(octets)))
    }

    @Test("A MAC address has colons; one of five octets is no MAC address")
    func macAddress() {
        let mac: [UInt8] = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56]
        #expect(render("ifPhysAddress.1", .octetString(mac)).text == "52:54:00:12:34:56")
        #expect(render("dot1dBaseBridgeAddress.0", .octetString(mac)).text == "52:54:00:12:34:56")
        #expect(render("dot1dBaseBridgeAddress.0", .octetString(mac)).raw == .string("0x525400123456"))
        #expect(render("dot1dBaseBridgeAddress.0", .octetString(Array(mac.dropLast()))).text == nil)
        #expect(render("ifPhysAddress.1", .octetString([])) == RenderedValue(type: "OCTET STRING", raw: .string("")))
    }

    @Test("An InetAddress is told by its length")
    func internetAddress() {
        #expect(address([192, 0, 2, 1]) == "192.0.2.1")
        #expect(address([0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]) == "2001:db8::1")
        #expect(address([0xfe, 0x80] + [UInt8](repeating: 0, count: 13) + [1, 0, 0, 0, 3]) == "fe80::1%3")
        #expect(address([169, 254, 0, 1, 0, 0, 0, 2]) == "169.254.0.1%2")
        #expect(address(Array("host.example".utf8)) == "host.example")
        #expect(address([1, 2, 3]) == nil)
        #expect(address([]) == nil)
    }

    @Test("BITS are told by their names, and a bit without a name by its number")
    func bits() {
        #expect(render("entStateAlarm.1", .octetString([0x60])).text == "underRepair critical")
        #expect(render("entStateAlarm.1", .octetString([0x81])).text == "unknown 7")
        #expect(render("entStateAlarm.1", .octetString([0x00])).text == nil)
        #expect(render("entStateAlarm.1", .octetString([UInt8](repeating: 255, count: 65_000))).text == nil)
    }

    @Test("TimeTicks say days, hours, minutes and seconds")
    func timeTicks() {
        #expect(render("sysUpTime.0", .timeTicks(27_390_607)).text == "3d 4:05:06.07")
        #expect(render("sysUpTime.0", .timeTicks(0)).text == "0:00:00.00")
        #expect(
            render("sysUpTime.0", .timeTicks(.max))
                == RenderedValue(
                    type: "TimeTicks", raw: .unsigned(4_294_967_295), text: "497d 2:27:52.95"))
    }

    @Test("Numbers keep all their digits")
    func numbers() {
        #expect(render("ifHCInOctets.1", .counter64(.max)).raw == .unsigned(18_446_744_073_709_551_615))
        #expect(render("ifInOctets.1", .counter32(.max)).raw == .unsigned(4_294_967_295))
        #expect(render("laLoadFloat.1", .opaqueFloat(0.1)).raw == .number(0.1))
        #expect(
            render("laLoadFloat.1", .opaqueFloat(.nan)) == RenderedValue(type: "Opaque Float", raw: .null, text: "nan"))
        #expect(render("laLoadFloat.1", .opaqueDouble(-.infinity)).text == "-inf")
        #expect(render("laLoadFloat.1", .opaque([0x9f])).raw == .string("0x9f"))
    }

    @Test("An OID that is a value is named, too")
    func objectIdentifiers() {
        let value = render("snmpTrapOID.0", .objectIdentifier([1, 3, 6, 1, 6, 3, 1, 1, 5, 3]))
        #expect(
            value == RenderedValue(type: "OBJECT IDENTIFIER", raw: .string("1.3.6.1.6.3.1.1.5.3"), text: "linkDown"))
        #expect(render("sysObjectID.0", .objectIdentifier([1, 3, 6, 1, 4, 1, 8072, 3, 2, 10])).text == "linux")
        #expect(render("sysObjectID.0", .objectIdentifier([1, 3, 6, 1, 4, 1, 9, 1, 1])).text == nil)
        #expect(render("sysObjectID.0", .objectIdentifier([])).raw == .string(""))
    }

    @Test("What is not there says so")
    func exceptions() {
        #expect(render("sysName.0", .null) == RenderedValue(type: "NULL", raw: .null))
        #expect(render("sysName.0", .noSuchInstance).plain == "noSuchInstance")
        #expect(render("sysName.0", .noSuchObject).plain == "noSuchObject")
        #expect(render("sysName.0", .endOfMibView).plain == "endOfMibView")
    }

    @Test("A value of another type than its object has does no harm")
    func wrongTypes() {
        #expect(render("ifOperStatus.1", string("up")).raw == .string("up"))
        #expect(render("ifPhysAddress.1", .integer(7)) == RenderedValue(type: "INTEGER", raw: .integer(7)))
        #expect(render("sysUpTime.0", .octetString([1, 2])).raw == .string("0x0102"))
        #expect(render("entStateAlarm.1", .integer(2)).raw == .integer(2))
        #expect(render("bgpPeerRemoteAddr.1", .ipAddress(.v4(0xc000_0201))).plain == "192.0.2.1")
    }

    @Test("A varbind is one JSON object with its members in the documented order")
    func json() {
        #expect(
            json("ifOperStatus.3", .integer(2))
                == #"{"oid":"1.3.6.1.2.1.2.2.1.8.3","name":"ifOperStatus.3","type":"INTEGER","value":2,"text":"down"}"#)
        #expect(
            json("ifDescr.3", string("a\"b\u{1b}"))
                == #"{"oid":"1.3.6.1.2.1.2.2.1.2.3","name":"ifDescr.3","type":"OCTET STRING","value":"a\"b\u001b"}"#)
        #expect(
            json("1.3.6.1.4.1.9.9", .counter64(.max))
                == #"{"oid":"1.3.6.1.4.1.9.9","name":"1.3.6.1.4.1.9.9","type":"Counter64","value":18446744073709551615}"#
        )
        #expect(
            json("sysName.0", .null) == #"{"oid":"1.3.6.1.2.1.1.5.0","name":"sysName.0","type":"NULL","value":null}"#)
    }

    @Test("Every octet, and text of every length, comes out as JSON that gives the same text back")
    func jsonEscapes() throws {
        var texts = (0..<128).map { "a\(Character(Unicode.Scalar(UInt8($0))))b" }
        texts += [String(repeating: "\u{1}", count: 65_000), String(repeating: "é\"\\", count: 3_000)]
        texts += ["🔔", "\u{2028}"]
        for text in texts {
            let parsed = try JSONDecoder().decode(Written.self, from: Data(json("ifDescr.3", string(text)).utf8))
            #expect(parsed.value == text && parsed.oid == "1.3.6.1.2.1.2.2.1.2.3")
        }
        let long = ObjectIdentifier([UInt32](repeating: .max, count: 128))
        var writer = JSONWriter()
        names.write(VarBind(name: long, value: .opaqueDouble(-1.5e-300)), into: &writer)
        #expect(writer.text.hasPrefix("{\"oid\":\"\(long.text)\",\"name\":\"\(long.text)\""))
        #expect(writer.text.hasSuffix("\"value\":-1.5e-300}"))
    }

    private struct Written: Decodable {
        let oid: String
        let value: String
    }

    private func render(_ name: String, _ value: VarBindValue) -> RenderedValue {
        names.value(value, of: names.oid(named: name) ?? [])
    }

    private func string(_ text: String) -> VarBindValue { .octetString(Array(text.utf8)) }

    private func date(_ octets: [UInt8]) -> String? { render("hrSystemDate.0", .octetString(octets)).text }

    private func address(_ octets: [UInt8]) -> String? {
        render("tcpConnectionLocalAddress", .octetString(octets)).text
    }

    private func json(_ name: String, _ value: VarBindValue) -> String {
        var writer = JSONWriter()
        names.write(VarBind(name: names.oid(named: name) ?? [], value: value), into: &writer)
        return writer.text
    }
}
