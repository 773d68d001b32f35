import Testing

@testable import Wire

/// Digests and ciphers against the vectors of their standards.
@Suite("Digests and ciphers")
struct DigestTests {
    @Test("MD5 gives the digests of RFC 1321, appendix A.5, also across the padding's edge")
    func md5() {
        #expect(hex(MD5.digest([])) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(hex(MD5.digest(Array("message digest".utf8))) == "f96b697d7cb7938d525a2f31aaf161d0")
        let digits = Array(String(repeating: "1234567890", count: 8).utf8)
        #expect(hex(MD5.digest(digits)) == "57edf4a22be3c955ac49da2e2107b67a")
        // 55 and 56 octets: the length fits into the block, or needs another. By coreutils' md5sum.
        #expect(hex(MD5.digest([UInt8](repeating: 97, count: 55))) == "ef1772b6dff9a122358552954ad0df65")
        #expect(hex(MD5.digest([UInt8](repeating: 97, count: 56))) == "3b0c8ac703f828b04c6c197006d17218")
    }

    @Test("SHA-1 and SHA-256 give the digests of FIPS 180's examples")
    func sha() {
        let abc = Array("abc".utf8)
        #expect(hex(SHA1.digest(abc)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex(SHA256.digest(abc)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        let long = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        #expect(hex(SHA1.digest(long)) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
        #expect(hex(SHA256.digest(long)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    }

    @Test("AES gives the ciphertexts of FIPS 197, appendix C")
    func aes() throws {
        let block = octets("00112233445566778899aabbccddeeff")
        let short = try #require(AES(key: octets("000102030405060708090a0b0c0d0e0f")))
        #expect(hex(short.encrypt(block)) == "69c4e0d86a7b0430d8cdb78070b4c55a")
        let long = try #require(
            AES(key: octets("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")))
        #expect(hex(long.encrypt(block)) == "8ea2b7ca516745bfeafc49904b496089")
        #expect(AES(key: [1, 2, 3]) == nil)
    }

    @Test(
        "AES-CMAC gives the codes of RFC 4493, section 4",
        arguments: [
            (0, "bb1d6929e95937287fa37d129b756746"), (16, "070a16b46b4d4144f79bdd9dd04a287c"),
            (40, "dfa66747de9ae63030ca32611497c827"), (64, "51f0bebf7e3b9d92fc49741779363cfe"),
        ])
    func cmac(_ length: Int, _ code: String) throws {
        let message = octets(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
        let mac = try #require(AESCMAC(key: octets("2b7e151628aed2a6abf7158809cf4f3c")))
        #expect(hex(mac.code(of: Array(message.prefix(length)))) == code)
    }

    @Test("AES-SIV gives what RFC 5297, appendix A, gives, opens it, and opens nothing that was altered")
    func siv() throws {
        let siv = try #require(
            AESSIV(key: octets("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")))
        let header = octets("101112131415161718191a1b1c1d1e1f2021222324252627")
        let plaintext = octets("112233445566778899aabbccddee")
        let sealed = siv.seal(plaintext, headers: [header])
        #expect(hex(sealed) == "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c")
        #expect(siv.open(sealed, headers: [header]) == plaintext)
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            #expect(siv.open(altered, headers: [header]) == nil)
        }
        let nonce = octets("09f911029d74e35bd84156c5635688c0")
        let other = try #require(
            AESSIV(key: octets("7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f")))
        let long = Array("this is some plaintext to encrypt using SIV-AES".utf8)
        let headers = [
            octets("00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100"),
            octets("102030405060708090a0"), nonce,
        ]
        #expect(
            hex(other.seal(long, headers: headers))
                == "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17"
                + "dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d")
        #expect(siv.open([1, 2, 3], headers: []) == nil)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func octets(_ text: String) -> [UInt8] {
        let digits = Array(text.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }
}
