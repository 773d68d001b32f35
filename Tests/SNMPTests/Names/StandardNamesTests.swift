import Testing

@testable import SNMP

@Suite("The project's own table of names")
struct StandardNamesTests {
    let names = ObjectNames.standard

    @Test(
        "The notifications that the project ships rules for have their standard OIDs",
        arguments: [
            ("coldStart", "1.3.6.1.6.3.1.1.5.1"), ("warmStart", "1.3.6.1.6.3.1.1.5.2"),
            ("linkDown", "1.3.6.1.6.3.1.1.5.3"), ("linkUp", "1.3.6.1.6.3.1.1.5.4"),
            ("authenticationFailure", "1.3.6.1.6.3.1.1.5.5"), ("egpNeighborLoss", "1.3.6.1.6.3.1.1.5.6"),
            ("bgpEstablishedNotification", "1.3.6.1.2.1.15.0.1"),
            ("bgpBackwardTransNotification", "1.3.6.1.2.1.15.0.2"),
            ("bgpEstablished", "1.3.6.1.2.1.15.7.1"), ("bgpBackwardTransition", "1.3.6.1.2.1.15.7.2"),
            ("ospfNbrStateChange", "1.3.6.1.2.1.14.16.2.2"), ("ospfIfStateChange", "1.3.6.1.2.1.14.16.2.16"),
            ("entConfigChange", "1.3.6.1.2.1.47.2.0.1"), ("entStateOperDisabled", "1.3.6.1.2.1.131.0.2"),
            ("newRoot", "1.3.6.1.2.1.17.0.1"), ("topologyChange", "1.3.6.1.2.1.17.0.2"),
            ("upsTrapOnBattery", "1.3.6.1.2.1.33.2.1"), ("upsTrapTestCompleted", "1.3.6.1.2.1.33.2.2"),
            ("upsTrapAlarmEntryAdded", "1.3.6.1.2.1.33.2.3"), ("upsTrapAlarmEntryRemoved", "1.3.6.1.2.1.33.2.4"),
            ("mteTriggerFired", "1.3.6.1.2.1.88.2.0.1"), ("mteTriggerFailure", "1.3.6.1.2.1.88.2.0.4"),
            ("risingAlarm", "1.3.6.1.2.1.16.0.1"), ("fallingAlarm", "1.3.6.1.2.1.16.0.2"),
            ("vrrpTrapNewMaster", "1.3.6.1.2.1.68.0.1"), ("vrrpv3NewMaster", "1.3.6.1.2.1.207.0.1"),
            ("printerV2Alert", "1.3.6.1.2.1.43.18.2.0.1"), ("nsNotifyStart", "1.3.6.1.4.1.8072.4.0.1"),
            ("nsNotifyShutdown", "1.3.6.1.4.1.8072.4.0.2"), ("nsNotifyRestart", "1.3.6.1.4.1.8072.4.0.3"),
            ("pingTestFailed", "1.3.6.1.2.1.80.0.2"), ("traceRoutePathChange", "1.3.6.1.2.1.81.0.1"),
            ("mplsL3VpnVrfDown", "1.3.6.1.2.1.10.166.11.0.2"), ("isisAdjacencyChange", "1.3.6.1.2.1.138.0.17"),
            ("bfdSessDown", "1.3.6.1.2.1.222.0.2"), ("pethPsePortOnOffNotification", "1.3.6.1.2.1.105.0.1"),
            ("ntpEntNotifSyspeerChanged", "1.3.6.1.2.1.197.0.3"), ("lldpRemTablesChange", "1.0.8802.1.1.2.0.0.1"),
        ])
    func notifications(name: String, oid: String) throws {
        let identifier = try #require(ObjectIdentifier(oid))
        #expect(names.oid(named: name) == identifier)
        #expect(names.notification(identifier)?.name == name)
    }

    @Test(
        "The objects that a trap's own rules read have their standard OIDs",
        arguments: [
            ("sysUpTime", "1.3.6.1.2.1.1.3"), ("snmpTrapOID", "1.3.6.1.6.3.1.1.4.1"),
            ("snmpTrapEnterprise", "1.3.6.1.6.3.1.1.4.3"), ("snmpTrapAddress", "1.3.6.1.6.3.18.1.3"),
            ("snmpTrapCommunity", "1.3.6.1.6.3.18.1.4"), ("ifIndex", "1.3.6.1.2.1.2.2.1.1"),
            ("ifAlias", "1.3.6.1.2.1.31.1.1.1.18"), ("bgpPeerState", "1.3.6.1.2.1.15.3.1.2"),
            ("entPhysicalName", "1.3.6.1.2.1.47.1.1.1.1.7"), ("entPhySensorValue", "1.3.6.1.2.1.99.1.1.1.4"),
            ("hrSystemUptime", "1.3.6.1.2.1.25.1.1"), ("mteHotTrigger", "1.3.6.1.2.1.88.2.1.1"),
            ("upsAlarmDescr", "1.3.6.1.2.1.33.1.6.2.1.2"), ("upsAlarmOnBattery", "1.3.6.1.2.1.33.1.6.3.2"),
        ])
    func objects(name: String, oid: String) {
        #expect(names.oid(named: name)?.text == oid)
    }

    @Test("Every object that a notification lists is in the table")
    func listedObjects() {
        for description in names.all where description.kind == .notification {
            for object in description.objects {
                #expect(names.object(named: object)?.kind == .object, "\(description.name) lists \(object)")
            }
        }
    }

    @Test("Every name is a descriptor and finds its own OID")
    func descriptors() {
        #expect(names.count > 1_500)
        for description in names.all {
            #expect(description.name.utf8.allSatisfy { isOfDescriptor($0) }, "\(description.name)")
            #expect(names.oid(named: description.qualifiedName) == description.oid, "\(description.qualifiedName)")
            #expect(names.lookup(description.oid)?.object === description, "\(description.oid)")
        }
    }

    @Test("Enumerations have their standard numbers")
    func enumerations() {
        func label(_ object: String, _ number: Int32) -> String? { names.object(named: object)?.syntax?.labels[number] }
        #expect(label("ifType", 6) == "ethernetCsmacd")
        #expect(label("ifType", 161) == "ieee8023adLag")
        #expect(label("bgpPeerState", 6) == "established")
        #expect(label("ospfNbrState", 8) == "full")
        #expect(label("entPhySensorType", 8) == "celsius")
        #expect(label("entPhySensorScale", 9) == "units")
        #expect(label("entPhysicalClass", 7) == "fan")
        #expect(label("upsBatteryStatus", 3) == "batteryLow")
        #expect(label("hrDeviceStatus", 5) == "down")
        #expect(label("dot1dStpPortState", 5) == "forwarding")
        #expect(label("entStateAlarm", 3) == "major")
        #expect(label("ifOperStatus", 0) == nil)
        #expect(label("ifOperStatus", 8) == nil)
    }

    private func isOfDescriptor(_ byte: UInt8) -> Bool {
        byte >= 48 && byte <= 57 || byte >= 65 && byte <= 90 || byte >= 97 && byte <= 122 || byte == UInt8(ascii: "-")
    }
}
