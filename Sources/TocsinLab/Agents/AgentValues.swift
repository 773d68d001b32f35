import Model
import SNMP
import Wire

/// Writes the value of an instance. Nothing is looked up: everything is reckoned from the agent and its state.
struct AgentValues {
    /// The device.
    let agent: SimulatedAgent
    /// Its state.
    let state: AgentState

    /// Puts the value of an object in a row.
    func write(_ object: AgentObject, _ row: Int, into writer: inout AgentWriter) {
        switch object.rows {
        case .interfaces: interface(object, row, &writer)
        case .scalar: scalar(object, &writer)
        case .ports, .stations, .stationsOfVLANs, .neighbours: network(object, row, &writer)
        case .storage, .processors, .disks, .loads: host(object, row, &writer)
        case .sensors: sensor(object, row, &writer)
        case .lines: line(object, row, &writer)
        }
    }

    // MARK: Interfaces

    @inline(__always)
    private func interface(_ object: AgentObject, _ row: Int, _ writer: inout AgentWriter) {
        let identity = state.identity(ofRow: row, at: agent)
        let traffic = AgentTraffic(agent: agent, state: state, identity: identity)
        switch object {
        case .ifIndex: writer.integer(Int32(truncatingIfNeeded: state.firstIfIndex) &+ Int32(truncatingIfNeeded: row))
        case .ifDescr: writer.text("GigabitEthernet1/0/", identity + 1)
        case .ifName: writer.text("Gi1/0/", identity + 1)
        case .ifAlias: alias(identity, &writer)
        case .ifType: writer.integer(6)
        case .ifMtu: writer.integer(1_500)
        case .ifSpeed: writer.gauge32(UInt32(clamping: agent.speed(ofInterface: identity)))
        case .ifHighSpeed: writer.gauge32(UInt32(agent.speed(ofInterface: identity) / 1_000_000))
        case .ifPhysAddress:
            var octets = AgentRows.station(identity, of: agent)
            octets.1 = 1
            writer.address(octets)
        case .ifAdminStatus: writer.integer(traffic.status(isOper: false))
        case .ifOperStatus: writer.integer(traffic.status(isOper: true))
        case .ifLastChange: writer.timeTicks(traffic.lastChange)
        case .ifInOctets: writer.counter32(traffic.counter(.octets, isOut: false))
        case .ifOutOctets: writer.counter32(traffic.counter(.octets, isOut: true))
        case .ifHCInOctets: writer.counter64(traffic.counter(.octets, isOut: false))
        case .ifHCOutOctets: writer.counter64(traffic.counter(.octets, isOut: true))
        case .ifInUcastPkts: writer.counter32(traffic.counter(.unicast, isOut: false))
        case .ifOutUcastPkts: writer.counter32(traffic.counter(.unicast, isOut: true))
        case .ifHCInUcastPkts: writer.counter64(traffic.counter(.unicast, isOut: false))
        case .ifHCOutUcastPkts: writer.counter64(traffic.counter(.unicast, isOut: true))
        case .ifInMulticastPkts: writer.counter32(traffic.counter(.multicast, isOut: false))
        case .ifOutMulticastPkts: writer.counter32(traffic.counter(.multicast, isOut: true))
        case .ifHCInMulticastPkts: writer.counter64(traffic.counter(.multicast, isOut: false))
        case .ifHCOutMulticastPkts: writer.counter64(traffic.counter(.multicast, isOut: true))
        case .ifInBroadcastPkts: writer.counter32(traffic.counter(.broadcast, isOut: false))
        case .ifOutBroadcastPkts: writer.counter32(traffic.counter(.broadcast, isOut: true))
        case .ifHCInBroadcastPkts: writer.counter64(traffic.counter(.broadcast, isOut: false))
        case .ifHCOutBroadcastPkts: writer.counter64(traffic.counter(.broadcast, isOut: true))
        case .ifInErrors: writer.counter32(traffic.counter(.errors, isOut: false))
        case .ifOutErrors: writer.counter32(traffic.counter(.errors, isOut: true))
        case .ifInDiscards: writer.counter32(traffic.counter(.discards, isOut: false))
        case .ifOutDiscards: writer.counter32(traffic.counter(.discards, isOut: true))
        case .ifInUnknownProtos: writer.counter32(0)
        case .ifLinkUpDownTrapEnable: writer.integer(1)
        case .ifPromiscuousMode: writer.integer(2)
        case .ifConnectorPresent: writer.integer(1)
        default: writer.timeTicks(0)
        }
    }

