public import Cryptography
public import Model
import Wire

/// A key that a client shares with a server, as a line of chrony's or ntpd's key file has it.
public struct NTPKey: Sendable {
    /// Its number, 1 to 65,535 by custom.
    public let id: UInt32
    /// How a digest is made.
    public let kind: MessageDigest
    private let secret: Secret

    /// A key; nil where the secret has not the length that the kind needs.
    public init?(id: UInt32, kind: MessageDigest, secret: Secret) {
        if let length = kind.keyLength, secret.bytes.count != length { return nil }
        guard !secret.bytes.isEmpty else { return nil }
        self.id = id
        self.kind = kind
        self.secret = secret
    }

    /// The code of a packet; nil where the library refuses the digest. Digests of more than 20 octets are cut in NTPv4,
    /// where a longer trailer would be read as an extension field.
    func mac(over bytes: [UInt8], version: UInt8 = 4) -> NTPMAC? {
        guard let digest = kind.authenticate(bytes, key: secret.bytes) else { return nil }
        return NTPMAC(keyID: id, digest: version >= 4 ? Array(digest.prefix(20)) : digest)
    }

    /// Whether a packet bears this key's code. How long it takes does not tell how much of the digest is right.
    func verifies(_ packet: NTPPacket, bytes: [UInt8]) -> Bool {
        guard let mac = packet.mac, mac.keyID == id, !mac.isCryptoNAK,
            let own = self.mac(over: Array(bytes.dropLast(mac.bytes.count)), version: packet.version)
        else { return false }
        return MessageDigest.areEqual(own.digest, mac.digest)
    }
}

extension NTPReferenceID {
    /// The identifier that stands for a server of this address (RFC 5905, section 7.3): an IPv4 address itself, or the first
    /// four octets of the MD5 digest of an IPv6 address; nil where the library refuses MD5.
    init?(of address: IPAddress) {
        switch address {
        case .v4(let word): self.init(raw: word)
        case .v6:
            guard let digest = MessageDigest.md5.authenticate(address.octets, key: []) else { return nil }
            self.init(raw: digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) })
        }
    }
}
