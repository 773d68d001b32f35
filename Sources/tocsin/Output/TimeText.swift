import Model

/// How times are printed for a person; all of it can be given back to `-S`.
struct TimeText {
    /// UTC instead of the zone of this process.
    var isUTC: Bool
    /// The moment against which ages are told.
    var now: Timestamp = .now

    /// `2026-11-24 01:47:00`, or `2026-11-24T01:47:00Z` in UTC.
    func short(_ time: Timestamp) -> String {
        if isUTC { return "\(time.rfc3339.prefix(19))Z" }
        let text = time.rfc3339Local
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
    }

    /// RFC 3339 with microseconds.
    func full(_ time: Timestamp) -> String { isUTC ? time.rfc3339 : time.rfc3339Local }

    /// `2026-11-24 01:47:00 (2h 5m ago)`.
    func withAge(_ time: Timestamp) -> String { "\(short(time)) (\(age(time)))" }

    /// `2h 5m ago`, or `in 5m 3s`.
    func age(_ time: Timestamp) -> String {
        let span = now - time
        if abs(span.nanoseconds) < 1_000_000_000 { return "just now" }
        return span < .zero ? "in \(DurationGrammar.rounded(span))" : "\(DurationGrammar.rounded(span)) ago"
    }
}
