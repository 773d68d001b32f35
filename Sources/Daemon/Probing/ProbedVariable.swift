import Model
import SNMP

/// A variable that an agent answered with, in words: as evidence has it, and as net-snmp's tools print it.
public struct ProbedVariable: Sendable, Hashable {
    /// Its dotted name.
    public let oid: String
    /// Its name as far as it is known: `ifOperStatus.3`.
    public let name: String
    /// The type of its value in SMI's words: `OCTET STRING`.
    public let type: String
    /// The raw value as JSON: a number, a string, or `null`.
    public let json: String
    /// What the value means, such as `down`; nil where the raw value says all.
    public let text: String?
    /// `ifOperStatus.3 = INTEGER: down(2)`.
    public let line: String
    /// `.1.3.6.1.2.1.2.2.1.8.3 = INTEGER: 2`, to the letter as `snmpbulkwalk -On` without MIB files.
    public let numericLine: String

    /// A binding by the names of the standard.
    init(_ bound: VarBind, names: ObjectNames) {
        let rendered = names.value(bound.value, of: bound.name)
        oid = bound.name.text
        name = names.text(bound.name)
        type = rendered.type
        var writer = JSONWriter(capacity: 64)
        switch rendered.raw {
        case .integer(let number): writer.integer(number)
        case .unsigned(let number): writer.integer(number)
        case .number(let number): writer.number(number)
        case .string(let text): writer.string(text)
        case .null: writer.null()
        }
        json = writer.text
        text = rendered.text
        let bare = NetSNMPText.value(bound.value)
        numericLine = ".\(bound.name.text) = \(bare)"
        line = "\(name) = \(ProbedVariable.meaning(bound.value, rendered) ?? bare)"
    }

    /// The value with its meaning, where there is more to say than net-snmp does without MIB files.
    private static func meaning(_ value: VarBindValue, _ rendered: RenderedValue) -> String? {
        switch value {
        case .integer(let number): rendered.text.map { "INTEGER: \($0)(\(number))" }
        case .octetString: rendered.text.map { "STRING: \($0)" }
        case .objectIdentifier: rendered.text.map { "OID: \($0)" }
        default: nil
        }
    }
}

/// Values as net-snmp's tools print them without MIB files (snmpcmd(1)): another tool's words are what ours are compared
/// with.
enum NetSNMPText {
    /// `INTEGER: 2`, `STRING: "lo"`, `Hex-STRING: 52 54 00 12 34 56 `.
    static func value(_ value: VarBindValue) -> String {
        switch value {
        case .integer(let number): "INTEGER: \(number)"
        case .octetString(let octets): string(octets)
        case .null: "NULL"
        case .objectIdentifier(let identifier): "OID: .\(identifier.text)"
        case .ipAddress(let address): "IpAddress: \(address.text)"
        case .counter32(let count): "Counter32: \(count)"
        case .gauge32(let number): "Gauge32: \(number)"
        case .timeTicks(let ticks): "Timeticks: (\(ticks)) \(duration(ticks))"
        case .opaque(let octets): "OPAQUE: \(hexadecimal(octets))"
        case .opaqueFloat(let number): "Opaque: Float: \(number)"
        case .opaqueDouble(let number): "Opaque: Double: \(number)"
        case .counter64(let count): "Counter64: \(count)"
        case .noSuchObject: "No Such Object available on this agent at this OID"
        case .noSuchInstance: "No Such Instance currently exists at this OID"
        case .endOfMibView: "No more variables left in this MIB View (It is past the end of the MIB tree)"
        }
    }

    private static func string(_ octets: [UInt8]) -> String {
        if octets.isEmpty { return "\"\"" }
        // isprint(3) and isspace(3) of the C locale.
        let isText = octets.allSatisfy { (0x20..<0x7f).contains($0) || (0x09...0x0d).contains($0) }
        guard isText else { return "Hex-STRING: \(hexadecimal(octets))" }
        var text = "STRING: \""
        for octet in octets {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { text += "\\" }
            text.unicodeScalars.append(Unicode.Scalar(octet))
        }
        return text + "\""
    }

    /// `52 54 00 `: sixteen octets a line.
    private static func hexadecimal(_ octets: [UInt8]) -> String {
        var text = ""
        for (index, octet) in octets.enumerated() {
            if index > 0, index % 16 == 0 { text += "\n" }
            let digits = String(octet, radix: 16, uppercase: true)
            text += (digits.utf8.count < 2 ? "0" : "") + digits + " "
        }
        return text
    }

    /// `1 day, 2:03:04.05`.
    private static func duration(_ ticks: UInt32) -> String {
        func two(_ number: UInt32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = ticks / 100
        let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24)
        let clock = "\(hours):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(two(ticks % 100))"
        return days == 0 ? clock : days == 1 ? "1 day, \(clock)" : "\(days) days, \(clock)"
    }
}