    private func alias(_ identity: Int, _ writer: inout AgentWriter) {
        if agent.interfaces > 2, identity >= agent.interfaces - 2 {
            writer.text("UPLINK core-sw", identity - agent.interfaces + 3)
        } else {
            writer.text("desk ", identity + 1)
        }
    }

    // MARK: Scalars

    private func scalar(_ object: AgentObject, _ writer: inout AgentWriter) {
        switch object {
        case .sysDescr: writer.text("Tocsin lab agent with ", agent.interfaces, " interfaces")
        case .sysObjectID: writer.objectIdentifier(AgentValues.sysObjectID(of: agent.features))
        case .sysUpTime: writer.timeTicks(state.upTime)
        case .sysContact: writer.text("nobody@lab.example")
        case .sysName: writer.text(agent.name)
        case .sysLocation: writer.text("rack ", agent.number / 20 + 1)
        case .sysServices: writer.integer(agent.features.contains(.bridge) ? 2 : 72)
        case .ifNumber:
            writer.integer(agent.features.contains(.interfaces) ? Int32(truncatingIfNeeded: agent.interfaces) : 0)
        case .ifTableLastChange, .ifStackLastChange: writer.timeTicks(0)
        case .snmpEngineID: writer.octets(agent.engineID.bytes)
        case .snmpEngineBoots: writer.integer(Int32(truncatingIfNeeded: state.boots))
        case .snmpEngineTime: writer.integer(Int32(truncatingIfNeeded: state.engineTime(of: agent)))
        case .snmpEngineMaxMessageSize: writer.integer(Int32(agent.behaviour.maximumOctets ?? 65_507))
        case .hrSystemUptime: writer.timeTicks(state.hostUpTime(of: agent))
        case .hrSystemNumUsers: writer.gauge32(2)
        case .hrSystemProcesses: writer.gauge32(120 + UInt32(agent.number(0, 60) % 100))
        case .hrMemorySize: writer.integer(AgentValues.memoryKiB)
        case .dot1dBaseBridgeAddress, .lldpLocChassisId: writer.address(AgentRows.station(255, of: agent))
        case .dot1dBaseNumPorts: writer.integer(Int32(truncatingIfNeeded: agent.interfaces))
        case .dot1dBaseType: writer.integer(2)
        case .lldpLocChassisIdSubtype: writer.integer(4)
        case .lldpLocSysName: writer.text(agent.name)
        case .lldpLocSysDesc: writer.text("Tocsin lab agent with ", agent.interfaces, " interfaces")
        case .memTotalSwap: writer.integer(AgentValues.memoryKiB / 4)
        case .memAvailSwap: writer.integer(AgentValues.memoryKiB / 4)
        case .memTotalReal: writer.integer(AgentValues.memoryKiB)
        case .memAvailReal: writer.integer(AgentValues.memoryKiB / 3)
        case .memBuffer: writer.integer(AgentValues.memoryKiB / 20)
        case .memCached: writer.integer(AgentValues.memoryKiB / 4)
        // Ticks of four processors, by their load.
        case .ssCpuRawUser: writer.counter32(cpuTicks * UInt64(load) / 100)
        case .ssCpuRawNice: writer.counter32(0)
        case .ssCpuRawSystem: writer.counter32(cpuTicks / 50)
        case .ssCpuRawIdle: writer.counter32(cpuTicks * UInt64(max(0, 98 - load)) / 100)
        case .ssCpuRawWait: writer.counter32(cpuTicks / 200)
        case .ssCpuRawInterrupt, .ssCpuRawSoftIRQ, .ssCpuRawSteal: writer.counter32(cpuTicks / 400)
        case .ssRawInterrupts: writer.counter32(cpuTicks * 5)
        case .ssRawContexts: writer.counter32(cpuTicks * 9)
        case .ssCpuNumCpus: writer.integer(4)
        case .memSysAvail: writer.counter64(UInt64(AgentValues.memoryKiB) / 2)
        default: ups(object, &writer)
        }
    }

    // MARK: The network around

