import Cryptography
import Testing

@Suite("Digests under a shared key")
struct MessageDigestTests {
    /// RFC 4493, section 4.
    @Test(
        "AES-CMAC with 16 octets of key gives the examples of RFC 4493",
        arguments: [
            ("", "bb1d6929e95937287fa37d129b756746"),
            ("6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c"),
            (
                "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411",
                "dfa66747de9ae63030ca32611497c827"
            ),
        ])
    func cmac(message: String, expected: String) {
        let key = octets("2b7e151628aed2a6abf7158809cf4f3c")
        #expect(MessageDigest.aes128CMAC.authenticate(octets(message), key: key) == octets(expected))
    }

    /// By `printf 'keymessage' | openssl dgst -sha1`, `-sha256`, `-md5`.
    @Test(
        "A digest is that of the key and then the message",
        arguments: [
            (MessageDigest.sha1, "7d89ca5f9535d3bd925ca99f484ae4413a14fe2d"),
            (.sha256, "8ebbc3081b0700d1c226cafda9032a6a11224ed7367c5d59425e548ac4e70c0e"),
            (.md5, "8714ed908ee5cacfc56e8aed2bb9c784"),
        ])
    func keyed(digest: MessageDigest, expected: String) {
        let result = digest.authenticate(Array("message".utf8), key: Array("key".utf8))
        #expect(result == octets(expected))
        #expect(result?.count == digest.length)
    }

    @Test("A key of the wrong length gives nothing")
    func wrongKey() {
        #expect(MessageDigest.aes128CMAC.authenticate([1], key: [1, 2, 3]) == nil)
        #expect(MessageDigest.aes256CMAC.authenticate([1], key: [UInt8](repeating: 0, count: 16)) == nil)
    }

    @Test("Two results are equal only if every octet is")
    func equality() {
        #expect(MessageDigest.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!MessageDigest.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!MessageDigest.areEqual([1, 2, 3], [1, 2]))
    }
}
