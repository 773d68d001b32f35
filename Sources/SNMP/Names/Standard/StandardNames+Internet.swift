extension StandardNames {
    /// IP-MIB, TCP-MIB, UDP-MIB and IPV6-MIB (RFC 4293, 4022, 4113, 2465).
    static let internet = """
        = IP-MIB
        @ 1.3.6.1.2.1.4
        25 ipv6IpForwarding INTEGER forwarding notForwarding
        26 ipv6IpDefaultHopLimit INTEGER
        27 ipv4InterfaceTableLastChange TimeStamp
        29 ipv6InterfaceTableLastChange TimeStamp
        33 ipAddressSpinLock TestAndIncr
        @ 1.3.6.1.2.1.4.28.1 ipv4InterfaceTable ipv4InterfaceEntry
        1 ipv4InterfaceIfIndex InterfaceIndex
        2 ipv4InterfaceReasmMaxSize INTEGER
        3 ipv4InterfaceEnableStatus INTEGER up down
        4 ipv4InterfaceRetransmitTime Unsigned32
        @ 1.3.6.1.2.1.4.30.1 ipv6InterfaceTable ipv6InterfaceEntry
        1 ipv6InterfaceIfIndex InterfaceIndex
        2 ipv6InterfaceReasmMaxSize Unsigned32
        3 ipv6InterfaceIdentifier Ipv6AddressIfIdentifierTC
        5 ipv6InterfaceEnableStatus INTEGER up down
        6 ipv6InterfaceReachableTime Unsigned32
        7 ipv6InterfaceRetransmitTime Unsigned32
        8 ipv6InterfaceForwarding INTEGER forwarding notForwarding
        @ 1.3.6.1.2.1.4.32.1 ipAddressPrefixTable ipAddressPrefixEntry
        1 ipAddressPrefixIfIndex InterfaceIndex
        2 ipAddressPrefixType InetAddressType
        3 ipAddressPrefixPrefix InetAddress
        4 ipAddressPrefixLength InetAddressPrefixLength
        5 ipAddressPrefixOrigin IpAddressPrefixOriginTC
        6 ipAddressPrefixOnLinkFlag TruthValue
        7 ipAddressPrefixAutonomousFlag TruthValue
        8 ipAddressPrefixAdvPreferredLifetime Unsigned32
        9 ipAddressPrefixAdvValidLifetime Unsigned32
        @ 1.3.6.1.2.1.4.34.1 ipAddressTable ipAddressEntry
        1 ipAddressAddrType InetAddressType
        2 ipAddressAddr InetAddress
        3 ipAddressIfIndex InterfaceIndex
        4 ipAddressType INTEGER unicast anycast broadcast
        5 ipAddressPrefix RowPointer
        6 ipAddressOrigin IpAddressOriginTC
        7 ipAddressStatus IpAddressStatusTC
        8 ipAddressCreated TimeStamp
        9 ipAddressLastChanged TimeStamp
        10 ipAddressRowStatus RowStatus
        11 ipAddressStorageType StorageType
        @ 1.3.6.1.2.1.4.35.1 ipNetToPhysicalTable ipNetToPhysicalEntry
        1 ipNetToPhysicalIfIndex InterfaceIndex
        2 ipNetToPhysicalNetAddressType InetAddressType
        3 ipNetToPhysicalNetAddress InetAddress
        4 ipNetToPhysicalPhysAddress PhysAddress
        5 ipNetToPhysicalLastUpdated TimeStamp
        6 ipNetToPhysicalType INTEGER other invalid dynamic static local
        7 ipNetToPhysicalState INTEGER reachable stale delay probe invalid unknown incomplete
        8 ipNetToPhysicalRowStatus RowStatus
        @ 1.3.6.1.2.1
        48 ipMIB
        = TCP-MIB
        @ 1.3.6.1.2.1.6 tcp
        1 tcpRtoAlgorithm INTEGER other constant rsre vanj rfc2988
        2 tcpRtoMin INTEGER
        3 tcpRtoMax INTEGER
        4 tcpMaxConn INTEGER
        5 tcpActiveOpens Counter32
        6 tcpPassiveOpens Counter32
        7 tcpAttemptFails Counter32
        8 tcpEstabResets Counter32
        9 tcpCurrEstab Gauge32
        10 tcpInSegs Counter32
        11 tcpOutSegs Counter32
        12 tcpRetransSegs Counter32
        14 tcpInErrs Counter32
        15 tcpOutRsts Counter32
        17 tcpHCInSegs Counter64
        18 tcpHCOutSegs Counter64
        @ 1.3.6.1.2.1.6.13.1 tcpConnTable tcpConnEntry
        1 tcpConnState INTEGER closed listen synSent synReceived established finWait1 finWait2 closeWait \
          lastAck closing timeWait deleteTCB
        2 tcpConnLocalAddress IpAddress
        3 tcpConnLocalPort INTEGER
        4 tcpConnRemAddress IpAddress
        5 tcpConnRemPort INTEGER
        @ 1.3.6.1.2.1.6.19.1 tcpConnectionTable tcpConnectionEntry
        1 tcpConnectionLocalAddressType InetAddressType
        2 tcpConnectionLocalAddress InetAddress
        3 tcpConnectionLocalPort InetPortNumber
        4 tcpConnectionRemAddressType InetAddressType
        5 tcpConnectionRemAddress InetAddress
        6 tcpConnectionRemPort InetPortNumber
        7 tcpConnectionState INTEGER closed listen synSent synReceived established finWait1 finWait2 closeWait \
          lastAck closing timeWait deleteTCB
        8 tcpConnectionProcess Unsigned32
        @ 1.3.6.1.2.1.6.20.1 tcpListenerTable tcpListenerEntry
        1 tcpListenerLocalAddressType InetAddressType
        2 tcpListenerLocalAddress InetAddress
        3 tcpListenerLocalPort InetPortNumber
        4 tcpListenerProcess Unsigned32
        @ 1.3.6.1.2.1
        49 tcpMIB
        = UDP-MIB
        @ 1.3.6.1.2.1.7 udp
        1 udpInDatagrams Counter32
        2 udpNoPorts Counter32
        3 udpInErrors Counter32
        4 udpOutDatagrams Counter32
        8 udpHCInDatagrams Counter64
        9 udpHCOutDatagrams Counter64
        @ 1.3.6.1.2.1.7.5.1 udpTable udpEntry
        1 udpLocalAddress IpAddress
        2 udpLocalPort INTEGER
        @ 1.3.6.1.2.1.7.7.1 udpEndpointTable udpEndpointEntry
        1 udpEndpointLocalAddressType InetAddressType
        2 udpEndpointLocalAddress InetAddress
        3 udpEndpointLocalPort InetPortNumber
        4 udpEndpointRemoteAddressType InetAddressType
        5 udpEndpointRemoteAddress InetAddress
        6 udpEndpointRemotePort InetPortNumber
        7 udpEndpointInstance Unsigned32
        8 udpEndpointProcess Unsigned32
        @ 1.3.6.1.2.1
        50 udpMIB
        = IPV6-MIB
        @ 1.3.6.1.2.1.55.1.5.1 ipv6MIB ipv6MIBObjects ipv6IfTable ipv6IfEntry
        2 ipv6IfDescr DisplayString
        8 ipv6IfPhysicalAddress PhysAddress
        9 ipv6IfAdminStatus INTEGER up down
        10 ipv6IfOperStatus INTEGER up down noIfIdentifier unknown notPresent
        @ 1.3.6.1.2.1.55.2.0 ipv6Notifications ipv6NotificationPrefix
        1 ipv6IfStateChange ! ipv6IfDescr ipv6IfOperStatus
        """
}
