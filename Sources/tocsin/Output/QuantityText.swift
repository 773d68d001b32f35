import Model

/// Numbers with units as a person reads them.
enum QuantityText {
    /// `1.24 Mbit/s`, `870 bit/s`.
    static func rate(_ bitsPerSecond: Double) -> String { scaled(bitsPerSecond, unit: "bit/s") }

    /// `1.24 k`, with a unit of SI behind it; three digits that mean something.
    static func scaled(_ value: Double, unit: String) -> String {
        guard value.isFinite else { return "-" }
        var size = value.magnitude
        var prefixes = ["", "k", "M", "G", "T", "P"][...]
        var prefix = prefixes.removeFirst()
        while size >= 999.5, let next = prefixes.popFirst() {
            size /= 1_000
            prefix = next
        }
        return "\(value < 0 ? "-" : "")\(digits(size)) \(prefix)\(unit)"
    }

    /// `+123us`, `1.5ms`, `12s`, `31.7y`: a time as chronyc writes it, with its sign where one is asked for.
    static func seconds(_ value: Double, signed: Bool = false) -> String {
        guard value.isFinite else { return "-" }
        var size = value.magnitude * 1_000_000_000
        var units = ["ns", "us", "ms", "s"][...]
        var unit = units.removeFirst()
        while size >= 999.5, let next = units.popFirst() {
            size /= 1_000
            unit = next
        }
        let sign = value < 0 ? "-" : signed ? "+" : ""
        if unit == "s", size >= 2 * 31_557_600 { return "\(sign)\(digits(min(size / 31_557_600, 999)))y" }
        if unit == "s", size >= 2 * 86_400 { return "\(sign)\(digits(size / 86_400))d" }
        if unit == "s", size >= 1_000 { return sign + whole(size) + "s" }
        return "\(sign)\(digits(size))\(unit)"
    }

    /// A number as it was measured, to the thousandth, without zeros that say nothing.
    static func plain(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        guard value.magnitude < 1e15 else { return "\(value)" }
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() ? whole(rounded) : "\(rounded)"
    }

    /// Three digits that mean something of a number below 1,000.
    private static func digits(_ value: Double) -> String {
        let scale = value < 9.995 ? 100.0 : value < 99.95 ? 10.0 : 1.0
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? whole(rounded) : "\(rounded)"
    }

    private static func whole(_ value: Double) -> String {
        Int64(exactly: value.rounded()).map { "\($0)" } ?? "\(value)"
    }
}
