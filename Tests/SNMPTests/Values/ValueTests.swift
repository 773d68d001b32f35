import SNMP
import Testing

/// Identifiers, engine ids, protocol names, users.
@Suite("SNMP values")
struct ValueTests {
    @Test(
        "Dotted text becomes an identifier and back", arguments: ["1.3.6.1.4.1.8072", "0.0", "2.999.4294967295", "1"])
    func identifier(_ text: String) throws {
        #expect(try #require(ObjectIdentifier(text)).text == text)
        #expect(try #require(ObjectIdentifier("." + text)).text == text)
    }

    @Test(
        "What is no dotted text is no identifier",
        arguments: ["", ".", "1..3", "1.3.", "1.3.4294967296", "ifIndex", "1.-3", " 1.3"])
    func noIdentifier(_ text: String) { #expect(ObjectIdentifier(text) == nil) }

    @Test("An identifier of 129 arcs is none")
    func tooLong() {
        #expect(ObjectIdentifier([String](repeating: "1", count: 128).joined(separator: ".")) != nil)
        #expect(ObjectIdentifier([String](repeating: "1", count: 129).joined(separator: ".")) == nil)
    }

    @Test("Identifiers order arc by arc, and what lies below comes after")
    func order() {
        let sorted: [ObjectIdentifier] = [[1, 3], [1, 3, 6], [1, 3, 6, 1], [1, 3, 10], [2]]
        #expect(sorted.shuffled().sorted() == sorted)
        #expect(([1, 3, 6, 1] as ObjectIdentifier).starts(with: [1, 3, 6]))
        #expect(!([1, 3, 6] as ObjectIdentifier).starts(with: [1, 3, 6, 1]))
    }

    @Test("An engine id has 5 to 32 octets and reads hexadecimal digits")
    func engineID() throws {
        #expect(EngineID("0x8000000001020304")?.bytes == [0x80, 0, 0, 0, 1, 2, 3, 4])
        #expect(EngineID("80:00:1F:88:80")?.text == "80001f8880")
        #expect(EngineID("80001f88") == nil)
        #expect(EngineID("80001f888") == nil)
        #expect(EngineID("not hexadecimal") == nil)
        #expect(EngineID(Sample.octets(33)) == nil)
        #expect(EngineID.make(from: 0x1122_3344_5566_7788).text == "80001f88801122334455667788")
        #expect(EngineID.make(from: "tocsin")?.text == "80001f8804746f6373696e")
        #expect(EngineID.make(from: "") == nil)
        #expect(EngineID.make(from: String(repeating: "x", count: 28)) == nil)
    }

    @Test("Every spelling of a protocol is understood")
    func protocols() {
        for (name, expected) in [
            ("MD5", .md5), ("sha", .sha1), ("SHA-1", .sha1), ("SHA1", .sha1), ("SHA-256", .sha256), ("sha512", .sha512),
        ] as [(String, AuthProtocol)] { #expect(AuthProtocol(name) == expected) }
        for (name, expected) in [
            ("DES", .des), ("aes", .aes128), ("AES128", .aes128), ("AES-256", .aes256), ("aes-192-c", .aes192Cisco),
        ] as [(String, PrivacyProtocol)] { #expect(PrivacyProtocol(name) == expected) }
        for known in AuthProtocol.allCases { #expect(AuthProtocol(known.rawValue) == known) }
        for known in PrivacyProtocol.allCases { #expect(PrivacyProtocol(known.rawValue) == known) }
        #expect(AuthProtocol("SHA-3") == nil)
        #expect(PrivacyProtocol("3DES") == nil)
    }

    @Test("No description, dump or interpolation of a user shows a passphrase")
    func hidden() {
        let user = Sample.monitor(.sha256, .aes256)
        var dumped = ""
        dump([user], to: &dumped)
        for text in ["\(user)", String(reflecting: user), String(describing: user.auth), "\([user])", dumped] {
            #expect(!text.contains("passphrase\""))
            #expect(!text.contains("auth passphrase"))
            #expect(!text.contains("97, 117, 116, 104"))
        }
    }
}
