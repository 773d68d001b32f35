import Model

/// AEAD_AES_SIV_CMAC_256 (RFC 5297), which every NTS server must offer (RFC 8915, section 5.1): two keys of 16 octets.
public struct AESSIV: AEAD {
    /// Number 15 in the registry.
    public static let algorithm: UInt16 = 15
    /// 32 octets, two AES-128 keys.
    public static let keyLength = 32
    /// 16 octets.
    public static let nonceLength = 16

    private let mac: AESCMAC
    private let cipher: AES

    /// Takes a key of 32 octets; nil for any other length.
    public init?(key: [UInt8]) {
        guard key.count == AESSIV.keyLength, let mac = AESCMAC(key: Array(key[..<16])),
            let cipher = AES(key: Array(key[16...]))
        else { return nil }
        self.mac = mac
        self.cipher = cipher
    }

    /// The tag followed by as many octets as the plaintext has.
    public func seal(_ plaintext: [UInt8], nonce: [UInt8], associatedData: [UInt8]) -> [UInt8] {
        seal(plaintext, headers: [associatedData, nonce])
    }

    /// The plaintext; nil where anything was altered.
    public func open(_ ciphertext: [UInt8], nonce: [UInt8], associatedData: [UInt8]) -> [UInt8]? {
        open(ciphertext, headers: [associatedData, nonce])
    }

    /// Seals with any number of associated strings, the nonce being the last of them.
    func seal(_ plaintext: [UInt8], headers: [[UInt8]]) -> [UInt8] {
        let tag = tag(plaintext, headers: headers)
        return tag + counted(plaintext, from: tag)
    }

    /// Opens what was sealed with the same strings.
    func open(_ ciphertext: [UInt8], headers: [[UInt8]]) -> [UInt8]? {
        guard ciphertext.count >= 16 else { return nil }
        let tag = Array(ciphertext[..<16])
        let plaintext = counted(Array(ciphertext[16...]), from: tag)
        return Secret(bytes: self.tag(plaintext, headers: headers)) == Secret(bytes: tag) ? plaintext : nil
    }

    /// S2V (RFC 5297, section 2.4).
    private func tag(_ plaintext: [UInt8], headers: [[UInt8]]) -> [UInt8] {
        var state = mac.code(of: [UInt8](repeating: 0, count: 16))
        for header in headers {
            let code = mac.code(of: header)
            let doubled = AESCMAC.doubled(state)
            state = (0..<16).map { doubled[$0] ^ code[$0] }
        }
        guard plaintext.count < 16 else {
            var last = plaintext
            for offset in 0..<16 { last[last.count - 16 + offset] ^= state[offset] }
            return mac.code(of: last)
        }
        var last = plaintext + [0x80]
        last += [UInt8](repeating: 0, count: 16 - last.count)
        let doubled = AESCMAC.doubled(state)
        return mac.code(of: (0..<16).map { doubled[$0] ^ last[$0] })
    }

    /// Counter mode from the tag with two bits cleared (RFC 5297, section 2.6).
    private func counted(_ text: [UInt8], from tag: [UInt8]) -> [UInt8] {
        var counter = tag
        counter[8] &= 0x7f
        counter[12] &= 0x7f
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let stream = cipher.encrypt(counter)
            for offset in 0..<min(16, text.count - index) { result.append(text[index + offset] ^ stream[offset]) }
            index += 16
            for position in stride(from: 15, through: 0, by: -1) {
                counter[position] &+= 1
                if counter[position] != 0 { break }
            }
        }
        return result
    }
}
