import SNMP
import Testing

@Suite("Names of OIDs")
struct ObjectNamesTests {
    let names = ObjectNames.standard

    @Test(
        "An instance bears the name of its object and its own arcs",
        arguments: [
            ("1.3.6.1.2.1.2.2.1.8.3", "ifOperStatus.3"), ("1.3.6.1.2.1.1.3.0", "sysUpTime.0"),
            ("1.3.6.1.2.1.2.2.1.8", "ifOperStatus"), ("1.3.6.1.6.3.1.1.5.3", "linkDown"),
            ("1.3.6.1.2.1.15.3.1.2.192.0.2.1", "bgpPeerState.192.0.2.1"),
            ("1.0.8802.1.1.2.0.0.1", "lldpRemTablesChange"),
            ("1.3.6.1.2.1.31.1.1.1.1.4294967295", "ifName.4294967295"), ("0.0", "zeroDotZero"),
        ])
    func knownText(oid: String, text: String) throws {
        #expect(names.text(try #require(ObjectIdentifier(oid))) == text)
    }

    @Test(
        "An OID that lies in no known object stays numeric, however much of the way to it is known",
        arguments: [
            "1.3.6.1.4.1.9.9.41.1.2.3.1.2.7", "1.3.6.1.2.1.2.2.1.99.3", "1.3.6.1.2.1.2.2.1.3000000000",
            "1.3.6.1.6.3.1.1.5.3.1", "2.999", "1.3.6.1.6.3.1.1.5.99", "0.0.1",
        ])
    func unknownText(oid: String) throws {
        let identifier = try #require(ObjectIdentifier(oid))
        #expect(names.text(identifier) == oid)
        #expect(names.lookup(identifier) == nil)
    }

    @Test("An empty and a very long OID have no name and do no harm")
    func extremes() {
        #expect(names.lookup([]) == nil)
        #expect(names.text([]) == "")
        let long = ObjectIdentifier([1, 3, 6, 1, 2, 1, 2, 2, 1, 8] + [UInt32](repeating: .max, count: 118))
        #expect(names.text(long).hasPrefix("ifOperStatus.4294967295.4294967295"))
        #expect(names.lookup(long)?.dotted == long.text)
    }

    @Test("A lookup gives the object, its module and the instance's arcs")
    func lookup() throws {
        let found = try #require(names.lookup([1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 3]))
        #expect(found.object.qualifiedName == "IF-MIB::ifOperStatus")
        #expect(found.object.kind == .object)
        #expect(Array(found.instance) == [3])
        #expect(found.dotted == "1.3.6.1.2.1.2.2.1.8.3")
        #expect(found.object.syntax?.labels[2] == "down")
        #expect(found.object.syntax?.labels.number(of: "lowerLayerDown") == 7)
    }

    @Test(
        "The configuration may name an OID in every usual way",
        arguments: [
            ("linkDown", "1.3.6.1.6.3.1.1.5.3"), ("IF-MIB::linkDown", "1.3.6.1.6.3.1.1.5.3"),
            ("ifIndex", "1.3.6.1.2.1.2.2.1.1"), ("ifIndex.3", "1.3.6.1.2.1.2.2.1.1.3"),
            ("IF-MIB::ifIndex.3", "1.3.6.1.2.1.2.2.1.1.3"), ("1.3.6.1.4.1.9", "1.3.6.1.4.1.9"),
            (".1.3.6.1.4.1.9", "1.3.6.1.4.1.9"), ("enterprises.9.1", "1.3.6.1.4.1.9.1"),
        ])
    func named(text: String, oid: String) {
        #expect(names.oid(named: text)?.text == oid)
    }

    @Test(
        "What names no OID is none",
        arguments: [
            "", "linkdown", "BRIDGE-MIB::linkDown", "IF-MIB:linkDown", "IF-MIB::", "::linkDown", "ifIndex.",
            "ifIndex..3",
            "ifIndex.x", "ifIndex.4294967296", "1.3.", "ifIndex.3 ", "IF-MIB::IF-MIB::linkDown", ".", "ifIndex.-1",
        ])
    func notNamed(text: String) {
        #expect(names.oid(named: text) == nil)
    }

    @Test("A mistyped name is answered with the nearest known ones")
    func suggestions() {
        #expect(names.suggestions(for: "linkDwon").first == "linkDown")
        #expect(names.suggestions(for: "IF-MIB::linkdown").first == "linkDown")
        #expect(names.suggestions(for: "upsTrapOnBatery").first == "upsTrapOnBattery")
        #expect(names.suggestions(for: "ifOperStatu", limit: 1) == ["ifOperStatus"])
        #expect(names.suggestions(for: "zzzzzzzzzzzzzz").isEmpty)
        #expect(names.suggestions(for: "").isEmpty)
        #expect(names.suggestions(for: "1.3.6.1").isEmpty)
        #expect(names.suggestions(for: String(repeating: "a", count: 100_000)).isEmpty)
    }

    @Test("A notification tells its objects")
    func notification() throws {
        let linkDown = try #require(names.notification([1, 3, 6, 1, 6, 3, 1, 1, 5, 3]))
        #expect(linkDown.objects == ["ifIndex", "ifAdminStatus", "ifOperStatus"])
        #expect(linkDown.explanation == nil)
        #expect(names.notification([1, 3, 6, 1, 2, 1, 2, 2, 1, 8]) == nil)
        #expect(names.notification([]) == nil)
    }

    @Test("A v1 trap whose mapping put a 0 before the last arc is still the notification that the MIB defines")
    func mappedNotification() throws {
        let mapped = try #require(ObjectIdentifier("1.3.6.1.2.1.33.2.0.1"))
        #expect(names.notification(mapped)?.name == "upsTrapOnBattery")
        #expect(names.text(mapped) == "upsTrapOnBattery")
        // A 0 elsewhere, or above an object, is another OID.
        #expect(names.notification([1, 3, 6, 1, 2, 1, 33, 0, 2, 1]) == nil)
        #expect(names.text([1, 3, 6, 1, 2, 1, 2, 2, 1, 0, 8]) == "1.3.6.1.2.1.2.2.1.0.8")
    }
}
