/// Numbers for a sentence: as many digits as a person wants.
enum NumberText {
    /// `93`, `1.5`, `0.04`; thousands and more by k, M, G where the unit takes them: `940 Mbit/s`.
    static func text(_ value: Double, unit: String) -> String {
        guard value.isFinite else { return "no value" }
        let takesPrefixes = unit.hasPrefix("bit") || unit.hasPrefix("B") || unit.hasPrefix("packet")
        var (number, prefix) = (value, "")
        if takesPrefixes {
            for next in ["k", "M", "G", "T"] where abs(number) >= 1_000 {
                number /= 1_000
                prefix = next
            }
        }
        let digits = abs(number) >= 100 ? 0 : abs(number) >= 10 ? 1 : 2
        let text = plain(number, digits: digits)
        return unit.isEmpty && prefix.isEmpty ? text : "\(text) \(prefix)\(unit)"
    }

    /// A number rounded to so many digits, without zeros at its end.
    private static func plain(_ value: Double, digits: Int) -> String {
        var factor = 1.0
        for _ in 0..<digits { factor *= 10 }
        let rounded = (value * factor).rounded() / factor
        guard let whole = Int64(exactly: rounded) else { return "\(rounded)" }
        return "\(whole)"
    }
}
