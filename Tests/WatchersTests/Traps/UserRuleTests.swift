import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Rules of the configuration")
struct UserRuleTests {
    /// A world whose rules are written as in the configuration.
    private func world(_ rules: Node...) throws -> TrapWorld {
        let read = ReadSection(
            [
                "communities": [.text(.community)], "allow": ["192.0.2.0/24"], "repeats": ["window": "0"],
                "rules": .list(rules),
            ])
        #expect(read.faults == [])
        return try TrapWorld(try #require(read.configuration))
    }

    @Test(
        "A rule names its trap by name, by module, by OID or with a list",
        arguments: [
            "linkDown", "IF-MIB::linkDown", "1.3.6.1.6.3.1.1.5.3", ".1.3.6.1.6.3.1.1.5.3", ["coldStart", "linkDown"],
        ] as [Node])
    func trapNames(_ trap: Node) throws {
        let world = try world(["name": "mine", "trap": trap, "severity": "critical"])
        try world.link("linkDown", 3)
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "mine")
        #expect(observation.severity == .critical)
        #expect(observation.isUserRule)
        #expect(observation.state == .occurred)
        #expect(observation.summary == "Trap linkDown")
    }

    @Test("A prefix covers every trap below it and, beside an exact name, only what was meant")
    func prefix() throws {
        let world = try world(["name": "mine", "trap": ["1.3.6.1.4.1.99999.*", "coldStart"]])
        try world.trap("1.3.6.1.4.1.99999.0.1")
        try world.trap("1.3.6.1.4.1.99999.7.7.7")
        try world.trap("1.3.6.1.4.1.99998.0.1")
        try world.trap("coldStart")
        try world.trap("1.3.6.1.6.3.1.1.5.1.9")
        #expect(world.observations.map(\.rule) == ["mine", "mine", "trap", "mine", "trap"])
    }

