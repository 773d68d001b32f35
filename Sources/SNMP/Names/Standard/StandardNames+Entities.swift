extension StandardNames {
    /// ENTITY-MIB, ENTITY-SENSOR-MIB and ENTITY-STATE-MIB (RFC 6933, 3433, 4268).
    static let entities = """
        = ENTITY-MIB
        @ 1.3.6.1.2.1.47.1.1.1.1 entityMIB entityMIBObjects entityPhysical entPhysicalTable entPhysicalEntry
        1 entPhysicalIndex PhysicalIndex
        2 entPhysicalDescr SnmpAdminString
        3 entPhysicalVendorType AutonomousType
        4 entPhysicalContainedIn PhysicalIndexOrZero
        5 entPhysicalClass IANAPhysicalClass
        6 entPhysicalParentRelPos INTEGER
        7 entPhysicalName SnmpAdminString
        8 entPhysicalHardwareRev SnmpAdminString
        9 entPhysicalFirmwareRev SnmpAdminString
        10 entPhysicalSoftwareRev SnmpAdminString
        11 entPhysicalSerialNum SnmpAdminString
        12 entPhysicalMfgName SnmpAdminString
        13 entPhysicalModelName SnmpAdminString
        14 entPhysicalAlias SnmpAdminString
        15 entPhysicalAssetID SnmpAdminString
        16 entPhysicalIsFRU TruthValue
        17 entPhysicalMfgDate DateAndTime
        18 entPhysicalUris OCTETS
        19 entPhysicalUUID UUIDorZero
        @ 1.3.6.1.2.1.47.1.2.1.1 entityLogical entLogicalTable entLogicalEntry
        1 entLogicalIndex INTEGER
        2 entLogicalDescr SnmpAdminString
        3 entLogicalType AutonomousType
        4 entLogicalCommunity OCTETS
        5 entLogicalTAddress TAddress
        6 entLogicalTDomain TDomain
        7 entLogicalContextEngineID SnmpEngineIdOrNone
        8 entLogicalContextName SnmpAdminString
        @ 1.3.6.1.2.1.47.1.3.1.1 entityMapping entLPMappingTable entLPMappingEntry
        1 entLPPhysicalIndex PhysicalIndex
        @ 1.3.6.1.2.1.47.1.3.2.1 entAliasMappingTable entAliasMappingEntry
        1 entAliasLogicalIndexOrZero INTEGER
        2 entAliasMappingIdentifier RowPointer
        @ 1.3.6.1.2.1.47.1.3.3.1 entPhysicalContainsTable entPhysicalContainsEntry
        1 entPhysicalChildIndex PhysicalIndex
        @ 1.3.6.1.2.1.47.1.4 entityGeneral
        1 entLastChangeTime TimeStamp
        @ 1.3.6.1.2.1.47.2.0 entityMIBTraps entityMIBTrapPrefix
        1 entConfigChange !
        = ENTITY-SENSOR-MIB
        @ 1.3.6.1.2.1.99.1.1.1 entitySensorMIB entitySensorObjects entPhySensorTable entPhySensorEntry
        1 entPhySensorType EntitySensorDataType
        2 entPhySensorScale EntitySensorDataScale
        3 entPhySensorPrecision EntitySensorPrecision
        4 entPhySensorValue EntitySensorValue
        5 entPhySensorOperStatus EntitySensorStatus
        6 entPhySensorUnitsDisplay SnmpAdminString
        7 entPhySensorValueTimeStamp TimeStamp
        8 entPhySensorValueUpdateRate Unsigned32
        = ENTITY-STATE-MIB
        @ 1.3.6.1.2.1.131.0 entityStateMIB entStateNotifications
        1 entStateOperEnabled ! entStateAdmin entStateAlarm
        2 entStateOperDisabled ! entStateAdmin entStateAlarm
        @ 1.3.6.1.2.1.131.1.1.1 entStateObjects entStateTable entStateEntry
        1 entStateLastChanged DateAndTime
        2 entStateAdmin EntityAdminState
        3 entStateOper EntityOperState
        4 entStateUsage EntityUsageState
        5 entStateAlarm EntityAlarmStatus
        6 entStateStandby EntityStandbyStatus
        """
}
