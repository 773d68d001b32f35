public import Model
public import Wire

/// An SNMP engine that receives notifications (RFC 3411 to 3416): it checks who sent them, opens what is encrypted and
/// makes the answers, but has no socket. It is not Sendable: one queue owns it. Several may live in one process,
/// because each call takes the lock of the library below.
///
/// The User-based Security Model is kept here and not in the library, whose lists of users and of engine clocks are
/// process globals that forged messages can grow and that nothing bounds. The library derives keys, computes digests,
/// decrypts and parses PDUs; it is asked for each by itself, so that a decrypted PDU, too, is checked before it is
/// parsed.
public final class SNMPEngine {
    /// Our own engine id, under which informs must be protected.
    public let engineID: EngineID
    /// How often this engine was started.
    public let boots: UInt32

    private let started: MonotonicTime
    private var users = UserBook()
    private var engines: EngineBook
    private var salts: SaltSequence
    /// usmStats (RFC 3414, section 5), as Reports tell them.
    private var reported: [UInt32: UInt32] = [:]

    /// An engine with an identity that the caller keeps over restarts, and a boots count that grew by one with this
    /// one. `learnedEngines` bounds how many senders' clocks are remembered; the least recently heard goes first.
    public init(
        engineID: EngineID, boots: UInt32, started: MonotonicTime = .now, learnedEngines: Int = 20_000,
        random: UInt64 = .random(in: .min ... .max)
    ) throws(SNMPEngineFault) {
        guard boots > 0 else { throw .bootsIsZero }
        guard boots < EngineBook.latchedBoots else { throw .bootsExhausted }
        self.engineID = engineID
        self.boots = boots
        self.started = started
        engines = EngineBook(capacity: learnedEngines)
        salts = SaltSequence(random: random)
    }

    /// How many sending engines are remembered.
    public var learnedEngines: Int { engines.count }

    /// Takes new users in place of the old ones; those that have not changed keep their keys. A passphrase that is new
    /// costs some milliseconds. A user with a fault is left out and the others are taken.
    public func setUsers(_ users: [USMUser]) -> [USMUserFault] {
        let faults = self.users.replace(with: users, ownEngine: engineID)
        engines.keepOnly(self.users.numbers)
        return faults
    }

    /// Forgets the clock of a sending engine, which may then begin anew at any boots count; whether it was known. For a
    /// device that was reset to its defaults.
    @discardableResult
    public func forgetEngine(_ engine: EngineID) -> Bool { engines.forget(engine.bytes) }

    /// Reads one message whose structure has been checked. Communities are not judged here.
    public func decode(
        _ bytes: [UInt8], envelope: SNMPEnvelope, source: Endpoint, now: MonotonicTime = .now
    ) -> TrapDecoding {
        NetSNMPLibrary.parsing { parser in
            guard let header = envelope.v3 else { return decodeCommunity(bytes, envelope, source, &parser) }
            return decodeUser(bytes, header, envelope.scopedPDU, source, now, &parser)
        }
    }

    // MARK: v1 and v2c

    private func decodeCommunity(
        _ bytes: [UInt8], _ envelope: SNMPEnvelope, _ source: Endpoint, _ parser: inout PDUParser
    ) -> TrapDecoding {
        guard let checked = envelope.scopedPDU, let place = envelope.community else {
            return .refused(.libraryRefused, response: nil)
        }
        guard let kind = TrapMessage.Kind(checked.kind) else {
            return .refused(.notATrap(checked.kind), response: nil)
        }
        guard let pdu = parser.parse(bytes, checked) else { return .refused(.libraryRefused, response: nil) }
        guard let content = NotificationContent(pdu) else { return .refused(.noTrapOID, response: nil) }
        var message = TrapMessage(content, version: envelope.version, kind: kind, source: source)
        message.community = Array(bytes[place])
        message.requestID = checked.requestID ?? 0
        if kind == .inform {
            var writer = BERWriter(capacity: bytes.count + 16)
            writer.raw(bytes[checked.varBinds])
            writer.closePDU(.response, requestID: message.requestID, since: 0)
            writer.octets(bytes[place])
            writer.integer(Int32(envelope.version.rawValue))
            writer.close(BERTag.sequence, since: 0)
            message.response = writer.bytes
        }
        return .trap(message)
    }

    // MARK: v3, in the order of RFC 3414, section 3.2

