/// An snmpEngineID (RFC 3411, section 5): 5 to 32 octets that name one SNMP engine.
public struct EngineID: Hashable, Sendable, CustomStringConvertible {
    /// The octets.
    public let bytes: [UInt8]

    /// Takes 5 to 32 octets; nil for any other count.
    public init?(_ bytes: some Collection<UInt8>) {
        guard (5...32).contains(bytes.count) else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads hexadecimal digits, with or without `0x`, and with colons or spaces between octets; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var digits: [UInt8] = []
        let lowercased = text.lowercased()
        for byte in (lowercased.hasPrefix("0x") ? lowercased.dropFirst(2) : lowercased[...]).utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - 48)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digits.append(byte - 87)
            case UInt8(ascii: ":"), UInt8(ascii: " "): continue
            default: return nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        self.init(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    /// The engine id of an installation, from eight octets that were random when it was first started.
    ///
    /// The layout is RFC 3411's with the highest bit set: four octets of enterprise number, one of format, and the
    /// rest. The number is 8072, net-snmp's, because its engine is the one at work here and this project has no number
    /// of its own; the format is 128, the first that an enterprise may define, and net-snmp's for eight random octets.
    public static func make(from random: UInt64) -> EngineID {
        let tail = (0..<8).map { UInt8(truncatingIfNeeded: random >> (56 - 8 * UInt64($0))) }
        return EngineID(unchecked: [0x80, 0x00, 0x1f, 0x88, 0x80] + tail)
    }

    /// The engine id of a text that the administrator chose: format 4 of RFC 3411, at most 27 octets of UTF-8.
    public static func make(from text: String) -> EngineID? {
        guard !text.isEmpty else { return nil }
        return EngineID([0x80, 0x00, 0x1f, 0x88, 0x04] + Array(text.utf8))
    }

    /// Lower-case hexadecimal digits, two for each octet.
    public var text: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The hexadecimal text.
    public var description: String { text }

    /// Octets that are known to be 5 to 32.
    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }
}
