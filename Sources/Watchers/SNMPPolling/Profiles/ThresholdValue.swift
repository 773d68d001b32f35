import Model

/// Limits as an administrator writes them: `90%`, `900M`, `900 Mbit/s`, `5m`, `-10`, read in the unit of the metric.
enum ThresholdValue {
    /// Reads a value in a unit; nil for anything else.
    static func parse(_ text: String, unit: String) -> Double? {
        if unit == "s", let duration = DurationGrammar.parse(text) { return Double(duration.nanoseconds) / 1e9 }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        guard let number = number(String(digits)) else { return nil }
        let suffix = text.dropFirst(digits.count).drop { $0 == " " }
        if suffix.isEmpty || suffix == unit { return number }
        if let slash = unit.firstIndex(of: "/"), suffix == unit[slash...] { return number }
        if unit == "°C", suffix == "C" { return number }
        for (prefix, factor) in prefixes where suffix.hasPrefix(prefix) {
            let rest = suffix.dropFirst(prefix.utf8.count)
            // A binary prefix counts octets; of percents and degrees there are no thousands.
            guard prefix.hasSuffix("i") ? unit.hasPrefix("B") : !["%", "°C", "s"].contains(unit) else { continue }
            if rest.isEmpty || rest == unit { return number * factor }
            if unit == "bit/s", rest == "bps" { return number * factor }
        }
        return nil
    }

    /// What to expect in a unit, for a fault.
    static func expectation(unit: String) -> String {
        switch unit {
        case "": "a number"
        case "%": "a percentage such as 90%"
        case "s": "seconds, or a duration such as 5m"
        case "bit/s": "bits a second such as 900M"
        case "B": "a number of octets such as 500MiB"
        default: "a number of \(unit)"
        }
    }

    /// Digits with at most one point between them and a minus before them.
    static func number(_ text: String) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), digits.utf8.count < 32,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        return Double(text)
    }

    /// The binary ones first, since `K` begins `Ki`.
    private static let prefixes: [(String, Double)] = [
        ("Ki", 1_024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776), ("k", 1e3), ("M", 1e6),
        ("G", 1e9), ("T", 1e12),
    ]
}