    private func decodeUser(
        _ bytes: [UInt8], _ header: SNMPv3Header, _ plain: SNMPScopedPDU?, _ source: Endpoint, _ now: MonotonicTime,
        _ parser: inout PDUParser
    ) -> TrapDecoding {
        let engine = Array(bytes[header.engineID])
        let isOurs = engine == engineID.bytes
        // The sender of a trap is authoritative, the receiver of all that asks for an answer (RFC 3412, section 7.1.6).
        let asksUs = header.isReportable && plain?.kind.isConfirmed != false || plain?.kind.isConfirmed == true
        if engine.isEmpty || !isOurs && asksUs {
            return refuse(.unknownEngine, bytes, header, plain, now, signer: nil)
        }
        let signer: Signer
        switch findSigner(bytes, header, engine, isOurs: isOurs) {
        case .success(let found): signer = found
        case .failure(let refusal): return refuse(refusal, bytes, header, plain, now, signer: nil)
        }
        if let keys = signer.keys {
            let window =
                isOurs
                ? ownWindow(header, now)
                : engines.accept(engine, boots: header.boots, time: header.time, keys: keys, of: signer.user)
            if let window { return refuse(.notInTimeWindow(window), bytes, header, plain, now, signer: signer) }
        }
        var packet = bytes
        var checked = plain
        if let ciphertext = header.ciphertext {
            guard let (plaintext, inside) = open(bytes, header, ciphertext, signer) else {
                return refuse(.decryptionFailed, bytes, header, nil, now, signer: signer)
            }
            packet = plaintext
            checked = inside
        }
        guard let checked else { return .refused(.libraryRefused, response: nil) }
        return take(packet, checked, header, engine, signer, source, now, &parser)
    }

    /// Makes the message of a PDU that is authentic as its level asks, in plain text and checked.
    private func take(
        _ packet: [UInt8], _ checked: SNMPScopedPDU, _ header: SNMPv3Header, _ engine: [UInt8], _ signer: Signer,
        _ source: Endpoint, _ now: MonotonicTime, _ parser: inout PDUParser
    ) -> TrapDecoding {
        guard let kind = TrapMessage.Kind(checked.kind) else {
            return .refused(.notATrap(checked.kind), response: nil)
        }
        // Only now is it known what an encrypted message without the reportable flag is.
        if kind == .inform, engine != engineID.bytes { return .refused(.unknownEngine, response: nil) }
        guard let pdu = parser.parse(packet, checked) else { return .refused(.libraryRefused, response: nil) }
        guard let content = NotificationContent(pdu) else { return .refused(.noTrapOID, response: nil) }
        var message = TrapMessage(content, version: .v3, kind: kind, source: source)
        message.user = signer.name
        message.securityLevel = header.securityLevel
        message.securityEngineID = EngineID(engine)
        message.contextEngineID = EngineID(packet[checked.contextEngineID])
        message.contextName = String(decoding: packet[checked.contextName], as: UTF8.self)
        message.requestID = checked.requestID ?? 0
        message.messageID = header.messageID
        if kind == .inform { message.response = acknowledge(packet, checked, header, signer, now) }
        return .trap(message)
    }

    /// A user whose message this is, with its keys for the message's engine; no keys where the user has none.
    private struct Signer {
        var name: String
        var octets: [UInt8]
        var user: Int
        var keys: LocalisedKeys?
    }

    private func findSigner(
        _ bytes: [UInt8], _ header: SNMPv3Header, _ engine: [UInt8], isOurs: Bool
    ) -> Result<Signer, TrapRefusal> {
        let name = Array(bytes[header.userName])
        guard let named = users.byName[name] else { return .failure(.unknownUser) }
        var candidates = named
        if !isOurs {
            candidates = named.filter { $0.user.engineID?.bytes == engine }
            if candidates.isEmpty { candidates = named.filter { $0.user.engineID == nil } }
            if candidates.isEmpty { return .failure(.engineNotConfigured) }
        }
        var refusal = TrapRefusal.wrongDigest
        for entry in candidates {
            let configured = entry.user.securityLevel
            if header.securityLevel > configured {
                refusal = .unsupportedSecurityLevel
                continue
            }
            if header.securityLevel < configured {
                refusal = .wrongSecurityLevel
                continue
            }
            var signer = Signer(name: entry.user.name, octets: name, user: entry.number, keys: nil)
            guard let userKeys = entry.keys else { return .success(signer) }
            // Keys for an engine that was not heard before are derived on trial; `accept` keeps them once they were
            // right.
            let known = isOurs ? entry.ownKeys : engines.keys(of: entry.number, engine: engine)
            guard let keys = known ?? userKeys.localised(to: engine),
                MessageSecurity.isAuthentic(bytes, parameters: header.authenticationParameters, keys.auth)
            else {
                refusal = .wrongDigest
                continue
            }
            signer.keys = keys
            return .success(signer)
        }
        return .failure(refusal)
    }

    /// RFC 3414, section 3.2, step 7a: an inform must know our boots and, within 150 s, our time.
    private func ownWindow(_ header: SNMPv3Header, _ now: MonotonicTime) -> TrapRefusal.Window? {
        if header.boots == 0, header.time == 0 { return .synchronisation }
        let time = Int64(engineTime(at: now))
        let isNear = abs(time - Int64(header.time)) <= Int64(EngineBook.windowSeconds)
        return header.boots == boots && isNear ? nil : .ours
    }

