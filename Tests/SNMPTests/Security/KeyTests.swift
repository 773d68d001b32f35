import Testing

@testable import SNMP

/// Keys held against the standards' own examples.
@Suite("v3 keys", .serialized)
struct KeyTests {
    /// snmpEngineID of RFC 3414, appendix A.3.
    static let engine: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]

    @Test("maplesyrup gives the keys of RFC 3414, appendix A.3")
    func standardKeys() throws {
        let md5 = try #require(PassphraseKey("maplesyrup", .md5))
        let sha = try #require(PassphraseKey("maplesyrup", .sha1))
        #expect(
            NetSNMPLibrary.locked { md5.localised(to: KeyTests.engine) } == [
                0x52, 0x6f, 0x5e, 0xed, 0x9f, 0xcc, 0xe2, 0x6f, 0x89, 0x64, 0xc2, 0x93, 0x07, 0x87, 0xd8, 0x2b,
            ])
        #expect(
            NetSNMPLibrary.locked { sha.localised(to: KeyTests.engine) } == [
                0x66, 0x95, 0xfe, 0xbc, 0x92, 0x88, 0xe3, 0x62, 0x82, 0x23, 0x5f, 0xc7, 0x15, 0x1f, 0x12, 0x84, 0x97,
                0xb3, 0x8f, 0x3f,
            ])
    }

    @Test("Every cipher gets a key of its length from every digest")
    func lengths() throws {
        for auth in AuthProtocol.allCases {
            let key = try #require(PassphraseKey("maplesyrup", auth))
            for privacy in PrivacyProtocol.allCases {
                let localised = NetSNMPLibrary.locked { key.localised(to: KeyTests.engine, for: privacy) }
                #expect(localised?.count == privacy.keyLength)
            }
        }
    }

    @Test("Salts do not repeat, and those of DES begin with the boots count")
    func salts() {
        var salts = SaltSequence(random: .max - 5)
        let many = (0..<100).map { _ in salts.next(boots: 7, .aes128) }
        #expect(Set(many).count == 100)
        #expect(salts.next(boots: 7, .des).prefix(4) == [0, 0, 0, 7])
    }

    @Test("What was used least recently makes room")
    func recency() {
        var map = RecencyMap<Int, String>(capacity: 3)
        for key in 1...3 { map.set(key, "\(key)") }
        #expect(map.use(1) == "1")
        map.set(4, "4")
        #expect(map.use(2) == nil)
        #expect(map.use(1) == "1")
        let removals = [map.remove(3), map.remove(3)]
        #expect(removals == [true, false])
        map.set(5, "5")
        map.set(1, "one")
        #expect(map.count == 3)
        #expect(map.use(1) == "one")
        map.set(6, "6")
        #expect(map.use(4) == nil)
        map.mapValues { $0 += "!" }
        #expect(map.use(5) == "5!")
        for key in 10..<1_000 { map.set(key, "") }
        #expect(map.count == 3)
    }

    @Test("An engine needs a boots count that is neither 0 nor exhausted")
    func boots() {
        #expect(throws: SNMPEngineFault.bootsIsZero) { try SNMPEngine(engineID: Sample.receiver, boots: 0) }
        #expect(throws: SNMPEngineFault.bootsExhausted) {
            try SNMPEngine(engineID: Sample.receiver, boots: 2_147_483_647)
        }
    }
}
