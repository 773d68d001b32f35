extension StandardNames {
    /// ISIS-MIB, BFD-STD-MIB, PIM-STD-MIB, PIM-MIB, MPLS-LSR-STD-MIB and MPLS-L3VPN-STD-MIB: notifications with their
    /// objects (RFC 4444, 7331, 5060, 2934, 3813, 4382).
    static let routing = """
        = ISIS-MIB
        @ 1.3.6.1.2.1.138.0 isisMIB isisNotifications
        1 isisDatabaseOverload ! isisNotificationSysLevelIndex isisSysLevelState
        2 isisManualAddressDrops ! isisNotificationAreaAddress
        3 isisCorruptedLSPDetected ! isisNotificationSysLevelIndex isisPduLspId
        4 isisAttemptToExceedMaxSequence ! isisNotificationSysLevelIndex isisPduLspId
        5 isisIDLenMismatch ! isisNotificationSysLevelIndex isisPduFieldLen isisNotificationCircIfIndex \
          isisPduFragment
        6 isisMaxAreaAddressesMismatch ! isisNotificationSysLevelIndex isisPduMaxAreaAddress \
          isisNotificationCircIfIndex isisPduFragment
        7 isisOwnLSPPurge ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduLspId
        8 isisSequenceNumberSkip ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduLspId
        9 isisAuthenticationTypeFailure ! isisNotificationSysLevelIndex isisNotificationCircIfIndex \
          isisPduFragment
        10 isisAuthenticationFailure ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduFragment
        11 isisVersionSkew ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduProtocolVersion \
          isisPduFragment
        12 isisAreaMismatch ! isisNotificationCircIfIndex isisPduFragment
        13 isisRejectedAdjacency ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduFragment
        14 isisLSPTooLargeToPropagate ! isisNotificationSysLevelIndex isisNotificationCircIfIndex \
          isisPduLspSize isisPduLspId
        15 isisOrigLSPBuffSizeMismatch ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduLspId \
          isisPduOriginatingBufferSize isisPduBufferSize
        16 isisProtocolsSupportedMismatch ! isisNotificationSysLevelIndex isisNotificationCircIfIndex \
          isisPduProtocolsSupported isisPduLspId isisPduFragment
        17 isisAdjacencyChange ! isisNotificationSysLevelIndex isisNotificationCircIfIndex isisPduLspId \
          isisAdjState
        18 isisLSPErrorDetected ! isisNotificationSysLevelIndex isisPduLspId isisNotificationCircIfIndex \
          isisPduFragment isisErrorOffset isisErrorTLVType
        @ 1.3.6.1.2.1.138.1.2.1.1 isisObjects isisSysLevel isisSysLevelTable isisSysLevelEntry
        4 isisSysLevelState IsisLevelState
        @ 1.3.6.1.2.1.138.1.10.1 isisNotification isisNotificationEntry
        1 isisNotificationSysLevelIndex IsisLevel
        2 isisNotificationCircIfIndex Unsigned32
        3 isisPduLspId IsisLinkStatePDUID
        4 isisPduFragment IsisPDUHeader
        5 isisPduFieldLen IsisUnsigned8TC
        6 isisPduMaxAreaAddress IsisUnsigned8TC
        7 isisPduProtocolVersion IsisUnsigned8TC
        8 isisPduLspSize Unsigned32
        9 isisPduOriginatingBufferSize IsisUnsigned16TC
        10 isisPduBufferSize IsisUnsigned16TC
        11 isisPduProtocolsSupported OCTETS
        12 isisAdjState INTEGER down initializing up failed
        13 isisErrorOffset Unsigned32
        14 isisErrorTLVType Unsigned32
        15 isisNotificationAreaAddress IsisOSINSAddress
        = BFD-STD-MIB
        @ 1.3.6.1.2.1.222.0 bfdMIB bfdNotifications
        1 bfdSessUp ! bfdSessDiag bfdSessDiag
        2 bfdSessDown ! bfdSessDiag bfdSessDiag
        @ 1.3.6.1.2.1.222.1.2.1 bfdObjects bfdSessTable bfdSessEntry
        11 bfdSessState IANAbfdSessStateTC
        13 bfdSessDiag IANAbfdDiagTC
        18 bfdSessInterface InterfaceIndexOrZero
        = PIM-STD-MIB
        @ 1.3.6.1.2.1.157.0 pimStdMIB pimNotifications
        1 pimNeighborLoss ! pimNeighborUpTime
        2 pimInvalidRegister ! pimGroupMappingPimMode pimInvalidRegisterAddressType pimInvalidRegisterOrigin \
          pimInvalidRegisterGroup pimInvalidRegisterRp
        3 pimInvalidJoinPrune ! pimGroupMappingPimMode pimInvalidJoinPruneAddressType pimInvalidJoinPruneOrigin \
          pimInvalidJoinPruneGroup pimInvalidJoinPruneRp pimNeighborUpTime
        4 pimRPMappingChange ! pimGroupMappingPimMode pimGroupMappingPrecedence
        5 pimInterfaceElection ! pimInterfaceAddressType pimInterfaceAddress
        @ 1.3.6.1.2.1.157.1.1.1 pim pimInterfaceTable pimInterfaceEntry
        3 pimInterfaceAddressType InetAddressType
        4 pimInterfaceAddress InetAddress
        @ 1.3.6.1.2.1.157.1.2.1 pimNeighborTable pimNeighborEntry
        6 pimNeighborUpTime TimeTicks
        @ 1.3.6.1.2.1.157.1.13.1 pimGroupMappingTable pimGroupMappingEntry
        7 pimGroupMappingPimMode PimMode
        8 pimGroupMappingPrecedence Unsigned32
        @ 1.3.6.1.2.1.157.1
        33 pimInvalidRegisterAddressType InetAddressType
        34 pimInvalidRegisterOrigin InetAddress
        35 pimInvalidRegisterGroup InetAddress
        36 pimInvalidRegisterRp InetAddress
        39 pimInvalidJoinPruneAddressType InetAddressType
        40 pimInvalidJoinPruneOrigin InetAddress
        41 pimInvalidJoinPruneGroup InetAddress
        42 pimInvalidJoinPruneRp InetAddress
        = PIM-MIB
        @ 1.3.6.1.3.61.1.0 pimMIB pimMIBObjects pimTraps
        1 pimNeighborLoss ! pimNeighborIfIndex
        @ 1.3.6.1.3.61.1.1.3.1 pim pimNeighborTable pimNeighborEntry
        2 pimNeighborIfIndex InterfaceIndex
        = MPLS-LSR-STD-MIB
        @ 1.3.6.1.2.1.10.166.2.0 mplsLsrStdMIB mplsLsrNotifications
        1 mplsXCUp ! mplsXCOperStatus mplsXCOperStatus
        2 mplsXCDown ! mplsXCOperStatus mplsXCOperStatus
        @ 1.3.6.1.2.1.10.166.2.1.10.1 mplsLsrObjects mplsXCTable mplsXCEntry
        10 mplsXCOperStatus INTEGER up down testing unknown dormant notPresent lowerLayerDown
        = MPLS-L3VPN-STD-MIB
        @ 1.3.6.1.2.1.10.166.11.0 mplsL3VpnMIB mplsL3VpnNotifications
        1 mplsL3VpnVrfUp ! mplsL3VpnIfConfRowStatus mplsL3VpnVrfOperStatus
        2 mplsL3VpnVrfDown ! mplsL3VpnIfConfRowStatus mplsL3VpnVrfOperStatus
        3 mplsL3VpnVrfRouteMidThreshExceeded ! mplsL3VpnVrfPerfCurrNumRoutes mplsL3VpnVrfConfMidRteThresh
        4 mplsL3VpnVrfNumVrfRouteMaxThreshExceeded ! mplsL3VpnVrfPerfCurrNumRoutes mplsL3VpnVrfConfHighRteThresh
        5 mplsL3VpnNumVrfSecIllglLblThrshExcd ! mplsL3VpnVrfSecIllegalLblVltns
        6 mplsL3VpnNumVrfRouteMaxThreshCleared ! mplsL3VpnVrfPerfCurrNumRoutes mplsL3VpnVrfConfHighRteThresh
        @ 1.3.6.1.2.1.10.166.11.1.2.1.1 mplsL3VpnObjects mplsL3VpnConf mplsL3VpnIfConfTable mplsL3VpnIfConfEntry
        5 mplsL3VpnIfConfRowStatus RowStatus
        @ 1.3.6.1.2.1.10.166.11.1.2.2.1 mplsL3VpnVrfTable mplsL3VpnVrfEntry
        6 mplsL3VpnVrfOperStatus INTEGER up down
        9 mplsL3VpnVrfConfMidRteThresh Unsigned32
        10 mplsL3VpnVrfConfHighRteThresh Unsigned32
        @ 1.3.6.1.2.1.10.166.11.1.2.6.1 mplsL3VpnVrfSecTable mplsL3VpnVrfSecEntry
        1 mplsL3VpnVrfSecIllegalLblVltns Counter32
        @ 1.3.6.1.2.1.10.166.11.1.3.1.1 mplsL3VpnPerf mplsL3VpnVrfPerfTable mplsL3VpnVrfPerfEntry
        3 mplsL3VpnVrfPerfCurrNumRoutes Gauge32
        """
}
