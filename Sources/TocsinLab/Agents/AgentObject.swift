import SNMP

/// The objects that simulated agents have, by their names in the standard MIBs.
enum AgentObject: String, CaseIterable, Sendable {
    // SNMPv2-MIB
    case sysDescr, sysObjectID, sysUpTime, sysContact, sysName, sysLocation, sysServices
    // IF-MIB
    case ifNumber
    case ifIndex, ifDescr, ifType, ifMtu, ifSpeed, ifPhysAddress, ifAdminStatus, ifOperStatus, ifLastChange
    case ifInOctets, ifInUcastPkts, ifInDiscards, ifInErrors, ifInUnknownProtos
    case ifOutOctets, ifOutUcastPkts, ifOutDiscards, ifOutErrors
    case ifName, ifInMulticastPkts, ifInBroadcastPkts, ifOutMulticastPkts, ifOutBroadcastPkts
    case ifHCInOctets, ifHCInUcastPkts, ifHCInMulticastPkts, ifHCInBroadcastPkts
    case ifHCOutOctets, ifHCOutUcastPkts, ifHCOutMulticastPkts, ifHCOutBroadcastPkts
    case ifLinkUpDownTrapEnable, ifHighSpeed, ifPromiscuousMode, ifConnectorPresent, ifAlias
    case ifCounterDiscontinuityTime
    case ifTableLastChange, ifStackLastChange
    // BRIDGE-MIB and Q-BRIDGE-MIB
    case dot1dBaseBridgeAddress, dot1dBaseNumPorts, dot1dBaseType
    case dot1dBasePort, dot1dBasePortIfIndex
    case dot1dTpFdbAddress, dot1dTpFdbPort, dot1dTpFdbStatus
    case dot1qTpFdbPort, dot1qTpFdbStatus
    // HOST-RESOURCES-MIB
    case hrSystemUptime, hrSystemNumUsers, hrSystemProcesses, hrMemorySize
    case hrStorageIndex, hrStorageType, hrStorageDescr, hrStorageAllocationUnits, hrStorageSize, hrStorageUsed
    case hrStorageAllocationFailures, hrDeviceDescr, hrProcessorLoad
    // UPS-MIB
    case upsIdentManufacturer, upsIdentModel, upsIdentUPSSoftwareVersion, upsIdentName
    case upsBatteryStatus, upsSecondsOnBattery, upsEstimatedMinutesRemaining, upsEstimatedChargeRemaining
    case upsBatteryVoltage, upsBatteryCurrent, upsBatteryTemperature
    case upsInputLineBads, upsInputNumLines, upsInputFrequency, upsInputVoltage, upsInputCurrent, upsInputTruePower
    case upsOutputSource, upsOutputFrequency, upsOutputNumLines
    case upsOutputVoltage, upsOutputCurrent, upsOutputPower, upsOutputPercentLoad
    case upsAlarmsPresent
    // ENTITY-MIB and ENTITY-SENSOR-MIB
    case entPhysicalDescr, entPhysicalContainedIn, entPhysicalClass, entPhysicalName
    case entPhySensorType, entPhySensorScale, entPhySensorPrecision, entPhySensorValue, entPhySensorOperStatus
    case entPhySensorUnitsDisplay
    // LLDP-MIB
    case lldpLocChassisIdSubtype, lldpLocChassisId, lldpLocSysName, lldpLocSysDesc
    case lldpLocPortIdSubtype, lldpLocPortId, lldpLocPortDesc
    case lldpRemChassisIdSubtype, lldpRemChassisId, lldpRemPortIdSubtype, lldpRemPortId, lldpRemPortDesc
    case lldpRemSysName, lldpRemSysDesc, lldpRemSysCapSupported, lldpRemSysCapEnabled
    // SNMP-FRAMEWORK-MIB
    case snmpEngineID, snmpEngineBoots, snmpEngineTime, snmpEngineMaxMessageSize
    // UCD-SNMP-MIB
    case memTotalSwap, memAvailSwap, memTotalReal, memAvailReal, memBuffer, memCached, memSysAvail
    case dskIndex, dskPath, dskDevice, dskTotal, dskAvail, dskUsed, dskPercent, dskPercentNode, dskErrorFlag
    case laIndex, laNames, laLoad, laLoadInt
    case ssCpuRawUser, ssCpuRawNice, ssCpuRawSystem, ssCpuRawIdle, ssCpuRawWait
    case ssCpuRawInterrupt, ssCpuRawSoftIRQ, ssCpuRawSteal, ssRawInterrupts, ssRawContexts, ssCpuNumCpus

