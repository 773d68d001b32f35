extension StandardNames {
    /// BGP4-MIB (RFC 4273, and the traps of RFC 1657 that many routers still send).
    static let bgp = """
        = BGP4-MIB
        @ 1.3.6.1.2.1.15.0 bgp bgpNotification
        1 bgpEstablishedNotification ! bgpPeerRemoteAddr bgpPeerLastError bgpPeerState
        2 bgpBackwardTransNotification ! bgpPeerRemoteAddr bgpPeerLastError bgpPeerState
        @ 1.3.6.1.2.1.15
        1 bgpVersion OCTETS
        2 bgpLocalAs INTEGER
        4 bgpIdentifier IpAddress
        @ 1.3.6.1.2.1.15.3.1 bgpPeerTable bgpPeerEntry
        1 bgpPeerIdentifier IpAddress
        2 bgpPeerState INTEGER idle connect active opensent openconfirm established
        3 bgpPeerAdminStatus INTEGER stop start
        4 bgpPeerNegotiatedVersion INTEGER
        5 bgpPeerLocalAddr IpAddress
        6 bgpPeerLocalPort INTEGER
        7 bgpPeerRemoteAddr IpAddress
        8 bgpPeerRemotePort INTEGER
        9 bgpPeerRemoteAs INTEGER
        10 bgpPeerInUpdates Counter32
        11 bgpPeerOutUpdates Counter32
        12 bgpPeerInTotalMessages Counter32
        13 bgpPeerOutTotalMessages Counter32
        14 bgpPeerLastError OCTETS
        15 bgpPeerFsmEstablishedTransitions Counter32
        16 bgpPeerFsmEstablishedTime Gauge32
        17 bgpPeerConnectRetryInterval INTEGER
        18 bgpPeerHoldTime INTEGER
        19 bgpPeerKeepAlive INTEGER
        20 bgpPeerHoldTimeConfigured INTEGER
        21 bgpPeerKeepAliveConfigured INTEGER
        22 bgpPeerMinASOriginationInterval INTEGER
        23 bgpPeerMinRouteAdvertisementInterval INTEGER
        24 bgpPeerInUpdateElapsedTime Gauge32
        @ 1.3.6.1.2.1.15.5.1 bgpRcvdPathAttrTable bgpPathAttrEntry
        1 bgpPathAttrPeer IpAddress
        2 bgpPathAttrDestNetwork IpAddress
        3 bgpPathAttrOrigin INTEGER igp egp incomplete
        4 bgpPathAttrASPath OCTETS
        5 bgpPathAttrNextHop IpAddress
        6 bgpPathAttrInterASMetric INTEGER
        @ 1.3.6.1.2.1.15.6.1 bgp4PathAttrTable bgp4PathAttrEntry
        1 bgp4PathAttrPeer IpAddress
        2 bgp4PathAttrIpAddrPrefixLen INTEGER
        3 bgp4PathAttrIpAddrPrefix IpAddress
        4 bgp4PathAttrOrigin INTEGER igp egp incomplete
        5 bgp4PathAttrASPathSegment OCTETS
        6 bgp4PathAttrNextHop IpAddress
        7 bgp4PathAttrMultiExitDisc INTEGER
        8 bgp4PathAttrLocalPref INTEGER
        9 bgp4PathAttrAtomicAggregate INTEGER lessSpecificRouteNotSelected lessSpecificRouteSelected
        10 bgp4PathAttrAggregatorAS INTEGER
        11 bgp4PathAttrAggregatorAddr IpAddress
        12 bgp4PathAttrCalcLocalPref INTEGER
        13 bgp4PathAttrBest INTEGER false true
        14 bgp4PathAttrUnknown OCTETS
        @ 1.3.6.1.2.1.15.7 bgpTraps
        1 bgpEstablished ! bgpPeerLastError bgpPeerState
        2 bgpBackwardTransition ! bgpPeerLastError bgpPeerState
        """
}
