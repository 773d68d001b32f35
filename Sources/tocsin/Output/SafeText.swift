import Model

/// Text of strangers (a trap's strings, a host's name) made harmless for the terminal of whoever reads it: nothing in it
/// may move the cursor, set a title, or turn the direction of writing.
enum SafeText {
    /// The text on one line, with what a terminal would obey written as `\u{1b}`.
    static func line(_ text: String) -> String { text.withControlsEscaped }

    /// JSON text in which every such character is escaped. They can stand only in strings, so it means the same.
    static func json(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) || $0 == 0x0a }) { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 32)
        for scalar in text.unicodeScalars {
            guard isObeyed(scalar) else {
                result.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return result
    }

    /// The text of a CSV field for a terminal: line ends are part of the format, everything else is escaped.
    static func lines(_ text: String) -> String {
        text.split(separator: "\r\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(
            separator: "\r\n")
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7f { return scalar.value < 0x20 && scalar.value != 0x0a }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return true
        case .format: return scalar.value != 0x200c && scalar.value != 0x200d
        default: return false
        }
    }
}
