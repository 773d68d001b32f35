import Model
import SNMP

/// A trap with realistic varbinds and what the shipped rules make of it.
struct Scenario: Sendable, CustomStringConvertible {
    let rule: String
    let trap: String
    let varBinds: [NamedVarBind]
    let severity: Severity
    let state: EventState
    let instance: String?
    let summary: String
    /// What it ends: `link-down 3`, or the rule alone for the device as a whole.
    let clears: [String]

    init(
        _ rule: String, _ trap: String, _ severity: Severity, _ state: EventState, _ summary: String,
        clears: [String] = []
    ) {
        self.init(rule, trap, [], severity, state, summary, clears: clears)
    }

    init(
        _ rule: String, _ trap: String, _ varBinds: [NamedVarBind], _ severity: Severity, _ state: EventState,
        instance: String? = nil, _ summary: String, clears: [String] = []
    ) {
        self.rule = rule
        self.trap = trap
        self.varBinds = varBinds
        self.severity = severity
        self.state = state
        self.instance = instance
        self.summary = summary
        self.clears = clears
    }

    var description: String { "\(rule) by \(trap)" }

    static let all = core + routing + power + hosts + bridges

    static let core = [
        Scenario(
            "device-cold-start", "coldStart", .notice, .occurred,
            "core-sw1 has started and its configuration may have changed", clears: ["agent-stopped"]),
        Scenario(
            "device-warm-start", "warmStart", .notice, .occurred,
            "core-sw1 has restarted its SNMP agent; its configuration is unaltered", clears: ["agent-stopped"]),
        Scenario(
            "snmp-authentication-failure", "authenticationFailure", .notice, .occurred,
            "core-sw1 was asked by SNMP with a wrong community or key"),
        Scenario("egp-neighbor-loss", "egpNeighborLoss", .warning, .occurred, "core-sw1 has lost an EGP neighbor"),
        Scenario(
            "link-admin-down", "linkDown", .interface(3, admin: 2), .notice, .occurred, instance: "3",
            "Interface 3 was switched off by an administrator"),
        Scenario(
            "link-down", "linkDown",
            .interface(3) + [
                NamedVarBind("ifDescr.3", .text("GigabitEthernet1/0/3")),
                NamedVarBind("ifAlias.3", .text("to acc-sw1")),
            ], .warning, .firing, instance: "3", "Interface GigabitEthernet1/0/3 went down (to acc-sw1)"),
        Scenario(
            "link-up", "linkUp", .interface(3, oper: 1) + [NamedVarBind("ifName.3", .text("Gi1/0/3"))], .info,
            .occurred, instance: "3", "Interface Gi1/0/3 came up", clears: ["link-down 3"]),
    ]

