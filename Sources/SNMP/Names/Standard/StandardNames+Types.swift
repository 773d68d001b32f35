extension StandardNames {
    /// The textual conventions that the objects use, with base, `~` hint and enumeration.
    static let types = """
        = BRIDGE-MIB
        : BridgeId OCTETS
        : Timeout INTEGER ~d
        = DISMAN-EVENT-MIB
        : FailureReason INTEGER -6:sampleOverrun badType noResponse destinationUnreachable badDestination \
          localResourceLack noError tooBig noSuchName badValue readOnly genErr noAccess wrongType wrongLength \
          wrongEncoding wrongValue noCreation inconsistentValue resourceUnavailable commitFailed undoFailed \
          authorizationError notWritable inconsistentName
        = DISMAN-SCHEDULE-MIB
        : SnmpPduErrorStatus INTEGER -1:noResponse noError tooBig noSuchName badValue readOnly genErr noAccess \
          wrongType wrongLength wrongEncoding wrongValue noCreation inconsistentValue resourceUnavailable \
          commitFailed undoFailed authorizationError notWritable inconsistentName
        = ENTITY-MIB
        : PhysicalClass INTEGER other unknown chassis backplane container powerSupply fan sensor module port \
          stack cpu
        : PhysicalIndex INTEGER ~d
        : PhysicalIndexOrZero INTEGER ~d
        : SnmpEngineIdOrNone OCTETS
        = ENTITY-SENSOR-MIB
        : EntitySensorDataScale INTEGER yocto zepto atto femto pico nano micro milli units kilo mega giga tera \
          exa peta zetta yotta
        : EntitySensorDataType INTEGER other unknown voltsAC voltsDC amperes watts hertz celsius percentRH rpm \
          cmm truthvalue
        : EntitySensorPrecision INTEGER
        : EntitySensorStatus INTEGER ok unavailable nonoperational
        : EntitySensorValue INTEGER
        = ENTITY-STATE-MIB
        : EntityAdminState INTEGER unknown locked shuttingDown unlocked
        : EntityAlarmStatus BITS unknown underRepair critical major minor warning indeterminate
        : EntityOperState INTEGER unknown disabled enabled testing
        : EntityStandbyStatus INTEGER unknown hotStandby coldStandby providingService
        : EntityUsageState INTEGER unknown idle active busy
        = ENTITY-STATE-TC-MIB
        : EntityAdminState INTEGER unknown locked shuttingDown unlocked
        : EntityAlarmStatus BITS unknown underRepair critical major minor warning indeterminate
        : EntityOperState INTEGER unknown disabled enabled testing
        : EntityStandbyStatus INTEGER unknown hotStandby coldStandby providingService
        : EntityUsageState INTEGER unknown idle active busy
        = HCNUM-TC
        : CounterBasedGauge64 Counter64
        : ZeroBasedCounter64 Counter64
        = HOST-RESOURCES-MIB
        : InternationalDisplayString OCTETS
        : KBytes INTEGER
        : ProductID OID
        = IF-MIB
        : InterfaceIndex INTEGER ~d
        : InterfaceIndexOrZero INTEGER ~d
        : OwnerString OCTETS ~255a
        = INET-ADDRESS-MIB
        : InetAddress OCTETS
        : InetAddressDNS OCTETS ~255a
        : InetAddressIPv4 OCTETS ~1d.1d.1d.1d
        : InetAddressIPv4z OCTETS ~1d.1d.1d.1d%4d
        : InetAddressIPv6 OCTETS ~2x:2x:2x:2x:2x:2x:2x:2x
        : InetAddressIPv6z OCTETS ~2x:2x:2x:2x:2x:2x:2x:2x%4d
        : InetAddressPrefixLength Unsigned32 ~d
        : InetAddressType INTEGER 0:unknown ipv4 ipv6 ipv4z ipv6z 16:dns
        : InetAutonomousSystemNumber Unsigned32 ~d
        : InetPortNumber Unsigned32 ~d
        : InetScopeType INTEGER interfaceLocal linkLocal subnetLocal adminLocal siteLocal 8:organizationLocal \
          14:global
        : InetVersion INTEGER 0:unknown ipv4 ipv6
        : InetZoneIndex Unsigned32 ~d
        = IP-MIB
        : IpAddressOriginTC INTEGER other manual 4:dhcp linklayer random
        : IpAddressPrefixOriginTC INTEGER other manual wellknown dhcp routeradv
        : IpAddressStatusTC INTEGER preferred deprecated invalid inaccessible unknown tentative duplicate \
          optimistic
        : Ipv6AddressIfIdentifierTC OCTETS ~2x:
        = ISIS-MIB
        : IsisLevel INTEGER level1 level2 level1and2
        : IsisLevelState INTEGER off on waiting overloaded
        : IsisLinkStatePDUID OCTETS
        : IsisOSINSAddress OCTETS
        : IsisPDUHeader OCTETS
        : IsisUnsigned16TC Unsigned32 ~d
        : IsisUnsigned8TC Unsigned32 ~d
        = LLDP-MIB
        : LldpChassisId OCTETS
        : LldpChassisIdSubtype INTEGER chassisComponent interfaceAlias portComponent macAddress networkAddress \
          interfaceName local
        : LldpManAddrIfSubtype INTEGER unknown ifIndex systemPortNumber
        : LldpManAddress OCTETS
        : LldpPortId OCTETS
        : LldpPortIdSubtype INTEGER interfaceAlias portComponent macAddress networkAddress interfaceName \
          agentCircuitId local
        : LldpPortList OCTETS
        : LldpPortNumber INTEGER ~d
        : LldpSystemCapabilitiesMap BITS other repeater bridge wlanAccessPoint router telephone \
          docsisCableDevice stationOnly
        = NET-SNMP-AGENT-MIB
        : NetsnmpCacheStatus INTEGER enabled disabled empty cached expired
        = NET-SNMP-TC
        : Float Opaque
        = NTPv4-MIB
        : NtpDateTime OCTETS ~4d:4d:4d.4d
        : NtpStratum Unsigned32 ~d
        = OSPF-MIB
        : AreaID IpAddress
        : BigMetric INTEGER ~d-0
        : DesignatedRouterPriority INTEGER ~d-0
        : HelloRange INTEGER ~d-0
        : Metric INTEGER ~d-0
        : OspfAuthenticationType INTEGER 0:none simplePassword md5
        : PositiveInteger INTEGER ~d-0
        : RouterID IpAddress
        : Status INTEGER enabled disabled
        : TOSType INTEGER ~d-0
        : UpToMaxAge INTEGER ~d-0
        = P-BRIDGE-MIB
        : EnabledStatus INTEGER enabled disabled
        = PIM-STD-MIB
        : PimMode INTEGER none ssm asm bidir dm other
        = PerfHist-TC-MIB
        : PerfCurrentCount Gauge32
        : PerfIntervalCount Gauge32
        : PerfTotalCount Gauge32
        = Printer-MIB
        : PrtAlertSeverityLevelTC INTEGER other 3:critical warning warningBinaryChangeEvent
        : PrtLocalizedDescriptionStringTC OCTETS
        = Q-BRIDGE-MIB
        : PortList OCTETS
        : VlanId INTEGER ~d
        : VlanIdOrAny INTEGER ~d
        : VlanIdOrAnyOrNone INTEGER ~d
        : VlanIdOrNone INTEGER ~d
        : VlanIndex Unsigned32 ~d
        = RMON-MIB
        : EntryStatus INTEGER valid createRequest underCreation invalid
        : OwnerString OCTETS
        = RMON2-MIB
        : TimeFilter TimeTicks
        : ZeroBasedCounter32 Gauge32
        = SNMP-FRAMEWORK-MIB
        : SnmpAdminString OCTETS ~255t
        : SnmpEngineID OCTETS
        : SnmpMessageProcessingModel INTEGER
        : SnmpSecurityLevel INTEGER noAuthNoPriv authNoPriv authPriv
        : SnmpSecurityModel INTEGER
        = SNMP-TARGET-MIB
        : SnmpTagList OCTETS ~255t
        : SnmpTagValue OCTETS ~255t
        = SNMP-TLS-TM-MIB
        : SnmpTLSFingerprint OCTETS ~1x:1x
        = SNMP-USER-BASED-SM-MIB
        : KeyChange OCTETS
        = SNMPv2-TC
        : AutonomousType OID
        : DateAndTime OCTETS ~2d-1d-1d,1d:1d:1d.1d,1a1d:1d
        : DisplayString OCTETS ~255a
        : InstancePointer OID
        : MacAddress OCTETS ~1x:
        : PhysAddress OCTETS ~1x:
        : RowPointer OID
        : RowStatus INTEGER active notInService notReady createAndGo createAndWait destroy
        : StorageType INTEGER other volatile nonVolatile permanent readOnly
        : TAddress OCTETS
        : TDomain OID
        : TestAndIncr INTEGER
        : TimeInterval INTEGER
        : TimeStamp TimeTicks
        : TruthValue INTEGER true false
        : VariablePointer OID
        = SNMPv2-TM
        : SnmpUDPAddress OCTETS ~1d.1d.1d.1d/2d
        = SYSAPPL-MIB
        : Utf8String OCTETS ~255a
        = UCD-SNMP-MIB
        : Float Opaque
        : UCDErrorFix INTEGER 0:noError runFix
        : UCDErrorFlag INTEGER 0:noError error
        = UPS-MIB
        : NonNegativeInteger INTEGER ~d
        : PositiveInteger INTEGER ~d
        = UUID-TC-MIB
        : UUIDorZero OCTETS ~4x-2x-2x-1x1x-6x
        = VRRP-MIB
        : VrId INTEGER ~d
        = VRRPV3-MIB
        : Vrrpv3VrIdTC INTEGER ~d
        """
}
