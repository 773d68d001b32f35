/// A piece of configuration as it was written, not yet typed: scalars are text until the schema says what they are.
/// Its descriptions never show a scalar, since any of them may be a secret.
public struct ConfigurationNode: Sendable {
    /// A scalar's text.
    public struct Scalar: Sendable {
        /// The text as written, quotes removed and escapes undone.
        public var text: String
        /// Whether it stood in quotes or in a block.
        public var isQuoted: Bool

        /// A scalar as it was written.
        public init(text: String, isQuoted: Bool = false) {
            self.text = text
            self.isQuoted = isQuoted
        }
    }

    /// One key of a mapping with what belongs to it.
    public struct Entry: Sendable {
        /// The key.
        public var key: String
        /// Where the key stands; its value has a place of its own.
        public var keyLocation: SourceLocation
        /// What belongs to the key.
        public var value: ConfigurationNode

        /// A key with its value.
        public init(key: String, keyLocation: SourceLocation, value: ConfigurationNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    /// What a node can be.
    public enum Content: Sendable {
        /// Nothing, `~` or `null`.
        case null
        /// A text.
        case scalar(Scalar)
        /// A list.
        case sequence([ConfigurationNode])
        /// Keys with values in the order of the file; no key stands twice.
        case mapping([Entry])
    }

    /// Where it stands.
    public var location: SourceLocation
    /// The path of keys that leads here, such as `snmp.devices[3].address`; lists count from 0 within their file.
    public var path: String
    /// What it is.
    public var content: Content

    /// A node at a place.
    public init(_ content: Content, location: SourceLocation, path: String) {
        self.content = content
        self.location = location
        self.path = path
    }

    /// The entries of a mapping; none for null; nil for anything else.
    public var entries: [Entry]? {
        switch content {
        case .mapping(let entries): entries
        case .null: []
        default: nil
        }
    }

    /// What the node is, for a message; never what stands in it.
    public var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a map of keys"
        }
    }

    /// The value of a key, or nil where this is no mapping or has no such key.
    public subscript(key: String) -> ConfigurationNode? {
        entries?.first { $0.key == key }?.value
    }

    /// The path of a key below this node; a key of unusual characters stands in quotes.
    public func path(of key: String) -> String { Self.path(of: key, below: path) }

    /// The path of a key below a path.
    public static func path(of key: String, below path: String) -> String {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy { $0.isPlainKeyByte }
        let name = isPlain ? key : key.quotedForMessage
        return path.isEmpty ? name : "\(path).\(name)"
    }
}

extension UInt8 {
    fileprivate var isPlainKeyByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension ConfigurationNode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is and where, without its text.
    public var description: String { "\(kind) at \(location.text)" }
    /// What it is and where, without its text.
    public var debugDescription: String { description }
    /// Only what it is and where: `dump` must not show a secret.
    public var customMirror: Mirror { Mirror(self, children: ["location": location, "path": path, "kind": kind]) }
}

extension ConfigurationNode.Scalar: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Not the text.
    public var description: String { "(text)" }
    /// Not the text.
    public var debugDescription: String { description }
    /// Nothing: `dump` must not show a secret.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
