public import Model

/// A key that a client shares with a server, as a line of chrony's or ntpd's key file has it.
public struct NTPKey: Sendable {
    /// How a digest is made.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// AES-CMAC with a key of 16 octets (RFC 8573).
        case aes128 = "AES128"
        /// AES-CMAC with a key of 32 octets, as chrony has it.
        case aes256 = "AES256"
        /// SHA-1 of key and packet.
        case sha1 = "SHA1"
        /// SHA-256 of key and packet.
        case sha256 = "SHA256"
        /// MD5 of key and packet: weak (RFC 8573, section 1), for servers that offer nothing else.
        case md5 = "MD5"

        /// How many octets a key must have; nil where any number will do.
        public var keyLength: Int? {
            switch self {
            case .aes128: 16
            case .aes256: 32
            default: nil
            }
        }
    }

    /// Its number, 1 to 65,535 by custom.
    public let id: UInt32
    /// How a digest is made.
    public let kind: Kind
    private let secret: Secret
    private let cipher: AESCMAC?

    /// A key; nil where the secret has not the length that the kind needs.
    public init?(id: UInt32, kind: Kind, secret: Secret) {
        if let length = kind.keyLength, secret.bytes.count != length { return nil }
        guard !secret.bytes.isEmpty else { return nil }
        self.id = id
        self.kind = kind
        self.secret = secret
        cipher = kind.keyLength == nil ? nil : AESCMAC(key: secret.bytes)
    }

    /// The code of a packet. Digests of more than 20 octets are cut in NTPv4, where a longer trailer would be read as an
    /// extension field.
    public func mac(over bytes: [UInt8], version: UInt8 = 4) -> NTPMAC {
        let digest =
            switch kind {
            case .aes128, .aes256: cipher?.code(of: bytes) ?? []
            case .sha1: SHA1.digest(secret.bytes + bytes)
            case .sha256: SHA256.digest(secret.bytes + bytes)
            case .md5: MD5.digest(secret.bytes + bytes)
            }
        return NTPMAC(keyID: id, digest: version >= 4 ? Array(digest.prefix(20)) : digest)
    }

    /// Whether a packet bears this key's code. How long it takes does not tell how much of the digest is right.
    public func verifies(_ packet: NTPPacket, bytes: [UInt8]) -> Bool {
        guard let mac = packet.mac, mac.keyID == id, !mac.isCryptoNAK else { return false }
        let covered = Array(bytes.dropLast(mac.bytes.count))
        return Secret(bytes: self.mac(over: covered, version: packet.version).digest) == Secret(bytes: mac.digest)
    }
}
