/// Options one after the other (RFC 8415, section 21.1), as they stand in a packet. The message's decoder has checked that
/// their lengths fit; where they do not, the sequence ends.
public struct DHCPv6Options: Sequence, IteratorProtocol, Sendable {
    private var rest: ArraySlice<UInt8>

    /// The options in these octets.
    public init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next option.
    public mutating func next() -> (code: DHCPv6OptionCode, value: ArraySlice<UInt8>)? {
        guard rest.count >= 4 else { return nil }
        let start = rest.startIndex
        let code = UInt16(rest[start]) << 8 | UInt16(rest[start + 1])
        let end = start + 4 + (Int(rest[start + 2]) << 8 | Int(rest[start + 3]))
        guard end <= rest.endIndex else { return nil }
        let value = rest[start + 4..<end]
        rest = rest[end...]
        return (DHCPv6OptionCode(rawValue: code), value)
    }

    /// The value of the first option of that code.
    public func first(_ code: DHCPv6OptionCode) -> ArraySlice<UInt8>? {
        for option in self where option.code == code { return option.value }
        return nil
    }
}
