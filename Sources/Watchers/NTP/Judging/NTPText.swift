import Model

/// How times stand in sentences.
enum NTPText {
    /// `12.3 ms`, `2.50 s`, `740 us`: three digits that count.
    static func seconds(_ seconds: Double) -> String {
        let size = abs(seconds)
        if !size.isFinite { return "?" }
        if size >= 2 * 31_557_600 { return "\(fixed(min(size, 1e15) / 31_557_600, 1)) years" }
        if size >= 2 * 86_400 { return "\(fixed(size / 86_400, 1)) days" }
        if size >= 100 { return "\(Int(size.rounded())) s" }
        if size >= 1 { return "\(fixed(size, 2)) s" }
        if size >= 0.0995 { return "\(fixed(size * 1e3, 0)) ms" }
        if size >= 0.001 { return "\(fixed(size * 1e3, 1)) ms" }
        if size >= 1e-6 { return "\(fixed(size * 1e6, 0)) us" }
        return "\(fixed(size * 1e9, 0)) ns"
    }

    /// The same with its sign.
    static func signed(_ seconds: Double) -> String { "\(seconds < 0 ? "-" : "+")\(self.seconds(seconds))" }

    /// `12.3 ms slow` or `fast`, as chronyc says it of our clock.
    static func ours(_ offset: Double) -> String { "\(seconds(offset)) \(offset < 0 ? "fast" : "slow")" }

    /// `-1.25 ppm`.
    static func ppm(_ value: Double) -> String {
        "\(value < 0 ? "-" : "+")\(fixed(abs(value), abs(value) < 100 ? 2 : 0)) ppm"
    }

    /// A number that is not negative with so many digits behind the point.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : digits == 2 ? 100 : 1_000
        guard value.isFinite, value * scale < 9e15 else { return "?" }
        let scaled = Int((value * scale).rounded())
        guard digits > 0 else { return "\(scaled)" }
        let part = String(scaled % Int(scale))
        return "\(scaled / Int(scale)).\(String(repeating: "0", count: digits - part.count))\(part)"
    }

    /// How many: `1 server`, `3 servers`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
