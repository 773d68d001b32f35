/// How a v3 message is encrypted.
public enum PrivacyProtocol: String, Sendable, Hashable, CaseIterable {
    /// CBC-DES (RFC 3414, section 8).
    case des = "DES"
    /// CFB128-AES-128 (RFC 3826).
    case aes128 = "AES-128"
    /// AES-192, keys lengthened as in draft-blumenthal-aes-usm-04: what net-snmp calls AES-192.
    case aes192 = "AES-192"
    /// AES-256, keys lengthened as in draft-blumenthal-aes-usm-04: what net-snmp calls AES-256.
    case aes256 = "AES-256"
    /// AES-192, keys lengthened as in draft-reeder-snmpv3-usm-3desede, as Cisco's devices do.
    case aes192Cisco = "AES-192-C"
    /// AES-256, keys lengthened as in draft-reeder-snmpv3-usm-3desede, as Cisco's devices do.
    case aes256Cisco = "AES-256-C"

    /// Reads a name in any case, with or without its hyphens; `AES` is AES-128 as everywhere in SNMP. nil for others.
    public init?(_ text: some StringProtocol) {
        let name = text.uppercased().filter { $0 != "-" && $0 != "_" }
        let found =
            name == "AES" ? .aes128 : PrivacyProtocol.allCases.first { $0.rawValue.filter { $0 != "-" } == name }
        guard let found else { return nil }
        self = found
    }

    /// The octets of key that it takes; DES takes 8 and 8 more that become the initialisation vector.
    var keyLength: Int {
        switch self {
        case .des, .aes128: 16
        case .aes192, .aes192Cisco: 24
        case .aes256, .aes256Cisco: 32
        }
    }

    /// net-snmp's number for it: the algorithm in the low octet, key length and key extension above.
    var libraryType: Int32 {
        switch self {
        case .des: 0x01
        case .aes128: 0x02
        case .aes192: 0x0102
        case .aes256: 0x0202
        case .aes192Cisco: 0x13_0102
        case .aes256Cisco: 0x13_0202
        }
    }

    /// Its object identifier as the library takes it; AES-192 and AES-256 have only those of two vendors.
    var libraryOID: [UInt] {
        switch self {
        case .des: [1, 3, 6, 1, 6, 3, 10, 1, 2, 2]
        case .aes128: [1, 3, 6, 1, 6, 3, 10, 1, 2, 4]
        case .aes192: [1, 3, 6, 1, 4, 1, 14832, 1, 3]
        case .aes256: [1, 3, 6, 1, 4, 1, 14832, 1, 4]
        case .aes192Cisco: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 1]
        case .aes256Cisco: [1, 3, 6, 1, 4, 1, 9, 12, 6, 1, 2]
        }
    }
}
