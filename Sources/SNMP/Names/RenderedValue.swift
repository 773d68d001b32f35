/// A value as it stands in evidence: the raw number or string, and text for a person where that says more.
public struct RenderedValue: Hashable, Sendable {
    /// The raw value as JSON knows it.
    public enum Raw: Hashable, Sendable {
        case integer(Int64)
        case unsigned(UInt64)
        case number(Double)
        case string(String)
        case null
    }

    /// The type on the wire in SMI's words: `INTEGER`, `OCTET STRING`, `Counter64`.
    public var type: String
    /// The number, or the string; octets that are no text are `0x` and hexadecimal digits.
    public var raw: Raw
    /// What it means, such as `down`; nil where `raw` says all.
    public var text: String?

    /// A value with its meaning.
    public init(type: String, raw: Raw, text: String? = nil) {
        self.type = type
        self.raw = raw
        self.text = text
    }

    /// What to show a person: the text, else the raw value.
    public var plain: String {
        if let text { return text }
        switch raw {
        case .integer(let number): return String(number)
        case .unsigned(let number): return String(number)
        case .number(let number): return "\(number)"
        case .string(let string): return string
        case .null: return type
        }
    }
}