    private func network(_ object: AgentObject, _ row: Int, _ writer: inout AgentWriter) {
        switch object {
        case .dot1dBasePort: writer.integer(Int32(truncatingIfNeeded: row) &+ 1)
        case .dot1dBasePortIfIndex:
            writer.integer(Int32(truncatingIfNeeded: state.firstIfIndex) &+ Int32(truncatingIfNeeded: row))
        case .dot1dTpFdbAddress: writer.address(AgentRows.station(row, of: agent))
        case .dot1dTpFdbPort, .dot1qTpFdbPort: writer.integer(Int32(truncatingIfNeeded: row % agent.interfaces) &+ 1)
        case .dot1dTpFdbStatus, .dot1qTpFdbStatus: writer.integer(3)
        case .lldpLocPortIdSubtype, .lldpRemPortIdSubtype: writer.integer(5)
        case .lldpLocPortId: writer.text("Gi1/0/", state.identity(ofRow: row, at: agent) + 1)
        case .lldpLocPortDesc: writer.text("GigabitEthernet1/0/", state.identity(ofRow: row, at: agent) + 1)
        case .lldpRemChassisIdSubtype: writer.integer(4)
        case .lldpRemChassisId: writer.address((0x02, 0xff, 0, 0, 0, UInt8(truncatingIfNeeded: row + 1)))
        case .lldpRemPortId: writer.text("Te1/1/", agent.number % 48 + 1)
        case .lldpRemPortDesc: writer.text("TenGigabitEthernet1/1/", agent.number % 48 + 1)
        case .lldpRemSysName: writer.text("core-sw", row + 1)
        case .lldpRemSysDesc: writer.text("Tocsin lab core switch")
        default: writer.octets([0x28])
        }
    }

    // MARK: Servers

    private static let memoryKiB: Int32 = 16 << 20

    private var cpuTicks: UInt64 { (state.hostTicks &+ agent.ticksBefore) &* 4 }

    /// How busy the processors are, in percent. The raw counters tell the usual load alone, since they would have to
    /// remember scenes.
    private var load: Int { 5 + Int(agent.number(0, 61) % 20) }

    private func host(_ object: AgentObject, _ row: Int, _ writer: inout AgentWriter) {
        let isMemory = row == 0
        let percent = isMemory ? 60 : 20 + Int32(agent.number(row, 62) % 60)
        switch object {
        case .hrStorageIndex, .dskIndex, .laIndex: writer.integer(Int32(row) + 1)
        case .hrStorageType: writer.objectIdentifier([1, 3, 6, 1, 2, 1, 25, 2, 1, isMemory ? 2 : 4])
        case .hrStorageDescr: writer.text(["Physical memory", "/", "/var", "/home"][row & 3])
        case .hrStorageAllocationUnits: writer.integer(isMemory ? 1_024 : 4_096)
        case .hrStorageSize: writer.integer(isMemory ? AgentValues.memoryKiB : 25_000_000)
        case .hrStorageUsed: writer.integer((isMemory ? AgentValues.memoryKiB : 25_000_000) / 100 * percent)
        case .hrStorageAllocationFailures: writer.counter32(0)
        case .hrDeviceDescr: writer.text("Lab processor")
        case .hrProcessorLoad: writer.integer(Int32(loadNow))
        case .dskPath: writer.text(["/", "/var"][row & 1])
        case .dskDevice: writer.text("/dev/vda", row + 1)
        case .dskTotal: writer.integer(100_000_000)
        case .dskUsed: writer.integer(1_000_000 * (20 + Int32(agent.number(row, 63) % 60)))
        case .dskAvail: writer.integer(100_000_000 - 1_000_000 * (20 + Int32(agent.number(row, 63) % 60)))
        case .dskPercent: writer.integer(20 + Int32(agent.number(row, 63) % 60))
        case .dskPercentNode: writer.integer(7)
        case .dskErrorFlag: writer.integer(0)
        case .laNames: writer.text("Load-", [1, 5, 15][row % 3])
        case .laLoad:
            let hundredths = loadNow * 4
            writer.text("", hundredths / 100, ".\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)")
        default: writer.integer(Int32(loadNow * 4))
        }
    }

    private var loadNow: Int {
        for scene in scenesOn { if case .load(let percent) = scene.effect { return percent } }
        return load
    }

    // MARK: Sensors and power