    static let routing = [
        Scenario(
            "bgp-session-down", "bgpBackwardTransNotification", bgp(state: 1), .error, .firing, instance: "10.0.0.2",
            "BGP session with 10.0.0.2 fell back to state idle"),
        Scenario(
            "bgp-session-up", "bgpEstablishedNotification", bgp(state: 6), .info, .occurred, instance: "10.0.0.2",
            "BGP session with 10.0.0.2 is established", clears: ["bgp-session-down 10.0.0.2"]),
        Scenario(
            "bgp-session-down", "bgpBackwardTransition", bgp(state: 3), .error, .firing, instance: "10.0.0.2",
            "BGP session with 10.0.0.2 fell back to state active"),
        Scenario(
            "bgp-session-up", "bgpEstablished", bgp(state: 6), .info, .occurred, instance: "10.0.0.2",
            "BGP session with 10.0.0.2 is established", clears: ["bgp-session-down 10.0.0.2"]),
        Scenario(
            "ospf-neighbor-up", "ospfNbrStateChange", ospfNeighbor(8), .info, .occurred, instance: "10.0.0.2.0",
            "OSPF neighbor 192.0.2.20 is full", clears: ["ospf-neighbor-down 10.0.0.2.0"]),
        Scenario(
            "ospf-neighbor-down", "ospfNbrStateChange", ospfNeighbor(1), .error, .firing, instance: "10.0.0.2.0",
            "OSPF neighbor 192.0.2.20 fell to state down"),
        Scenario(
            "ospf-virtual-neighbor-up", "ospfVirtNbrStateChange", ospfVirtualNeighbor(8), .info, .occurred,
            instance: "0.0.0.1.10.0.0.9", "OSPF virtual neighbor 0.0.0.1.10.0.0.9 is full",
            clears: ["ospf-virtual-neighbor-down 0.0.0.1.10.0.0.9"]),
        Scenario(
            "ospf-virtual-neighbor-down", "ospfVirtNbrStateChange", ospfVirtualNeighbor(1), .error, .firing,
            instance: "0.0.0.1.10.0.0.9", "OSPF virtual neighbor 0.0.0.1.10.0.0.9 fell to state down"),
        Scenario(
            "ospf-interface-down", "ospfIfStateChange", ospfInterface(1), .warning, .firing, instance: "10.0.0.1.0",
            "OSPF interface 10.0.0.1.0 is down"),
        Scenario(
            "ospf-interface-state", "ospfIfStateChange", ospfInterface(5), .info, .occurred, instance: "10.0.0.1.0",
            "OSPF interface 10.0.0.1.0 is designatedRouter", clears: ["ospf-interface-down 10.0.0.1.0"]),
        Scenario(
            "ospf-configuration-mismatch", "ospfIfConfigError",
            [
                NamedVarBind("ospfRouterId.0", .address("192.0.2.1")),
                NamedVarBind("ospfPacketSrc.0", .address("10.0.0.2")),
                NamedVarBind("ospfConfigErrorType.0", .integer(8)),
            ], .warning, .occurred, "OSPF packet from 10.0.0.2 does not fit: helloIntervalMismatch"),
        Scenario(
            "ospf-authentication-failure", "ospfIfAuthFailure",
            [NamedVarBind("ospfPacketSrc.0", .address("10.0.0.2"))], .warning, .occurred,
            "OSPF packet from 10.0.0.2 failed authentication"),
        Scenario(
            "ospf-database-overflow", "ospfLsdbOverflow", [NamedVarBind("ospfExtLsdbLimit.0", .integer(1_000))], .error,
            .occurred, "The OSPF link-state database has overflowed"),
        Scenario(
            "ospf-database-near-overflow", "ospfLsdbApproachingOverflow",
            [NamedVarBind("ospfExtLsdbLimit.0", .integer(1_000))], .warning, .occurred,
            "The OSPF link-state database is nine tenths full"),
        Scenario(
            "vrrp-new-master", "vrrpTrapNewMaster", [NamedVarBind("vrrpOperMasterIpAddr.3.1", .address("10.0.0.1"))],
            .notice, .occurred, "core-sw1 has become VRRP master"),
        Scenario("vrrp-new-master", "vrrpv3NewMaster", .notice, .occurred, "core-sw1 has become VRRP master"),
    ]

    static let power = [
        Scenario(
            "ups-on-battery", "upsTrapOnBattery",
            [
                NamedVarBind("upsEstimatedMinutesRemaining.0", .integer(25)),
                NamedVarBind("upsSecondsOnBattery.0", .integer(60)),
                NamedVarBind("upsConfigLowBattTime.0", .integer(2)),
            ], .error, .firing, "The UPS runs on battery, 25 minutes remain, 60 s so far"),
        Scenario(
            "ups-on-battery", "upsTrapAlarmEntryAdded", upsAlarm(4, "upsAlarmOnBattery"), .error, .firing,
            "The UPS runs on battery"),
        Scenario(
            "ups-battery-low", "upsTrapAlarmEntryAdded", upsAlarm(5, "upsAlarmLowBattery"), .critical, .firing,
            instance: "5", "The battery of the UPS is nearly empty"),
        Scenario(
            "ups-battery-low", "upsTrapAlarmEntryAdded", upsAlarm(6, "upsAlarmDepletedBattery"), .critical, .firing,
            instance: "6", "The battery of the UPS is nearly empty"),
        Scenario(
            "ups-alarm", "upsTrapAlarmEntryAdded", upsAlarm(7, "upsAlarmFanFailure"), .warning, .firing, instance: "7",
            "UPS alarm 7: upsAlarmFanFailure"),
        Scenario(
            "ups-alarm-ended", "upsTrapAlarmEntryRemoved", upsAlarm(7, "upsAlarmFanFailure"), .info, .occurred,
            instance: "7", "UPS alarm 7 has ended: upsAlarmFanFailure", clears: ["ups-alarm 7"]),
        Scenario(
            "ups-test-failed", "upsTrapTestCompleted",
            [
                NamedVarBind("upsTestId.0", .object("upsTestQuickBatteryTest")),
                NamedVarBind("upsTestResultsSummary.0", .integer(3)),
                NamedVarBind("upsTestResultsDetail.0", .text("cell 2 is weak")),
            ], .warning, .occurred, "UPS self-test ended badly: doneError (cell 2 is weak)"),
        Scenario(
            "ups-test-passed", "upsTrapTestCompleted", [NamedVarBind("upsTestResultsSummary.0", .integer(1))], .info,
            .occurred, "UPS self-test completed: donePass"),
    ]

