import Model
import SNMP
import Testing

@testable import Watchers

@Suite("Pairs of traps")
struct PairTests {
    /// A trap by name with what it says.
    struct Sent: Sendable {
        let trap: String
        let varBinds: [NamedVarBind]

        init(_ trap: String, _ varBinds: [NamedVarBind] = []) {
            self.trap = trap
            self.varBinds = varBinds
        }
    }

    /// What opens an alert, what must not end it, and what ends it.
    struct Pair: Sendable, CustomStringConvertible {
        let alert: String
        let opening: Sent
        let others: [Sent]
        let ending: Sent

        var description: String { alert }
    }

    static let pairs = [
        Pair(
            alert: "link-down core-sw1/3", opening: Sent("linkDown", .interface(3)),
            others: [Sent("linkUp", .interface(4, oper: 1)), Sent("linkDown", .interface(3, admin: 2))],
            ending: Sent("linkUp", .interface(3, oper: 1))),
        Pair(
            alert: "bgp-session-down core-sw1/10.0.0.2",
            opening: Sent("bgpBackwardTransNotification", Scenario.bgp(state: 1)),
            others: [Sent("bgpEstablishedNotification", Scenario.bgp("10.0.0.3", state: 6))],
            ending: Sent("bgpEstablished", Scenario.bgp(state: 6))),
        Pair(
            alert: "ospf-neighbor-down core-sw1/10.0.0.2.0",
            opening: Sent("ospfNbrStateChange", Scenario.ospfNeighbor(1)),
            others: [
                Sent("ospfNbrStateChange", Scenario.ospfNeighbor(8, "10.0.0.3")),
                Sent("ospfNbrStateChange", Scenario.ospfNeighbor(5)),
            ], ending: Sent("ospfNbrStateChange", Scenario.ospfNeighbor(4))),
        Pair(
            alert: "ospf-virtual-neighbor-down core-sw1/0.0.0.1.10.0.0.9",
            opening: Sent("ospfVirtNbrStateChange", Scenario.ospfVirtualNeighbor(1)),
            others: [
                Sent("ospfVirtNbrStateChange", Scenario.ospfVirtualNeighbor(8, "10.0.0.8")),
                Sent("ospfVirtNbrStateChange", Scenario.ospfVirtualNeighbor(4)),
            ], ending: Sent("ospfVirtNbrStateChange", Scenario.ospfVirtualNeighbor(8))),
        Pair(
            alert: "ospf-interface-down core-sw1/10.0.0.1.0",
            opening: Sent("ospfIfStateChange", Scenario.ospfInterface(1)),
            others: [Sent("ospfIfStateChange", Scenario.ospfInterface(4, "10.0.1.1"))],
            ending: Sent("ospfIfStateChange", Scenario.ospfInterface(4))),
        Pair(
            alert: "ups-on-battery core-sw1",
            opening: Sent("upsTrapOnBattery", [NamedVarBind("upsEstimatedMinutesRemaining.0", .integer(9))]),
            others: [Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(4, "upsAlarmTempBad"))],
            ending: Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(4, "upsAlarmOnBattery"))),
        Pair(
            alert: "ups-battery-low core-sw1/6",
            opening: Sent("upsTrapAlarmEntryAdded", Scenario.upsAlarm(6, "upsAlarmDepletedBattery")),
            others: [Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(5, "upsAlarmLowBattery"))],
            ending: Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(6, "upsAlarmDepletedBattery"))),
        Pair(
            alert: "ups-alarm core-sw1/7",
            opening: Sent("upsTrapAlarmEntryAdded", Scenario.upsAlarm(7, "upsAlarmFanFailure")),
            others: [Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(8, "upsAlarmFanFailure"))],
            ending: Sent("upsTrapAlarmEntryRemoved", Scenario.upsAlarm(7, "upsAlarmFanFailure"))),
        Pair(
            alert: "entity-disabled core-sw1/12", opening: Sent("entStateOperDisabled", Scenario.entityState(12)),
            others: [Sent("entStateOperEnabled", Scenario.entityState(13))],
            ending: Sent("entStateOperEnabled", Scenario.entityState(12))),
        Pair(
            alert: "entity-sensor-high core-sw1/1004",
            opening: Sent("mteTriggerRising", Scenario.hot("temperature", "entPhySensorValue.1004", 71)),
            others: [Sent("mteTriggerFalling", Scenario.hot("temperature", "entPhySensorValue.1005", 40))],
            ending: Sent("mteTriggerFalling", Scenario.hot("temperature", "entPhySensorValue.1004", 40))),
        Pair(
            alert: "host-storage-high core-sw1/31",
            opening: Sent("mteTriggerRising", Scenario.hot("disk", "hrStorageUsed.31", 9_000)),
            others: [
                Sent("mteTriggerFalling", Scenario.hot("disk", "hrStorageUsed.32", 1)),
                Sent("mteTriggerFalling", Scenario.hot("cpu", "hrProcessorLoad.31", 1)),
            ], ending: Sent("mteTriggerFalling", Scenario.hot("disk", "hrStorageUsed.31", 1))),
        Pair(
            alert: "host-processor-high core-sw1/1",
            opening: Sent("mteTriggerRising", Scenario.hot("cpu", "hrProcessorLoad.1", 99)),
            others: [Sent("mteTriggerFalling", Scenario.hot("cpu", "hrProcessorLoad.2", 1))],
            ending: Sent("mteTriggerFalling", Scenario.hot("cpu", "hrProcessorLoad.1", 1))),
        Pair(
            alert: "host-device-error core-sw1/5",
            opening: Sent("mteTriggerRising", Scenario.hot("errors", "hrDeviceErrors.5", 3)),
            others: [Sent("mteTriggerFalling", Scenario.hot("errors", "hrDeviceErrors.6", 0))],
            ending: Sent("mteTriggerFalling", Scenario.hot("errors", "hrDeviceErrors.5", 0))),
        Pair(
            alert: "event-trigger-high core-sw1/swap",
            opening: Sent("mteTriggerRising", Scenario.hot("swap", "1.3.6.1.4.1.2021.4.4.0", 9)),
            others: [Sent("mteTriggerFalling", Scenario.hot("load", "1.3.6.1.4.1.2021.4.4.0", 9))],
            ending: Sent("mteTriggerFalling", Scenario.hot("swap", "1.3.6.1.4.1.2021.4.4.0", 1))),
        Pair(
            alert: "rmon-rising-alarm core-sw1/7", opening: Sent("risingAlarm", Scenario.rmon(7, value: 900)),
            others: [Sent("fallingAlarm", Scenario.rmon(8, value: 1))],
            ending: Sent("fallingAlarm", Scenario.rmon(7, value: 1))),
        Pair(
            alert: "agent-stopped core-sw1", opening: Sent("nsNotifyShutdown"), others: [Sent("linkUp", .interface(3))],
            ending: Sent("nsNotifyRestart")),
    ]

    @Test("Every alert has its pair here")
    func complete() {
        let alerts = Set(TrapRules.catalog.filter(\.isAlert).map(\.name)).subtracting(TrapRules.own.map(\.name))
        #expect(Set(Self.pairs.map { String($0.alert.prefix { $0 != " " }) }) == alerts)
    }

    @Test("An alert is ended by its own pair and by no other trap", arguments: pairs)
    func pair(_ pair: Pair) throws {
        let world = try TrapWorld()
        try world.trap(pair.opening.trap, pair.opening.varBinds)
        #expect(OpenAlerts(world.observations).texts == [pair.alert])
        for other in pair.others {
            try world.trap(other.trap, other.varBinds)
            #expect(OpenAlerts(world.observations).texts.contains(pair.alert), "\(other.trap) ended it")
        }
        try world.trap(pair.ending.trap, pair.ending.varBinds, from: .stranger)
        #expect(OpenAlerts(world.observations).texts.contains(pair.alert), "another device ended it")
        try world.trap(pair.ending.trap, pair.ending.varBinds)
        #expect(!OpenAlerts(world.observations).texts.contains(pair.alert), "its own end did not end it")
    }

    @Test(
        "An agent that was stopped is back when it starts, however it says so",
        arguments: ["coldStart", "nsNotifyStart"])
    func agentStarts(_ trap: String) throws {
        let world = try TrapWorld()
        try world.trap("nsNotifyShutdown")
        try world.trap(trap)
        #expect(OpenAlerts(world.observations).texts == [])
    }

    @Test("A UPS that tells of its battery twice has one alert")
    func onBatteryOnce() throws {
        let world = try TrapWorld()
        try world.trap("upsTrapAlarmEntryAdded", Scenario.upsAlarm(4, "upsAlarmOnBattery"))
        try world.trap("upsTrapOnBattery", [NamedVarBind("upsSecondsOnBattery.0", .integer(60))])
        #expect(OpenAlerts(world.observations).texts == ["ups-on-battery core-sw1"])
        #expect(world.observations.last?.summary == "The UPS runs on battery, 60 s so far")
    }
}
