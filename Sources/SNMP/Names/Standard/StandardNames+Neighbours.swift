extension StandardNames {
    /// LLDP-MIB (IEEE 802.1AB) and PTOPO-MIB (RFC 2922): who is at the other end.
    static let neighbours = """
        = LLDP-MIB
        @ 1.0.8802.1.1.2.0.0 std iso8802 ieee802dot1 ieee802dot1mibs lldpMIB lldpNotifications \
          lldpNotificationPrefix
        1 lldpRemTablesChange ! lldpStatsRemTablesInserts lldpStatsRemTablesDeletes lldpStatsRemTablesDrops \
          lldpStatsRemTablesAgeouts
        @ 1.0.8802.1.1.2.1.1 lldpObjects lldpConfiguration
        1 lldpMessageTxInterval INTEGER
        2 lldpMessageTxHoldMultiplier INTEGER
        3 lldpReinitDelay INTEGER
        4 lldpTxDelay INTEGER
        5 lldpNotificationInterval INTEGER
        @ 1.0.8802.1.1.2.1.1.6.1 lldpPortConfigTable lldpPortConfigEntry
        1 lldpPortConfigPortNum LldpPortNumber
        2 lldpPortConfigAdminStatus INTEGER txOnly rxOnly txAndRx disabled
        3 lldpPortConfigNotificationEnable TruthValue
        4 lldpPortConfigTLVsTxEnable BITS portDesc sysName sysDesc sysCap
        @ 1.0.8802.1.1.2.1.1.7.1 lldpConfigManAddrTable lldpConfigManAddrEntry
        1 lldpConfigManAddrPortsTxEnable LldpPortList
        @ 1.0.8802.1.1.2.1.2 lldpStatistics
        1 lldpStatsRemTablesLastChangeTime TimeStamp
        2 lldpStatsRemTablesInserts ZeroBasedCounter32
        3 lldpStatsRemTablesDeletes ZeroBasedCounter32
        4 lldpStatsRemTablesDrops ZeroBasedCounter32
        5 lldpStatsRemTablesAgeouts ZeroBasedCounter32
        @ 1.0.8802.1.1.2.1.2.6.1 lldpStatsTxPortTable lldpStatsTxPortEntry
        1 lldpStatsTxPortNum LldpPortNumber
        2 lldpStatsTxPortFramesTotal Counter32
        @ 1.0.8802.1.1.2.1.2.7.1 lldpStatsRxPortTable lldpStatsRxPortEntry
        1 lldpStatsRxPortNum LldpPortNumber
        2 lldpStatsRxPortFramesDiscardedTotal Counter32
        3 lldpStatsRxPortFramesErrors Counter32
        4 lldpStatsRxPortFramesTotal Counter32
        5 lldpStatsRxPortTLVsDiscardedTotal Counter32
        6 lldpStatsRxPortTLVsUnrecognizedTotal Counter32
        7 lldpStatsRxPortAgeoutsTotal ZeroBasedCounter32
        @ 1.0.8802.1.1.2.1.3 lldpLocalSystemData
        1 lldpLocChassisIdSubtype LldpChassisIdSubtype
        2 lldpLocChassisId LldpChassisId
        3 lldpLocSysName SnmpAdminString
        4 lldpLocSysDesc SnmpAdminString
        5 lldpLocSysCapSupported LldpSystemCapabilitiesMap
        6 lldpLocSysCapEnabled LldpSystemCapabilitiesMap
        @ 1.0.8802.1.1.2.1.3.7.1 lldpLocPortTable lldpLocPortEntry
        1 lldpLocPortNum LldpPortNumber
        2 lldpLocPortIdSubtype LldpPortIdSubtype
        3 lldpLocPortId LldpPortId
        4 lldpLocPortDesc SnmpAdminString
        @ 1.0.8802.1.1.2.1.3.8.1 lldpLocManAddrTable lldpLocManAddrEntry
        1 lldpLocManAddrSubtype AddressFamilyNumbers
        2 lldpLocManAddr LldpManAddress
        3 lldpLocManAddrLen INTEGER
        4 lldpLocManAddrIfSubtype LldpManAddrIfSubtype
        5 lldpLocManAddrIfId INTEGER
        6 lldpLocManAddrOID OID
        @ 1.0.8802.1.1.2.1.4.1.1 lldpRemoteSystemsData lldpRemTable lldpRemEntry
        1 lldpRemTimeMark TimeFilter
        2 lldpRemLocalPortNum LldpPortNumber
        3 lldpRemIndex INTEGER
        4 lldpRemChassisIdSubtype LldpChassisIdSubtype
        5 lldpRemChassisId LldpChassisId
        6 lldpRemPortIdSubtype LldpPortIdSubtype
        7 lldpRemPortId LldpPortId
        8 lldpRemPortDesc SnmpAdminString
        9 lldpRemSysName SnmpAdminString
        10 lldpRemSysDesc SnmpAdminString
        11 lldpRemSysCapSupported LldpSystemCapabilitiesMap
        12 lldpRemSysCapEnabled LldpSystemCapabilitiesMap
        @ 1.0.8802.1.1.2.1.4.2.1 lldpRemManAddrTable lldpRemManAddrEntry
        1 lldpRemManAddrSubtype AddressFamilyNumbers
        2 lldpRemManAddr LldpManAddress
        3 lldpRemManAddrIfSubtype LldpManAddrIfSubtype
        4 lldpRemManAddrIfId INTEGER
        5 lldpRemManAddrOID OID
        @ 1.0.8802.1.1.2.1.4.3.1 lldpRemUnknownTLVTable lldpRemUnknownTLVEntry
        1 lldpRemUnknownTLVType INTEGER
        2 lldpRemUnknownTLVInfo OCTETS
        @ 1.0.8802.1.1.2.1.4.4.1 lldpRemOrgDefInfoTable lldpRemOrgDefInfoEntry
        1 lldpRemOrgDefInfoOUI OCTETS
        2 lldpRemOrgDefInfoSubtype INTEGER
        3 lldpRemOrgDefInfoIndex INTEGER
        4 lldpRemOrgDefInfo OCTETS
        = PTOPO-MIB
        @ 1.3.6.1.2.1.79.1.2 ptopoMIB ptopoMIBObjects ptopoGeneral
        2 ptopoConnTabInserts Counter32
        3 ptopoConnTabDeletes Counter32
        4 ptopoConnTabDrops Counter32
        5 ptopoConnTabAgeouts Counter32
        @ 1.3.6.1.2.1.79.2.0 ptopoMIBNotifications ptopoMIBTrapPrefix
        1 ptopoConfigChange ! ptopoConnTabInserts ptopoConnTabDeletes ptopoConnTabDrops ptopoConnTabAgeouts
        """
}
