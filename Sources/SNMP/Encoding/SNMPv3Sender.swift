public import Wire

/// A v3 user at one authoritative engine: it writes that user's notifications and reads the answers. For a trap the
/// engine is the sender's own, for an inform the receiver's. For the simulated network and the tests.
public struct SNMPv3Sender: Sendable {
    /// The user.
    public let user: USMUser
    /// The authoritative engine.
    public let engineID: EngineID
    /// Its boots count.
    public var boots: UInt32
    /// Its time, in seconds.
    public var time: UInt32
    /// The level of the messages; the user's own unless it is changed.
    public var securityLevel: SecurityLevel
    /// Whose variables the messages carry.
    public var contextEngineID: EngineID
    /// The context within that engine.
    public var contextName = ""
    private let userKeys: UserKeys?
    private let keys: LocalisedKeys?
    private var salts: SaltSequence

    /// Derives the user's keys, which takes some milliseconds.
    public init(
        _ user: USMUser, engineID: EngineID, boots: UInt32, time: UInt32, random: UInt64 = .random(in: .min ... .max)
    ) throws(USMUserFault) {
        var derived: [UserKeys.Derivation: PassphraseKey] = [:]
        let userKeys = user.auth.flatMap { UserKeys($0, user.privacy, derived: &derived) }
        try self.init(user, userKeys, engineID: engineID, boots: boots, time: time, random: random)
    }

    /// The same user at another engine; the passphrases' keys are not derived again.
    public func at(
        _ engineID: EngineID, boots: UInt32, time: UInt32, random: UInt64 = .random(in: .min ... .max)
    ) throws(USMUserFault) -> SNMPv3Sender {
        try SNMPv3Sender(user, userKeys, engineID: engineID, boots: boots, time: time, random: random)
    }

    private init(
        _ user: USMUser, _ userKeys: UserKeys?, engineID: EngineID, boots: UInt32, time: UInt32, random: UInt64
    ) throws(USMUserFault) {
        self.user = user
        self.userKeys = userKeys
        self.engineID = engineID
        self.boots = boots
        self.time = time
        securityLevel = user.securityLevel
        contextEngineID = engineID
        salts = SaltSequence(random: random)
        keys = userKeys.flatMap { userKeys in NetSNMPLibrary.locked { userKeys.localised(to: engineID.bytes) } }
        guard user.auth == nil || keys != nil else {
            throw USMUserFault(index: 0, name: user.name, reason: .notDerivable)
        }
    }

    /// A trap or inform; nil where the level needs keys that the user has not.
    public mutating func notification(
        _ kind: SNMPPDUKind = .trap, messageID: Int32, requestID: Int32, sysUpTime: UInt32 = 0,
        trapOID: ObjectIdentifier, varBinds: [VarBind] = []
    ) -> [UInt8]? {
        var writer = BERWriter()
        writer.notification(kind, requestID: requestID, sysUpTime: sysUpTime, trapOID: trapOID, varBinds: varBinds)
        return encode(writer.bytes, messageID: messageID, isReportable: kind.isConfirmed)
    }

    /// The question for a receiver's engine id that precedes an inform (RFC 3414, section 4).
    public static func discovery(messageID: Int32, requestID: Int32) -> [UInt8] {
        let message = SNMPv3Message(
            messageID: messageID, securityLevel: .noAuthNoPriv, isReportable: true, engineID: [], boots: 0, time: 0,
            userName: [], contextEngineID: [], contextName: [])
        var writer = BERWriter()
        writer.varBinds([])
        writer.closePDU(.get, requestID: requestID, since: 0)
        var none = SaltSequence(random: 0)
        return NetSNMPLibrary.locked { message.encode(pdu: writer.bytes, keys: nil, salts: &none) } ?? []
    }

    /// Reads the answer to an inform. An answer at a level above noAuthNoPriv must be authentic.
    public func answer(_ bytes: [UInt8]) throws -> SNMPAnswer { try SNMPAnswer(bytes, keys: keys) }

    /// Any PDU under this user, for tests and fuzzers.
    package mutating func encode(_ pdu: [UInt8], messageID: Int32, isReportable: Bool) -> [UInt8]? {
        let message = SNMPv3Message(
            messageID: messageID, securityLevel: securityLevel, isReportable: isReportable, engineID: engineID.bytes,
            boots: boots, time: time, userName: Array(user.name.utf8), contextEngineID: contextEngineID.bytes,
            contextName: Array(contextName.utf8))
        var salts = salts
        defer { self.salts = salts }
        let keys = keys
        let (encoded, used) = NetSNMPLibrary.locked { () -> ([UInt8]?, SaltSequence) in
            var salts = salts
            let encoded = message.encode(pdu: pdu, keys: keys, salts: &salts)
            return (encoded, salts)
        }
        salts = used
        return encoded
    }
}
