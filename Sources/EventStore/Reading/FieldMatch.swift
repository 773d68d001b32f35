/// One condition on one field: `rule=link-down`, `device!=core1`, `summary=~"fan [0-9]"`, `tags.role!~^core`.
/// A field that an event does not have counts as empty text.
public struct FieldMatch: Sendable, Hashable {
    /// How the field is compared.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        /// The whole text is the same.
        case equals = "="
        /// The whole text differs.
        case differs = "!="
        /// The regular expression is found somewhere in the text.
        case contains = "=~"
        /// The regular expression is found nowhere in the text.
        case lacks = "!~"

        /// Whether one match of several on the same field is enough.
        var isPositive: Bool { self == .equals || self == .contains }
        /// Whether the value is a regular expression.
        var isPattern: Bool { self == .contains || self == .lacks }
    }

    /// What an event can be matched by, besides `tags.KEY` and `evidence.KEY` (a top-level member).
    public static let eventFields = [
        "id", "site", "watcher", "rule", "severity", "subject", "device", "instance", "address", "state", "count",
        "summary", "alert", "suppressed",
    ]
    /// What an alert can be matched by, besides `tags.KEY`.
    public static let alertFields = [
        "id", "watcher", "rule", "severity", "subject", "device", "instance", "address", "state", "events",
        "acknowledged_by", "summary",
    ]

    /// The field's name as the contract writes it.
    public var field: String
    /// How it is compared.
    public var comparison: Operator
    /// What it is compared with.
    public var value: String

    /// A condition put together by a program.
    public init(field: String, comparison: Operator, value: String) {
        self.field = field
        self.comparison = comparison
        self.value = value
    }

    /// Reads `FIELD=V`, `FIELD!=V`, `FIELD=~V` or `FIELD!~V`. Throws `ReaderFault.notAMatch`; whether the field
    /// exists is found when it is used, for events and alerts have different ones.
    public init(parsing text: String) throws(ReaderFault) {
        guard let sign = text.firstIndex(where: { $0 == "=" || $0 == "!" }), sign != text.startIndex else {
            throw .notAMatch(text: text)
        }
        let rest = text[sign...]
        guard
            let comparison = [Operator.contains, .lacks, .differs, .equals].first(where: { rest.hasPrefix($0.rawValue) }
            )
        else { throw .notAMatch(text: text) }
        field = String(text[..<sign])
        self.comparison = comparison
        value = String(rest.dropFirst(comparison.rawValue.count))
    }

    /// `FIELD=V` as it can be parsed again.
    public var text: String { "\(field)\(comparison.rawValue)\(value)" }
}
