extension StandardNames {
    /// SNMP-FRAMEWORK-MIB, -MPD-, -TARGET-, -COMMUNITY-, -USER-BASED-SM- and -TLS-TM-MIB (RFC 3411 to 3414, 3584,
    /// 6353).
    static let security = """
        = SNMP-FRAMEWORK-MIB
        @ 1.3.6.1.6.3.10.1 snmpFrameworkMIB snmpFrameworkAdmin
        1 snmpAuthProtocols
        2 snmpPrivProtocols
        @ 1.3.6.1.6.3.10.2.1 snmpFrameworkMIBObjects snmpEngine
        1 snmpEngineID SnmpEngineID
        2 snmpEngineBoots INTEGER
        3 snmpEngineTime INTEGER
        4 snmpEngineMaxMessageSize INTEGER
        = SNMP-MPD-MIB
        @ 1.3.6.1.6.3.11.2.1 snmpMPDMIB snmpMPDMIBObjects snmpMPDStats
        1 snmpUnknownSecurityModels Counter32
        2 snmpInvalidMsgs Counter32
        3 snmpUnknownPDUHandlers Counter32
        = SNMP-TARGET-MIB
        @ 1.3.6.1.6.3
        12 snmpTargetMIB
        @ 1.3.6.1.6.3.12.1
        1 snmpTargetSpinLock TestAndIncr
        4 snmpUnavailableContexts Counter32
        5 snmpUnknownContexts Counter32
        = SNMP-COMMUNITY-MIB
        @ 1.3.6.1.6.3.18.1.1.1 snmpCommunityMIB snmpCommunityMIBObjects snmpCommunityTable snmpCommunityEntry
        1 snmpCommunityIndex SnmpAdminString
        2 snmpCommunityName OCTETS
        3 snmpCommunitySecurityName SnmpAdminString
        4 snmpCommunityContextEngineID SnmpEngineID
        5 snmpCommunityContextName SnmpAdminString
        6 snmpCommunityTransportTag SnmpTagValue
        7 snmpCommunityStorageType StorageType
        8 snmpCommunityStatus RowStatus
        @ 1.3.6.1.6.3.18.1.2.1 snmpTargetAddrExtTable snmpTargetAddrExtEntry
        1 snmpTargetAddrTMask OCTETS
        2 snmpTargetAddrMMS INTEGER
        @ 1.3.6.1.6.3.18.1
        3 snmpTrapAddress IpAddress
        4 snmpTrapCommunity OCTETS
        = SNMP-USER-BASED-SM-MIB
        @ 1.3.6.1.6.3.10.1.1
        1 usmNoAuthProtocol
        2 usmHMACMD5AuthProtocol
        3 usmHMACSHAAuthProtocol
        @ 1.3.6.1.6.3.10.1.2
        1 usmNoPrivProtocol
        2 usmDESPrivProtocol
        @ 1.3.6.1.6.3.15.1.1 snmpUsmMIB usmMIBObjects usmStats
        1 usmStatsUnsupportedSecLevels Counter32
        2 usmStatsNotInTimeWindows Counter32
        3 usmStatsUnknownUserNames Counter32
        4 usmStatsUnknownEngineIDs Counter32
        5 usmStatsWrongDigests Counter32
        6 usmStatsDecryptionErrors Counter32
        @ 1.3.6.1.6.3.15.1.2 usmUser
        1 usmUserSpinLock TestAndIncr
        @ 1.3.6.1.6.3.15.1.2.2.1 usmUserTable usmUserEntry
        1 usmUserEngineID SnmpEngineID
        2 usmUserName SnmpAdminString
        3 usmUserSecurityName SnmpAdminString
        4 usmUserCloneFrom RowPointer
        5 usmUserAuthProtocol AutonomousType
        6 usmUserAuthKeyChange KeyChange
        7 usmUserOwnAuthKeyChange KeyChange
        8 usmUserPrivProtocol AutonomousType
        9 usmUserPrivKeyChange KeyChange
        10 usmUserOwnPrivKeyChange KeyChange
        11 usmUserPublic OCTETS
        12 usmUserStorageType StorageType
        13 usmUserStatus RowStatus
        = SNMP-TLS-TM-MIB
        @ 1.3.6.1.2.1.198.0 snmpTlstmMIB snmpTlstmNotifications
        1 snmpTlstmServerCertificateUnknown ! snmpTlstmSessionUnknownServerCertificate
        2 snmpTlstmServerInvalidCertificate ! snmpTlstmAddrServerFingerprint \
          snmpTlstmSessionInvalidServerCertificates
        @ 1.3.6.1.2.1.198.2.1 snmpTlstmObjects snmpTlstmSession
        8 snmpTlstmSessionUnknownServerCertificate Counter32
        9 snmpTlstmSessionInvalidServerCertificates Counter32
        @ 1.3.6.1.2.1.198.2.2.1.9.1 snmpTlstmConfig snmpTlstmCertificateMapping snmpTlstmAddrTable \
          snmpTlstmAddrEntry
        1 snmpTlstmAddrServerFingerprint SnmpTLSFingerprint
        """
}
