/// A JSON text (RFC 8259) taken apart, with members in the order in which they stand and numbers as they were written.
enum JSONValue: Hashable {
    /// A member of an object.
    struct Member: Hashable {
        /// Its name.
        var name: String
        /// Its value.
        var value: JSONValue
    }

    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(String)
    case boolean(Bool)
    case null

    /// Reads one value; nil when the text is anything else, or nests more than 200 deep.
    init?(parsing text: String) {
        var parser = JSONParser(text)
        guard let value = parser.document() else { return nil }
        self = value
    }

    /// The member of an object with that name; nil also for what is no object.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The members of an object, else none.
    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// The elements of an array, else none.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The text of a string, else nil.
    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A number that is whole, else nil.
    var integer: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    /// A number, also one with a fraction, else nil.
    var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// Whether it is there and says something.
    var isNull: Bool { self == .null }

    /// Whether it has parts.
    var isContainer: Bool {
        switch self {
        case .object, .array: true
        default: false
        }
    }

    /// What a person reads: a string without its quotes, else JSON on one line.
    var plain: String {
        if case .string(let text) = self { text } else { text }
    }

    /// JSON on one line.
    var text: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(JSONValue.quoted($0.name)):\($0.value.text)" }.joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): JSONValue.quoted(text)
        case .number(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    /// JSON over several lines.
    func pretty(indent: Int = 0) -> String {
        let inner = String(repeating: " ", count: indent + 4)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .object(let members) where !members.isEmpty:
            let lines = members.map {
                "\(inner)\(JSONValue.quoted($0.name)): \($0.value.pretty(indent: indent + 4))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        case .array(let elements) where elements.contains(where: \.isContainer):
            let lines = elements.map { inner + $0.pretty(indent: indent + 4) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
        case .array(let elements): return "[" + elements.map(\.text).joined(separator: ", ") + "]"
        default: return text
        }
    }

    /// A string as JSON.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
