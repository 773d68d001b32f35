/// How the scalars of the configuration are written, where the standard library has no word for it.
public enum ScalarGrammar {
    /// Whole numbers of ASCII digits, with a minus.
    public static func integer(_ text: String) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// `true yes on` and `false no off`.
    public static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }

    /// `90%` or `99.5%` as 90 or 99.5; from 0 to 100.
    public static func percent(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let number = decimal(text.dropLast()), number <= 100 else { return nil }
        return number
    }

    /// `200/s`, `12/m`, `90/h` in times a second.
    public static func rate(_ text: String) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = decimal(parts[0]) else { return nil }
        switch parts[1] {
        case "s": return number
        case "m": return number / 60
        case "h": return number / 3_600
        default: return nil
        }
    }

    /// `4096`, `512KiB`, `8MiB`, `1GiB`, and `kB MB GB` by thousands, in bytes.
    public static func byteCount(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let factor: Int
        switch text.dropFirst(digits.count).drop(while: { $0 == " " }) {
        case "", "B": factor = 1
        case "KiB": factor = 1 << 10
        case "MiB": factor = 1 << 20
        case "GiB": factor = 1 << 30
        case "kB", "KB": factor = 1_000
        case "MB": factor = 1_000_000
        case "GB": factor = 1_000_000_000
        default: return nil
        }
        guard let number = Int(digits) else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }

    /// Digits with at most one point between them; no sign, no exponent.
    private static func decimal(_ text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), text.utf8.count < 16,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        return Double(text)
    }
}
