import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("SNMP that works and should not")
struct WeaknessTests {
    private static func asked(by credential: SNMPCredential, order: [String]? = nil) -> JudgeWorld {
        let world = JudgeWorld(
            devices: [.polled { $0.credentials = order ?? [credential.name] }], credentials: [.core, .lan, credential])
        for _ in 0..<5 { world.poll(.answer { $0.credential = credential.name }) }
        return world
    }

    @Test(
        "Well-known and empty communities are told once; the community itself is never told",
        arguments: [
            "public", "PRIVATE", "cisco", "", "  ",
        ])
    func communities(_ text: String) throws {
        let world = Self.asked(by: SNMPCredential(name: "old", version: .v2c, community: Secret(text)))
        #expect(world.told == ["firing snmp-default-community core-sw1"])
        let observation = try #require(world.observations.first)
        #expect(observation.severity == .warning)
        #expect(observation.summary.contains("credential old"))
        if !text.allSatisfy(\.isWhitespace) {
            #expect(
                !(observation.summary + observation.evidence.json).lowercased().contains("\"\(text.lowercased())\""))
        }
    }

    @Test("A community that nobody guesses, and version 3 with all it has, are well")
    func strong() {
        #expect(Self.asked(by: .lan).told == [])
        #expect(Self.asked(by: .core).told == [])
    }

    @Test("Falling back from version 3 to a community is told, and ends when version 3 works")
    func downgraded() {
        let world = Self.asked(by: .lan, order: ["core", "lan"])
        #expect(world.told == ["firing snmp-downgraded core-sw1"])
        world.poll(.answer { $0.credential = "core" })
        #expect(world.told.last == "resolved snmp-downgraded core-sw1")
        #expect(Self.asked(by: .lan, order: ["lan", "core"]).told == [], "the community was declared first")
    }

    @Test("Version 3 without authentication, and without privacy, are told apart")
    func levels() {
        let bare = SNMPCredential(name: "bare", version: .v3, user: "u")
        #expect(Self.asked(by: bare).told == ["firing snmp-no-authentication core-sw1"])
        let signed = SNMPCredential(
            name: "signed", version: .v3, user: "u", auth: .init(protocolName: "SHA-1", passphrase: Secret("12345678")))
        let world = Self.asked(by: signed)
        #expect(world.told == ["firing snmp-no-privacy core-sw1"])
        #expect(world.observations.first?.severity == .notice)
    }

    @Test("An agent that should refuse us is right to, and wrong to answer")
    func refused() throws {
        let world = JudgeWorld(devices: [.polled { $0.expectsRefusal = true }])
        for _ in 0..<5 { world.poll(.failure(.timedOut)) }
        #expect(world.told == [])
        #expect(try world.judge().condition == .down)
        for _ in 0..<3 { world.poll(.answer()) }
        #expect(world.told == ["firing snmp-access-not-refused core-sw1"])
        world.poll(.failure(.unknownUser))
        #expect(world.told.last == "resolved snmp-access-not-refused core-sw1")
        for _ in 0..<5 { world.poll(.failure(.unknownUser)) }
        #expect(world.open == [])
    }

    @Test("An acknowledged weakness is not told again, not even after a restart")
    func quiet() {
        let alert = Alert(
            id: 3, key: AlertKey(rule: "snmp-downgraded", subject: Subject(device: "core-sw1")), watcher: .snmp,
            severity: .warning, state: .acknowledged, opened: Moment.start.wall, updated: Moment.start.wall, events: 1,
            acknowledgement: Acknowledgement(by: "root", time: Moment.start.wall, severity: .warning), summary: "")
        let world = JudgeWorld(openAlerts: [alert])
        for _ in 0..<10 { world.poll(.answer { $0.credential = "lan" }) }
        #expect(world.told == [])
    }
}
