import Model
import SNMP
import Testing
import Wire

/// What the tests of this target share.
enum Sample {
    static let source = Endpoint(address: .v4(0xc000_0207), port: 40_000)
    static let sender = EngineID.make(from: 0x1122_3344_5566_7788)
    static let receiver = EngineID.make(from: 0x0102_0304_0506_0708)
    static let linkDown: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 1, 1, 5, 3]
    static let varBinds = [
        VarBind([1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 7], .integer(7)),
        VarBind([1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 7], .integer(1)),
        VarBind([1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 7], .integer(2)),
    ]

    /// The user that signed the captured v3 traps.
    static func monitor(_ auth: AuthProtocol?, _ privacy: PrivacyProtocol? = nil, engineID: EngineID? = nil) -> USMUser
    {
        USMUser(
            name: "monitor", auth: auth.map { .init($0, "auth passphrase") },
            privacy: privacy.map { .init($0, "privacy passphrase") }, engineID: engineID)
    }

    static func engine(_ users: USMUser..., boots: UInt32 = 1, started: MonotonicTime = .now, learned: Int = 20_000)
        throws
        -> SNMPEngine
    {
        let engine = try SNMPEngine(engineID: receiver, boots: boots, started: started, learnedEngines: learned)
        #expect(engine.setUsers(users) == [])
        return engine
    }

    static func octets(_ count: Int, _ value: UInt8 = 1) -> [UInt8] { [UInt8](repeating: value, count: count) }
}

extension SNMPEngine {
    /// Checks and decodes.
    func decode(_ bytes: [UInt8], now: MonotonicTime = .now) throws -> TrapDecoding {
        decode(bytes, envelope: try SNMPEnvelope(bytes), source: Sample.source, now: now)
    }

    /// Checks and decodes what must be a notification.
    func trap(_ bytes: [UInt8], now: MonotonicTime = .now) throws -> TrapMessage {
        switch try decode(bytes, now: now) {
        case .trap(let message): return message
        case .refused(let refusal, _): throw refusal
        }
    }

    /// Checks and decodes what must be refused.
    func refusal(_ bytes: [UInt8], now: MonotonicTime = .now) throws -> TrapRefusal? {
        if case .refused(let refusal, _) = try decode(bytes, now: now) { refusal } else { nil }
    }
}

extension SNMPv3Sender {
    /// A linkDown of ifIndex 7.
    mutating func linkDown(_ kind: SNMPPDUKind = .trap, request: Int32 = 1) throws -> [UInt8] {
        let packet = notification(
            kind, messageID: request, requestID: request, sysUpTime: 4711, trapOID: Sample.linkDown,
            varBinds: Sample.varBinds)
        return try #require(packet)
    }
}
