import Cryptography
import Testing

@Suite("AES-SIV-CMAC")
struct SyntheticIVTests {
    /// RFC 5297, appendix A.1: deterministic authenticated encryption with one associated part.
    @Test("The example of RFC 5297, A.1 is sealed as it says, and opened again")
    func deterministic() throws {
        let cipher = try #require(
            SyntheticIV(key: octets("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")))
        let header = octets("101112131415161718191a1b1c1d1e1f2021222324252627")
        let text = octets("112233445566778899aabbccddee")
        let sealed = octets("85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c")
        #expect(cipher.seal(text, associated: [header]) == sealed)
        #expect(cipher.open(sealed, associated: [header]) == text)
    }

    /// RFC 5297, appendix A.2: three associated parts, the last of them a nonce.
    @Test("The example of RFC 5297, A.2 with a nonce is sealed as it says, and opened again")
    func withNonce() throws {
        let cipher = try #require(
            SyntheticIV(key: octets("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f")))
        let parts = [
            octets("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
            octets("102030405060708090a0"), octets("09f911029d74e35bd84156c5635688c0"),
        ]
        let text = octets(
            "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553")
        let sealed = octets(
            "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829"
                + "ea64ad544a272e9c485b62a3fd5c0d")
        #expect(cipher.seal(text, associated: parts) == sealed)
        #expect(cipher.open(sealed, associated: parts) == text)
    }

    @Test("One changed bit anywhere, another key or another order of the parts is refused")
    func changes() throws {
        let key = [UInt8](0..<32)
        let cipher = try #require(SyntheticIV(key: key))
        let parts: [[UInt8]] = [[1, 2, 3], [4, 5]]
        let sealed = try #require(cipher.seal([9, 8, 7], associated: parts))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(cipher.open(changed, associated: parts) == nil)
        }
        #expect(cipher.open(sealed, associated: parts.reversed()) == nil)
        #expect(cipher.open(sealed, associated: [[1, 2, 3, 4, 5]]) == nil)
        #expect(SyntheticIV(key: key.reversed())?.open(sealed, associated: parts) == nil)
        #expect(cipher.open(Array(sealed.prefix(15)), associated: parts) == nil)
    }

    @Test("Nothing at all can be sealed, and is authenticated")
    func emptyText() throws {
        let cipher = try #require(SyntheticIV(key: [UInt8](0..<32)))
        let sealed = try #require(cipher.seal([], associated: [[1]]))
        #expect(sealed.count == SyntheticIV.tagLength)
        #expect(cipher.open(sealed, associated: [[1]]) == [])
        #expect(cipher.open(sealed, associated: [[2]]) == nil)
    }

    /// By pycryptodomex 3 and pyca/cryptography 48, which agree.
    @Test("Nothing is sealed as two other libraries seal it")
    func emptyTextElsewhere() {
        let sealed = SyntheticIV(key: [UInt8](0..<32))?.seal([], associated: [[1, 2, 3], [4, 5]])
        #expect(sealed == octets("8c325280073dacc465fc863ca0949022"))
    }

    @Test("A key of any other length is refused")
    func keyLengths() {
        #expect(SyntheticIV(key: []) == nil)
        #expect(SyntheticIV(key: [UInt8](repeating: 0, count: 16)) == nil)
        #expect(SyntheticIV(key: [UInt8](repeating: 0, count: 64)) != nil)
    }
}

/// The octets that hexadecimal digits stand for.
func octets(_ digits: String) -> [UInt8] {
    let values = digits.compactMap(\.hexDigitValue).map(UInt8.init)
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}
