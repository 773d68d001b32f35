/// A set of DHCP options: a bit for each code.
public struct DHCPv4OptionSet: Sendable, ExpressibleByArrayLiteral {
    private var bits = InlineArray<4, UInt64>(repeating: 0)

    /// No option.
    public init() {}

    /// These options.
    public init(arrayLiteral codes: DHCPv4OptionCode...) { for code in codes { insert(code.rawValue) } }

    /// Whether the option is in it.
    @inline(__always)
    func contains(_ code: UInt8) -> Bool { bits[Int(code >> 6)] & (1 << UInt64(code & 63)) != 0 }

    /// Takes an option in.
    @inline(__always)
    mutating func insert(_ code: UInt8) { bits[Int(code >> 6)] |= 1 << UInt64(code & 63) }
}
