/// The message authentication code behind a packet (RFC 5905, section 7.3; RFC 7822, section 7.5.1): the number of a key
/// that both ends hold, and a digest.
public struct NTPMAC: Hashable, Sendable {
    /// Which key.
    public var keyID: UInt32
    /// The digest; empty in a crypto-NAK, by which a server says that it could not verify the request.
    public var digest: [UInt8]

    /// Lengths of NTPv4: a crypto-NAK, digests of 16 octets (MD5, AES-CMAC) and of 20 (SHA-1, and longer ones cut).
    static let lengthsOfVersion4 = [4, 20, 24]
    /// Lengths of older versions, where a longer digest can be told from nothing else: SHA-256, SHA-384 and SHA-512, too.
    static let lengths = [4, 20, 24, 36, 52, 68]

    /// A code.
    public init(keyID: UInt32, digest: [UInt8]) {
        self.keyID = keyID
        self.digest = digest
    }

    /// Reads all that is left as a code of one of the lengths.
    init(_ reader: inout ByteReader, lengths: [Int]) throws(MalformedPacket) {
        guard lengths.contains(reader.remaining) else {
            throw reader.fault("trailer is neither an extension field nor a MAC")
        }
        keyID = try reader.uint32()
        digest = Array(try reader.bytes(reader.remaining))
    }

    /// Whether this is a crypto-NAK.
    public var isCryptoNAK: Bool { digest.isEmpty }

    /// The octets of the trailer.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: keyID)
        return bytes + digest
    }
}
