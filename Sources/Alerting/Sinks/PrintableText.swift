/// Text from strangers made fit for a terminal and for a line of the journal. A trap can hold anything; what it
/// must not do is move a cursor, forge a line or turn the reading direction around.
public enum PrintableText {
    /// The text with each control character, line separator and bidirectional control written as `\x1b` or `\u202e`.
    public static func escaping(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7f }), text.unicodeScalars.contains(where: isHarmful)
        else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if !isHarmful(scalar) {
                result.unicodeScalars.append(scalar)
            } else if scalar.value < 0x100 {
                result += "\\x" + digits(scalar.value, 2)
            } else {
                result += "\\u" + digits(scalar.value, 4)
            }
        }
        return result
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: true
        case 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }

    private static func digits(_ value: UInt32, _ width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
