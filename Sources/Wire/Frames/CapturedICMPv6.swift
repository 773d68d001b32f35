public import Model

/// An ICMPv6 message (RFC 4443) out of a captured frame.
public struct CapturedICMPv6: Sendable, Hashable {
    /// Who sent it.
    public var source: IPAddress
    /// Whom it is for.
    public var destination: IPAddress
    /// The sender's MAC address where the frame bears one.
    public var sourceMAC: MACAddress?
    /// The receiver's MAC address where the frame bears one.
    public var destinationMAC: MACAddress?
    /// VLAN identifiers, the outermost first.
    public var vlans: [UInt16]
    /// Hop limit.
    public var hopLimit: UInt8
    /// The message from its type on: a slice of the frame.
    public var message: ArraySlice<UInt8>
    /// Where in the frame the message begins.
    public var messageOffset: Int

    /// The type; nil for a message without octets.
    public var type: UInt8? { message.first }

    /// Whether the checksum over pseudo-header and message is right.
    public var isChecksumRight: Bool {
        var checksum = InternetChecksum(
            source: source, destination: destination, protocolNumber: IPPacket.icmpv6, length: message.count)
        checksum.add(message)
        return checksum.value == 0
    }
}
