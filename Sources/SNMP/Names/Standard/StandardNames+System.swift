extension StandardNames {
    /// SNMPv2-SMI, SNMPv2-MIB and RFC1213-MIB (RFC 2578, 3418, 1213): the tree's top, the system group, the generic
    /// traps.
    static let system = """
        = SNMPv2-SMI
        @ 1.3 iso org
        6 dod
        @ 1.3.6
        1 internet
        @ 1.3.6.1
        1 directory
        2 mgmt
        3 experimental
        4 private
        5 security
        6 snmpV2
        @ 1.3.6.1.2
        1 mib-2
        @ 1.3.6.1.2.1
        10 transmission
        @ 1.3.6.1.4
        1 enterprises
        @ 1.3.6.1.6
        1 snmpDomains
        2 snmpProxys
        3 snmpModules
        @ 0
        0 zeroDotZero
        = SNMPv2-MIB
        @ 1.3.6.1.2.1.1 system
        1 sysDescr DisplayString
        2 sysObjectID OID
        3 sysUpTime TimeTicks
        4 sysContact DisplayString
        5 sysName DisplayString
        6 sysLocation DisplayString
        7 sysServices INTEGER
        8 sysORLastChange TimeStamp
        @ 1.3.6.1.2.1.1.9.1 sysORTable sysOREntry
        1 sysORIndex INTEGER
        2 sysORID OID
        3 sysORDescr DisplayString
        4 sysORUpTime TimeStamp
        @ 1.3.6.1.2.1.11 snmp
        1 snmpInPkts Counter32
        2 snmpOutPkts Counter32
        3 snmpInBadVersions Counter32
        4 snmpInBadCommunityNames Counter32
        5 snmpInBadCommunityUses Counter32
        6 snmpInASNParseErrs Counter32
        8 snmpInTooBigs Counter32
        9 snmpInNoSuchNames Counter32
        10 snmpInBadValues Counter32
        11 snmpInReadOnlys Counter32
        12 snmpInGenErrs Counter32
        13 snmpInTotalReqVars Counter32
        14 snmpInTotalSetVars Counter32
        15 snmpInGetRequests Counter32
        16 snmpInGetNexts Counter32
        17 snmpInSetRequests Counter32
        18 snmpInGetResponses Counter32
        19 snmpInTraps Counter32
        20 snmpOutTooBigs Counter32
        21 snmpOutNoSuchNames Counter32
        22 snmpOutBadValues Counter32
        24 snmpOutGenErrs Counter32
        25 snmpOutGetRequests Counter32
        26 snmpOutGetNexts Counter32
        27 snmpOutSetRequests Counter32
        28 snmpOutGetResponses Counter32
        29 snmpOutTraps Counter32
        30 snmpEnableAuthenTraps INTEGER enabled disabled
        31 snmpSilentDrops Counter32
        32 snmpProxyDrops Counter32
        @ 1.3.6.1.6.3.1.1.4 snmpMIB snmpMIBObjects snmpTrap
        1 snmpTrapOID OID
        3 snmpTrapEnterprise OID
        @ 1.3.6.1.6.3.1.1.5 snmpTraps
        1 coldStart !
        2 warmStart !
        5 authenticationFailure !
        6 egpNeighborLoss ! egpNeighAddr
        @ 1.3.6.1.6.3.1.1.6 snmpSet
        1 snmpSetSerialNo TestAndIncr
        = RFC1213-MIB
        @ 1.3.6.1.2.1.8.5.1 egp egpNeighTable egpNeighEntry
        1 egpNeighState INTEGER idle acquisition down up cease
        2 egpNeighAddr IpAddress
        3 egpNeighAs INTEGER
        """
}
