import Model
public import SNMP

/// Variables as they are written on the command line: `OID=TYPE:VALUE`, with net-snmp's letters or words for the types.
extension VarBind {
    /// The types: word, letter, and an example for the one who mistyped.
    public static let textTypes =
        "integer (i), string (s), hex (x), oid (o), address (a), counter (c), gauge (u), ticks (t), counter64 (C), "
        + "float (F), double (D), opaque (O, hexadecimal), null (n)"

    /// Reads `1.3.6.1.2.1.2.2.1.1.3=integer:3`.
    public init(text: String) throws(VarBindTextFault) {
        guard let equals = text.firstIndex(of: "="), let name = ObjectIdentifier(text[..<equals]) else {
            throw VarBindTextFault(text: text, reason: "expected OID=TYPE:VALUE with the OID in digits")
        }
        let rest = text[text.index(after: equals)...]
        let colon = rest.firstIndex(of: ":")
        let type = String(rest[..<(colon ?? rest.endIndex)])
        let value = colon.map { String(rest[rest.index(after: $0)...]) } ?? ""
        guard let kind = VarBind.reader(of: type) else {
            throw VarBindTextFault(text: text, reason: "the type '\(type)' is none of \(VarBind.textTypes)")
        }
        guard let read = kind(value) else {
            throw VarBindTextFault(text: text, reason: "'\(value)' is no value of type \(type)")
        }
        self.init(name: name, value: read)
    }

    private static func reader(of type: String) -> ((String) -> VarBindValue?)? {
        switch type {
        case "integer", "i": { Int32($0).map { .integer($0) } }
        case "string", "s": { .octetString(Array($0.utf8)) }
        case "hex", "x": { hexadecimal($0).map { .octetString($0) } }
        case "oid", "o": { ObjectIdentifier($0).map { .objectIdentifier($0) } }
        case "address", "a": { IPAddress($0).flatMap { $0.isIPv6 ? nil : .ipAddress($0) } }
        case "counter", "c": { UInt32($0).map { .counter32($0) } }
        case "gauge", "u": { UInt32($0).map { .gauge32($0) } }
        case "ticks", "t": { UInt32($0).map { .timeTicks($0) } }
        case "counter64", "C": { UInt64($0).map { .counter64($0) } }
        case "float", "F": { Float($0).map { .opaqueFloat($0) } }
        case "double", "D": { Double($0).map { .opaqueDouble($0) } }
        case "opaque", "O": { hexadecimal($0).map { .opaque($0) } }
        case "null", "n": { $0.isEmpty ? .null : nil }
        default: nil
        }
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.filter { $0 != " " && $0 != ":" }.compactMap(\.hexDigitValue)
        guard digits.count.isMultiple(of: 2), digits.count == text.count(where: { $0 != " " && $0 != ":" }) else {
            return nil
        }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// Why a text is no variable.
public struct VarBindTextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was written.
    public let text: String
    /// What is wrong.
    public let reason: String

    /// `1.3=i:x: 'x' is no value of type i`.
    public var description: String { "\(text): \(reason)" }
}
