import COpenSSL

/// Digests by which two who share a key authenticate a message.
public enum MessageDigest: String, Sendable, Hashable, CaseIterable {
    /// Digest of the key and then the message, as older NTP servers have it (RFC 5905, section 7.3). Broken for
    /// signatures; still what many of them offer.
    case md5 = "MD5"
    /// The same with SHA-1.
    case sha1 = "SHA1"
    /// The same with SHA-256.
    case sha256 = "SHA256"
    /// AES-CMAC with a key of 16 octets (RFC 4493), as RFC 8573 wants it for NTP.
    case aes128CMAC = "AES128"
    /// AES-CMAC with a key of 32 octets.
    case aes256CMAC = "AES256"

    /// How many octets a key must have; nil where any number will do.
    public var keyLength: Int? {
        switch self {
        case .aes128CMAC: 16
        case .aes256CMAC: 32
        case .md5, .sha1, .sha256: nil
        }
    }

    /// How many octets its result has.
    public var length: Int {
        switch self {
        case .md5, .aes128CMAC, .aes256CMAC: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// The digest of a message under a key; nil where the key's length is wrong, or the library has no such digest, as
    /// in a mode where MD5 is forbidden.
    public func authenticate(_ message: some Collection<UInt8>, key: [UInt8]) -> [UInt8]? {
        if let keyLength, keyLength != key.count { return nil }
        switch self {
        case .md5, .sha1, .sha256: return digest(key + Array(message))
        case .aes128CMAC, .aes256CMAC: return AESCMAC.authenticate(Array(message), key: key)
        }
    }

    /// Whether two results are equal, in a time that does not tell where they differ.
    public static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func digest(_ octets: [UInt8]) -> [UInt8]? {
        guard let kind = unsafe EVP_MD_fetch(nil, rawValue, nil) else { return nil }
        defer { unsafe EVP_MD_free(kind) }
        var out = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_Digest(octets, octets.count, &out, nil, kind, nil) == 1 else { return nil }
        return out
    }
}
