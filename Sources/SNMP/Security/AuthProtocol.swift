/// How a v3 message is authenticated: HMAC with one of these digests (RFC 3414, section 6 and 7; RFC 7860).
public enum AuthProtocol: String, Sendable, Hashable, CaseIterable {
    case md5 = "MD5"
    case sha1 = "SHA-1"
    case sha224 = "SHA-224"
    case sha256 = "SHA-256"
    case sha384 = "SHA-384"
    case sha512 = "SHA-512"

    /// Reads a name in any case, with or without its hyphen; `SHA` is SHA-1 as everywhere in SNMP. nil for others.
    public init?(_ text: some StringProtocol) {
        let name = text.uppercased().filter { $0 != "-" && $0 != "_" }
        let found = name == "SHA" ? .sha1 : AuthProtocol.allCases.first { $0.rawValue.filter { $0 != "-" } == name }
        guard let found else { return nil }
        self = found
    }

    /// The octets of the digest that travel in a message.
    var digestLength: Int {
        switch self {
        case .md5, .sha1: 12
        case .sha224: 16
        case .sha256: 24
        case .sha384: 32
        case .sha512: 48
        }
    }

    /// The last arc of its identifier below snmpAuthProtocols (1.3.6.1.6.3.10.1.1), which is net-snmp's number for it.
    var libraryNumber: UInt {
        switch self {
        case .md5: 2
        case .sha1: 3
        case .sha224: 4
        case .sha256: 5
        case .sha384: 6
        case .sha512: 7
        }
    }

    /// Its object identifier as the library takes it.
    var libraryOID: [UInt] { [1, 3, 6, 1, 6, 3, 10, 1, 1, libraryNumber] }
}
