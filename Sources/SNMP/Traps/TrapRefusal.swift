public import Wire

/// Why a well-formed packet is not taken as a notification.
public enum TrapRefusal: Sendable, Hashable {
    /// Which rule of the time window (RFC 3414, section 3.2, step 7) a message breaks.
    public enum Window: Sendable, Hashable {
        /// An inform whose sender does not know our boots and time yet: it asks for them with zeros.
        case synchronisation
        /// An inform that is too old, or whose sender keeps a wrong time of ours.
        case ours
        /// A trap whose sender has booted fewer times than it had before.
        case bootsWentBack
        /// A trap whose sender's time is more than 150 s before what it was.
        case timeWentBack
    }

    /// The user name is not configured.
    case unknownUser
    /// The user is configured for other sending engines only.
    case engineNotConfigured
    /// The authoritative engine is none of ours: engine discovery, which precedes an inform.
    case unknownEngine
    /// The digest is not that of the user's key.
    case wrongDigest
    /// The message is not of now.
    case notInTimeWindow(Window)
    /// The content does not decrypt to a PDU.
    case decryptionFailed
    /// The message is protected in a way that the user has no keys for.
    case unsupportedSecurityLevel
    /// The message is less protected than the user's messages must be.
    case wrongSecurityLevel
    /// A PDU that is no notification.
    case notATrap(SNMPPDUKind)
    /// A notification without snmpTrapOID.0.
    case noTrapOID
    /// The library would not parse what our own check had passed.
    case libraryRefused

    /// The reason as a counter's name.
    public var slug: String {
        switch self {
        case .unknownUser: "unknown-user"
        case .engineNotConfigured: "engine-not-configured"
        case .unknownEngine: "unknown-engine"
        case .wrongDigest: "wrong-digest"
        case .notInTimeWindow(.synchronisation): "time-synchronisation"
        case .notInTimeWindow(.ours): "not-in-time-window"
        case .notInTimeWindow(.bootsWentBack): "boots-went-back"
        case .notInTimeWindow(.timeWentBack): "time-went-back"
        case .decryptionFailed: "decryption-failed"
        case .unsupportedSecurityLevel: "unsupported-security-level"
        case .wrongSecurityLevel: "wrong-security-level"
        case .notATrap: "not-a-trap"
        case .noTrapOID: "no-trap-oid"
        case .libraryRefused: "library-refused"
        }
    }

    /// The reason as the rest of a sentence that begins with "A packet" or "it".
    public var sentence: String {
        switch self {
        case .unknownUser: "bears the name of a v3 user that is not configured"
        case .engineNotConfigured: "bears the name of a v3 user that is configured for another engine id"
        case .unknownEngine: "asks for this engine's id, or is meant for another engine"
        case .wrongDigest: "is not authentic: its authentication protocol or passphrase differs from the user's"
        case .notInTimeWindow(.synchronisation): "asks for this engine's boots and time"
        case .notInTimeWindow(.ours):
            "is outside the time window: it is a replay, or its sender has a wrong time of this engine"
        case .notInTimeWindow(.bootsWentBack):
            "counts fewer engine boots than before: it is a replay, or the device was reset to its defaults; if it "
                + "was, restart tocsind, which then learns the engine anew"
        case .notInTimeWindow(.timeWentBack):
            "has an engine time more than 150 s before the last one: it is a replay, or the device restarted without "
                + "counting its boots; if it did, restart tocsind, which then learns the engine anew"
        case .decryptionFailed:
            "does not decrypt to an SNMP message: its privacy protocol or passphrase differs from the user's"
        case .unsupportedSecurityLevel: "is more protected than its user is configured for"
        case .wrongSecurityLevel: "is less protected than its user's messages must be"
        case .notATrap(let kind): "is no notification but a \(kind.text)"
        case .noTrapOID: "does not say which trap it is (snmpTrapOID.0 is missing)"
        case .libraryRefused: "was refused by the SNMP library"
        }
    }

    /// Whether this is the ordinary exchange that precedes an inform and no fault of anyone.
    public var isDiscovery: Bool {
        self == .unknownEngine || self == .notInTimeWindow(.synchronisation)
    }

    /// The last arcs below usmStats (1.3.6.1.6.3.15.1.1) of what a Report says; nil where none is sent.
    var reportArc: UInt32? {
        switch self {
        case .unsupportedSecurityLevel: 1
        case .notInTimeWindow: 2
        case .unknownUser: 3
        case .unknownEngine: 4
        case .wrongDigest: 5
        case .decryptionFailed: 6
        case .engineNotConfigured, .wrongSecurityLevel, .notATrap, .noTrapOID, .libraryRefused: nil
        }
    }
}
