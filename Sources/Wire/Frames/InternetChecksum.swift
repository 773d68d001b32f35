public import Model

/// The one's complement sum of the Internet protocols (RFC 1071).
public struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    /// The sum of nothing.
    public init() {}

    /// The sum of the pseudo-header that UDP and ICMPv6 are summed with (RFC 768; RFC 8200, section 8.1).
    public init(source: IPAddress, destination: IPAddress, protocolNumber: UInt8, length: Int) {
        for address in [source, destination] {
            switch address {
            case .v4(let word): add(UInt64(word))
            case .v6(let high, let low, _):
                add(high)
                add(low)
            }
        }
        add(UInt64(protocolNumber))
        add(UInt64(truncatingIfNeeded: length))
    }

    /// Adds the four words of a number.
    private mutating func add(_ number: UInt64) {
        sum &+= number >> 48 &+ number >> 32 & 0xffff &+ number >> 16 & 0xffff &+ number & 0xffff
    }

    /// Adds octets; an odd last one counts as if a zero came after it.
    public mutating func add(_ octets: ArraySlice<UInt8>) {
        let span = octets.span
        var index = 0
        while index + 1 < span.count {
            sum &+= UInt64(span[index]) << 8 | UInt64(span[index + 1])
            index += 2
        }
        if index < span.count { sum &+= UInt64(span[index]) << 8 }
    }

    /// The checksum; over octets that contain their own right one it is 0.
    public var value: UInt16 {
        var folded = sum
        while folded >> 16 != 0 { folded = folded & 0xffff &+ folded >> 16 }
        return ~UInt16(truncatingIfNeeded: folded)
    }
}
