/// The project's one way to write a duration: `500ms 2s 5m 12h 90d 1w`, whole numbers, one unit.
public enum DurationGrammar {
    /// Units from largest to smallest with their length in nanoseconds.
    static let units: [(suffix: String, nanoseconds: Int64)] = [
        ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
    ]

    /// Reads one duration. `0` needs no unit; nil for anything else, also for more than 292 years.
    public static func parse(_ text: some StringProtocol) -> Duration? {
        if text == "0" { return .zero }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard let number = Int64(digits), let unit = units.first(where: { $0.suffix == suffix }) else { return nil }
        let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: unit.nanoseconds)
        return overflow ? nil : .nanoseconds(nanoseconds)
    }

    /// Writes a duration in the largest unit that leaves it whole, so that `parse` gives the same one back.
    public static func text(_ duration: Duration) -> String {
        let nanoseconds = duration.nanoseconds
        if nanoseconds == 0 { return "0s" }
        for unit in units where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.suffix)"
        }
        return "\(nanoseconds / 1_000)us"
    }

    /// Writes a duration for a person: the two largest units, `3d 4h` or `12m 5s` or `850ms`.
    public static func rounded(_ duration: Duration) -> String {
        var rest = abs(duration.nanoseconds)
        if rest < 1_000_000_000 { return "\(rest / 1_000_000)ms" }
        var parts: [String] = []
        for unit in units.dropLast(2) {
            let count = rest / unit.nanoseconds
            if count > 0 { parts.append("\(count)\(unit.suffix)") } else if !parts.isEmpty { break }
            rest -= count * unit.nanoseconds
            if parts.count == 2 { break }
        }
        return parts.joined(separator: " ")
    }
}
