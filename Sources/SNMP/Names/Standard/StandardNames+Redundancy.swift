extension StandardNames {
    /// VRRP-MIB and VRRPV3-MIB (RFC 2787, 6527).
    static let redundancy = """
        = VRRP-MIB
        @ 1.3.6.1.2.1.68.0 vrrpMIB vrrpNotifications
        1 vrrpTrapNewMaster ! vrrpOperationsMasterIpAddr vrrpNewMasterReason
        2 vrrpTrapAuthFailure ! vrrpTrapPacketSrc vrrpTrapAuthErrorType
        3 vrrpTrapProtoError ! vrrpTrapProtoErrReason
        @ 1.3.6.1.2.1.68.1 vrrpOperations
        1 vrrpNodeVersion INTEGER
        2 vrrpNotificationCntl INTEGER enabled disabled
        5 vrrpTrapPacketSrc IpAddress
        6 vrrpTrapAuthErrorType INTEGER invalidAuthType authTypeMismatch authFailure
        9 vrrpNewMasterReason INTEGER 0:notmaster priority preempted masterNoResponse
        10 vrrpTrapProtoErrReason INTEGER 0:hopLimitError versionError checksumError vridError
        @ 1.3.6.1.2.1.68.1.3.1 vrrpOperTable vrrpOperEntry
        1 vrrpOperVrId VrId
        2 vrrpOperVirtualMacAddr MacAddress
        3 vrrpOperState INTEGER initialize backup master
        4 vrrpOperAdminState INTEGER up down
        5 vrrpOperPriority INTEGER
        6 vrrpOperIpAddrCount INTEGER
        7 vrrpOperMasterIpAddr IpAddress
        8 vrrpOperPrimaryIpAddr IpAddress
        9 vrrpOperAuthType INTEGER noAuthentication simpleTextPassword ipAuthenticationHeader
        10 vrrpOperAuthKey OCTETS
        11 vrrpOperAdvertisementInterval INTEGER
        12 vrrpOperPreemptMode TruthValue
        13 vrrpOperVirtualRouterUpTime TimeStamp
        14 vrrpOperProtocol INTEGER ip bridge decnet other
        15 vrrpOperRowStatus RowStatus
        @ 1.3.6.1.2.1.68.1.4.1 vrrpAssoIpAddrTable vrrpAssoIpAddrEntry
        1 vrrpAssoIpAddr IpAddress
        2 vrrpAssoIpAddrRowStatus RowStatus
        @ 1.3.6.1.2.1.68.1.7.1 vrrpOperationsTable vrrpOperationsEntry
        1 vrrpOperationsInetAddrType InetAddressType
        2 vrrpOperationsVrId VrId
        3 vrrpOperationsVirtualMacAddr MacAddress
        4 vrrpOperationsState INTEGER initialize backup master
        5 vrrpOperationsPriority Unsigned32
        6 vrrpOperationsAddrCount INTEGER
        7 vrrpOperationsMasterIpAddr InetAddress
        8 vrrpOperationsPrimaryIpAddr InetAddress
        9 vrrpOperationsAdvInterval TimeInterval
        10 vrrpOperationsPreemptMode TruthValue
        11 vrrpOperationsAcceptMode TruthValue
        12 vrrpOperationsUpTime TimeStamp
        13 vrrpOperationsStorageType StorageType
        14 vrrpOperationsRowStatus RowStatus
        @ 1.3.6.1.2.1.68.1.8.1 vrrpAssociatedIpAddrTable vrrpAssociatedIpAddrEntry
        1 vrrpAssociatedIpAddr InetAddress
        2 vrrpAssociatedStorageType StorageType
        3 vrrpAssociatedIpAddrRowStatus RowStatus
        @ 1.3.6.1.2.1.68.2 vrrpStatistics
        1 vrrpRouterChecksumErrors Counter32
        2 vrrpRouterVersionErrors Counter32
        3 vrrpRouterVrIdErrors Counter32
        @ 1.3.6.1.2.1.68.2.4.1 vrrpRouterStatsTable vrrpRouterStatsEntry
        1 vrrpStatsBecomeMaster Counter32
        2 vrrpStatsAdvertiseRcvd Counter32
        3 vrrpStatsAdvertiseIntervalErrors Counter32
        4 vrrpStatsAuthFailures Counter32
        5 vrrpStatsIpTtlErrors Counter32
        6 vrrpStatsPriorityZeroPktsRcvd Counter32
        7 vrrpStatsPriorityZeroPktsSent Counter32
        8 vrrpStatsInvalidTypePktsRcvd Counter32
        9 vrrpStatsAddressListErrors Counter32
        10 vrrpStatsInvalidAuthType Counter32
        11 vrrpStatsAuthTypeMismatch Counter32
        12 vrrpStatsPacketLengthErrors Counter32
        @ 1.3.6.1.2.1.68.2.5.1 vrrpRouterStatisticsTable vrrpRouterStatisticsEntry
        1 vrrpStatisticsMasterTransitions Counter32
        2 vrrpStatisticsRcvdAdvertisements Counter32
        3 vrrpStatisticsAdvIntervalErrors Counter32
        4 vrrpStatisticsIpTtlErrors Counter32
        5 vrrpStatisticsRcvdPriZeroPackets Counter32
        6 vrrpStatisticsSentPriZeroPackets Counter32
        7 vrrpStatisticsRcvdInvalidTypePkts Counter32
        8 vrrpStatisticsAddressListErrors Counter32
        9 vrrpStatisticsPacketLengthErrors Counter32
        10 vrrpStatisticsRcvdInvalidAuthentications Counter32
        11 vrrpStatisticsDiscontinuityTime TimeStamp
        12 vrrpStatisticsRefreshRate Unsigned32
        = VRRPV3-MIB
        @ 1.3.6.1.2.1.207.0 vrrpv3MIB vrrpv3Notifications
        1 vrrpv3NewMaster ! vrrpv3OperationsMasterIpAddr vrrpv3StatisticsNewMasterReason
        2 vrrpv3ProtoError ! vrrpv3StatisticsProtoErrReason
        @ 1.3.6.1.2.1.207.1.1.1.1 vrrpv3Objects vrrpv3Operations vrrpv3OperationsTable vrrpv3OperationsEntry
        1 vrrpv3OperationsVrId Vrrpv3VrIdTC
        2 vrrpv3OperationsInetAddrType InetAddressType
        3 vrrpv3OperationsMasterIpAddr InetAddress
        4 vrrpv3OperationsPrimaryIpAddr InetAddress
        5 vrrpv3OperationsVirtualMacAddr MacAddress
        6 vrrpv3OperationsStatus INTEGER initialize backup master
        7 vrrpv3OperationsPriority Unsigned32
        8 vrrpv3OperationsAddrCount INTEGER
        9 vrrpv3OperationsAdvInterval TimeInterval
        10 vrrpv3OperationsPreemptMode TruthValue
        11 vrrpv3OperationsAcceptMode TruthValue
        12 vrrpv3OperationsUpTime TimeTicks
        13 vrrpv3OperationsRowStatus RowStatus
        @ 1.3.6.1.2.1.207.1.1.2.1 vrrpv3AssociatedIpAddrTable vrrpv3AssociatedIpAddrEntry
        1 vrrpv3AssociatedIpAddrAddress InetAddress
        2 vrrpv3AssociatedIpAddrRowStatus RowStatus
        @ 1.3.6.1.2.1.207.1.2 vrrpv3Statistics
        1 vrrpv3RouterChecksumErrors Counter64
        2 vrrpv3RouterVersionErrors Counter64
        3 vrrpv3RouterVrIdErrors Counter64
        4 vrrpv3GlobalStatisticsDiscontinuityTime TimeStamp
        @ 1.3.6.1.2.1.207.1.2.5.1 vrrpv3StatisticsTable vrrpv3StatisticsEntry
        1 vrrpv3StatisticsMasterTransitions Counter32
        2 vrrpv3StatisticsNewMasterReason INTEGER 0:notMaster priority preempted masterNoResponse
        3 vrrpv3StatisticsRcvdAdvertisements Counter64
        4 vrrpv3StatisticsAdvIntervalErrors Counter64
        5 vrrpv3StatisticsIpTtlErrors Counter64
        6 vrrpv3StatisticsProtoErrReason INTEGER 0:noError ipTtlError versionError checksumError vrIdError
        7 vrrpv3StatisticsRcvdPriZeroPackets Counter64
        8 vrrpv3StatisticsSentPriZeroPackets Counter64
        9 vrrpv3StatisticsRcvdInvalidTypePackets Counter64
        10 vrrpv3StatisticsAddressListErrors Counter64
        11 vrrpv3StatisticsPacketLengthErrors Counter64
        12 vrrpv3StatisticsRowDiscontinuityTime TimeStamp
        13 vrrpv3StatisticsRefreshRate Unsigned32
        """
}
