extension StandardNames {
    /// Printer-MIB alerts and NTPv4-MIB (RFC 3805, 5907).
    static let devices = """
        = Printer-MIB
        @ 1.3.6.1.2.1.43.18.1.1 printmib prtAlert prtAlertTable prtAlertEntry
        1 prtAlertIndex INTEGER
        2 prtAlertSeverityLevel PrtAlertSeverityLevelTC
        4 prtAlertGroup PrtAlertGroupTC
        5 prtAlertGroupIndex INTEGER
        6 prtAlertLocation INTEGER
        7 prtAlertCode PrtAlertCodeTC
        8 prtAlertDescription PrtLocalizedDescriptionStringTC
        9 prtAlertTime TimeTicks
        @ 1.3.6.1.2.1.43.18.2.0 printerV1Alert printerV2AlertPrefix
        1 printerV2Alert ! prtAlertIndex prtAlertSeverityLevel prtAlertGroup prtAlertGroupIndex \
          prtAlertLocation prtAlertCode
        = NTPv4-MIB
        @ 1.3.6.1.2.1.197.0 ntpSnmpMIB ntpEntNotifications
        1 ntpEntNotifModeChange ! ntpEntStatusCurrentMode
        2 ntpEntNotifStratumChange ! ntpEntStatusDateTime ntpEntStatusStratum ntpEntNotifMessage
        3 ntpEntNotifSyspeerChanged ! ntpEntStatusDateTime ntpEntStatusActiveRefSourceId ntpEntNotifMessage
        4 ntpEntNotifAddAssociation ! ntpEntStatusDateTime ntpAssocName ntpEntNotifMessage
        5 ntpEntNotifRemoveAssociation ! ntpEntStatusDateTime ntpAssocName ntpEntNotifMessage
        6 ntpEntNotifConfigChanged ! ntpEntStatusDateTime ntpEntNotifMessage
        7 ntpEntNotifLeapSecondAnnounced ! ntpEntStatusDateTime ntpEntNotifMessage
        8 ntpEntNotifHeartbeat ! ntpEntStatusDateTime ntpEntStatusCurrentMode ntpEntHeartbeatInterval \
          ntpEntNotifMessage
        @ 1.3.6.1.2.1.197.1.1 ntpSnmpMIBObjects ntpEntInfo
        1 ntpEntSoftwareName Utf8String
        2 ntpEntSoftwareVersion Utf8String
        3 ntpEntSoftwareVendor Utf8String
        4 ntpEntSystemType Utf8String
        5 ntpEntTimeResolution Unsigned32
        6 ntpEntTimePrecision INTEGER
        7 ntpEntTimeDistance DisplayString
        @ 1.3.6.1.2.1.197.1.2 ntpEntStatus
        1 ntpEntStatusCurrentMode INTEGER notRunning notSynchronized noneConfigured syncToLocal syncToRefclock \
          syncToRemoteServer 99:unknown
        2 ntpEntStatusStratum NtpStratum
        3 ntpEntStatusActiveRefSourceId Unsigned32
        4 ntpEntStatusActiveRefSourceName Utf8String
        5 ntpEntStatusActiveOffset DisplayString
        6 ntpEntStatusNumberOfRefSources Unsigned32
        7 ntpEntStatusDispersion DisplayString
        8 ntpEntStatusEntityUptime TimeTicks
        9 ntpEntStatusDateTime NtpDateTime
        10 ntpEntStatusLeapSecond NtpDateTime
        11 ntpEntStatusLeapSecDirection INTEGER
        12 ntpEntStatusInPkts Counter32
        13 ntpEntStatusOutPkts Counter32
        14 ntpEntStatusBadVersion Counter32
        15 ntpEntStatusProtocolError Counter32
        16 ntpEntStatusNotifications Counter32
        @ 1.3.6.1.2.1.197.1.2.17.1 ntpEntStatPktModeTable ntpEntStatPktModeEntry
        1 ntpEntStatPktMode INTEGER symetricactive symetricpassive client server broadcastserver broadcastclient
        2 ntpEntStatPktSent Counter32
        3 ntpEntStatPktReceived Counter32
        @ 1.3.6.1.2.1.197.1.3.1.1 ntpAssociation ntpAssociationTable ntpAssociationEntry
        1 ntpAssocId Unsigned32
        2 ntpAssocName Utf8String
        3 ntpAssocRefId DisplayString
        4 ntpAssocAddressType InetAddressType
        5 ntpAssocAddress InetAddress
        6 ntpAssocOffset DisplayString
        7 ntpAssocStratum NtpStratum
        8 ntpAssocStatusJitter DisplayString
        9 ntpAssocStatusDelay DisplayString
        10 ntpAssocStatusDispersion DisplayString
        @ 1.3.6.1.2.1.197.1.3.2.1 ntpAssociationStatisticsTable ntpAssociationStatisticsEntry
        1 ntpAssocStatInPkts Counter32
        2 ntpAssocStatOutPkts Counter32
        3 ntpAssocStatProtocolError Counter32
        @ 1.3.6.1.2.1.197.1.4 ntpEntControl
        1 ntpEntHeartbeatInterval Unsigned32
        2 ntpEntNotifBits BITS notUsed entNotifModeChange entNotifStratumChange entNotifSyspeerChanged \
          entNotifAddAssociation entNotifRemoveAssociation entNotifConfigChanged entNotifLeapSecondAnnounced \
          entNotifHeartbeat
        @ 1.3.6.1.2.1.197.1.5 ntpEntNotifObjects
        1 ntpEntNotifMessage Utf8String
        """
}
