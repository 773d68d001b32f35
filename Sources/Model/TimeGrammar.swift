/// How a person writes a moment: all that `journalctl --since` takes (systemd.time(7)) and RFC 3339, so that whatever
/// the command prints can be given back to it.
///
///     2026-11-23 10:00[:00[.5]]   Mon 2026-11-23   26-11-23   10:00   each also with UTC, Europe/Berlin or +01:00
///     now   today   yesterday   tomorrow           the days also with a zone
///     -1h30m   +5min   2 days ago   3h left        months are 30.44 days, years 365.25
///     @1795428000[.5]                              seconds since 1970 in UTC
///     2026-11-23T10:00:00.5Z                       RFC 3339
///
/// A local time that a clock change skips moves forward with the clock; one that occurs twice is the first of the two.
public enum TimeGrammar {
    /// Reads a moment. Without a date it is today, without a time midnight, without a zone the given one.
    public static func parse(
        _ text: some StringProtocol, now: Timestamp, zone: Zone = .local
    ) throws(Fault) -> Timestamp {
        let original = String(text)
        if let time = Timestamp(rfc3339: original) { return time }
        var words = original.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, let last = words.last else { throw Fault(text: original, reason: nil) }

        if words.count == 1, first == "now" { return now }
        if let sign = first.unicodeScalars.first, sign == "+" || sign == "-" || sign == "@" {
            return try relative(original, sign: sign, to: now)
        }
        if words.count > 1, last == "ago" || last == "left" {
            let span = try duration(words.dropLast().joined(separator: " "), in: original)
            return try offset(now, by: span, isBack: last == "ago", in: original)
        }

        var zone = zone
        if words.count > 1, !isDay(last), last.first?.isLetter == true || isNumericOffset(last) {
            words.removeLast()
            zone = try explicitZone(last, in: original, local: zone, now: now)
        }
        if words.count == 1, let word = words.first, let days = dayWords[String(word)] {
            return try midnight(days, from: now, in: zone, original)
        }
        let written = try CivilTime(words, in: original, today: { zone.civil(at: now).date })
        return try written.timestamp(in: zone, original: original)
    }

