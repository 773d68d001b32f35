import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("SNMPv3 reception")
struct UserSecurityTests {
    static let monitor = USMUser(
        name: "monitor", auth: .init(.sha256, "auth passphrase"), privacy: .init(.aes128, "privacy passphrase"))
    static let configuration = TrapConfiguration.lab {
        $0.users = [monitor]
        $0.communities = []
    }

    static func sender(_ user: USMUser = monitor, engineID: EngineID = .sender, time: UInt32 = 1_000) throws
        -> SNMPv3Sender
    {
        try SNMPv3Sender(user, engineID: engineID, boots: 1, time: time)
    }

    @Test("A trap of a configured user is taken and says how it was secured, without keys")
    func taken() throws {
        let world = try TrapWorld(Self.configuration)
        var sender = try Self.sender()
        sender.contextName = "bridge1"
        world.receive(
            try #require(sender.notification(messageID: 1, requestID: 1, trapOID: try .named("coldStart"))))
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "device-cold-start")
        let json = observation.evidence.json
        #expect(json.contains("\"user\":\"monitor\""))
        #expect(json.contains("\"security_level\":\"authPriv\""))
        #expect(json.contains("\"engine_id\":\"\(EngineID.sender.text)\""))
        #expect(json.contains("\"context\":\"bridge1\""))
        #expect(!String(reflecting: observation).contains("auth passphrase"))
        #expect(!String(reflecting: observation).contains("privacy passphrase"))
    }

    @Test("A wrong key, an unknown user and a lower security level are refused with their reasons")
    func refusals() throws {
        let world = try TrapWorld(Self.configuration)
        var impostor = Self.monitor
        impostor.auth = .init(.sha256, "another passphrase")
        var unknown = Self.monitor
        unknown.name = "nobody"
        let plain = USMUser(name: "monitor")
        for user in [impostor, unknown, plain] {
            var sender = try Self.sender(user)
            for id in Int32(1)...3 {
                world.receive(
                    try #require(sender.notification(messageID: id, requestID: id, trapOID: try .named("coldStart"))))
            }
        }
        #expect(world.observations.map(\.rule) == ["trap-refused", "trap-refused", "trap-refused"])
        #expect(
            try world.watcher.refusals.totals
                == ["wrong-digest": 3, "unknown-user": 3, "wrong-security-level": 3])
        #expect(world.observations.allSatisfy { !String(reflecting: $0).contains("another passphrase") })
        #expect(world.sent == [], "a trap is never answered")
    }

    @Test("A trap that was recorded and is sent again after the engine has restarted is refused")
    func replayed() throws {
        let world = try TrapWorld(Self.configuration)
        var old = try Self.sender()
        let recorded = try #require(old.notification(messageID: 1, requestID: 1, trapOID: try .named("coldStart")))
        world.receive(recorded)
        old.boots = 2
        world.receive(try #require(old.notification(messageID: 2, requestID: 2, trapOID: try .named("coldStart"))))
        world.receive(recorded)
        #expect(world.observations.map(\.rule) == ["device-cold-start", "device-cold-start", "trap-refused"])
        #expect(try world.watcher.refusals.totals == ["boots-went-back": 1])
    }

    @Test("A question for our engine id is answered, counted by itself and not told")
    func discovery() throws {
        let world = try TrapWorld(Self.configuration)
        world.receive(SNMPv3Sender.discovery(messageID: 5, requestID: 6))
        #expect(world.observations == [])
        #expect(try world.watcher.counters.discoveries == 1)
        let answer = try SNMPAnswer(try #require(world.sent.first).bytes)
        #expect(answer.kind == .report)
        #expect(answer.engineID == .receiver)
    }

    @Test("A reload takes users away")
    func reload() throws {
        let world = try TrapWorld(Self.configuration)
        world.reconfigure(.lab)
        var sender = try Self.sender()
        world.receive(
            try #require(sender.notification(messageID: 1, requestID: 1, trapOID: try .named("coldStart"))))
        #expect(world.observations.map(\.rule) == ["trap-refused"])
    }
}
