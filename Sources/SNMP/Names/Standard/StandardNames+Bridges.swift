extension StandardNames {
    /// BRIDGE-MIB, RSTP-MIB and the VLANs of Q-BRIDGE-MIB (RFC 4188, 4318, 4363).
    static let bridges = """
        = BRIDGE-MIB
        @ 1.3.6.1.2.1.17.0 dot1dBridge dot1dNotifications
        1 newRoot !
        2 topologyChange !
        @ 1.3.6.1.2.1.17.1 dot1dBase
        1 dot1dBaseBridgeAddress MacAddress
        2 dot1dBaseNumPorts INTEGER
        3 dot1dBaseType INTEGER unknown transparent-only sourceroute-only srt
        @ 1.3.6.1.2.1.17.1.4.1 dot1dBasePortTable dot1dBasePortEntry
        1 dot1dBasePort INTEGER
        2 dot1dBasePortIfIndex InterfaceIndex
        3 dot1dBasePortCircuit OID
        4 dot1dBasePortDelayExceededDiscards Counter32
        5 dot1dBasePortMtuExceededDiscards Counter32
        @ 1.3.6.1.2.1.17.2 dot1dStp
        1 dot1dStpProtocolSpecification INTEGER unknown decLb100 ieee8021d
        2 dot1dStpPriority INTEGER
        3 dot1dStpTimeSinceTopologyChange TimeTicks
        4 dot1dStpTopChanges Counter32
        5 dot1dStpDesignatedRoot BridgeId
        6 dot1dStpRootCost INTEGER
        7 dot1dStpRootPort INTEGER
        8 dot1dStpMaxAge Timeout
        9 dot1dStpHelloTime Timeout
        10 dot1dStpHoldTime INTEGER
        11 dot1dStpForwardDelay Timeout
        12 dot1dStpBridgeMaxAge Timeout
        13 dot1dStpBridgeHelloTime Timeout
        14 dot1dStpBridgeForwardDelay Timeout
        @ 1.3.6.1.2.1.17.2.15.1 dot1dStpPortTable dot1dStpPortEntry
        1 dot1dStpPort INTEGER
        2 dot1dStpPortPriority INTEGER
        3 dot1dStpPortState INTEGER disabled blocking listening learning forwarding broken
        4 dot1dStpPortEnable INTEGER enabled disabled
        5 dot1dStpPortPathCost INTEGER
        6 dot1dStpPortDesignatedRoot BridgeId
        7 dot1dStpPortDesignatedCost INTEGER
        8 dot1dStpPortDesignatedBridge BridgeId
        9 dot1dStpPortDesignatedPort OCTETS
        10 dot1dStpPortForwardTransitions Counter32
        11 dot1dStpPortPathCost32 INTEGER
        @ 1.3.6.1.2.1.17.4 dot1dTp
        1 dot1dTpLearnedEntryDiscards Counter32
        2 dot1dTpAgingTime INTEGER
        @ 1.3.6.1.2.1.17.4.3.1 dot1dTpFdbTable dot1dTpFdbEntry
        1 dot1dTpFdbAddress MacAddress
        2 dot1dTpFdbPort INTEGER
        3 dot1dTpFdbStatus INTEGER other invalid learned self mgmt
        @ 1.3.6.1.2.1.17.4.4.1 dot1dTpPortTable dot1dTpPortEntry
        1 dot1dTpPort INTEGER
        2 dot1dTpPortMaxInfo INTEGER
        3 dot1dTpPortInFrames Counter32
        4 dot1dTpPortOutFrames Counter32
        5 dot1dTpPortInDiscards Counter32
        @ 1.3.6.1.2.1.17.5.1.1 dot1dStatic dot1dStaticTable dot1dStaticEntry
        1 dot1dStaticAddress MacAddress
        2 dot1dStaticReceivePort INTEGER
        3 dot1dStaticAllowedToGoTo OCTETS
        4 dot1dStaticStatus INTEGER other invalid permanent deleteOnReset deleteOnTimeout
        = RSTP-MIB
        @ 1.3.6.1.2.1.17.2
        16 dot1dStpVersion INTEGER 0:stpCompatible 2:rstp
        17 dot1dStpTxHoldCount INTEGER
        @ 1.3.6.1.2.1.17.2.19.1 dot1dStpExtPortTable dot1dStpExtPortEntry
        1 dot1dStpPortProtocolMigration TruthValue
        2 dot1dStpPortAdminEdgePort TruthValue
        3 dot1dStpPortOperEdgePort TruthValue
        4 dot1dStpPortAdminPointToPoint INTEGER 0:forceTrue forceFalse auto
        5 dot1dStpPortOperPointToPoint TruthValue
        6 dot1dStpPortAdminPathCost INTEGER
        @ 1.3.6.1.2.1
        134 rstpMIB
        = Q-BRIDGE-MIB
        @ 1.3.6.1.2.1.17
        7 qBridgeMIB
        @ 1.3.6.1.2.1.17.7.1.1 dot1qBase
        1 dot1qVlanVersionNumber INTEGER version1
        2 dot1qMaxVlanId VlanId
        3 dot1qMaxSupportedVlans Unsigned32
        4 dot1qNumVlans Unsigned32
        5 dot1qGvrpStatus EnabledStatus
        @ 1.3.6.1.2.1.17.7.1.2.1.1 dot1qFdbTable dot1qFdbEntry
        1 dot1qFdbId Unsigned32
        2 dot1qFdbDynamicCount Counter32
        @ 1.3.6.1.2.1.17.7.1.2.2.1 dot1qTpFdbTable dot1qTpFdbEntry
        1 dot1qTpFdbAddress MacAddress
        2 dot1qTpFdbPort INTEGER
        3 dot1qTpFdbStatus INTEGER other invalid learned self mgmt
        @ 1.3.6.1.2.1.17.7.1.4.2.1 dot1qVlanCurrentTable dot1qVlanCurrentEntry
        1 dot1qVlanTimeMark TimeFilter
        2 dot1qVlanIndex VlanIndex
        3 dot1qVlanFdbId Unsigned32
        4 dot1qVlanCurrentEgressPorts PortList
        5 dot1qVlanCurrentUntaggedPorts PortList
        6 dot1qVlanStatus INTEGER other permanent dynamicGvrp
        7 dot1qVlanCreationTime TimeTicks
        @ 1.3.6.1.2.1.17.7.1.4.3.1 dot1qVlanStaticTable dot1qVlanStaticEntry
        1 dot1qVlanStaticName SnmpAdminString
        2 dot1qVlanStaticEgressPorts PortList
        3 dot1qVlanForbiddenEgressPorts PortList
        4 dot1qVlanStaticUntaggedPorts PortList
        5 dot1qVlanStaticRowStatus RowStatus
        @ 1.3.6.1.2.1.17.7.1.4.5.1 dot1qPortVlanTable dot1qPortVlanEntry
        1 dot1qPvid VlanIndex
        2 dot1qPortAcceptableFrameTypes INTEGER admitAll admitOnlyVlanTagged
        3 dot1qPortIngressFiltering TruthValue
        4 dot1qPortGvrpStatus EnabledStatus
        5 dot1qPortGvrpFailedRegistrations Counter32
        6 dot1qPortGvrpLastPduOrigin MacAddress
        7 dot1qPortRestrictedVlanRegistration TruthValue
        = CISCO-DHCP-SNOOPING-MIB
        @ 1.3.6.1.4.1.9.9.380.1.1 cdsGlobal
        1 cdsFeatureEnable TruthValue
        @ 1.3.6.1.4.1.9.9.380.1.3.1.1 cdsIfConfigTable cdsIfConfigEntry
        1 cdsIfTrustEnable TruthValue
        @ 1.3.6.1.4.1.9.9.380.1.5 cdsStatistics
        3 cdsUntrustedPortDroppedPkts Counter64
        """
}