    static let hosts = [
        Scenario(
            "entity-configuration-changed", "entConfigChange", .notice, .occurred,
            "Modules of core-sw1 were added, removed or changed"),
        Scenario(
            "entity-disabled", "entStateOperDisabled", entityState(12), .error, .firing, instance: "12",
            "Component 12 of core-sw1 is out of service"),
        Scenario(
            "entity-enabled", "entStateOperEnabled", entityState(12), .info, .occurred, instance: "12",
            "Component 12 of core-sw1 is in service", clears: ["entity-disabled 12"]),
        Scenario(
            "entity-sensor-high", "mteTriggerRising", hot("temperature", "entPhySensorValue.1004", 71), .warning,
            .firing,
            instance: "1004", "Sensor 1004 of core-sw1 reads 71, beyond its threshold"),
        Scenario(
            "host-storage-high", "mteTriggerFired", hot("disk", "hrStorageUsed.31", 9_000), .warning, .firing,
            instance: "31", "Storage 31 of core-sw1 is filling up: 9000 units used"),
        Scenario(
            "host-processor-high", "mteTriggerRising", hot("cpu", "hrProcessorLoad.196608", 97), .warning, .firing,
            instance: "196608", "Processor 196608 of core-sw1 is at 97%"),
        Scenario(
            "host-device-error", "mteTriggerRising",
            hot("disk errors", "hrDeviceErrors.5", 12) + [NamedVarBind("hrDeviceStatus.5", .integer(3))], .warning,
            .firing, instance: "5", "Device 5 of core-sw1 reports warning as status or errors"),
        Scenario(
            "event-trigger-high", "mteTriggerFired", hot("swap", "1.3.6.1.4.1.2021.4.4.0", 12), .warning, .firing,
            instance: "swap", "Trigger swap: memAvailSwap.0 is 12"),
        Scenario(
            "event-trigger-low", "mteTriggerFalling", hot("disk", "hrStorageUsed.31", 4_000), .notice, .occurred,
            instance: "disk", "Trigger disk: hrStorageUsed.31 is back at 4000",
            clears: ["host-storage-high 31", "event-trigger-high disk"]),
        Scenario(
            "event-trigger-failed", "mteTriggerFailure",
            [
                NamedVarBind("mteHotTrigger.0", .text("disk")),
                NamedVarBind("mteHotOID.0", .object("hrStorageUsed.31")),
                NamedVarBind("mteFailedReason.0", .integer(-2)),
            ], .notice, .occurred, instance: "disk", "Trigger disk could not be evaluated: badDestination"),
        Scenario(
            "rmon-rising-alarm", "risingAlarm", rmon(7, value: 900), .warning, .firing, instance: "7",
            "RMON alarm 7: ifInOctets.3 rose to 900"),
        Scenario(
            "rmon-falling-alarm", "fallingAlarm", rmon(7, value: 100), .notice, .occurred, instance: "7",
            "RMON alarm 7: ifInOctets.3 fell to 100", clears: ["rmon-rising-alarm 7"]),
        Scenario("agent-stopped", "nsNotifyShutdown", .notice, .firing, "The SNMP agent of core-sw1 was stopped"),
        Scenario(
            "agent-restarted", "nsNotifyRestart", .info, .occurred, "The SNMP agent of core-sw1 has started",
            clears: ["agent-stopped"]),
        Scenario(
            "agent-restarted", "nsNotifyStart", .info, .occurred, "The SNMP agent of core-sw1 has started",
            clears: ["agent-stopped"]),
    ]

