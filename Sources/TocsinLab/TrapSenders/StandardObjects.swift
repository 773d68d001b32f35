public import SNMP

/// Identifiers of the standard MIBs that the lab's devices speak of.
public enum StandardObjects {
    /// SNMPv2-MIB (RFC 3418): coldStart is .1 … egpNeighborLoss .6.
    public static let snmpTraps: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 1, 1, 5]
    /// IF-MIB (RFC 2863): the columns of ifTable.
    public static let ifEntry: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 2, 2, 1]
    /// IF-MIB: the columns of ifXTable.
    public static let ifXEntry: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1]
    /// BGP4-MIB (RFC 4273).
    public static let bgp: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 15]
    /// UPS-MIB (RFC 1628).
    public static let upsMIB: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 33]
    /// DISMAN-EVENT-MIB (RFC 2981).
    public static let dismanEventMIB: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 88]
    /// ENTITY-SENSOR-MIB (RFC 3433): entPhySensorValue.
    public static let entPhySensorValue: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 4]
    /// NET-SNMP-EXAMPLES-MIB: a notification without a meaning, for trying things out.
    public static let heartbeat: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 8072, 2, 3, 0, 1]
    /// NET-SNMP-MIB, netSnmpPlaypen: where anybody may try objects out. Ours below it: serial, marker.
    public static let playpen: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999]
    /// A number that makes a notification differ from every other.
    public static let serial: ObjectIdentifier = playpen.appending(1, 0)
    /// A text that makes an inform differ from every other, over all runs.
    public static let marker: ObjectIdentifier = playpen.appending(2, 0)
    /// The enterprise of examples in documents (RFC 5612): nobody knows what its traps mean.
    public static let exampleEnterprise: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 32473]
}
