extension StandardNames {
    /// OSPF-MIB (RFC 4750).
    static let ospf = """
        = OSPF-MIB
        @ 1.3.6.1.2.1.14.1 ospf ospfGeneralGroup
        1 ospfRouterId RouterID
        2 ospfAdminStat Status
        3 ospfVersionNumber INTEGER 2:version2
        4 ospfAreaBdrRtrStatus TruthValue
        5 ospfASBdrRtrStatus TruthValue
        6 ospfExternLsaCount Gauge32
        7 ospfExternLsaCksumSum INTEGER
        8 ospfTOSSupport TruthValue
        9 ospfOriginateNewLsas Counter32
        10 ospfRxNewLsas Counter32
        11 ospfExtLsdbLimit INTEGER
        12 ospfMulticastExtensions INTEGER
        13 ospfExitOverflowInterval PositiveInteger
        14 ospfDemandExtensions TruthValue
        15 ospfRFC1583Compatibility TruthValue
        16 ospfOpaqueLsaSupport TruthValue
        17 ospfReferenceBandwidth Unsigned32
        18 ospfRestartSupport INTEGER none plannedOnly plannedAndUnplanned
        19 ospfRestartInterval INTEGER
        20 ospfRestartStrictLsaChecking TruthValue
        21 ospfRestartStatus INTEGER notRestarting plannedRestart unplannedRestart
        22 ospfRestartAge Unsigned32
        23 ospfRestartExitReason INTEGER none inProgress completed timedOut topologyChanged
        24 ospfAsLsaCount Gauge32
        25 ospfAsLsaCksumSum Unsigned32
        26 ospfStubRouterSupport TruthValue
        27 ospfStubRouterAdvertisement INTEGER doNotAdvertise advertise
        28 ospfDiscontinuityTime TimeStamp
        @ 1.3.6.1.2.1.14.2.1 ospfAreaTable ospfAreaEntry
        1 ospfAreaId AreaID
        2 ospfAuthType OspfAuthenticationType
        3 ospfImportAsExtern INTEGER importExternal importNoExternal importNssa
        4 ospfSpfRuns Counter32
        5 ospfAreaBdrRtrCount Gauge32
        6 ospfAsBdrRtrCount Gauge32
        7 ospfAreaLsaCount Gauge32
        8 ospfAreaLsaCksumSum INTEGER
        9 ospfAreaSummary INTEGER noAreaSummary sendAreaSummary
        10 ospfAreaStatus RowStatus
        11 ospfAreaNssaTranslatorRole INTEGER always candidate
        12 ospfAreaNssaTranslatorState INTEGER enabled elected disabled
        13 ospfAreaNssaTranslatorStabilityInterval PositiveInteger
        14 ospfAreaNssaTranslatorEvents Counter32
        @ 1.3.6.1.2.1.14.3.1 ospfStubAreaTable ospfStubAreaEntry
        1 ospfStubAreaId AreaID
        2 ospfStubTOS TOSType
        3 ospfStubMetric BigMetric
        4 ospfStubStatus RowStatus
        5 ospfStubMetricType INTEGER ospfMetric comparableCost nonComparable
        @ 1.3.6.1.2.1.14.4.1 ospfLsdbTable ospfLsdbEntry
        1 ospfLsdbAreaId AreaID
        2 ospfLsdbType INTEGER routerLink networkLink summaryLink asSummaryLink asExternalLink multicastLink \
          nssaExternalLink 10:areaOpaqueLink
        3 ospfLsdbLsid IpAddress
        4 ospfLsdbRouterId RouterID
        5 ospfLsdbSequence INTEGER
        6 ospfLsdbAge INTEGER
        7 ospfLsdbChecksum INTEGER
        8 ospfLsdbAdvertisement OCTETS
        @ 1.3.6.1.2.1.14.5.1 ospfAreaRangeTable ospfAreaRangeEntry
        1 ospfAreaRangeAreaId AreaID
        2 ospfAreaRangeNet IpAddress
        3 ospfAreaRangeMask IpAddress
        4 ospfAreaRangeStatus RowStatus
        5 ospfAreaRangeEffect INTEGER advertiseMatching doNotAdvertiseMatching
        @ 1.3.6.1.2.1.14.6.1 ospfHostTable ospfHostEntry
        1 ospfHostIpAddress IpAddress
        2 ospfHostTOS TOSType
        3 ospfHostMetric Metric
        4 ospfHostStatus RowStatus
        5 ospfHostAreaID AreaID
        6 ospfHostCfgAreaID AreaID
        @ 1.3.6.1.2.1.14.7.1 ospfIfTable ospfIfEntry
        1 ospfIfIpAddress IpAddress
        2 ospfAddressLessIf InterfaceIndexOrZero
        3 ospfIfAreaId AreaID
        4 ospfIfType INTEGER broadcast nbma pointToPoint 5:pointToMultipoint
        5 ospfIfAdminStat Status
        6 ospfIfRtrPriority DesignatedRouterPriority
        7 ospfIfTransitDelay UpToMaxAge
        8 ospfIfRetransInterval UpToMaxAge
        9 ospfIfHelloInterval HelloRange
        10 ospfIfRtrDeadInterval PositiveInteger
        11 ospfIfPollInterval PositiveInteger
        12 ospfIfState INTEGER down loopback waiting pointToPoint designatedRouter backupDesignatedRouter \
          otherDesignatedRouter
        13 ospfIfDesignatedRouter IpAddress
        14 ospfIfBackupDesignatedRouter IpAddress
        15 ospfIfEvents Counter32
        16 ospfIfAuthKey OCTETS
        17 ospfIfStatus RowStatus
        18 ospfIfMulticastForwarding INTEGER blocked multicast unicast
        19 ospfIfDemand TruthValue
        20 ospfIfAuthType OspfAuthenticationType
        21 ospfIfLsaCount Gauge32
        22 ospfIfLsaCksumSum Unsigned32
        23 ospfIfDesignatedRouterId RouterID
        24 ospfIfBackupDesignatedRouterId RouterID
        @ 1.3.6.1.2.1.14.8.1 ospfIfMetricTable ospfIfMetricEntry
        1 ospfIfMetricIpAddress IpAddress
        2 ospfIfMetricAddressLessIf InterfaceIndexOrZero
        3 ospfIfMetricTOS TOSType
        4 ospfIfMetricValue Metric
        5 ospfIfMetricStatus RowStatus
        @ 1.3.6.1.2.1.14.9.1 ospfVirtIfTable ospfVirtIfEntry
        1 ospfVirtIfAreaId AreaID
        2 ospfVirtIfNeighbor RouterID
        3 ospfVirtIfTransitDelay UpToMaxAge
        4 ospfVirtIfRetransInterval UpToMaxAge
        5 ospfVirtIfHelloInterval HelloRange
        6 ospfVirtIfRtrDeadInterval PositiveInteger
        7 ospfVirtIfState INTEGER down 4:pointToPoint
        8 ospfVirtIfEvents Counter32
        9 ospfVirtIfAuthKey OCTETS
        10 ospfVirtIfStatus RowStatus
        11 ospfVirtIfAuthType OspfAuthenticationType
        12 ospfVirtIfLsaCount Gauge32
        13 ospfVirtIfLsaCksumSum Unsigned32
        @ 1.3.6.1.2.1.14.10.1 ospfNbrTable ospfNbrEntry
        1 ospfNbrIpAddr IpAddress
        2 ospfNbrAddressLessIndex InterfaceIndexOrZero
        3 ospfNbrRtrId RouterID
        4 ospfNbrOptions INTEGER
        5 ospfNbrPriority DesignatedRouterPriority
        6 ospfNbrState INTEGER down attempt init twoWay exchangeStart exchange loading full
        7 ospfNbrEvents Counter32
        8 ospfNbrLsRetransQLen Gauge32
        9 ospfNbmaNbrStatus RowStatus
        10 ospfNbmaNbrPermanence INTEGER dynamic permanent
        11 ospfNbrHelloSuppressed TruthValue
        12 ospfNbrRestartHelperStatus INTEGER notHelping helping
        13 ospfNbrRestartHelperAge Unsigned32
        14 ospfNbrRestartHelperExitReason INTEGER none inProgress completed timedOut topologyChanged
        @ 1.3.6.1.2.1.14.11.1 ospfVirtNbrTable ospfVirtNbrEntry
        1 ospfVirtNbrArea AreaID
        2 ospfVirtNbrRtrId RouterID
        3 ospfVirtNbrIpAddr IpAddress
        4 ospfVirtNbrOptions INTEGER
        5 ospfVirtNbrState INTEGER down attempt init twoWay exchangeStart exchange loading full
        6 ospfVirtNbrEvents Counter32
        7 ospfVirtNbrLsRetransQLen Gauge32
        8 ospfVirtNbrHelloSuppressed TruthValue
        9 ospfVirtNbrRestartHelperStatus INTEGER notHelping helping
        10 ospfVirtNbrRestartHelperAge Unsigned32
        11 ospfVirtNbrRestartHelperExitReason INTEGER none inProgress completed timedOut topologyChanged
        @ 1.3.6.1.2.1.14.12.1 ospfExtLsdbTable ospfExtLsdbEntry
        1 ospfExtLsdbType INTEGER 5:asExternalLink
        2 ospfExtLsdbLsid IpAddress
        3 ospfExtLsdbRouterId RouterID
        4 ospfExtLsdbSequence INTEGER
        5 ospfExtLsdbAge INTEGER
        6 ospfExtLsdbChecksum INTEGER
        7 ospfExtLsdbAdvertisement OCTETS
        @ 1.3.6.1.2.1.14.14.1 ospfAreaAggregateTable ospfAreaAggregateEntry
        1 ospfAreaAggregateAreaID AreaID
        2 ospfAreaAggregateLsdbType INTEGER 3:summaryLink 7:nssaExternalLink
        3 ospfAreaAggregateNet IpAddress
        4 ospfAreaAggregateMask IpAddress
        5 ospfAreaAggregateStatus RowStatus
        6 ospfAreaAggregateEffect INTEGER advertiseMatching doNotAdvertiseMatching
        7 ospfAreaAggregateExtRouteTag Unsigned32
        @ 1.3.6.1.2.1.14.17.1 ospfLocalLsdbTable ospfLocalLsdbEntry
        1 ospfLocalLsdbIpAddress IpAddress
        2 ospfLocalLsdbAddressLessIf InterfaceIndexOrZero
        3 ospfLocalLsdbType INTEGER 9:localOpaqueLink
        4 ospfLocalLsdbLsid IpAddress
        5 ospfLocalLsdbRouterId RouterID
        6 ospfLocalLsdbSequence INTEGER
        7 ospfLocalLsdbAge INTEGER
        8 ospfLocalLsdbChecksum INTEGER
        9 ospfLocalLsdbAdvertisement OCTETS
        @ 1.3.6.1.2.1.14.18.1 ospfVirtLocalLsdbTable ospfVirtLocalLsdbEntry
        1 ospfVirtLocalLsdbTransitArea AreaID
        2 ospfVirtLocalLsdbNeighbor RouterID
        3 ospfVirtLocalLsdbType INTEGER 9:localOpaqueLink
        4 ospfVirtLocalLsdbLsid IpAddress
        5 ospfVirtLocalLsdbRouterId RouterID
        6 ospfVirtLocalLsdbSequence INTEGER
        7 ospfVirtLocalLsdbAge INTEGER
        8 ospfVirtLocalLsdbChecksum INTEGER
        9 ospfVirtLocalLsdbAdvertisement OCTETS
        @ 1.3.6.1.2.1.14.19.1 ospfAsLsdbTable ospfAsLsdbEntry
        1 ospfAsLsdbType INTEGER 5:asExternalLink 11:asOpaqueLink
        2 ospfAsLsdbLsid IpAddress
        3 ospfAsLsdbRouterId RouterID
        4 ospfAsLsdbSequence INTEGER
        5 ospfAsLsdbAge INTEGER
        6 ospfAsLsdbChecksum INTEGER
        7 ospfAsLsdbAdvertisement OCTETS
        @ 1.3.6.1.2.1.14.20.1 ospfAreaLsaCountTable ospfAreaLsaCountEntry
        1 ospfAreaLsaCountAreaId AreaID
        2 ospfAreaLsaCountLsaType INTEGER routerLink networkLink summaryLink asSummaryLink 6:multicastLink \
          nssaExternalLink 10:areaOpaqueLink
        3 ospfAreaLsaCountNumber Gauge32
        """
}