    static let bridges = [
        Scenario(
            "bridge-new-root", "newRoot", .warning, .occurred, "core-sw1 has become the root of the spanning tree"),
        Scenario(
            "bridge-topology-change", "topologyChange", .notice, .occurred, "core-sw1 saw the spanning tree change"),
        Scenario(
            "lldp-neighbor-changed", "lldpRemTablesChange", [NamedVarBind("lldpStatsRemTablesInserts.0", .gauge32(4))],
            .info, .occurred, "The LLDP neighbors of core-sw1 have changed"),
    ]

    // MARK: What the traps say

    static func bgp(_ peer: String = "10.0.0.2", state: Int32) -> [NamedVarBind] {
        [
            NamedVarBind("bgpPeerRemoteAddr.\(peer)", .address(peer)),
            NamedVarBind("bgpPeerLastError.\(peer)", .octetString([4, 0])),
            NamedVarBind("bgpPeerState.\(peer)", .integer(state)),
        ]
    }

    static func ospfNeighbor(_ state: Int32, _ address: String = "10.0.0.2") -> [NamedVarBind] {
        [
            NamedVarBind("ospfRouterId.0", .address("192.0.2.1")),
            NamedVarBind("ospfNbrIpAddr.\(address).0", .address(address)),
            NamedVarBind("ospfNbrAddressLessIndex.\(address).0", .integer(0)),
            NamedVarBind("ospfNbrRtrId.\(address).0", .address("192.0.2.20")),
            NamedVarBind("ospfNbrState.\(address).0", .integer(state)),
        ]
    }

    static func ospfVirtualNeighbor(_ state: Int32, _ router: String = "10.0.0.9") -> [NamedVarBind] {
        [
            NamedVarBind("ospfVirtNbrArea.0.0.0.1.\(router)", .address("0.0.0.1")),
            NamedVarBind("ospfVirtNbrState.0.0.0.1.\(router)", .integer(state)),
        ]
    }

    static func ospfInterface(_ state: Int32, _ address: String = "10.0.0.1") -> [NamedVarBind] {
        [
            NamedVarBind("ospfIfIpAddress.\(address).0", .address(address)),
            NamedVarBind("ospfIfState.\(address).0", .integer(state)),
        ]
    }

    static func upsAlarm(_ id: Int32, _ kind: String) -> [NamedVarBind] {
        [NamedVarBind("upsAlarmId.\(id)", .integer(id)), NamedVarBind("upsAlarmDescr.\(id)", .object(kind))]
    }

    static func entityState(_ index: Int32) -> [NamedVarBind] {
        [
            NamedVarBind("entStateAdmin.\(index)", .integer(4)),
            NamedVarBind("entStateAlarm.\(index)", .octetString([0x10])),
        ]
    }

    /// A DISMAN-EVENT notification as net-snmp's `monitor` sends it: the variable is a value, not a varbind.
    static func hot(_ trigger: String, _ variable: String, _ value: Int32) -> [NamedVarBind] {
        [
            NamedVarBind("mteHotTrigger.0", .text(trigger)), NamedVarBind("mteHotTargetName.0", .text("")),
            NamedVarBind("mteHotContextName.0", .text("")), NamedVarBind("mteHotOID.0", .object(variable)),
            NamedVarBind("mteHotValue.0", .integer(value)),
        ]
    }

    static func rmon(_ index: Int32, value: Int32) -> [NamedVarBind] {
        [
            NamedVarBind("alarmIndex.\(index)", .integer(index)),
            NamedVarBind("alarmVariable.\(index)", .object("ifInOctets.3")),
            NamedVarBind("alarmSampleType.\(index)", .integer(2)), NamedVarBind("alarmValue.\(index)", .integer(value)),
            NamedVarBind("alarmRisingThreshold.\(index)", .integer(800)),
        ]
    }
}
