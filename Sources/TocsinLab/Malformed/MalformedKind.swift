/// Ways in which a packet can be wrong.
public enum MalformedKind: String, Sendable, Hashable, CaseIterable {
    /// A good packet that ends early.
    case truncated
    /// A good packet in which one length says something else than what is there.
    case lyingLength = "lying-length"
    /// A good packet in which one tag is one that SNMP does not have.
    case wrongTag = "wrong-tag"
    /// A good packet that something follows.
    case trailingBytes = "trailing-bytes"
    /// Sequences within sequences, thousands deep.
    case deepNesting = "deep-nesting"
    /// An identifier of more arcs, or of larger ones, than any buffer is made for.
    case giantOID = "giant-oid"
    /// An INTEGER of many octets.
    case hugeInteger = "huge-integer"
    /// A length that says "until two zeros come", which BER knows and SNMP does not.
    case indefiniteLength = "indefinite-length"
    /// Thousands of variables.
    case manyVarBinds = "many-varbinds"
    /// A version that SNMP does not have.
    case unknownVersion = "unknown-version"
    /// A v3 header that claims encryption without authentication, or has parameters of wrong sizes.
    case v3Header = "v3-header"
    /// Octets without any order.
    case randomBytes = "random-bytes"
    /// No octets at all.
    case empty
    /// A v3 trap whose digest is not that of the user's key.
    case badDigest = "bad-digest"
    /// A v3 inform to an engine that is nobody's.
    case unknownEngine = "unknown-engine"
    /// A v3 inform with boots and time long gone by.
    case staleBoots = "stale-boots"

    /// Whether a check of the BER structure must refuse it. The others are well-formed and false.
    public var isStructural: Bool {
        switch self {
        case .badDigest, .unknownEngine, .staleBoots: false
        default: true
        }
    }

    /// Those that a check of the BER structure must refuse.
    public static let structural = MalformedKind.allCases.filter(\.isStructural)
}