    private func sensor(_ object: AgentObject, _ row: Int, _ writer: inout AgentWriter) {
        // Three of celsius(8), then a fan in rpm(10) and a supply in voltsDC(4).
        let type: Int32 = row < 3 ? 8 : row == 3 ? 10 : 4
        switch object {
        case .entPhysicalDescr: writer.text(row < 3 ? "Temperature sensor " : row == 3 ? "Fan " : "Supply ", row + 1)
        case .entPhysicalContainedIn: writer.integer(1)
        case .entPhysicalClass: writer.integer(row == 3 ? 7 : 8)
        case .entPhysicalName: writer.text(row < 3 ? "temp" : row == 3 ? "fan" : "psu", row + 1)
        case .entPhySensorType: writer.integer(type)
        // units(9), or milli(8) for the supply.
        case .entPhySensorScale: writer.integer(row == 4 ? 8 : 9)
        case .entPhySensorPrecision: writer.integer(row < 3 ? 1 : 0)
        case .entPhySensorValue: writer.integer(reading(row))
        case .entPhySensorOperStatus: writer.integer(1)
        default: writer.text(row < 3 ? "Celsius" : row == 3 ? "rpm" : "mV")
        }
    }

    private func reading(_ row: Int) -> Int32 {
        if row == 3 { return 4_000 + Int32(agent.number(0, 64) % 500) }
        if row == 4 { return 11_900 + Int32(agent.number(0, 65) % 200) }
        if row == 0 {
            for scene in scenesOn { if case .temperature(let degrees) = scene.effect { return Int32(degrees) * 10 } }
        }
        return 280 + Int32(agent.number(row, 66) % 80)
    }

    private var batteryScene: AgentScene? { scenesOn.first { $0.effect == .onBattery } }

    private func ups(_ object: AgentObject, _ writer: inout AgentWriter) {
        let scene = batteryScene
        let seconds =
            scene.map {
                Int32(truncatingIfNeeded: (state.time - ($0.latestBegin(at: state.time) ?? state.time)) / 1_000_000_000)
            } ?? 0
        switch object {
        case .upsIdentManufacturer: writer.text("Example Power")
        case .upsIdentModel: writer.text("Lab 3000")
        case .upsIdentUPSSoftwareVersion: writer.text("1.0")
        case .upsIdentName: writer.text(agent.name)
        case .upsBatteryStatus: writer.integer(seconds > 1_000 ? 3 : 2)
        case .upsSecondsOnBattery: writer.integer(seconds)
        case .upsEstimatedMinutesRemaining: writer.integer(max(1, 42 - seconds / 60))
        case .upsEstimatedChargeRemaining: writer.integer(max(5, 100 - seconds))
        case .upsBatteryVoltage: writer.integer(546)
        case .upsBatteryCurrent: writer.integer(scene == nil ? 0 : 52)
        case .upsBatteryTemperature: writer.integer(25)
        case .upsInputLineBads: writer.counter32(scene == nil ? 0 : 1)
        case .upsInputNumLines, .upsOutputNumLines: writer.integer(3)
        case .upsOutputSource: writer.integer(scene == nil ? 3 : 5)
        case .upsOutputFrequency: writer.integer(500)
        case .upsAlarmsPresent: writer.gauge32(scene == nil ? 0 : 1)
        default: writer.integer(0)
        }
    }

    private func line(_ object: AgentObject, _ row: Int, _ writer: inout AgentWriter) {
        let hasMains = batteryScene == nil
        switch object {
        case .upsInputFrequency: writer.integer(hasMains ? 500 : 0)
        case .upsInputVoltage: writer.integer(hasMains ? 230 : 0)
        case .upsInputCurrent: writer.integer(hasMains ? 31 : 0)
        case .upsInputTruePower: writer.integer(hasMains ? 700 : 0)
        case .upsOutputVoltage: writer.integer(230)
        case .upsOutputCurrent: writer.integer(30)
        case .upsOutputPower: writer.integer(690)
        default: writer.integer(35 + Int32(row) * 2)
        }
    }

    private var scenesOn: [AgentScene] {
        guard agent.hasScenes else { return [] }
        return agent.behaviour.scenes.filter { $0.isOn(at: state.time) }
    }

    /// sysObjectID by what an agent tells, below the enterprise of examples in documents (RFC 5612); servers have
    /// net-snmp's for Linux.
    static func sysObjectID(of features: AgentFeatures) -> [UInt32] {
        if features == .all { return all }
        if features.contains(.ucd) { return linux }
        return features.contains(.ups) ? power : network
    }

    private static let all: [UInt32] = [1, 3, 6, 1, 4, 1, 32473, 1, 1]
    private static let network: [UInt32] = [1, 3, 6, 1, 4, 1, 32473, 1, 2]
    private static let power: [UInt32] = [1, 3, 6, 1, 4, 1, 32473, 1, 3]
    private static let linux: [UInt32] = [1, 3, 6, 1, 4, 1, 8072, 3, 2, 10]
}