    private func open(
        _ bytes: [UInt8], _ header: SNMPv3Header, _ ciphertext: Range<Int>, _ signer: Signer
    ) -> (plaintext: [UInt8], checked: SNMPScopedPDU)? {
        guard let privacy = signer.keys?.privacy,
            let plaintext = MessageSecurity.decrypt(
                bytes[ciphertext], salt: bytes[header.privacyParameters], boots: header.boots, time: header.time,
                privacy),
            // DES fills its last block; some devices do so with AES, too, which does not need it.
            let checked = try? SNMPScopedPDU(decrypted: plaintext, padding: 16)
        else { return nil }
        return (plaintext, checked)
    }

    // MARK: Answers

    private func engineTime(at now: MonotonicTime) -> UInt32 {
        UInt32(clamping: (now - started).nanoseconds / 1_000_000_000)
    }

    /// The Response to an inform (RFC 3416, section 4.2.7): the same variables at the same level.
    private func acknowledge(
        _ packet: [UInt8], _ checked: SNMPScopedPDU, _ header: SNMPv3Header, _ signer: Signer, _ now: MonotonicTime
    ) -> [UInt8]? {
        let answer = SNMPv3Message(
            messageID: header.messageID, securityLevel: header.securityLevel, isReportable: false,
            engineID: engineID.bytes, boots: boots, time: engineTime(at: now), userName: signer.octets,
            contextEngineID: Array(packet[checked.contextEngineID]), contextName: Array(packet[checked.contextName]))
        let requestID = checked.requestID ?? 0
        var writer = BERWriter(capacity: packet.count + 16)
        writer.raw(packet[checked.varBinds])
        writer.closePDU(.response, requestID: requestID, since: 0)
        let response = answer.encode(pdu: writer.bytes, keys: signer.keys, salts: &salts)
        guard let response, response.count > Int(header.maximumSize) else { return response }
        // tooBig: the acknowledgment stands without its variables.
        var small = BERWriter()
        small.varBinds([])
        small.closePDU(.response, requestID: requestID, errorStatus: 1, since: 0)
        return answer.encode(pdu: small.bytes, keys: signer.keys, salts: &salts)
    }

    /// Refuses a message, with a Report where the sender waits for one (RFC 3412, section 7.1.3).
    private func refuse(
        _ refusal: TrapRefusal, _ bytes: [UInt8], _ header: SNMPv3Header, _ plain: SNMPScopedPDU?, _ now: MonotonicTime,
        signer: Signer?
    ) -> TrapDecoding {
        guard header.isReportable, plain?.kind.isConfirmed != false, let arc = refusal.reportArc else {
            return .refused(refusal, response: nil)
        }
        reported[arc, default: 0] &+= 1
        // Only the time window's Report is authenticated (RFC 3414, section 3.2, step 7a): the sender believes it.
        var level = SecurityLevel.noAuthNoPriv
        if case .notInTimeWindow = refusal, signer?.keys != nil { level = .authNoPriv }
        let report = SNMPv3Message(
            messageID: header.messageID, securityLevel: level, isReportable: false, engineID: engineID.bytes,
            boots: boots, time: engineTime(at: now), userName: Array(bytes[header.userName]),
            contextEngineID: engineID.bytes, contextName: [])
        var writer = BERWriter()
        writer.varBinds([
            VarBind([1, 3, 6, 1, 6, 3, 15, 1, 1, arc, 0], .counter32(reported[arc] ?? 0))
        ])
        writer.closePDU(.report, requestID: plain?.requestID ?? 0, since: 0)
        return .refused(refusal, response: report.encode(pdu: writer.bytes, keys: signer?.keys, salts: &salts))
    }
}

/// Why an engine cannot be made.
public enum SNMPEngineFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// The boots count must be 1 at the first start.
    case bootsIsZero
    /// The engine was started 2147483646 times and needs a new identity (RFC 3414, section 2.2.1).
    case bootsExhausted

    /// The fault in words.
    public var description: String {
        switch self {
        case .bootsIsZero: "an SNMP engine's boots count begins at 1"
        case .bootsExhausted: "an SNMP engine whose boots count has reached 2147483647 needs a new engine id"
        }
    }
}

extension TrapRefusal: Error {}

extension TrapMessage.Kind {
    /// The kind of a PDU that is a notification; nil for others.
    init?(_ kind: SNMPPDUKind) {
        switch kind {
        case .v1Trap: self = .v1Trap
        case .trap: self = .trap
        case .inform: self = .inform
        case .get, .getNext, .getBulk, .set, .response, .report: return nil
        }
    }
}

extension TrapMessage {
    /// A message of that content; identity and ids are to be filled in.
    init(_ content: NotificationContent, version: SNMPVersion, kind: Kind, source: Endpoint) {
        self.init(
            version: version, kind: kind, source: source, trapOID: content.trapOID,
            sysUpTime: content.sysUpTime, varBinds: content.varBinds, enterprise: content.enterprise,
            agentAddress: content.agentAddress, snmpTrapAddress: content.snmpTrapAddress)
    }
}
