import Cryptography
import Model
import Testing
import Wire

@testable import Watchers

@Suite("Keys that both hold")
struct NTPKeyTests {
    @Test(
        "Digests of a chronyd verify with the key and with no other",
        arguments: [
            (MessageDigest.sha1, UInt32(1), 20, CapturedMACs.sha1Answer), (.sha256, 2, 32, CapturedMACs.sha256Answer),
            (.aes128CMAC, 3, 16, CapturedMACs.cmacAnswer), (.aes256CMAC, 5, 32, CapturedMACs.cmac256Answer),
        ])
    func authenticated(_ kind: MessageDigest, _ id: UInt32, _ length: Int, _ bytes: [UInt8]) throws {
        let secret = (0..<length).map { UInt8($0) }
        let key = try #require(NTPKey(id: id, kind: kind, secret: Secret(bytes: secret)))
        let packet = try NTPPacket(bytes)
        #expect(key.verifies(packet, bytes: bytes))
        for index in [0, 1, 24, 47, 48, 51, 52, bytes.count - 1] {
            var altered = bytes
            altered[index] ^= 0x10
            let packet = try? NTPPacket(altered)
            #expect(packet.map { key.verifies($0, bytes: altered) } != true, "octet \(index)")
        }
        let other = try #require(NTPKey(id: id, kind: kind, secret: Secret(bytes: secret.reversed())))
        #expect(!other.verifies(packet, bytes: bytes))
    }

    @Test("MD5 keys verify, our own codes are those that a chronyd took, and a key of the wrong length is none")
    func ownCode() throws {
        let tiger = try #require(NTPKey(id: 4, kind: .md5, secret: Secret("tiger")))
        #expect(tiger.verifies(try NTPPacket(CapturedMACs.md5Answer), bytes: CapturedMACs.md5Answer))
        let key = try #require(NTPKey(id: 1, kind: .sha1, secret: Secret(bytes: (0..<20).map { UInt8($0) })))
        let packet = try NTPPacket(CapturedMACs.sha1Request)
        #expect(key.mac(over: packet.unauthenticatedBytes) == packet.mac)
        #expect(NTPKey(id: 1, kind: .aes128CMAC, secret: Secret("short")) == nil)
        #expect(NTPKey(id: 1, kind: .sha1, secret: Secret("")) == nil)
    }

    @Test("The identifier of a server: its IPv4 address, or the digest of its IPv6 address")
    func references() throws {
        #expect(NTPReferenceID(of: .v4(0x0a00_0001))?.text(stratum: 2) == "10.0.0.1")
        // By md5sum over the sixteen octets of 2001:db8::1.
        let address = try #require(IPAddress("2001:db8::1"))
        #expect(NTPReferenceID(of: address)?.raw == 0x39ab_9b37)
    }
}