    @Test("The first rule whose conditions hold judges, and ours come last")
    func conditions() throws {
        let world = try world(
            ["name": "uplink", "trap": "linkDown", "where": ["ifIndex": ["48", "49"]], "severity": "critical"],
            ["name": "by-name", "trap": "linkDown", "where": ["ifOperStatus": "dormant", "ifIndex": "!5"]],
            ["name": "has-alias", "trap": "linkDown", "where": ["ifAlias": "*"]],
            ["name": "not-these", "trap": "linkDown", "where": ["ifIndex": ["!3", "!5"]]])
        try world.link("linkDown", 48)
        try world.trap("linkDown", .interface(4, oper: 5))
        try world.trap("linkDown", .interface(5, oper: 5))
        try world.trap("linkDown", .interface(3) + [NamedVarBind("ifAlias.3", .text("x"))])
        try world.link("linkDown", 3)
        try world.link("linkDown", 7)
        try world.trap("linkDown")
        #expect(
            world.observations.map(\.rule)
                == ["uplink", "by-name", "link-down", "has-alias", "link-down", "not-these", "not-these"])
    }

    @Test(
        "A value that is text, an OID or the name of a number is compared as it is shown",
        arguments: [
            ("eth3", "link-down", "mine"), ("eth4", "mine", "link-down"),
        ])
    func textConditions(_ value: String, _ negated: String, _ plain: String) throws {
        for (condition, rule) in [("!\(value)", negated), (value, plain)] {
            let world = try world(["name": "mine", "trap": "linkDown", "where": ["ifDescr": .text(condition)]])
            try world.trap("linkDown", .interface(3) + [NamedVarBind("ifDescr.3", .text("eth3"))])
            #expect(world.observations.map(\.rule) == [rule])
        }
        let world = try world(
            ["name": "fan", "trap": "upsTrapAlarmEntryAdded", "where": ["upsAlarmDescr": "upsAlarmFanFailure"]],
            ["name": "other", "trap": "upsTrapAlarmEntryAdded", "where": ["upsAlarmDescr": "!1.3.6.1.2.1.33.1.6.3.17"]])
        for kind in ["upsAlarmFanFailure", "upsAlarmFuseFailure", "upsAlarmTempBad"] {
            try world.trap("upsTrapAlarmEntryAdded", Scenario.upsAlarm(1, kind))
        }
        #expect(world.observations.map(\.rule) == ["fan", "ups-alarm", "other"])
    }

    @Test("An instance is the value of an object, or its index, or the device as a whole")
    func instances() throws {
        let world = try world(
            ["name": "by-value", "trap": "1.3.6.1.4.1.99999.0.1", "instance": "ifIndex"],
            ["name": "by-index", "trap": "1.3.6.1.4.1.99999.0.2", "instance": "index(ifDescr)"],
            ["name": "whole", "trap": "1.3.6.1.4.1.99999.0.3"])
        let varBinds = [NamedVarBind("ifIndex.3", .integer(33)), NamedVarBind("ifDescr.4", .text("eth4"))]
        for number in 1...3 { try world.trap("1.3.6.1.4.1.99999.0.\(number)", varBinds) }
        // A trap without ifIndex names its interface by the index of whatever column it has.
        try world.trap("1.3.6.1.4.1.99999.0.1", [NamedVarBind("ifDescr.4", .text("eth4"))])
        try world.trap("1.3.6.1.4.1.99999.0.2")
        #expect(world.observations.map(\.subject.instance) == ["33", "4", nil, "4", nil])
    }

    @Test("cleared_by makes an alert that its pair ends, with cleared_where only if that holds")
    func pairs() throws {
        let world = try world([
            "name": "fan", "trap": "1.3.6.1.4.1.99999.0.1", "instance": "ifIndex",
            "cleared_by": ["1.3.6.1.4.1.99999.0.2", "coldStart"], "cleared_where": ["ifOperStatus": ["up", "5"]],
        ])
        let fan = "1.3.6.1.4.1.99999.0.1"
        let end = "1.3.6.1.4.1.99999.0.2"
        try world.trap(fan, .interface(3))
        #expect(OpenAlerts(world.observations).texts == ["fan core-sw1/3"])
        try world.trap(end, .interface(3, oper: 2))
        try world.trap(end, .interface(4, oper: 1))
        #expect(OpenAlerts(world.observations).texts == ["fan core-sw1/3"])
        try world.trap(end, .interface(3, oper: 1))
        #expect(OpenAlerts(world.observations).texts == [])
        try world.trap(fan, .interface(3))
        try world.trap("coldStart", .interface(3, oper: 5))
        #expect(OpenAlerts(world.observations).texts == [])
    }

    @Test("alert: says whether a rule opens an alert, whatever its pair")
    func alertFlag() throws {
        let world = try world(
            ["name": "forced", "trap": "coldStart", "alert": "true"],
            ["name": "calm", "trap": "linkDown", "cleared_by": "linkUp", "alert": "false"])
        try world.trap("coldStart")
        try world.link("linkDown", 3)
        #expect(world.observations.map(\.state) == [.firing, .occurred])
    }

    @Test("A rule of a shipped one's name replaces it in all its forms")
    func replacement() throws {
        let world = try world(
            ["name": "link-down", "trap": "linkDown", "severity": "critical", "summary": "Port {ifIndex} of {device}"],
            ["name": "ups-on-battery", "trap": "upsTrapOnBattery"])
        try world.link("linkDown", 3)
        try world.trap("linkUp", .interface(3, oper: 1))
        try world.trap("upsTrapAlarmEntryAdded", Scenario.upsAlarm(4, "upsAlarmOnBattery"))
        try #require(world.observations.map(\.rule) == ["link-down", "link-up", "ups-alarm"])
        #expect(world.observations[0].summary == "Port 3 of core-sw1")
        #expect(world.observations[0].isUserRule)
        #expect(world.observations[1].clears == [], "the replaced rule's pair is still there")
    }

    @Test(
        "A sentence shows the first object that is there and leaves out what has nothing to show",
        arguments: [
            ("{device} {trap} {instance} {address}", "core-sw1 linkDown 3 192.0.2.7"),
            ("port {ifName|ifDescr|ifIndex}", "port eth3"),
            ("port {ifIndex}[ ({ifAlias})]", "port 3"),
            ("port {ifIndex}[ ({ifDescr}[, {ifAlias}])]", "port 3 (eth3)"),
            ("port {ifAlias}", "port ?"),
            ("is {ifOperStatus}, 100 % sure", "is down, 100 % sure"),
            ("{ifDescr.3}{ifDescr.4|trap}", "eth3linkDown"),
            ("{1.3.6.1.2.1.2.2.1.2}", "eth3"),
        ])
    func templates(_ text: String, _ sentence: String) throws {
        let world = try world(["name": "mine", "trap": "linkDown", "instance": "ifIndex", "summary": .text(text)])
        try world.trap("linkDown", .interface(3) + [NamedVarBind("ifDescr.3", .text("eth3"))])
        #expect(world.observations.first?.summary == sentence)
    }

    @Test("An unknown trap shows its name and the first of what it says")
    func unknown() throws {
        let world = try world()
        try world.trap(
            "1.3.6.1.4.1.99999.0.1",
            [
                NamedVarBind("ifIndex.3", .integer(3)), NamedVarBind("ifOperStatus.3", .integer(2)),
                NamedVarBind("ifDescr.3", .text(String(repeating: "x", count: 80))),
                NamedVarBind("ifType.3", .integer(6)), NamedVarBind("ifMtu.3", .integer(1_500)),
            ])
        #expect(
            world.observations.first?.summary
                == "Trap 1.3.6.1.4.1.99999.0.1: ifIndex.3=3, ifOperStatus.3=down, ifDescr.3="
                + String(repeating: "x", count: 60) + "…, ifType.3=ethernetCsmacd, …")
        let json = try #require(world.observations.first).evidence.json
        #expect(json.contains("\"name\":\"ifMtu.3\""), "every varbind is kept")
    }
}
