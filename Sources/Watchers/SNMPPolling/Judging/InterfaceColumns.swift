/// The names in the shipped profile `interfaces` that judging knows.
enum InterfaceColumns {
    /// The table.
    static let table = "interfaces"
    /// ifAdminStatus and ifOperStatus (RFC 2863), as their numbers.
    static let admin = "if_admin"
    static let oper = "if_oper"
    /// How much of the speed is used, in percent.
    static let inUtilization = "if_in_utilization"
    static let outUtilization = "if_out_utilization"
    /// Packets that were damaged or thrown away, a second.
    static let inErrors = "if_in_errors_per_s"
    static let outErrors = "if_out_errors_per_s"
    static let inDiscards = "if_in_discards_per_s"
    static let outDiscards = "if_out_discards_per_s"
    /// Packets of every kind, a second.
    static let inPackets = ["if_in_packets_per_s", "if_in_multicast_per_s", "if_in_broadcast_per_s"]
    static let outPackets = ["if_out_packets_per_s", "if_out_multicast_per_s", "if_out_broadcast_per_s"]
    /// ifAlias, ifName and ifDescr.
    static let alias = "alias"
    static let name = "name"
    static let description = "description"
}

/// The names in the shipped profile `lldp` that judging knows.
enum NeighbourColumns {
    /// The table.
    static let table = "lldp_neighbours"
    /// Our port, as its identifier and as its description.
    static let localPort = "local_port"
    static let localDescription = "local_description"
    /// The neighbour: lldpRemSysName, lldpRemChassisId, lldpRemSysCapEnabled.
    static let system = "system"
    static let chassis = "chassis"
    static let capabilities = "capabilities"
}
