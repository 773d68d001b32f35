import Glibc
import Model
import SNMP
import Testing
import Wire

/// Who may send a v3 trap, how it must be protected, and when.
@Suite("v3 traps", .serialized)
struct UserSecurityTests {
    @Test("A trap of snmptrap is opened with every pair of protocols", arguments: Captured.v3.indices)
    func everyProtocol(_ index: Int) throws {
        let packet = Captured.v3[index]
        let auth = try #require(AuthProtocol(packet.auth))
        let privacy = packet.privacy.flatMap { PrivacyProtocol($0) }
        #expect((privacy == nil) == (packet.privacy == nil))
        let message = try Sample.engine(Sample.monitor(auth, privacy)).trap(packet.bytes)
        #expect(message.version == .v3)
        #expect(message.kind == .trap)
        #expect(message.user == "monitor")
        #expect(message.securityLevel == (privacy == nil ? .authNoPriv : .authPriv))
        #expect(message.securityEngineID == EngineID("8000000001020304"))
        #expect(message.contextEngineID?.bytes.prefix(5) == [0x80, 0x00, 0x1f, 0x88, 0x80])
        #expect(message.contextName == "")
        #expect(message.trapOID == Sample.linkDown)
        #expect(message.sysUpTime == 4711)
        #expect(message.varBinds == Array(Sample.varBinds.prefix(2)))
        #expect(message.response == nil)
        #expect(message.community == nil)
    }

    @Test("A trap without authentication is taken from a user that has none, and leaves nothing behind")
    func noAuth() throws {
        let engine = try Sample.engine(Sample.monitor(nil))
        #expect(try engine.trap(Captured.v3NoAuth).securityLevel == .noAuthNoPriv)
        #expect(engine.learnedEngines == 0)
    }

    @Test("A wrong passphrase or digest is told from a wrong privacy passphrase")
    func wrongKeys() throws {
        let packet = try #require(Captured.v3.first { $0.auth == "SHA-256" && $0.privacy == "AES-256" }).bytes
        var user = Sample.monitor(.sha256, .aes256)
        user.auth = .init(.sha256, "another passphrase")
        #expect(try Sample.engine(user).refusal(packet) == .wrongDigest)
        #expect(try Sample.engine(Sample.monitor(.sha1, .aes256)).refusal(packet) == .wrongDigest)
        user = Sample.monitor(.sha256, .aes256)
        user.privacy = .init(.aes256, "another passphrase")
        #expect(try Sample.engine(user).refusal(packet) == .decryptionFailed)
        #expect(try Sample.engine(Sample.monitor(.sha256, .aes128)).refusal(packet) == .decryptionFailed)
        #expect(try Sample.engine(Sample.monitor(.sha256, .des)).refusal(packet) == .decryptionFailed)
    }

    @Test("Where a digest is shorter than a cipher's key, the two ways to lengthen it are told apart")
    func lengthenedKeys() throws {
        let packet = try #require(Captured.v3.first { $0.auth == "SHA" && $0.privacy == "AES-256" }).bytes
        let cisco = try #require(Captured.v3.first { $0.auth == "SHA" && $0.privacy == "AES-256-C" }).bytes
        #expect(try Sample.engine(Sample.monitor(.sha1, .aes256Cisco)).refusal(packet) == .decryptionFailed)
        #expect(try Sample.engine(Sample.monitor(.sha1, .aes256)).refusal(cisco) == .decryptionFailed)
        #expect(try Sample.engine(Sample.monitor(.sha1, .aes256Cisco)).refusal(cisco) == nil)
    }

    @Test("No octet of an authentic message can be changed")
    func forged() throws {
        let packet = try #require(Captured.v3.first { $0.auth == "SHA-256" && $0.privacy == nil }).bytes
        let engine = try Sample.engine(Sample.monitor(.sha256))
        for index in packet.indices {
            var changed = packet
            changed[index] ^= 0x01
            guard let envelope = try? SNMPEnvelope(changed) else { continue }
            if case .trap = engine.decode(changed, envelope: envelope, source: Sample.source) {
                Issue.record("Octet \(index) was changed and the message was taken")
            }
        }
        #expect(engine.learnedEngines == 0)
        #expect(try engine.trap(packet).varBinds == Array(Sample.varBinds.prefix(2)))
    }

