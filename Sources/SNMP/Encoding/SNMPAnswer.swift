public import Wire

/// A Response or Report to an inform, as its sender reads it.
public struct SNMPAnswer: Sendable, Hashable {
    /// Why an answer is none.
    public enum Fault: Error, Sendable, Hashable {
        /// Neither a Response nor a Report.
        case notAnAnswer
        /// Its digest is wrong, or its keys are missing.
        case notAuthentic
        /// It does not decrypt.
        case decryptionFailed
        /// The library would not parse it.
        case libraryRefused
    }

    /// `.response` or `.report`.
    public let kind: SNMPPDUKind
    /// The request-id that it answers; 0 in a Report whose sender could not know it.
    public let requestID: Int32
    /// The msgID that it answers; nil without v3.
    public let messageID: Int32?
    /// error-status: 0 is an acknowledgment.
    public let errorStatus: Int32
    /// The level that it came at; nil without v3.
    public let securityLevel: SecurityLevel?
    /// The authoritative engine: the receiver's id, which discovery asks for; nil without v3.
    public let engineID: EngineID?
    /// The receiver's boots count; nil without v3.
    public let boots: UInt32?
    /// The receiver's time in seconds; nil without v3.
    public let time: UInt32?
    /// The variables; in a Report the counter that says why, below usmStats (1.3.6.1.6.3.15.1.1).
    public let varBinds: [VarBind]

    /// Whether an inform is acknowledged by it.
    public var isAcknowledgment: Bool { kind == .response && errorStatus == 0 }

    /// Reads an answer that is not authenticated: of v2c, or a Report of discovery.
    public init(_ bytes: [UInt8]) throws { try self.init(bytes, keys: nil) }

    /// Reads an answer; above noAuthNoPriv it must be authentic under these keys.
    init(_ bytes: [UInt8], keys: LocalisedKeys?) throws {
        let envelope = try SNMPEnvelope(bytes)
        let header = envelope.v3
        let (packet, checked) = try NetSNMPLibrary.locked { try SNMPAnswer.open(bytes, envelope, keys) }
        guard checked.kind == .response || checked.kind == .report else { throw Fault.notAnAnswer }
        guard let pdu = NetSNMPLibrary.parsing({ $0.parse(packet, checked) }) else { throw Fault.libraryRefused }
        kind = checked.kind
        requestID = checked.requestID ?? 0
        errorStatus = checked.errorStatus
        messageID = header?.messageID
        securityLevel = header?.securityLevel
        engineID = header.flatMap { EngineID(bytes[$0.engineID]) }
        boots = header?.boots
        time = header?.time
        varBinds = pdu.varBinds
    }

    private static func open(
        _ bytes: [UInt8], _ envelope: SNMPEnvelope, _ keys: LocalisedKeys?
    ) throws -> ([UInt8], SNMPScopedPDU) {
        if let header = envelope.v3, header.securityLevel > .noAuthNoPriv {
            guard let keys, MessageSecurity.isAuthentic(bytes, parameters: header.authenticationParameters, keys.auth)
            else {
                throw Fault.notAuthentic
            }
            if let ciphertext = header.ciphertext {
                guard let privacy = keys.privacy,
                    let plaintext = MessageSecurity.decrypt(
                        bytes[ciphertext], salt: bytes[header.privacyParameters], boots: header.boots,
                        time: header.time, privacy),
                    let inside = try? SNMPScopedPDU(decrypted: plaintext, padding: 16)
                else { throw Fault.decryptionFailed }
                return (plaintext, inside)
            }
        }
        guard let checked = envelope.scopedPDU else { throw Fault.notAnAnswer }
        return (bytes, checked)
    }
}
