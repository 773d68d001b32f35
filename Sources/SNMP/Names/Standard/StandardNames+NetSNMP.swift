extension StandardNames {
    /// UCD-SNMP-MIB, UCD-DISKIO-MIB, LM-SENSORS-MIB, NET-SNMP-MIB, NET-SNMP-AGENT-MIB and the agents of NET-SNMP-TC.
    static let netSNMP = """
        = UCD-SNMP-MIB
        @ 1.3.6.1.4.1.2021.2.1 ucdavis prTable prEntry
        1 prIndex INTEGER
        2 prNames DisplayString
        3 prMin INTEGER
        4 prMax INTEGER
        5 prCount INTEGER
        100 prErrorFlag UCDErrorFlag
        101 prErrMessage DisplayString
        102 prErrFix UCDErrorFix
        103 prErrFixCmd DisplayString
        @ 1.3.6.1.4.1.2021.4 memory
        1 memIndex INTEGER
        2 memErrorName DisplayString
        3 memTotalSwap INTEGER
        4 memAvailSwap INTEGER
        5 memTotalReal INTEGER
        6 memAvailReal INTEGER
        7 memTotalSwapTXT INTEGER
        8 memAvailSwapTXT INTEGER
        9 memTotalRealTXT INTEGER
        10 memAvailRealTXT INTEGER
        11 memTotalFree INTEGER
        12 memMinimumSwap INTEGER
        13 memShared INTEGER
        14 memBuffer INTEGER
        15 memCached INTEGER
        16 memUsedSwapTXT INTEGER
        17 memUsedRealTXT INTEGER
        18 memTotalSwapX CounterBasedGauge64
        19 memAvailSwapX CounterBasedGauge64
        20 memTotalRealX CounterBasedGauge64
        21 memAvailRealX CounterBasedGauge64
        22 memTotalFreeX CounterBasedGauge64
        23 memMinimumSwapX CounterBasedGauge64
        24 memSharedX CounterBasedGauge64
        25 memBufferX CounterBasedGauge64
        26 memCachedX CounterBasedGauge64
        27 memSysAvail CounterBasedGauge64
        100 memSwapError UCDErrorFlag
        101 memSwapErrorMsg DisplayString
        @ 1.3.6.1.4.1.2021.8.1 extTable extEntry
        1 extIndex INTEGER
        2 extNames DisplayString
        3 extCommand DisplayString
        100 extResult INTEGER
        101 extOutput DisplayString
        102 extErrFix UCDErrorFix
        103 extErrFixCmd DisplayString
        @ 1.3.6.1.4.1.2021.9.1 dskTable dskEntry
        1 dskIndex INTEGER
        2 dskPath DisplayString
        3 dskDevice DisplayString
        4 dskMinimum INTEGER
        5 dskMinPercent INTEGER
        6 dskTotal INTEGER
        7 dskAvail INTEGER
        8 dskUsed INTEGER
        9 dskPercent INTEGER
        10 dskPercentNode INTEGER
        11 dskTotalLow Unsigned32
        12 dskTotalHigh Unsigned32
        13 dskAvailLow Unsigned32
        14 dskAvailHigh Unsigned32
        15 dskUsedLow Unsigned32
        16 dskUsedHigh Unsigned32
        100 dskErrorFlag UCDErrorFlag
        101 dskErrorMsg DisplayString
        @ 1.3.6.1.4.1.2021.10.1 laTable laEntry
        1 laIndex INTEGER
        2 laNames DisplayString
        3 laLoad DisplayString
        4 laConfig DisplayString
        5 laLoadInt INTEGER
        6 laLoadFloat Float
        100 laErrorFlag UCDErrorFlag
        101 laErrMessage DisplayString
        @ 1.3.6.1.4.1.2021.11 systemStats
        1 ssIndex INTEGER
        2 ssErrorName DisplayString
        3 ssSwapIn INTEGER
        4 ssSwapOut INTEGER
        5 ssIOSent INTEGER
        6 ssIOReceive INTEGER
        7 ssSysInterrupts INTEGER
        8 ssSysContext INTEGER
        9 ssCpuUser INTEGER
        10 ssCpuSystem INTEGER
        11 ssCpuIdle INTEGER
        50 ssCpuRawUser Counter32
        51 ssCpuRawNice Counter32
        52 ssCpuRawSystem Counter32
        53 ssCpuRawIdle Counter32
        54 ssCpuRawWait Counter32
        55 ssCpuRawKernel Counter32
        56 ssCpuRawInterrupt Counter32
        57 ssIORawSent Counter32
        58 ssIORawReceived Counter32
        59 ssRawInterrupts Counter32
        60 ssRawContexts Counter32
        61 ssCpuRawSoftIRQ Counter32
        62 ssRawSwapIn Counter32
        63 ssRawSwapOut Counter32
        64 ssCpuRawSteal Counter32
        65 ssCpuRawGuest Counter32
        66 ssCpuRawGuestNice Counter32
        67 ssCpuNumCpus INTEGER
        @ 1.3.6.1.4.1.2021.15.1 fileTable fileEntry
        1 fileIndex INTEGER
        2 fileName DisplayString
        3 fileSize INTEGER
        4 fileMax INTEGER
        100 fileErrorFlag UCDErrorFlag
        101 fileErrorMsg DisplayString
        @ 1.3.6.1.4.1.2021.16 logMatch
        1 logMatchMaxEntries INTEGER
        @ 1.3.6.1.4.1.2021.16.2.1 logMatchTable logMatchEntry
        1 logMatchIndex INTEGER
        2 logMatchName DisplayString
        3 logMatchFilename DisplayString
        4 logMatchRegEx DisplayString
        5 logMatchGlobalCounter Counter32
        6 logMatchGlobalCount INTEGER
        7 logMatchCurrentCounter Counter32
        8 logMatchCurrentCount INTEGER
        9 logMatchCounter Counter32
        10 logMatchCount INTEGER
        11 logMatchCycle INTEGER
        100 logMatchErrorFlag UCDErrorFlag
        101 logMatchRegExCompilation DisplayString
        @ 1.3.6.1.4.1.2021.100 version
        1 versionIndex INTEGER
        2 versionTag DisplayString
        3 versionDate DisplayString
        4 versionCDate DisplayString
        5 versionIdent DisplayString
        6 versionConfigureOptions DisplayString
        10 versionClearCache INTEGER
        11 versionUpdateConfig INTEGER
        12 versionRestartAgent INTEGER
        13 versionSavePersistentData INTEGER
        20 versionDoDebugging INTEGER
        @ 1.3.6.1.4.1.2021.101 snmperrs
        1 snmperrIndex INTEGER
        2 snmperrNames DisplayString
        100 snmperrErrorFlag UCDErrorFlag
        101 snmperrErrMessage DisplayString
        @ 1.3.6.1.4.1.2021.102.1 mrTable mrEntry
        1 mrIndex OID
        2 mrModuleName DisplayString
        @ 1.3.6.1.4.1.2021.251 ucdTraps
        1 ucdStart !
        2 ucdShutdown !
        = UCD-DISKIO-MIB
        @ 1.3.6.1.4.1.2021.13.15.1.1 ucdDiskIOMIB diskIOTable diskIOEntry
        1 diskIOIndex INTEGER
        2 diskIODevice DisplayString
        3 diskIONRead Counter32
        4 diskIONWritten Counter32
        5 diskIOReads Counter32
        6 diskIOWrites Counter32
        9 diskIOLA1 INTEGER
        10 diskIOLA5 INTEGER
        11 diskIOLA15 INTEGER
        12 diskIONReadX Counter64
        13 diskIONWrittenX Counter64
        14 diskIOBusyTime Counter64
        = LM-SENSORS-MIB
        @ 1.3.6.1.4.1.2021.13.16 lmSensors
        1 lmSensorsMIB
        @ 1.3.6.1.4.1.2021.13.16.2.1 lmTempSensorsTable lmTempSensorsEntry
        1 lmTempSensorsIndex INTEGER
        2 lmTempSensorsDevice DisplayString
        3 lmTempSensorsValue Gauge32
        4 lmTempSensorsTemperature INTEGER
        @ 1.3.6.1.4.1.2021.13.16.3.1 lmFanSensorsTable lmFanSensorsEntry
        1 lmFanSensorsIndex INTEGER
        2 lmFanSensorsDevice DisplayString
        3 lmFanSensorsValue Gauge32
        @ 1.3.6.1.4.1.2021.13.16.4.1 lmVoltSensorsTable lmVoltSensorsEntry
        1 lmVoltSensorsIndex INTEGER
        2 lmVoltSensorsDevice DisplayString
        3 lmVoltSensorsValue Gauge32
        @ 1.3.6.1.4.1.2021.13.16.5.1 lmMiscSensorsTable lmMiscSensorsEntry
        1 lmMiscSensorsIndex INTEGER
        2 lmMiscSensorsDevice DisplayString
        3 lmMiscSensorsValue Gauge32
        = NET-SNMP-MIB
        @ 1.3.6.1.4.1.8072 netSnmp
        1 netSnmpObjects
        @ 1.3.6.1.4.1.8072.3 netSnmpEnumerations
        1 netSnmpModuleIDs
        2 netSnmpAgentOIDs
        3 netSnmpDomains
        @ 1.3.6.1.4.1.8072.4 netSnmpNotificationPrefix
        0 netSnmpNotifications
        1 netSnmpNotificationObjects
        @ 1.3.6.1.4.1.8072.9999 netSnmpExperimental
        9999 netSnmpPlaypen
        = NET-SNMP-TC
        @ 1.3.6.1.4.1.8072.3.1
        1 netSnmpTCs
        @ 1.3.6.1.4.1.8072.3.2
        1 hpux9
        2 sunos4
        3 solaris
        4 osf
        5 ultrix
        6 hpux10
        7 netbsd
        8 freebsd
        9 irix
        10 linux
        11 bsdi
        12 openbsd
        13 win32
        14 hpux11
        15 aix
        16 macosx
        17 dragonfly
        255 unknown
        @ 1.3.6.1.4.1.8072.3.3
        1 netSnmpTCPDomain
        2 netSnmpUnixDomain
        3 netSnmpAAL5PVCDomain
        4 netSnmpUDPIPv6Domain
        5 netSnmpTCPIPv6Domain
        6 netSnmpCallbackDomain
        7 netSnmpAliasDomain
        8 netSnmpDTLSUDPDomain
        9 netSnmpDTLSSCTPDomain
        10 netSnmpTLSTCPDomain
        = NET-SNMP-AGENT-MIB
        @ 1.3.6.1.4.1.8072.1.2.1.1 nsMibRegistry nsModuleTable nsModuleEntry
        1 nsmContextName SnmpAdminString
        2 nsmRegistrationPoint OID
        3 nsmRegistrationPriority INTEGER
        4 nsModuleName DisplayString
        5 nsModuleModes BITS getAndGetNext set getBulk
        6 nsModuleTimeout INTEGER
        @ 1.3.6.1.4.1.8072.1.5 nsCache
        1 nsCacheDefaultTimeout INTEGER
        2 nsCacheEnabled TruthValue
        @ 1.3.6.1.4.1.8072.1.5.3.1 nsCacheTable nsCacheEntry
        1 nsCachedOID OID
        2 nsCacheTimeout INTEGER
        3 nsCacheStatus NetsnmpCacheStatus
        @ 1.3.6.1.4.1.8072.1.7.1 nsConfiguration nsConfigDebug
        1 nsDebugEnabled TruthValue
        2 nsDebugOutputAll TruthValue
        3 nsDebugDumpPdu TruthValue
        @ 1.3.6.1.4.1.8072.1.7.1.4.1 nsDebugTokenTable nsDebugTokenEntry
        2 nsDebugTokenPrefix DisplayString
        4 nsDebugTokenStatus RowStatus
        @ 1.3.6.1.4.1.8072.1.7.2.1.1 nsConfigLogging nsLoggingTable nsLoggingEntry
        1 nsLogLevel INTEGER 0:emergency alert critical error warning notice info debug
        2 nsLogToken DisplayString
        3 nsLogType INTEGER stdout stderr file syslog callback
        4 nsLogMaxLevel INTEGER 0:emergency alert critical error warning notice info debug
        5 nsLogStatus RowStatus
        @ 1.3.6.1.4.1.8072.1.8.1.1 nsTransactions nsTransactionTable nsTransactionEntry
        1 nsTransactionID Unsigned32
        2 nsTransactionMode INTEGER
        @ 1.3.6.1.4.1.8072.3.1
        2 netSnmpAgentMIB
        @ 1.3.6.1.4.1.8072.4.0
        1 nsNotifyStart !
        2 nsNotifyShutdown !
        3 nsNotifyRestart !
        """
}
