import Model
import Testing
import Wire

@testable import SNMP

/// An agent that answers a request as a test says: right, wrong or forged.
struct FabricatedAgent {
    var engineID = EngineID.make(from: 0x0909_0909_0909_0909).bytes
    var boots: UInt32 = 7
    var time: UInt32 = 10_000
    private let keys: [String: UserKeys]
    private var salts = SaltSequence(random: 1)

    /// An agent that knows the user with the passphrases of `ManagerWorld.credentials`, or with others.
    init(auth: Passphrase = "auth passphrase", privacy: Passphrase = "privacy passphrase") {
        var derived: [UserKeys.Derivation: PassphraseKey] = [:]
        var keys: [String: UserKeys] = [:]
        keys["signed"] = UserKeys(.init(.sha256, auth), nil, derived: &derived)
        keys["sealed"] = UserKeys(.init(.sha1, auth), .init(.aes128, privacy), derived: &derived)
        self.keys = keys
    }

    /// What a v1 or v2c request is answered with.
    static func response(
        to request: [UInt8], _ kind: SNMPPDUKind = .response, version: SNMPVersion? = nil, id: Int32? = nil,
        status: Int32 = 0, varBinds: [VarBind] = [VarBind(ManagerWorld.sysUpTime, .timeTicks(4711))]
    ) throws -> [UInt8] {
        let envelope = try SNMPEnvelope(request)
        var writer = BERWriter()
        writer.varBinds(varBinds)
        writer.closePDU(kind, requestID: try id ?? #require(envelope.requestID), errorStatus: status, since: 0)
        writer.octets(request[try #require(envelope.community)])
        writer.integer(Int32((version ?? envelope.version).rawValue))
        writer.close(BERTag.sequence, since: 0)
        return writer.bytes
    }

    /// What is in a v3 request.
    func read(_ request: [UInt8], _ name: String) throws -> (header: SNMPv3Header, requestID: Int32, plain: [UInt8]) {
        let envelope = try SNMPEnvelope(request)
        let header = try #require(envelope.v3)
        guard let ciphertext = header.ciphertext else {
            return (header, try #require(envelope.requestID), request)
        }
        let privacy = try #require(localised(name)?.privacy)
        let plain = try #require(
            NetSNMPLibrary.locked {
                MessageSecurity.decrypt(
                    request[ciphertext], salt: request[header.privacyParameters], boots: header.boots,
                    time: header.time, privacy)
            })
        let inside = try SNMPScopedPDU(decrypted: plain, padding: 16)
        return (header, try #require(inside.requestID), plain)
    }

    /// What a v3 request of a credential is answered with; at its level unless another is given.
    mutating func answer(
        to request: [UInt8], _ name: String, _ kind: SNMPPDUKind = .response, level: SecurityLevel? = nil,
        id: Int32? = nil, requestID: Int32? = nil, user: String = "monitor", readsRequest: Bool = true,
        varBinds: [VarBind] = [VarBind(ManagerWorld.sysUpTime, .timeTicks(4711))]
    ) throws -> [UInt8] {
        let header = try #require(try SNMPEnvelope(request).v3)
        let asked = readsRequest ? try read(request, name).requestID : 0
        let message = SNMPv3Message(
            messageID: id ?? header.messageID, securityLevel: level ?? header.securityLevel, isReportable: false,
            engineID: engineID, boots: boots, time: time, userName: Array(user.utf8), contextEngineID: engineID,
            contextName: [])
        var writer = BERWriter()
        writer.varBinds(varBinds)
        writer.closePDU(kind, requestID: requestID ?? asked, since: 0)
        var salts = salts
        let keys = localised(name)
        let (bytes, used) = NetSNMPLibrary.locked { () -> ([UInt8]?, SaltSequence) in
            var salts = salts
            let bytes = message.encode(pdu: writer.bytes, keys: keys, salts: &salts)
            return (bytes, salts)
        }
        salts = used
        self.salts = salts
        return try #require(bytes)
    }

    /// A Report to a request; authentic only at a level above the lowest.
    mutating func report(
        to request: [UInt8], _ name: String, _ counter: [UInt32], level: SecurityLevel = .noAuthNoPriv, id: Int32? = nil
    ) throws -> [UInt8] {
        try answer(
            to: request, name, .report, level: level, id: id, readsRequest: false,
            varBinds: [VarBind(ObjectIdentifier([1, 3, 6, 1, 6, 3] + counter + [0]), .counter32(1))])
    }

    static let unsupportedSecurityLevels: [UInt32] = [15, 1, 1, 1]
    static let notInTimeWindows: [UInt32] = [15, 1, 1, 2]
    static let unknownUserNames: [UInt32] = [15, 1, 1, 3]
    static let unknownEngineIDs: [UInt32] = [15, 1, 1, 4]
    static let wrongDigests: [UInt32] = [15, 1, 1, 5]
    static let decryptionErrors: [UInt32] = [15, 1, 1, 6]
    static let unknownContexts: [UInt32] = [12, 1, 5]

    private func localised(_ name: String) -> LocalisedKeys? {
        keys[name].flatMap { keys in NetSNMPLibrary.locked { keys.localised(to: engineID) } }
    }
}
