public import Model

/// IPv4 addresses one after the other, as they stand in a packet: reading them allocates nothing.
public struct IPv4AddressList: RandomAccessCollection, Sendable {
    /// The octets.
    private let bytes: ArraySlice<UInt8>

    /// The addresses of an option's value; octets beyond the last whole one are left out.
    public init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// The first index.
    public var startIndex: Int { 0 }
    /// One beyond the last index.
    public var endIndex: Int { bytes.count / 4 }

    /// The address of that index.
    public subscript(position: Int) -> IPAddress {
        let start = bytes.startIndex + position * 4
        return .v4(
            UInt32(bytes[start]) << 24 | UInt32(bytes[start + 1]) << 16 | UInt32(bytes[start + 2]) << 8
                | UInt32(bytes[start + 3]))
    }
}