    /// Reads a span of time as systemd does: numbers with units one after the other, `1h 30min`, `2.5s`, seconds where
    /// there is no unit. nil for anything else, also for more than 292 years.
    public static func span(_ text: some StringProtocol) -> Duration? {
        var rest = Substring(String(text))[...]
        var total: Int64 = 0
        var count = 0
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if rest.isEmpty { return count > 0 ? .nanoseconds(total) : nil }
            let whole = rest.prefix(while: isDigit)
            rest = rest.dropFirst(whole.count)
            var fraction = Substring()
            if rest.first == "." {
                fraction = rest.dropFirst().prefix(while: isDigit)
                rest = rest.dropFirst(1 + fraction.count)
                guard !fraction.isEmpty else { return nil }
            }
            guard !whole.isEmpty || !fraction.isEmpty, let number = Int64(whole.isEmpty ? "0" : whole) else {
                return nil
            }
            rest = rest.drop(while: \.isWhitespace)
            let word = rest.prefix { $0.isLetter || $0 == "µ" || $0 == "μ" }
            rest = rest.dropFirst(word.count)
            guard let unit = word.isEmpty ? 1_000_000_000 : units[String(word)] else { return nil }
            let (scaled, overflow) = number.multipliedReportingOverflow(by: unit)
            var part = scaled
            // Digits beyond the nanosecond say nothing.
            var scale = unit
            for digit in fraction {
                scale /= 10
                part = part.addingReportingOverflow(scale * Int64(digit.wholeNumberValue ?? 0)).partialValue
            }
            let (sum, sumOverflow) = total.addingReportingOverflow(part)
            guard !overflow, !sumOverflow, part >= 0 else { return nil }
            total = sum
            count += 1
        }
    }

    // MARK: Parts

    /// The words for days, with their distance from today.
    private static let dayWords: [String: Int64] = ["today": 0, "yesterday": -1, "tomorrow": 1]

    /// systemd's names of units (systemd.time(7), "Parsing time spans") in nanoseconds. Case counts: `M` is a month.
    private static let units: [String: Int64] = {
        let day: Int64 = 86_400_000_000_000
        let names: [(String, Int64)] = [
            ("usec us µs μs", 1_000), ("msec ms", 1_000_000), ("seconds second sec s", 1_000_000_000),
            ("minutes minute min m", 60_000_000_000), ("hours hour hr h", 3_600_000_000_000), ("days day d", day),
            ("weeks week w", 7 * day), ("months month M", 2_629_800_000_000_000),
            ("years year y", 31_557_600_000_000_000),
        ]
        var units: [String: Int64] = [:]
        for (words, length) in names {
            for word in words.split(separator: " ") { units[String(word)] = length }
        }
        return units
    }()

    private static func relative(
        _ text: String, sign: Unicode.Scalar, to now: Timestamp
    ) throws(Fault) -> Timestamp {
        let body = text.drop(while: \.isWhitespace).dropFirst()
        let span = try duration(String(body), in: text)
        if sign == "@" { return Timestamp(nanoseconds: span.nanoseconds) }
        return try offset(now, by: span, isBack: sign == "-", in: text)
    }

    private static func duration(_ span: String, in text: String) throws(Fault) -> Duration {
        guard let duration = TimeGrammar.span(span) else {
            let word = span.split(whereSeparator: { !$0.isLetter }).first { units[String($0)] == nil }
            guard let word else { throw Fault(text: text, reason: nil) }
            throw Fault(
                text: text,
                reason: "\(String(word).quotedForMessage) is no unit of time (us, ms, s, min, h, d, w, month, y)")
        }
        return duration
    }

    private static func offset(
        _ now: Timestamp, by span: Duration, isBack: Bool, in text: String
    ) throws(Fault) -> Timestamp {
        let (sum, overflow) =
            isBack
            ? now.nanoseconds.subtractingReportingOverflow(span.nanoseconds)
            : now.nanoseconds.addingReportingOverflow(span.nanoseconds)
        guard !overflow else { throw .outOfRange(text) }
        return Timestamp(nanoseconds: sum)
    }

    private static func midnight(
        _ days: Int64, from now: Timestamp, in zone: Zone, _ text: String
    ) throws(Fault) -> Timestamp {
        let date = CivilDate(daysSinceEpoch: zone.civil(at: now).date.daysSinceEpoch + days)
        return try CivilTime(date: date).timestamp(in: zone, original: text)
    }

    private static func isDay(_ word: Substring) -> Bool {
        dayWords[String(word)] != nil || CivilTime.weekday(word) != nil
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    private static func isNumericOffset(_ word: Substring) -> Bool {
        (word.first == "+" || word.first == "-") && word.dropFirst().allSatisfy { isDigit($0) || $0 == ":" }
    }

    /// `UTC`, `Z`, `+01:00`, `+0100`, one of the local zone's own names such as CET, or a name of the IANA database.
    private static func explicitZone(
        _ word: Substring, in text: String, local: Zone, now: Timestamp
    ) throws(Fault) -> Zone {
        if word == "UTC" || word == "Z" { return .utc }
        if isNumericOffset(word) {
            let digits = word.dropFirst().filter { $0 != ":" }
            guard digits.count == 4, let number = Int64(digits), number / 100 < 24, number % 100 < 60 else {
                throw Fault(
                    text: text, reason: "\(String(word).quotedForMessage) is no distance from UTC, such as +01:00")
            }
            let seconds = number / 100 * 3_600 + number % 100 * 60
            return .fixed(seconds: word.first == "-" ? -seconds : seconds)
        }
        // The database has a CET and an EST as well, but whoever writes CET in Berlin means the hour without summer time.
        if let offset = local.offset(named: String(word), around: now) { return .fixed(seconds: offset) }
        guard let named = Zone(named: String(word)) else {
            throw Fault(text: text, reason: "there is no time zone \(String(word).quotedForMessage)")
        }
        return named
    }
}
