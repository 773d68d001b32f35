/// Authenticated encryption with associated data (RFC 5116), as NTS uses it: the seam behind which a library's cipher may
/// stand in place of ours.
public protocol AEAD: Sendable {
    /// The number in IANA's registry of AEAD algorithms.
    static var algorithm: UInt16 { get }
    /// How many octets a key has.
    static var keyLength: Int { get }
    /// How many octets a fresh nonce should have.
    static var nonceLength: Int { get }

    /// Takes a key; nil unless it has the right length.
    init?(key: [UInt8])

    /// Hides the plaintext and vouches for it and for the associated data.
    func seal(_ plaintext: [UInt8], nonce: [UInt8], associatedData: [UInt8]) -> [UInt8]

    /// The plaintext; nil where either was altered.
    func open(_ ciphertext: [UInt8], nonce: [UInt8], associatedData: [UInt8]) -> [UInt8]?
}
