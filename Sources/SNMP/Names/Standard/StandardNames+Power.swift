extension StandardNames {
    /// UPS-MIB and POWER-ETHERNET-MIB (RFC 1628, 3621).
    static let power = """
        = UPS-MIB
        @ 1.3.6.1.2.1.33.1.1 upsMIB upsObjects upsIdent
        1 upsIdentManufacturer DisplayString
        2 upsIdentModel DisplayString
        3 upsIdentUPSSoftwareVersion DisplayString
        4 upsIdentAgentSoftwareVersion DisplayString
        5 upsIdentName DisplayString
        6 upsIdentAttachedDevices DisplayString
        @ 1.3.6.1.2.1.33.1.2 upsBattery
        1 upsBatteryStatus INTEGER unknown batteryNormal batteryLow batteryDepleted
        2 upsSecondsOnBattery NonNegativeInteger
        3 upsEstimatedMinutesRemaining PositiveInteger
        4 upsEstimatedChargeRemaining INTEGER
        5 upsBatteryVoltage NonNegativeInteger
        6 upsBatteryCurrent INTEGER
        7 upsBatteryTemperature INTEGER
        @ 1.3.6.1.2.1.33.1.3 upsInput
        1 upsInputLineBads Counter32
        2 upsInputNumLines NonNegativeInteger
        @ 1.3.6.1.2.1.33.1.3.3.1 upsInputTable upsInputEntry
        1 upsInputLineIndex PositiveInteger
        2 upsInputFrequency NonNegativeInteger
        3 upsInputVoltage NonNegativeInteger
        4 upsInputCurrent NonNegativeInteger
        5 upsInputTruePower NonNegativeInteger
        @ 1.3.6.1.2.1.33.1.4 upsOutput
        1 upsOutputSource INTEGER other none normal bypass battery booster reducer
        2 upsOutputFrequency NonNegativeInteger
        3 upsOutputNumLines NonNegativeInteger
        @ 1.3.6.1.2.1.33.1.4.4.1 upsOutputTable upsOutputEntry
        1 upsOutputLineIndex PositiveInteger
        2 upsOutputVoltage NonNegativeInteger
        3 upsOutputCurrent NonNegativeInteger
        4 upsOutputPower NonNegativeInteger
        5 upsOutputPercentLoad INTEGER
        @ 1.3.6.1.2.1.33.1.5 upsBypass
        1 upsBypassFrequency NonNegativeInteger
        2 upsBypassNumLines NonNegativeInteger
        @ 1.3.6.1.2.1.33.1.5.3.1 upsBypassTable upsBypassEntry
        1 upsBypassLineIndex PositiveInteger
        2 upsBypassVoltage NonNegativeInteger
        3 upsBypassCurrent NonNegativeInteger
        4 upsBypassPower NonNegativeInteger
        @ 1.3.6.1.2.1.33.1.6 upsAlarm
        1 upsAlarmsPresent Gauge32
        @ 1.3.6.1.2.1.33.1.6.2.1 upsAlarmTable upsAlarmEntry
        1 upsAlarmId PositiveInteger
        2 upsAlarmDescr AutonomousType
        3 upsAlarmTime TimeStamp
        @ 1.3.6.1.2.1.33.1.6.3 upsWellKnownAlarms
        1 upsAlarmBatteryBad
        2 upsAlarmOnBattery
        3 upsAlarmLowBattery
        4 upsAlarmDepletedBattery
        5 upsAlarmTempBad
        6 upsAlarmInputBad
        7 upsAlarmOutputBad
        8 upsAlarmOutputOverload
        9 upsAlarmOnBypass
        10 upsAlarmBypassBad
        11 upsAlarmOutputOffAsRequested
        12 upsAlarmUpsOffAsRequested
        13 upsAlarmChargerFailed
        14 upsAlarmUpsOutputOff
        15 upsAlarmUpsSystemOff
        16 upsAlarmFanFailure
        17 upsAlarmFuseFailure
        18 upsAlarmGeneralFault
        19 upsAlarmDiagnosticTestFailed
        20 upsAlarmCommunicationsLost
        21 upsAlarmAwaitingPower
        22 upsAlarmShutdownPending
        23 upsAlarmShutdownImminent
        24 upsAlarmTestInProgress
        @ 1.3.6.1.2.1.33.1.7 upsTest
        1 upsTestId OID
        2 upsTestSpinLock TestAndIncr
        3 upsTestResultsSummary INTEGER donePass doneWarning doneError aborted inProgress noTestsInitiated
        4 upsTestResultsDetail DisplayString
        5 upsTestStartTime TimeStamp
        6 upsTestElapsedTime TimeInterval
        @ 1.3.6.1.2.1.33.1.7.7 upsWellKnownTests
        1 upsTestNoTestsInitiated
        2 upsTestAbortTestInProgress
        3 upsTestGeneralSystemsTest
        4 upsTestQuickBatteryTest
        5 upsTestDeepBatteryCalibration
        @ 1.3.6.1.2.1.33.1.8 upsControl
        1 upsShutdownType INTEGER output system
        2 upsShutdownAfterDelay INTEGER
        3 upsStartupAfterDelay INTEGER
        4 upsRebootWithDuration INTEGER
        5 upsAutoRestart INTEGER on off
        @ 1.3.6.1.2.1.33.1.9 upsConfig
        1 upsConfigInputVoltage NonNegativeInteger
        2 upsConfigInputFreq NonNegativeInteger
        3 upsConfigOutputVoltage NonNegativeInteger
        4 upsConfigOutputFreq NonNegativeInteger
        5 upsConfigOutputVA NonNegativeInteger
        6 upsConfigOutputPower NonNegativeInteger
        7 upsConfigLowBattTime NonNegativeInteger
        8 upsConfigAudibleStatus INTEGER disabled enabled muted
        9 upsConfigLowVoltageTransferPoint NonNegativeInteger
        10 upsConfigHighVoltageTransferPoint NonNegativeInteger
        @ 1.3.6.1.2.1.33.2 upsTraps
        1 upsTrapOnBattery ! upsEstimatedMinutesRemaining upsSecondsOnBattery upsConfigLowBattTime
        2 upsTrapTestCompleted ! upsTestId upsTestSpinLock upsTestResultsSummary upsTestResultsDetail \
          upsTestStartTime upsTestElapsedTime
        3 upsTrapAlarmEntryAdded ! upsAlarmId upsAlarmDescr
        4 upsTrapAlarmEntryRemoved ! upsAlarmId upsAlarmDescr
        = POWER-ETHERNET-MIB
        @ 1.3.6.1.2.1.105.0 powerEthernetMIB pethNotifications
        1 pethPsePortOnOffNotification ! pethPsePortDetectionStatus
        2 pethMainPowerUsageOnNotification ! pethMainPseConsumptionPower
        3 pethMainPowerUsageOffNotification ! pethMainPseConsumptionPower
        @ 1.3.6.1.2.1.105.1.1.1 pethObjects pethPsePortTable pethPsePortEntry
        1 pethPsePortGroupIndex INTEGER
        2 pethPsePortIndex INTEGER
        3 pethPsePortAdminEnable TruthValue
        4 pethPsePortPowerPairsControlAbility TruthValue
        5 pethPsePortPowerPairs INTEGER signal spare
        6 pethPsePortDetectionStatus INTEGER disabled searching deliveringPower fault test otherFault
        7 pethPsePortPowerPriority INTEGER critical high low
        8 pethPsePortMPSAbsentCounter Counter32
        9 pethPsePortType SnmpAdminString
        10 pethPsePortPowerClassifications INTEGER class0 class1 class2 class3 class4
        11 pethPsePortInvalidSignatureCounter Counter32
        12 pethPsePortPowerDeniedCounter Counter32
        13 pethPsePortOverLoadCounter Counter32
        14 pethPsePortShortCounter Counter32
        @ 1.3.6.1.2.1.105.1.3.1.1 pethMainPseObjects pethMainPseTable pethMainPseEntry
        1 pethMainPseGroupIndex INTEGER
        2 pethMainPsePower Gauge32
        3 pethMainPseOperStatus INTEGER on off faulty
        4 pethMainPseConsumptionPower Gauge32
        5 pethMainPseUsageThreshold INTEGER
        @ 1.3.6.1.2.1.105.1.4.1.1 pethNotificationControl pethNotificationControlTable \
          pethNotificationControlEntry
        1 pethNotificationControlGroupIndex INTEGER
        2 pethNotificationControlEnable TruthValue
        """
}
