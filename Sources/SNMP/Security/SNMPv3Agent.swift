package import Wire

/// The users that agents know, with their keys before these are bound to engines: derived once for any number of agents.
/// For the simulated network and the tests.
package struct SNMPv3AgentUsers: Sendable {
    /// A user with what its passphrases came to.
    fileprivate struct Entry: Sendable {
        let user: USMUser
        let keys: UserKeys?
    }

    fileprivate let byName: [[UInt8]: Entry]

    /// Derives the users' keys, which takes some milliseconds a passphrase.
    package init(_ users: [USMUser]) throws(USMUserFault) {
        var derived: [UserKeys.Derivation: PassphraseKey] = [:]
        var byName: [[UInt8]: Entry] = [:]
        for (index, user) in users.enumerated() {
            let keys = user.auth.flatMap { UserKeys($0, user.privacy, derived: &derived) }
            guard user.auth == nil || keys != nil else {
                throw USMUserFault(index: index, name: user.name, reason: .notDerivable)
            }
            byName[Array(user.name.utf8)] = Entry(user: user, keys: keys)
        }
        self.byName = byName
    }
}

/// The authoritative end of SNMPv3 at an agent (RFC 3414, section 3.2): it opens requests, refuses with a Report what
/// is to be refused, and seals responses. Its boots and time are the caller's, who simulates restarts.
package struct SNMPv3Agent: Sendable {
    /// The engine's clock at a moment.
    package struct Clock: Sendable, Hashable {
        /// How often it was started.
        package var boots: UInt32
        /// Seconds since the last start.
        package var time: UInt32

        /// A clock that shows this.
        package init(boots: UInt32, time: UInt32) {
            self.boots = boots
            self.time = time
        }
    }

    /// A request that has passed the security model, in plain text.
    package struct Request: Sendable {
        /// The octets that the ranges of `pdu` are about.
        package let packet: [UInt8]
        /// Where the PDU and its parts lie.
        package let pdu: SNMPScopedPDU
        /// The level that it came at.
        package let level: SecurityLevel
        /// The level that its user has.
        package let userLevel: SecurityLevel
        /// The longest message that its sender takes.
        package let maximumSize: Int
        /// The context that it asks in.
        package let contextName: [UInt8]
        fileprivate let messageID: Int32
        fileprivate let userName: [UInt8]
        fileprivate let isReportable: Bool
        fileprivate let contextEngineID: [UInt8]
    }

    /// What a message turned out to be.
    package enum Opening: Sendable {
        /// A request to answer.
        case request(Request)
        /// Refused; this Report says why.
        case report([UInt8])
        /// Refused in silence.
        case discarded
    }

    /// Counters that Reports tell (RFC 3414, section 5; RFC 3413, section 4.1.2).
    package enum Fault: UInt32, Sendable, Hashable, CaseIterable {
        case unsupportedSecLevels = 1
        case notInTimeWindows = 2
        case unknownUserNames = 3
        case unknownEngineIDs = 4
        case wrongDigests = 5
        case decryptionErrors = 6
        case unknownContexts = 7

        /// The counter's identifier.
        package var counter: ObjectIdentifier {
            self == .unknownContexts
                ? [1, 3, 6, 1, 6, 3, 12, 1, 5, 0] : [1, 3, 6, 1, 6, 3, 15, 1, 1, rawValue, 0]
        }
    }

    /// The agent's engine.
    package let engineID: EngineID
    private let users: SNMPv3AgentUsers
    private var keys: [[UInt8]: LocalisedKeys] = [:]
    private var salts: SaltSequence
    private var reported: [Fault: UInt32] = [:]
    private static let windowSeconds: Int64 = 150

    /// An agent of that engine; keys are bound to it when a user first asks.
    package init(engineID: EngineID, users: SNMPv3AgentUsers, random: UInt64) {
        self.engineID = engineID
        self.users = users
        salts = SaltSequence(random: random)
    }

    /// How often each fault was told.
    package func count(of fault: Fault) -> UInt32 { reported[fault] ?? 0 }

    /// Opens a message whose structure has been checked.
    package mutating func open(_ bytes: [UInt8], _ envelope: SNMPEnvelope, clock: Clock) -> Opening {
        guard let header = envelope.v3 else { return .discarded }
        let plain = envelope.scopedPDU
        guard Array(bytes[header.engineID]) == engineID.bytes else {
            return refuse(.unknownEngineIDs, header, bytes, plain, clock)
        }
        let name = Array(bytes[header.userName])
        guard let entry = users.byName[name] else { return refuse(.unknownUserNames, header, bytes, plain, clock) }
        let level = header.securityLevel
        guard level <= entry.user.securityLevel else {
            return refuse(.unsupportedSecLevels, header, bytes, plain, clock)
        }
        var used: LocalisedKeys?
        if level > .noAuthNoPriv {
            guard let keys = bound(entry, name),
                NetSNMPLibrary.locked({
                    MessageSecurity.isAuthentic(bytes, parameters: header.authenticationParameters, keys.auth)
                })
            else { return refuse(.wrongDigests, header, bytes, plain, clock) }
            let isNear = abs(Int64(clock.time) - Int64(header.time)) <= SNMPv3Agent.windowSeconds
            guard header.boots == clock.boots, isNear else {
                return refuse(.notInTimeWindows, header, bytes, plain, clock, keys: keys)
            }
            used = keys
        }
        var packet = bytes
        var inside = plain
        if let ciphertext = header.ciphertext {
            guard let privacy = used?.privacy,
                let text = NetSNMPLibrary.locked({
                    MessageSecurity.decrypt(
                        bytes[ciphertext], salt: bytes[header.privacyParameters], boots: header.boots,
                        time: header.time, privacy)
                }),
                let checked = try? SNMPScopedPDU(decrypted: text, padding: 16)
            else { return refuse(.decryptionErrors, header, bytes, nil, clock) }
            packet = text
            inside = checked
        }
        guard let inside else { return .discarded }
        return .request(
            Request(
                packet: packet, pdu: inside, level: level, userLevel: entry.user.securityLevel,
                maximumSize: Int(header.maximumSize), contextName: Array(packet[inside.contextName]),
                messageID: header.messageID, userName: name, isReportable: header.isReportable,
                contextEngineID: Array(packet[inside.contextEngineID])))
    }

    /// Seals a PDU at the request's level; nil when the library refuses.
    package mutating func seal(_ pdu: [UInt8], for request: Request, clock: Clock) -> [UInt8]? {
        seal(
            pdu, messageID: request.messageID, level: request.level, name: request.userName,
            context: (request.contextEngineID, request.contextName), keys: keys[request.userName], clock)
    }

    /// Refuses a request that has passed the security model; nil where its sender wants no Report.
    package mutating func refuse(_ request: Request, _ fault: Fault, clock: Clock) -> [UInt8]? {
        guard request.isReportable else { return nil }
        return seal(
            report(fault, requestID: request.pdu.requestID ?? 0), messageID: request.messageID, level: request.level,
            name: request.userName, context: (engineID.bytes, request.contextName), keys: keys[request.userName], clock)
    }

    // MARK: Private

    private mutating func bound(_ entry: SNMPv3AgentUsers.Entry, _ name: [UInt8]) -> LocalisedKeys? {
        if let known = keys[name] { return known }
        let engine = engineID.bytes
        let made = NetSNMPLibrary.locked { entry.keys?.localised(to: engine) }
        keys[name] = made
        return made
    }

    private mutating func refuse(
        _ fault: Fault, _ header: SNMPv3Header, _ bytes: [UInt8], _ plain: SNMPScopedPDU?, _ clock: Clock,
        keys: LocalisedKeys? = nil
    ) -> Opening {
        guard header.isReportable, plain?.kind.isConfirmed != false else { return .discarded }
        // Only the time window's Report is authenticated (RFC 3414, section 3.2, step 7a).
        let message = seal(
            report(fault, requestID: plain?.requestID ?? 0), messageID: header.messageID,
            level: keys == nil ? .noAuthNoPriv : .authNoPriv, name: Array(bytes[header.userName]),
            context: (engineID.bytes, []), keys: keys, clock)
        return message.map { .report($0) } ?? .discarded
    }

    private mutating func report(_ fault: Fault, requestID: Int32) -> [UInt8] {
        reported[fault, default: 0] &+= 1
        var writer = BERWriter()
        writer.varBinds([VarBind(fault.counter, .counter32(reported[fault] ?? 0))])
        writer.closePDU(.report, requestID: requestID, since: 0)
        return writer.bytes
    }

    private mutating func seal(
        _ pdu: [UInt8], messageID: Int32, level: SecurityLevel, name: [UInt8],
        context: (engine: [UInt8], name: [UInt8]),
        keys: LocalisedKeys?, _ clock: Clock
    ) -> [UInt8]? {
        let message = SNMPv3Message(
            messageID: messageID, securityLevel: level, isReportable: false, engineID: engineID.bytes,
            boots: clock.boots, time: clock.time, userName: name, contextEngineID: context.engine,
            contextName: context.name)
        let salts = salts
        let (sealed, used) = NetSNMPLibrary.locked { () -> ([UInt8]?, SaltSequence) in
            var salts = salts
            let sealed = message.encode(pdu: pdu, keys: keys, salts: &salts)
            return (sealed, salts)
        }
        self.salts = used
        return sealed
    }
}
