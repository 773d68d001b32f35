extension StandardNames {
    /// DISMAN-EVENT-MIB, RMON-MIB, NOTIFICATION-LOG-MIB, DISMAN-PING-, -TRACEROUTE-, -SCHEDULE- and -SCRIPT-MIB (RFC
    /// 2981, 2819, 3014, 4560, 3231, 3165).
    static let management = """
        = DISMAN-EVENT-MIB
        @ 1.3.6.1.2.1.88.1.1 dismanEventMIB dismanEventMIBObjects mteResource
        1 mteResourceSampleMinimum INTEGER
        2 mteResourceSampleInstanceMaximum Unsigned32
        3 mteResourceSampleInstances Gauge32
        4 mteResourceSampleInstancesHigh Gauge32
        5 mteResourceSampleInstanceLacks Counter32
        @ 1.3.6.1.2.1.88.1.2 mteTrigger
        1 mteTriggerFailures Counter32
        @ 1.3.6.1.2.1.88.1.2.2.1 mteTriggerTable mteTriggerEntry
        1 mteOwner SnmpAdminString
        2 mteTriggerName SnmpAdminString
        3 mteTriggerComment SnmpAdminString
        4 mteTriggerTest BITS existence boolean threshold
        5 mteTriggerSampleType INTEGER absoluteValue deltaValue
        6 mteTriggerValueID OID
        7 mteTriggerValueIDWildcard TruthValue
        8 mteTriggerTargetTag SnmpTagValue
        9 mteTriggerContextName SnmpAdminString
        10 mteTriggerContextNameWildcard TruthValue
        11 mteTriggerFrequency Unsigned32
        12 mteTriggerObjectsOwner SnmpAdminString
        13 mteTriggerObjects SnmpAdminString
        14 mteTriggerEnabled TruthValue
        15 mteTriggerEntryStatus RowStatus
        @ 1.3.6.1.2.1.88.1.2.3.1 mteTriggerDeltaTable mteTriggerDeltaEntry
        1 mteTriggerDeltaDiscontinuityID OID
        2 mteTriggerDeltaDiscontinuityIDWildcard TruthValue
        3 mteTriggerDeltaDiscontinuityIDType INTEGER timeTicks timeStamp dateAndTime
        @ 1.3.6.1.2.1.88.1.2.4.1 mteTriggerExistenceTable mteTriggerExistenceEntry
        1 mteTriggerExistenceTest BITS present absent changed
        2 mteTriggerExistenceStartup BITS present absent
        3 mteTriggerExistenceObjectsOwner SnmpAdminString
        4 mteTriggerExistenceObjects SnmpAdminString
        5 mteTriggerExistenceEventOwner SnmpAdminString
        6 mteTriggerExistenceEvent SnmpAdminString
        @ 1.3.6.1.2.1.88.1.2.5.1 mteTriggerBooleanTable mteTriggerBooleanEntry
        1 mteTriggerBooleanComparison INTEGER unequal equal less lessOrEqual greater greaterOrEqual
        2 mteTriggerBooleanValue INTEGER
        3 mteTriggerBooleanStartup TruthValue
        4 mteTriggerBooleanObjectsOwner SnmpAdminString
        5 mteTriggerBooleanObjects SnmpAdminString
        6 mteTriggerBooleanEventOwner SnmpAdminString
        7 mteTriggerBooleanEvent SnmpAdminString
        @ 1.3.6.1.2.1.88.1.2.6.1 mteTriggerThresholdTable mteTriggerThresholdEntry
        1 mteTriggerThresholdStartup INTEGER rising falling risingOrFalling
        2 mteTriggerThresholdRising INTEGER
        3 mteTriggerThresholdFalling INTEGER
        4 mteTriggerThresholdDeltaRising INTEGER
        5 mteTriggerThresholdDeltaFalling INTEGER
        6 mteTriggerThresholdObjectsOwner SnmpAdminString
        7 mteTriggerThresholdObjects SnmpAdminString
        8 mteTriggerThresholdRisingEventOwner SnmpAdminString
        9 mteTriggerThresholdRisingEvent SnmpAdminString
        10 mteTriggerThresholdFallingEventOwner SnmpAdminString
        11 mteTriggerThresholdFallingEvent SnmpAdminString
        12 mteTriggerThresholdDeltaRisingEventOwner SnmpAdminString
        13 mteTriggerThresholdDeltaRisingEvent SnmpAdminString
        14 mteTriggerThresholdDeltaFallingEventOwner SnmpAdminString
        15 mteTriggerThresholdDeltaFallingEvent SnmpAdminString
        @ 1.3.6.1.2.1.88.1.3.1.1 mteObjects mteObjectsTable mteObjectsEntry
        1 mteObjectsName SnmpAdminString
        2 mteObjectsIndex Unsigned32
        3 mteObjectsID OID
        4 mteObjectsIDWildcard TruthValue
        5 mteObjectsEntryStatus RowStatus
        @ 1.3.6.1.2.1.88.1.4 mteEvent
        1 mteEventFailures Counter32
        @ 1.3.6.1.2.1.88.1.4.2.1 mteEventTable mteEventEntry
        1 mteEventName SnmpAdminString
        2 mteEventComment SnmpAdminString
        3 mteEventActions BITS notification set
        4 mteEventEnabled TruthValue
        5 mteEventEntryStatus RowStatus
        @ 1.3.6.1.2.1.88.1.4.3.1 mteEventNotificationTable mteEventNotificationEntry
        1 mteEventNotification OID
        2 mteEventNotificationObjectsOwner SnmpAdminString
        3 mteEventNotificationObjects SnmpAdminString
        @ 1.3.6.1.2.1.88.1.4.4.1 mteEventSetTable mteEventSetEntry
        1 mteEventSetObject OID
        2 mteEventSetObjectWildcard TruthValue
        3 mteEventSetValue INTEGER
        4 mteEventSetTargetTag SnmpTagValue
        5 mteEventSetContextName SnmpAdminString
        6 mteEventSetContextNameWildcard TruthValue
        @ 1.3.6.1.2.1.88.2.0 dismanEventMIBNotificationPrefix dismanEventMIBNotifications
        1 mteTriggerFired ! mteHotTrigger mteHotTargetName mteHotContextName mteHotOID mteHotValue
        2 mteTriggerRising ! mteHotTrigger mteHotTargetName mteHotContextName mteHotOID mteHotValue
        3 mteTriggerFalling ! mteHotTrigger mteHotTargetName mteHotContextName mteHotOID mteHotValue
        4 mteTriggerFailure ! mteHotTrigger mteHotTargetName mteHotContextName mteHotOID mteFailedReason
        5 mteEventSetFailure ! mteHotTrigger mteHotTargetName mteHotContextName mteHotOID mteFailedReason
        @ 1.3.6.1.2.1.88.2.1 dismanEventMIBNotificationObjects
        1 mteHotTrigger SnmpAdminString
        2 mteHotTargetName SnmpAdminString
        3 mteHotContextName SnmpAdminString
        4 mteHotOID OID
        5 mteHotValue INTEGER
        6 mteFailedReason FailureReason
        = RMON-MIB
        @ 1.3.6.1.2.1.16.0 rmon rmonEventsV2
        1 risingAlarm ! alarmIndex alarmVariable alarmSampleType alarmValue alarmRisingThreshold
        2 fallingAlarm ! alarmIndex alarmVariable alarmSampleType alarmValue alarmFallingThreshold
        @ 1.3.6.1.2.1.16.3.1.1 alarm alarmTable alarmEntry
        1 alarmIndex INTEGER
        2 alarmInterval INTEGER
        3 alarmVariable OID
        4 alarmSampleType INTEGER absoluteValue deltaValue
        5 alarmValue INTEGER
        6 alarmStartupAlarm INTEGER risingAlarm fallingAlarm risingOrFallingAlarm
        7 alarmRisingThreshold INTEGER
        8 alarmFallingThreshold INTEGER
        9 alarmRisingEventIndex INTEGER
        10 alarmFallingEventIndex INTEGER
        11 alarmOwner OwnerString
        12 alarmStatus EntryStatus
        @ 1.3.6.1.2.1.16.9.1.1 event eventTable eventEntry
        1 eventIndex INTEGER
        2 eventDescription DisplayString
        3 eventType INTEGER none log snmptrap logandtrap
        4 eventCommunity OCTETS
        5 eventLastTimeSent TimeTicks
        6 eventOwner OwnerString
        7 eventStatus EntryStatus
        @ 1.3.6.1.2.1.16.20
        8 rmonMibModule
        = NOTIFICATION-LOG-MIB
        @ 1.3.6.1.2.1.92.1.1 notificationLogMIB notificationLogMIBObjects nlmConfig
        1 nlmConfigGlobalEntryLimit Unsigned32
        2 nlmConfigGlobalAgeOut Unsigned32
        @ 1.3.6.1.2.1.92.1.1.3.1 nlmConfigLogTable nlmConfigLogEntry
        1 nlmLogName SnmpAdminString
        2 nlmConfigLogFilterName SnmpAdminString
        3 nlmConfigLogEntryLimit Unsigned32
        4 nlmConfigLogAdminStatus INTEGER enabled disabled
        5 nlmConfigLogOperStatus INTEGER disabled operational noFilter
        6 nlmConfigLogStorageType StorageType
        7 nlmConfigLogEntryStatus RowStatus
        @ 1.3.6.1.2.1.92.1.2 nlmStats
        1 nlmStatsGlobalNotificationsLogged Counter32
        2 nlmStatsGlobalNotificationsBumped Counter32
        @ 1.3.6.1.2.1.92.1.2.3.1 nlmStatsLogTable nlmStatsLogEntry
        1 nlmStatsLogNotificationsLogged Counter32
        2 nlmStatsLogNotificationsBumped Counter32
        @ 1.3.6.1.2.1.92.1.3.1.1 nlmLog nlmLogTable nlmLogEntry
        1 nlmLogIndex Unsigned32
        2 nlmLogTime TimeStamp
        3 nlmLogDateAndTime DateAndTime
        4 nlmLogEngineID SnmpEngineID
        5 nlmLogEngineTAddress TAddress
        6 nlmLogEngineTDomain TDomain
        7 nlmLogContextEngineID SnmpEngineID
        8 nlmLogContextName SnmpAdminString
        9 nlmLogNotificationID OID
        @ 1.3.6.1.2.1.92.1.3.2.1 nlmLogVariableTable nlmLogVariableEntry
        1 nlmLogVariableIndex Unsigned32
        2 nlmLogVariableID OID
        3 nlmLogVariableValueType INTEGER counter32 unsigned32 timeTicks integer32 ipAddress octetString \
          objectId counter64 opaque
        4 nlmLogVariableCounter32Val Counter32
        5 nlmLogVariableUnsigned32Val Unsigned32
        6 nlmLogVariableTimeTicksVal TimeTicks
        7 nlmLogVariableInteger32Val INTEGER
        8 nlmLogVariableOctetStringVal OCTETS
        9 nlmLogVariableIpAddressVal IpAddress
        10 nlmLogVariableOidVal OID
        11 nlmLogVariableCounter64Val Counter64
        12 nlmLogVariableOpaqueVal Opaque
        = DISMAN-PING-MIB
        @ 1.3.6.1.2.1.80.0 pingMIB pingNotifications
        1 pingProbeFailed ! pingCtlTargetAddressType pingCtlTargetAddress pingResultsOperStatus \
          pingResultsIpTargetAddressType pingResultsIpTargetAddress pingResultsMinRtt pingResultsMaxRtt \
          pingResultsAverageRtt pingResultsProbeResponses pingResultsSentProbes pingResultsRttSumOfSquares \
          pingResultsLastGoodProbe
        2 pingTestFailed ! pingCtlTargetAddressType pingCtlTargetAddress pingResultsOperStatus \
          pingResultsIpTargetAddressType pingResultsIpTargetAddress pingResultsMinRtt pingResultsMaxRtt \
          pingResultsAverageRtt pingResultsProbeResponses pingResultsSentProbes pingResultsRttSumOfSquares \
          pingResultsLastGoodProbe
        3 pingTestCompleted ! pingCtlTargetAddressType pingCtlTargetAddress pingResultsOperStatus \
          pingResultsIpTargetAddressType pingResultsIpTargetAddress pingResultsMinRtt pingResultsMaxRtt \
          pingResultsAverageRtt pingResultsProbeResponses pingResultsSentProbes pingResultsRttSumOfSquares \
          pingResultsLastGoodProbe
        @ 1.3.6.1.2.1.80.1.2.1 pingObjects pingCtlTable pingCtlEntry
        3 pingCtlTargetAddressType InetAddressType
        4 pingCtlTargetAddress InetAddress
        @ 1.3.6.1.2.1.80.1.3.1 pingResultsTable pingResultsEntry
        1 pingResultsOperStatus INTEGER enabled disabled completed
        2 pingResultsIpTargetAddressType InetAddressType
        3 pingResultsIpTargetAddress InetAddress
        4 pingResultsMinRtt Unsigned32
        5 pingResultsMaxRtt Unsigned32
        6 pingResultsAverageRtt Unsigned32
        7 pingResultsProbeResponses Gauge32
        8 pingResultsSentProbes Gauge32
        9 pingResultsRttSumOfSquares Unsigned32
        10 pingResultsLastGoodProbe DateAndTime
        = DISMAN-TRACEROUTE-MIB
        @ 1.3.6.1.2.1.81.0 traceRouteMIB traceRouteNotifications
        1 traceRoutePathChange ! traceRouteCtlTargetAddressType traceRouteCtlTargetAddress \
          traceRouteResultsIpTgtAddrType traceRouteResultsIpTgtAddr
        2 traceRouteTestFailed ! traceRouteCtlTargetAddressType traceRouteCtlTargetAddress \
          traceRouteResultsIpTgtAddrType traceRouteResultsIpTgtAddr
        3 traceRouteTestCompleted ! traceRouteCtlTargetAddressType traceRouteCtlTargetAddress \
          traceRouteResultsIpTgtAddrType traceRouteResultsIpTgtAddr
        @ 1.3.6.1.2.1.81.1.2.1 traceRouteObjects traceRouteCtlTable traceRouteCtlEntry
        3 traceRouteCtlTargetAddressType InetAddressType
        4 traceRouteCtlTargetAddress InetAddress
        @ 1.3.6.1.2.1.81.1.3.1 traceRouteResultsTable traceRouteResultsEntry
        4 traceRouteResultsIpTgtAddrType InetAddressType
        5 traceRouteResultsIpTgtAddr InetAddress
        = DISMAN-SCHEDULE-MIB
        @ 1.3.6.1.2.1.63.1.2.1 schedMIB schedObjects schedTable schedEntry
        17 schedLastFailure SnmpPduErrorStatus
        18 schedLastFailed DateAndTime
        @ 1.3.6.1.2.1.63.2.0 schedNotifications schedTraps
        1 schedActionFailure ! schedLastFailure schedLastFailed
        = DISMAN-SCRIPT-MIB
        @ 1.3.6.1.2.1.64.1.4.2.1 scriptMIB smObjects smRunObjects smRunTable smRunEntry
        4 smRunEndTime DateAndTime
        7 smRunExitCode INTEGER noError halted lifeTimeExceeded noResourcesLeft languageError runtimeError \
          invalidArgument securityViolation genericError
        8 smRunResult OCTETS
        11 smRunError SnmpAdminString
        @ 1.3.6.1.2.1.64.2.0 smNotifications smTraps
        1 smScriptAbort ! smRunExitCode smRunEndTime smRunError
        2 smScriptResult ! smRunResult
        3 smScriptException ! smRunError
        """
}
