import SNMP
import Testing

@testable import Watchers

@Suite("Labels and bounds of profiles")
struct ProfileLabelTests {
    private func label(_ form: ProfileLabel.Form, index: Range<Int>? = nil) -> ProfileLabel {
        ProfileLabel(name: "l", objects: [], index: index, form: form)
    }

    @Test(
        "Octets are read as the form says",
        arguments: [
            (.text, Array("uplink ".utf8) + [0, 0], "uplink"), (.text, [0x47, 0xfc], "Gü"),
            (.text, Array("Gü".utf8), "Gü"), (.text, Array("a\u{1b}[31m\nb".utf8), "a [31m b"), (.text, [], ""),
            (.mac, [0, 0x1b, 0x2c, 0x3d, 0x4e, 0xff], "00:1b:2c:3d:4e:ff"), (.hex, [0, 0x1b, 0xff], "001bff"),
            (.identifier, [0, 0x1b, 0x2c, 0x3d, 0x4e, 0xff], "00:1b:2c:3d:4e:ff"),
            (.identifier, Array("Gi1/0/1".utf8), "Gi1/0/1"), (.identifier, [1, 10, 0, 0, 1], "010a000001"),
            (.identifier, [], ""),
        ] as [(ProfileLabel.Form, [UInt8], String)])
    func octets(form: ProfileLabel.Form, octets: [UInt8], text: String) {
        #expect(label(form).text(of: .octetString(octets), object: [1, 3], names: .standard) == text)
    }

    @Test("Numbers and identifiers have the names that the MIB gives them, and what is absent has no text")
    func values() throws {
        let automatic = label(.automatic)
        func text(_ value: VarBindValue, _ object: String) throws -> String? {
            automatic.text(
                of: value, object: try #require(ObjectNames.standard.oid(named: object)), names: .standard)
        }
        #expect(try text(.integer(6), "ifType") == "ethernetCsmacd")
        #expect(try text(.objectIdentifier([1, 3, 6, 1, 2, 1, 25, 2, 1, 4]), "hrStorageType") == "hrStorageFixedDisk")
        #expect(try text(.integer(8), "entPhySensorType") == "celsius")
        #expect(try text(.octetString([0, 1, 2, 3, 4, 5]), "dot1dBaseBridgeAddress") == "00:01:02:03:04:05")
        #expect(try text(.integer(99), "dot1dTpFdbPort") == "99")
        #expect(try text(.noSuchInstance, "ifType") == nil)
    }

    @Test("A label of the index takes its arcs from it, and none that are not there")
    func indices() {
        let arcs: [UInt32] = [7, 0, 0x1b, 0x2c, 0x3d, 0x4e, 0xff]
        #expect(label(.automatic, index: 0..<1).text(ofIndex: arcs) == "7")
        #expect(label(.mac, index: 1..<7).text(ofIndex: arcs) == "00:1b:2c:3d:4e:ff")
        #expect(label(.automatic, index: 4..<128).text(ofIndex: arcs) == "61.78.255")
        #expect(label(.mac, index: 1..<7).text(ofIndex: [7, 0, 1, 2, 3, 4]) == nil)
        #expect(label(.automatic, index: 0..<1).text(ofIndex: []) == nil)
        #expect(label(.mac, index: 0..<2).text(ofIndex: [300, 1]) == "300.1")
        #expect(label(.text).text(ofIndex: arcs) == nil)
    }

    @Test("A bound is told in the agent's own numbers")
    func bounds() {
        var metric = ProfileMetric(
            name: "in", objects: [[1]], kind: .counter, unit: "bit/s", scale: 8, states: [:], isKept: false)
        #expect(metric.maximumPerSecond(boundValue: 1e9, object: 0).isNaN)
        metric.bound = ProfileBound(metric: "speed", scale: 1)
        #expect(metric.maximumPerSecond(boundValue: 1e9, object: 0) == 125e6)
        #expect(metric.maximumPerSecond(boundValue: 0, object: 0).isNaN)
        #expect(metric.maximumPerSecond(boundValue: .nan, object: 0).isNaN)
    }
}