    @Test("Users that are unknown, or known for another engine, are refused")
    func unknown() throws {
        let packet = try #require(Captured.v3.first).bytes
        #expect(try Sample.engine(USMUser(name: "other")).refusal(packet) == .unknownUser)
        #expect(
            try Sample.engine(Sample.monitor(.md5, engineID: Sample.sender)).refusal(packet) == .engineNotConfigured)
        let given = Sample.monitor(.md5, engineID: EngineID("8000000001020304"))
        #expect(try Sample.engine(given).trap(packet).user == "monitor")
    }

    @Test("One name may have other keys for each engine")
    func oneNameManyEngines() throws {
        let packet = try #require(Captured.v3.first).bytes
        var other = Sample.monitor(.sha512, engineID: Sample.sender)
        other.auth = .init(.sha512, "quite another passphrase")
        let given = Sample.monitor(.md5, engineID: EngineID("8000000001020304"))
        let engine = try Sample.engine(other, given)
        #expect(try engine.trap(packet).user == "monitor")
        var sender = try SNMPv3Sender(other, engineID: Sample.sender, boots: 1, time: 1)
        #expect(try engine.trap(sender.linkDown()).user == "monitor")
    }

    @Test("A message is neither less nor more protected than its user")
    func levels() throws {
        let engine = try Sample.engine(Sample.monitor(.sha256, .aes128))
        let plain = try #require(Captured.v3.first { $0.auth == "SHA-256" && $0.privacy == nil }).bytes
        #expect(try engine.refusal(plain) == .wrongSecurityLevel)
        #expect(try engine.refusal(Captured.v3NoAuth) == .wrongSecurityLevel)
        #expect(try Sample.engine(Sample.monitor(nil)).refusal(plain) == .unsupportedSecurityLevel)
        #expect(engine.learnedEngines == 0)
    }

    @Test("A sender's boots and time do not go back by more than the window")
    func window() throws {
        let engine = try Sample.engine(Sample.monitor(.sha1))
        var sender = try SNMPv3Sender(Sample.monitor(.sha1), engineID: Sample.sender, boots: 5, time: 1000)
        func send(boots: UInt32, time: UInt32) throws -> TrapRefusal? {
            (sender.boots, sender.time) = (boots, time)
            return try engine.refusal(sender.linkDown())
        }
        #expect(try send(boots: 5, time: 1000) == nil)
        #expect(try send(boots: 5, time: 850) == nil)
        #expect(try send(boots: 5, time: 849) == .notInTimeWindow(.timeWentBack))
        #expect(try send(boots: 4, time: 2000) == .notInTimeWindow(.bootsWentBack))
        #expect(try send(boots: 6, time: 3) == nil)
        #expect(try send(boots: 5, time: 5000) == .notInTimeWindow(.bootsWentBack))
        #expect(try send(boots: 2_147_483_647, time: 1) == .notInTimeWindow(.bootsWentBack))
        #expect(engine.forgetEngine(Sample.sender))
        #expect(!engine.forgetEngine(Sample.sender))
        #expect(try send(boots: 1, time: 1) == nil)
    }

    @Test("A reload keeps senders' clocks, takes new passphrases, and drops users that are gone")
    func reload() throws {
        let engine = try Sample.engine(Sample.monitor(.sha1))
        var sender = try SNMPv3Sender(Sample.monitor(.sha1), engineID: Sample.sender, boots: 5, time: 1000)
        let current = try sender.linkDown()
        sender.boots = 4
        let stale = try sender.linkDown()
        #expect(try engine.refusal(current) == nil)
        #expect(engine.setUsers([Sample.monitor(.sha1), USMUser(name: "other")]) == [])
        #expect(try engine.refusal(stale) == .notInTimeWindow(.bootsWentBack))
        #expect(try engine.refusal(current) == nil)
        var changed = Sample.monitor(.sha1)
        changed.auth = .init(.sha1, "a new passphrase")
        #expect(engine.setUsers([changed]) == [])
        #expect(try engine.refusal(current) == .wrongDigest)
        #expect(engine.setUsers([]) == [])
        #expect(try engine.refusal(current) == .unknownUser)
    }

    @Test("A faulty user is named and left out, and the others are taken")
    func faults() throws {
        let engine = try Sample.engine()
        let users = [
            USMUser(name: "short", auth: .init(.sha1, "1234567")),
            USMUser(name: "", auth: nil),
            USMUser(name: String(repeating: "n", count: 33)),
            USMUser(name: "priv", auth: nil, privacy: .init(.des, "12345678")),
            Sample.monitor(.md5), Sample.monitor(.sha1),
        ]
        let faults = engine.setUsers(users)
        #expect(faults.map(\.index) == [0, 1, 2, 3, 5])
        #expect(
            faults.map(\.reason) == [.passphraseLength, .nameLength, .nameLength, .privacyWithoutAuth, .givenTwice])
        #expect(faults.first?.description == "user short: a passphrase has at least 8 octets")
        #expect(try engine.refusal(#require(Captured.v3.first).bytes) == nil)
    }

    @Test("Authentic engines beyond the bound push out those that were heard least recently")
    func bounded() throws {
        let user = Sample.monitor(.md5)
        let engine = try Sample.engine(user, learned: 10)
        var first = try SNMPv3Sender(user, engineID: .make(from: 0), boots: 1, time: 1)
        for number in 0..<30 as Range<UInt64> {
            var sender = try first.at(.make(from: number), boots: 1, time: 1)
            #expect(try engine.refusal(sender.linkDown()) == nil)
            // The first is heard again and again, so it stays.
            #expect(try engine.refusal(first.linkDown()) == nil)
        }
        #expect(engine.learnedEngines == 10)
        #expect(engine.forgetEngine(.make(from: 0)))
        #expect(engine.forgetEngine(.make(from: 29)))
        #expect(!engine.forgetEngine(.make(from: 15)))
    }

    @Test("Forged engine ids leave no memory behind")
    func forgedEngines() throws {
        let packet = try #require(
            Captured.v3.first { $0.auth == "SHA-256" && $0.privacy == "AES-128" || $0.privacy == "AES" }
        ).bytes
        let header = try #require(try SNMPEnvelope(packet).v3)
        let engine = try Sample.engine(Sample.monitor(.sha256, .aes128))
        var forged = packet
        func flood(_ count: UInt32) throws {
            for number in 0..<count {
                for octet in 0..<4 {
                    forged[header.engineID.lowerBound + 4 + octet] = UInt8(
                        truncatingIfNeeded: number >> UInt32(8 * octet))
                }
                if number == 0x0403_0201 { continue }
                #expect(try engine.refusal(forged) == .wrongDigest)
            }
        }
        try flood(2_000)
        // Other tests of this process allocate meanwhile; a leak would show in each round.
        var least = Int.max
        for _ in 0..<4 where least >= 1_024 {
            let before = residentKilobytes()
            try flood(20_000)
            least = min(least, residentKilobytes() - before)
        }
        #expect(engine.learnedEngines == 0)
        // net-snmp's own list would have taken 80 octets an engine and more: two megabytes.
        #expect(least < 1_024)
    }

    private func residentKilobytes() -> Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard unsafe fgets(&line, 128, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4
    }
}
