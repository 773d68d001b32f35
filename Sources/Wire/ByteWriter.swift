public import Model

/// Puts a packet together octet by octet, in network order.
public struct ByteWriter: Sendable, Hashable {
    /// What has been written.
    public var bytes: [UInt8] = []

    /// Nothing yet.
    public init() {}

    /// Appends two octets.
    public mutating func uint16(_ value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends four octets.
    public mutating func uint32(_ value: UInt32) {
        uint16(UInt16(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }

    /// Appends a MAC address.
    public mutating func mac(_ address: MACAddress) {
        uint16(UInt16(truncatingIfNeeded: address.value >> 32))
        uint32(UInt32(truncatingIfNeeded: address.value))
    }

    /// Appends so many zeros.
    public mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

    /// Puts two octets over those at an index.
    public mutating func overwrite(at index: Int, uint16 value: UInt16) {
        bytes[index] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[index + 1] = UInt8(truncatingIfNeeded: value)
    }
}