    /// Where its instances are.
    var rows: AgentRows {
        switch self {
        case .ifIndex, .ifDescr, .ifType, .ifMtu, .ifSpeed, .ifPhysAddress, .ifAdminStatus, .ifOperStatus,
            .ifLastChange, .ifInOctets, .ifInUcastPkts, .ifInDiscards, .ifInErrors, .ifInUnknownProtos, .ifOutOctets,
            .ifOutUcastPkts, .ifOutDiscards, .ifOutErrors, .ifName, .ifInMulticastPkts, .ifInBroadcastPkts,
            .ifOutMulticastPkts, .ifOutBroadcastPkts, .ifHCInOctets, .ifHCInUcastPkts, .ifHCInMulticastPkts,
            .ifHCInBroadcastPkts, .ifHCOutOctets, .ifHCOutUcastPkts, .ifHCOutMulticastPkts, .ifHCOutBroadcastPkts,
            .ifLinkUpDownTrapEnable, .ifHighSpeed, .ifPromiscuousMode, .ifConnectorPresent, .ifAlias,
            .ifCounterDiscontinuityTime:
            .interfaces
        case .dot1dBasePort, .dot1dBasePortIfIndex, .lldpLocPortIdSubtype, .lldpLocPortId, .lldpLocPortDesc: .ports
        case .dot1dTpFdbAddress, .dot1dTpFdbPort, .dot1dTpFdbStatus: .stations
        case .dot1qTpFdbPort, .dot1qTpFdbStatus: .stationsOfVLANs
        case .hrStorageIndex, .hrStorageType, .hrStorageDescr, .hrStorageAllocationUnits, .hrStorageSize,
            .hrStorageUsed, .hrStorageAllocationFailures:
            .storage
        case .hrProcessorLoad, .hrDeviceDescr: .processors
        case .upsInputFrequency, .upsInputVoltage, .upsInputCurrent, .upsInputTruePower, .upsOutputVoltage,
            .upsOutputCurrent, .upsOutputPower, .upsOutputPercentLoad:
            .lines
        case .entPhysicalDescr, .entPhysicalContainedIn, .entPhysicalClass, .entPhysicalName, .entPhySensorType,
            .entPhySensorScale, .entPhySensorPrecision, .entPhySensorValue, .entPhySensorOperStatus,
            .entPhySensorUnitsDisplay:
            .sensors
        case .lldpRemChassisIdSubtype, .lldpRemChassisId, .lldpRemPortIdSubtype, .lldpRemPortId, .lldpRemPortDesc,
            .lldpRemSysName, .lldpRemSysDesc, .lldpRemSysCapSupported, .lldpRemSysCapEnabled:
            .neighbours
        case .dskIndex, .dskPath, .dskDevice, .dskTotal, .dskAvail, .dskUsed, .dskPercent, .dskPercentNode,
            .dskErrorFlag:
            .disks
        case .laIndex, .laNames, .laLoad, .laLoadInt: .loads
        default: .scalar
        }
    }

    /// Which agents have it; nil is all.
    var feature: AgentFeatures? {
        switch self {
        case .sysDescr, .sysObjectID, .sysUpTime, .sysContact, .sysName, .sysLocation, .sysServices, .snmpEngineID,
            .snmpEngineBoots, .snmpEngineTime, .snmpEngineMaxMessageSize, .ifNumber:
            nil
        case .ifTableLastChange, .ifStackLastChange: .interfaces
        case .dot1dBaseBridgeAddress, .dot1dBaseNumPorts, .dot1dBaseType: .bridge
        case .lldpLocChassisIdSubtype, .lldpLocChassisId, .lldpLocSysName, .lldpLocSysDesc, .lldpLocPortIdSubtype,
            .lldpLocPortId, .lldpLocPortDesc:
            .lldp
        case .hrSystemUptime, .hrSystemNumUsers, .hrSystemProcesses, .hrMemorySize: .hostResources
        case .memTotalSwap, .memAvailSwap, .memTotalReal, .memAvailReal, .memBuffer, .memCached, .ssCpuRawUser,
            .ssCpuRawNice, .ssCpuRawSystem, .ssCpuRawIdle, .ssCpuRawWait, .ssCpuRawInterrupt, .ssCpuRawSoftIRQ,
            .ssCpuRawSteal, .ssRawInterrupts, .ssRawContexts, .ssCpuNumCpus, .memSysAvail:
            .ucd
        default:
            switch rows {
            case .interfaces: .interfaces
            case .ports, .stations, .stationsOfVLANs: .bridge
            case .neighbours: .lldp
            case .storage, .processors: .hostResources
            case .sensors: .sensors
            case .disks, .loads: .ucd
            // What is left are the UPS's scalars and lines.
            case .lines, .scalar: .ups
            }
        }
    }

    /// Whether it is one of the 64-bit counters, which SNMPv1 cannot tell.
    var isCounter64: Bool {
        switch self {
        case .ifHCInOctets, .ifHCInUcastPkts, .ifHCInMulticastPkts, .ifHCInBroadcastPkts, .ifHCOutOctets,
            .ifHCOutUcastPkts, .ifHCOutMulticastPkts, .ifHCOutBroadcastPkts, .memSysAvail:
            true
        default: false
        }
    }

    /// Whether a table with holes has it in every row all the same.
    var isNeverMissing: Bool {
        switch self {
        case .ifIndex, .ifDescr, .ifName: true
        default: rows != .interfaces
        }
    }

    /// Its identifier, by the project's own table of names.
    var identifier: ObjectIdentifier {
        guard let object = ObjectNames.standard.object(named: rawValue) else {
            preconditionFailure("the standard table has no \(rawValue)")
        }
        return object.oid
    }
}

/// What an agent tells beside the system group.
public struct AgentFeatures: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// A set.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// ifTable and ifXTable.
    public static let interfaces = AgentFeatures(rawValue: 1)
    /// Which station is at which port.
    public static let bridge = AgentFeatures(rawValue: 2)
    /// Who is at the other end.
    public static let lldp = AgentFeatures(rawValue: 4)
    /// Storage and processors.
    public static let hostResources = AgentFeatures(rawValue: 8)
    /// Memory, load and disks as net-snmp tells them.
    public static let ucd = AgentFeatures(rawValue: 16)
    /// The UPS.
    public static let ups = AgentFeatures(rawValue: 32)
    /// Temperatures and the like.
    public static let sensors = AgentFeatures(rawValue: 64)
    /// All of it.
    public static let all = AgentFeatures(rawValue: 127)
}
