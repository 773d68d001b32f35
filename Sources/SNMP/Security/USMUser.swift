public import Wire

/// A passphrase that no description, dump or interpolation shows.
public struct Passphrase: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The secret's octets in UTF-8.
    let octets: [UInt8]

    /// Keeps a secret.
    public init(_ text: String) { octets = Array(text.utf8) }

    /// Keeps a secret, in tests.
    public init(stringLiteral text: String) { self.init(text) }

    /// `(hidden)`.
    public var description: String { "(hidden)" }

    /// `(hidden)`.
    public var debugDescription: String { "(hidden)" }

    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// A user of the User-based Security Model (RFC 3414) as the configuration has it.
public struct USMUser: Hashable, Sendable, CustomStringConvertible {
    /// How the user's messages are authenticated.
    public struct Authentication: Hashable, Sendable {
        /// The digest.
        public var `protocol`: AuthProtocol
        /// What its key is derived from: at least 8 octets.
        public var passphrase: Passphrase

        /// Pairs a digest with a passphrase.
        public init(_ protocol: AuthProtocol, _ passphrase: Passphrase) {
            self.protocol = `protocol`
            self.passphrase = passphrase
        }
    }

    /// How the user's messages are encrypted.
    public struct Privacy: Hashable, Sendable {
        /// The cipher.
        public var `protocol`: PrivacyProtocol
        /// What its key is derived from, with the digest of the authentication: at least 8 octets.
        public var passphrase: Passphrase

        /// Pairs a cipher with a passphrase.
        public init(_ protocol: PrivacyProtocol, _ passphrase: Passphrase) {
            self.protocol = `protocol`
            self.passphrase = passphrase
        }
    }

    /// The user's name: 1 to 32 octets.
    public var name: String
    /// nil for a user whose messages are not authenticated.
    public var auth: Authentication?
    /// nil for a user whose messages are not encrypted; needs `auth`.
    public var privacy: Privacy?
    /// The only sender whose traps this user may sign; nil when engines are learned from authentic messages.
    public var engineID: EngineID?

    /// A user of that name.
    public init(name: String, auth: Authentication? = nil, privacy: Privacy? = nil, engineID: EngineID? = nil) {
        self.name = name
        self.auth = auth
        self.privacy = privacy
        self.engineID = engineID
    }

    /// The level that the user's messages must have at the least.
    public var securityLevel: SecurityLevel {
        if auth == nil { .noAuthNoPriv } else { privacy == nil ? .authNoPriv : .authPriv }
    }

    /// The name, protocols and engine, without passphrases.
    public var description: String {
        "\(name) auth \(auth?.protocol.rawValue ?? "none") privacy \(privacy?.protocol.rawValue ?? "none")"
            + " engine \(engineID?.text ?? "learned")"
    }
}

/// What is wrong with a configured user; it is left out and the others are taken.
public struct USMUserFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reasons.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case nameLength = "a user name has 1 to 32 octets"
        case passphraseLength = "a passphrase has at least 8 octets"
        case privacyWithoutAuth = "privacy needs authentication"
        case givenTwice = "the user is given twice for the same engine"
        case notDerivable = "the library cannot derive a key with these protocols"
    }

    /// The index in the list that was given.
    public let index: Int
    /// The user's name.
    public let name: String
    /// What is wrong.
    public let reason: Reason

    /// `user monitor: a passphrase has at least 8 octets`.
    public var description: String { "user \(name): \(reason.rawValue)" }
}
