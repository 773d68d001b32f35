public import Model

/// A variable's name with its value (RFC 3416, section 2.1).
public struct VarBind: Hashable, Sendable {
    /// The instance's identifier.
    public var name: ObjectIdentifier
    /// Its value, with its type.
    public var value: VarBindValue

    /// Binds a value to a name.
    public init(name: ObjectIdentifier, value: VarBindValue) {
        self.name = name
        self.value = value
    }

    /// Binds a value to a name.
    public init(_ name: ObjectIdentifier, _ value: VarBindValue) { self.init(name: name, value: value) }
}

/// A value with the type that it had on the wire (RFC 2578, section 7.1).
public enum VarBindValue: Hashable, Sendable {
    /// INTEGER and Integer32.
    case integer(Int32)
    /// OCTET STRING, BITS and the obsolete NsapAddress.
    case octetString([UInt8])
    /// NULL.
    case null
    /// OBJECT IDENTIFIER.
    case objectIdentifier(ObjectIdentifier)
    /// IpAddress: always IPv4.
    case ipAddress(IPAddress)
    /// Counter32.
    case counter32(UInt32)
    /// Gauge32, which is Unsigned32 on the wire, and the obsolete UInteger32.
    case gauge32(UInt32)
    /// TimeTicks, in hundredths of a second.
    case timeTicks(UInt32)
    /// Opaque whose content is not one of the known ones.
    case opaque([UInt8])
    /// net-snmp's 32-bit floating point number within Opaque.
    case opaqueFloat(Float)
    /// net-snmp's 64-bit floating point number within Opaque.
    case opaqueDouble(Double)
    /// Counter64, also net-snmp's within Opaque.
    case counter64(UInt64)
    /// The object does not exist at the agent.
    case noSuchObject
    /// The instance does not exist at the agent.
    case noSuchInstance
    /// There is nothing behind this name.
    case endOfMibView
}
