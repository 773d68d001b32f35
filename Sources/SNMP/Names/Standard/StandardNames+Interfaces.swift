extension StandardNames {
    /// IF-MIB and EtherLike-MIB (RFC 2863, 3635).
    static let interfaces = """
        = IF-MIB
        @ 1.3.6.1.2.1.2 interfaces
        1 ifNumber INTEGER
        @ 1.3.6.1.2.1.2.2.1 ifTable ifEntry
        1 ifIndex InterfaceIndex
        2 ifDescr DisplayString
        3 ifType IANAifType
        4 ifMtu INTEGER
        5 ifSpeed Gauge32
        6 ifPhysAddress PhysAddress
        7 ifAdminStatus INTEGER up down testing
        8 ifOperStatus INTEGER up down testing unknown dormant notPresent lowerLayerDown
        9 ifLastChange TimeTicks
        10 ifInOctets Counter32
        11 ifInUcastPkts Counter32
        12 ifInNUcastPkts Counter32
        13 ifInDiscards Counter32
        14 ifInErrors Counter32
        15 ifInUnknownProtos Counter32
        16 ifOutOctets Counter32
        17 ifOutUcastPkts Counter32
        18 ifOutNUcastPkts Counter32
        19 ifOutDiscards Counter32
        20 ifOutErrors Counter32
        21 ifOutQLen Gauge32
        22 ifSpecific OID
        @ 1.3.6.1.2.1.31.1.1.1 ifMIB ifMIBObjects ifXTable ifXEntry
        1 ifName DisplayString
        2 ifInMulticastPkts Counter32
        3 ifInBroadcastPkts Counter32
        4 ifOutMulticastPkts Counter32
        5 ifOutBroadcastPkts Counter32
        6 ifHCInOctets Counter64
        7 ifHCInUcastPkts Counter64
        8 ifHCInMulticastPkts Counter64
        9 ifHCInBroadcastPkts Counter64
        10 ifHCOutOctets Counter64
        11 ifHCOutUcastPkts Counter64
        12 ifHCOutMulticastPkts Counter64
        13 ifHCOutBroadcastPkts Counter64
        14 ifLinkUpDownTrapEnable INTEGER enabled disabled
        15 ifHighSpeed Gauge32
        16 ifPromiscuousMode TruthValue
        17 ifConnectorPresent TruthValue
        18 ifAlias DisplayString
        19 ifCounterDiscontinuityTime TimeStamp
        @ 1.3.6.1.2.1.31.1.2.1 ifStackTable ifStackEntry
        1 ifStackHigherLayer InterfaceIndexOrZero
        2 ifStackLowerLayer InterfaceIndexOrZero
        3 ifStackStatus RowStatus
        @ 1.3.6.1.2.1.31.1.3.1 ifTestTable ifTestEntry
        1 ifTestId TestAndIncr
        2 ifTestStatus INTEGER notInUse inUse
        3 ifTestType AutonomousType
        4 ifTestResult INTEGER none success inProgress notSupported unAbleToRun aborted failed
        5 ifTestCode OID
        6 ifTestOwner OwnerString
        @ 1.3.6.1.2.1.31.1.4.1 ifRcvAddressTable ifRcvAddressEntry
        1 ifRcvAddressAddress PhysAddress
        2 ifRcvAddressStatus RowStatus
        3 ifRcvAddressType INTEGER other volatile nonVolatile
        @ 1.3.6.1.2.1.31.1
        5 ifTableLastChange TimeTicks
        6 ifStackLastChange TimeTicks
        @ 1.3.6.1.6.3.1.1.5
        3 linkDown ! ifIndex ifAdminStatus ifOperStatus
        4 linkUp ! ifIndex ifAdminStatus ifOperStatus
        = EtherLike-MIB
        @ 1.3.6.1.2.1.10.7.2.1 dot3 dot3StatsTable dot3StatsEntry
        1 dot3StatsIndex InterfaceIndex
        2 dot3StatsAlignmentErrors Counter32
        3 dot3StatsFCSErrors Counter32
        4 dot3StatsSingleCollisionFrames Counter32
        5 dot3StatsMultipleCollisionFrames Counter32
        6 dot3StatsSQETestErrors Counter32
        7 dot3StatsDeferredTransmissions Counter32
        8 dot3StatsLateCollisions Counter32
        9 dot3StatsExcessiveCollisions Counter32
        10 dot3StatsInternalMacTransmitErrors Counter32
        11 dot3StatsCarrierSenseErrors Counter32
        13 dot3StatsFrameTooLongs Counter32
        16 dot3StatsInternalMacReceiveErrors Counter32
        17 dot3StatsEtherChipSet OID
        18 dot3StatsSymbolErrors Counter32
        19 dot3StatsDuplexStatus INTEGER unknown halfDuplex fullDuplex
        20 dot3StatsRateControlAbility TruthValue
        21 dot3StatsRateControlStatus INTEGER rateControlOff rateControlOn unknown
        @ 1.3.6.1.2.1.10.7.5.1 dot3CollTable dot3CollEntry
        2 dot3CollCount INTEGER
        3 dot3CollFrequencies Counter32
        @ 1.3.6.1.2.1.10.7.6 dot3Tests
        1 dot3TestTdr
        2 dot3TestLoopBack
        @ 1.3.6.1.2.1.10.7.7 dot3Errors
        1 dot3ErrorInitError
        2 dot3ErrorLoopbackError
        @ 1.3.6.1.2.1.10.7.9.1 dot3ControlTable dot3ControlEntry
        1 dot3ControlFunctionsSupported BITS pause
        2 dot3ControlInUnknownOpcodes Counter32
        3 dot3HCControlInUnknownOpcodes Counter64
        @ 1.3.6.1.2.1.10.7.10.1 dot3PauseTable dot3PauseEntry
        1 dot3PauseAdminMode INTEGER disabled enabledXmit enabledRcv enabledXmitAndRcv
        2 dot3PauseOperMode INTEGER disabled enabledXmit enabledRcv enabledXmitAndRcv
        3 dot3InPauseFrames Counter32
        4 dot3OutPauseFrames Counter32
        5 dot3HCInPauseFrames Counter64
        6 dot3HCOutPauseFrames Counter64
        @ 1.3.6.1.2.1.10.7.11.1 dot3HCStatsTable dot3HCStatsEntry
        1 dot3HCStatsAlignmentErrors Counter64
        2 dot3HCStatsFCSErrors Counter64
        3 dot3HCStatsInternalMacTransmitErrors Counter64
        4 dot3HCStatsFrameTooLongs Counter64
        5 dot3HCStatsInternalMacReceiveErrors Counter64
        6 dot3HCStatsSymbolErrors Counter64
        @ 1.3.6.1.2.1
        35 etherMIB
        """
}
