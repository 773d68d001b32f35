internal import CNetSNMP

/// Digests and ciphers of v3 messages (RFC 3414, sections 6 to 8; RFC 3826; RFC 7860), computed by the library. The
/// caller holds the library's lock.
enum MessageSecurity {
    /// The digest of a message whose msgAuthenticationParameters are zero; nil when the library refuses.
    static func digest(_ message: [UInt8], _ auth: (protocol: AuthProtocol, key: [UInt8])) -> [UInt8]? {
        let protocolOID = auth.protocol.libraryOID
        var digest = [UInt8](repeating: 0, count: 64)
        var length = digest.count
        let outcome = unsafe sc_generate_keyed_hash(
            protocolOID, protocolOID.count, auth.key, UInt32(auth.key.count), message, UInt32(message.count), &digest,
            &length)
        // A digest of the wrong length leaves the function with success and nothing written.
        guard outcome == 0, length >= auth.protocol.digestLength else { return nil }
        return Array(digest[..<auth.protocol.digestLength])
    }

    /// Whether a message bears the right digest at that place.
    static func isAuthentic(
        _ message: [UInt8], parameters: Range<Int>, _ auth: (protocol: AuthProtocol, key: [UInt8])
    ) -> Bool {
        guard parameters.count == auth.protocol.digestLength else { return false }
        var zeroed = message
        for index in parameters { zeroed[index] = 0 }
        guard let digest = digest(zeroed, auth) else { return false }
        // All octets are compared whatever the first ones are: the time tells nothing.
        var difference: UInt8 = 0
        for (offset, index) in parameters.enumerated() { difference |= digest[offset] ^ message[index] }
        return difference == 0
    }

    /// Decrypts a ScopedPDU; nil when its length cannot be right or the library refuses.
    static func decrypt(
        _ ciphertext: ArraySlice<UInt8>, salt: ArraySlice<UInt8>, boots: UInt32, time: UInt32,
        _ privacy: (protocol: PrivacyProtocol, key: [UInt8])
    ) -> [UInt8]? {
        guard salt.count == 8, !ciphertext.isEmpty else { return nil }
        if privacy.protocol == .des, !ciphertext.count.isMultiple(of: 8) { return nil }
        let protocolOID = privacy.protocol.libraryOID
        var input = Array(ciphertext)
        var vector = vector(salt: salt, boots: boots, time: time, privacy)
        var key = privacy.key
        var output = [UInt8](repeating: 0, count: input.count + 32)
        var length = output.count
        let outcome = unsafe sc_decrypt(
            protocolOID, protocolOID.count, &key, UInt32(key.count), &vector, UInt32(vector.count), &input,
            UInt32(input.count), &output, &length)
        guard outcome == 0, length <= input.count else { return nil }
        output.removeLast(output.count - length)
        return output
    }

    /// Encrypts a ScopedPDU with a salt of 8 octets that the key has never met; nil when the library refuses.
    static func encrypt(
        _ plaintext: [UInt8], salt: [UInt8], boots: UInt32, time: UInt32,
        _ privacy: (protocol: PrivacyProtocol, key: [UInt8])
    ) -> [UInt8]? {
        let protocolOID = privacy.protocol.libraryOID
        var vector = vector(salt: salt[...], boots: boots, time: time, privacy)
        var key = privacy.key
        var output = [UInt8](repeating: 0, count: plaintext.count + 32)
        var length = output.count
        let outcome = unsafe sc_encrypt(
            protocolOID, protocolOID.count, &key, UInt32(key.count), &vector, UInt32(vector.count), plaintext,
            UInt32(plaintext.count), &output, &length)
        guard outcome == 0, length <= output.count else { return nil }
        output.removeLast(output.count - length)
        return output
    }

    /// DES: salt xor the key's second half (RFC 3414, section 8.1.1.1). AES: boots, time, salt (RFC 3826, 3.1.2.1).
    private static func vector(
        salt: ArraySlice<UInt8>, boots: UInt32, time: UInt32, _ privacy: (protocol: PrivacyProtocol, key: [UInt8])
    ) -> [UInt8] {
        if privacy.protocol == .des { return zip(salt, privacy.key[8..<16]).map { $0 ^ $1 } }
        let counts = [boots, time].flatMap { word in
            stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return counts + salt
    }
}
