import COpenSSL

/// AES-SIV-CMAC (RFC 5297), the sealing that Network Time Security uses: one misuse of a nonce shows only that two
/// texts were equal. Keys are 32 octets (AEAD_AES_SIV_CMAC_256), 48 or 64.
public struct SyntheticIV: Sendable {
    /// How many octets a sealed text is longer than the text.
    public static let tagLength = 16

    private let key: [UInt8]

    /// A key of 32, 48 or 64 octets; nil for any other length.
    public init?(key: [UInt8]) {
        guard [32, 48, 64].contains(key.count) else { return nil }
        self.key = key
    }

    /// Seals a text: the synthetic IV and then the ciphertext. `associated` is authenticated with it, in order; a nonce
    /// is its last part. nil where the library refuses, which it does for no input.
    public func seal(_ text: [UInt8], associated: [[UInt8]]) -> [UInt8]? {
        if text.isEmpty { return tagOfNothing(associated) }
        guard let cipher = CipherContext(keyLength: key.count), cipher.start(key: key, isSealing: true),
            cipher.authenticate(associated), let sealed = cipher.run(text), let tag = cipher.tag(SyntheticIV.tagLength)
        else { return nil }
        return tag + sealed
    }

    /// Opens what `seal` made; nil where the key, the associated parts or the octets are not those that were sealed.
    public func open(_ sealed: [UInt8], associated: [[UInt8]]) -> [UInt8]? {
        if sealed.count == SyntheticIV.tagLength {
            guard let tag = tagOfNothing(associated), MessageDigest.areEqual(tag, sealed) else { return nil }
            return []
        }
        guard sealed.count > SyntheticIV.tagLength, let cipher = CipherContext(keyLength: key.count),
            cipher.start(key: key, isSealing: false), cipher.expect(tag: Array(sealed.prefix(SyntheticIV.tagLength))),
            cipher.authenticate(associated)
        else { return nil }
        return cipher.run(Array(sealed.dropFirst(SyntheticIV.tagLength)))
    }

    /// S2V (RFC 5297, section 2.4) over the parts and an empty text, which is all that sealing it comes to. The library
    /// passes over a text of no octets (tried with OpenSSL 3.0) and so makes no tag, and time servers are asked with one.
    private func tagOfNothing(_ parts: [[UInt8]]) -> [UInt8]? {
        let half = Array(key.prefix(key.count / 2))
        guard var sum = AESCMAC.authenticate([UInt8](repeating: 0, count: 16), key: half) else { return nil }
        for part in parts {
            guard let mac = AESCMAC.authenticate(part, key: half) else { return nil }
            sum = zip(SyntheticIV.doubled(sum), mac).map { $0 ^ $1 }
        }
        // The empty text, padded by one bit.
        var last = SyntheticIV.doubled(sum)
        last[0] ^= 0x80
        return AESCMAC.authenticate(last, key: half)
    }

    /// Twice a number of 128 bits in the field of RFC 5297, section 2.3.
    private static func doubled(_ octets: [UInt8]) -> [UInt8] {
        var result = octets
        var carry: UInt8 = 0
        for index in result.indices.reversed() {
            let next = result[index] >> 7
            result[index] = result[index] << 1 | carry
            carry = next
        }
        if carry == 1 { result[result.count - 1] ^= 0x87 }
        return result
    }
}

/// One use of the library's cipher, freed with the value.
@safe private final class CipherContext {
    private let context: OpaquePointer
    private let cipher: OpaquePointer

    init?(keyLength: Int) {
        guard let cipher = unsafe EVP_CIPHER_fetch(nil, "AES-\(keyLength * 4)-SIV", nil) else { return nil }
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            unsafe EVP_CIPHER_free(cipher)
            return nil
        }
        unsafe self.context = context
        unsafe self.cipher = cipher
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
        unsafe EVP_CIPHER_free(cipher)
    }

    func start(key: [UInt8], isSealing: Bool) -> Bool {
        unsafe EVP_CipherInit_ex2(context, cipher, key, nil, isSealing ? 1 : 0, nil) == 1
    }

    /// Each part by itself, also an empty one: S2V (RFC 5297, section 2.4) is over a list.
    func authenticate(_ parts: [[UInt8]]) -> Bool {
        var count: Int32 = 0
        for part in parts {
            guard unsafe EVP_CipherUpdate(context, nil, &count, part, Int32(clamping: part.count)) == 1 else {
                return false
            }
        }
        return true
    }

    /// The text in one piece, as this cipher wants it; opening fails here where the tag is wrong.
    func run(_ text: [UInt8]) -> [UInt8]? {
        var out = [UInt8](repeating: 0, count: text.count + 16)
        var count: Int32 = 0
        guard unsafe EVP_CipherUpdate(context, &out, &count, text, Int32(clamping: text.count)) == 1 else { return nil }
        var last: Int32 = 0
        var rest = [UInt8](repeating: 0, count: 16)
        guard unsafe EVP_CipherFinal_ex(context, &rest, &last) == 1 else { return nil }
        return Array(out.prefix(Int(count)))
    }

    func tag(_ length: Int) -> [UInt8]? {
        var tag = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(length), &tag) == 1 else { return nil }
        return tag
    }

    func expect(tag: [UInt8]) -> Bool {
        var tag = tag
        return unsafe EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
    }
}
