/// The tags of ASN.1 and SNMP's SMI that appear in SNMP messages (RFC 2578, section 7.1; RFC 3416, section 3). Computed and
/// public, since only so are they numbers in the code of another module, and not places to be looked up for each value.
public enum BERTag {
    /// INTEGER.
    @inlinable public static var integer: UInt8 { 0x02 }
    /// OCTET STRING.
    @inlinable public static var octetString: UInt8 { 0x04 }
    /// NULL.
    @inlinable public static var null: UInt8 { 0x05 }
    /// OBJECT IDENTIFIER.
    @inlinable public static var objectIdentifier: UInt8 { 0x06 }
    /// SEQUENCE.
    @inlinable public static var sequence: UInt8 { 0x30 }
    /// IpAddress.
    @inlinable public static var ipAddress: UInt8 { 0x40 }
    /// Counter32.
    @inlinable public static var counter32: UInt8 { 0x41 }
    /// Gauge32, Unsigned32.
    @inlinable public static var gauge32: UInt8 { 0x42 }
    /// TimeTicks.
    @inlinable public static var timeTicks: UInt8 { 0x43 }
    /// Opaque.
    @inlinable public static var opaque: UInt8 { 0x44 }
    /// Obsolete since RFC 2578; old agents still send it and the library reads it as octets.
    @inlinable public static var nsapAddress: UInt8 { 0x45 }
    /// Counter64.
    @inlinable public static var counter64: UInt8 { 0x46 }
    /// Obsolete since RFC 2578, as Gauge32.
    @inlinable public static var uInteger32: UInt8 { 0x47 }
    /// noSuchObject.
    @inlinable public static var noSuchObject: UInt8 { 0x80 }
    /// noSuchInstance.
    @inlinable public static var noSuchInstance: UInt8 { 0x81 }
    /// endOfMibView.
    @inlinable public static var endOfMibView: UInt8 { 0x82 }
}
