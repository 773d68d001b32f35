extension StandardNames {
    /// OSPF-TRAP-MIB (RFC 4750).
    static let ospfTraps = """
        = OSPF-TRAP-MIB
        @ 1.3.6.1.2.1.14.16.1 ospfTrap ospfTrapControl
        1 ospfSetTrap OCTETS
        2 ospfConfigErrorType INTEGER badVersion areaMismatch unknownNbmaNbr unknownVirtualNbr authTypeMismatch \
          authFailure netMaskMismatch helloIntervalMismatch deadIntervalMismatch optionMismatch mtuMismatch \
          duplicateRouterId noError
        3 ospfPacketType INTEGER hello dbDescript lsReq lsUpdate lsAck nullPacket
        4 ospfPacketSrc IpAddress
        @ 1.3.6.1.2.1.14.16.2 ospfTraps
        1 ospfVirtIfStateChange ! ospfRouterId ospfVirtIfAreaId ospfVirtIfNeighbor ospfVirtIfState
        2 ospfNbrStateChange ! ospfRouterId ospfNbrIpAddr ospfNbrAddressLessIndex ospfNbrRtrId ospfNbrState
        3 ospfVirtNbrStateChange ! ospfRouterId ospfVirtNbrArea ospfVirtNbrRtrId ospfVirtNbrState
        4 ospfIfConfigError ! ospfRouterId ospfIfIpAddress ospfAddressLessIf ospfPacketSrc ospfConfigErrorType \
          ospfPacketType
        5 ospfVirtIfConfigError ! ospfRouterId ospfVirtIfAreaId ospfVirtIfNeighbor ospfConfigErrorType \
          ospfPacketType
        6 ospfIfAuthFailure ! ospfRouterId ospfIfIpAddress ospfAddressLessIf ospfPacketSrc ospfConfigErrorType \
          ospfPacketType
        7 ospfVirtIfAuthFailure ! ospfRouterId ospfVirtIfAreaId ospfVirtIfNeighbor ospfConfigErrorType \
          ospfPacketType
        8 ospfIfRxBadPacket ! ospfRouterId ospfIfIpAddress ospfAddressLessIf ospfPacketSrc ospfPacketType
        9 ospfVirtIfRxBadPacket ! ospfRouterId ospfVirtIfAreaId ospfVirtIfNeighbor ospfPacketType
        10 ospfTxRetransmit ! ospfRouterId ospfIfIpAddress ospfAddressLessIf ospfNbrRtrId ospfPacketType \
          ospfLsdbType ospfLsdbLsid ospfLsdbRouterId
        11 ospfVirtIfTxRetransmit ! ospfRouterId ospfVirtIfAreaId ospfVirtIfNeighbor ospfPacketType \
          ospfLsdbType ospfLsdbLsid ospfLsdbRouterId
        12 ospfOriginateLsa ! ospfRouterId ospfLsdbAreaId ospfLsdbType ospfLsdbLsid ospfLsdbRouterId
        13 ospfMaxAgeLsa ! ospfRouterId ospfLsdbAreaId ospfLsdbType ospfLsdbLsid ospfLsdbRouterId
        14 ospfLsdbOverflow ! ospfRouterId ospfExtLsdbLimit
        15 ospfLsdbApproachingOverflow ! ospfRouterId ospfExtLsdbLimit
        16 ospfIfStateChange ! ospfRouterId ospfIfIpAddress ospfAddressLessIf ospfIfState
        17 ospfNssaTranslatorStatusChange ! ospfRouterId ospfAreaId ospfAreaNssaTranslatorState
        18 ospfRestartStatusChange ! ospfRouterId ospfRestartStatus ospfRestartInterval ospfRestartExitReason
        19 ospfNbrRestartHelperStatusChange ! ospfRouterId ospfNbrIpAddr ospfNbrAddressLessIndex ospfNbrRtrId \
          ospfNbrRestartHelperStatus ospfNbrRestartHelperAge ospfNbrRestartHelperExitReason
        20 ospfVirtNbrRestartHelperStatusChange ! ospfRouterId ospfVirtNbrArea ospfVirtNbrRtrId \
          ospfVirtNbrRestartHelperStatus ospfVirtNbrRestartHelperAge ospfVirtNbrRestartHelperExitReason
        """
}
