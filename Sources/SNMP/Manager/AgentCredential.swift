internal import Model
internal import Wire

/// A credential made ready: its keys are derived from the passphrases once, and live here only.
final class AgentCredential {
    /// Tells these keys from any others there were; an unchanged credential keeps it.
    let number: Int
    /// The credential as it was configured.
    let configured: SNMPCredential
    /// The version of the messages.
    let version: SNMPVersion
    /// v1 and v2c: the community.
    let community: [UInt8]
    /// v3: msgUserName.
    let userName: [UInt8]
    /// v3: the level of every message.
    let level: SecurityLevel
    /// v3: the keys before they are bound to an engine; nil at noAuthNoPriv.
    let keys: UserKeys?
    /// v3: the context where a request names none.
    let contextName: [UInt8]

    /// Checks a credential and derives its keys, unless they are among those derived before.
    init(
        _ credential: SNMPCredential, number: Int, derived: inout [UserKeys.Derivation: PassphraseKey]
    ) throws(SNMPCredentialFault.Reason) {
        self.number = number
        configured = credential
        contextName = Array((credential.contextName ?? "").utf8)
        guard credential.version == .v3 else {
            version = credential.version == .v1 ? .v1 : .v2c
            guard let secret = credential.community else { throw .noCommunity }
            guard secret.bytes.count <= AgentCredential.longestCommunity else { throw .communityLength }
            (community, userName, level, keys) = (secret.bytes, [], .noAuthNoPriv, nil)
            return
        }
        version = .v3
        community = []
        userName = Array((credential.user ?? "").utf8)
        guard (1...32).contains(userName.count) else { throw .userNameLength }
        guard contextName.count <= 255 else { throw .contextNameLength }
        guard let protection = credential.auth else {
            guard credential.privacy == nil else { throw .privacyWithoutAuth }
            (level, keys) = (.noAuthNoPriv, nil)
            return
        }
        guard let authProtocol = AuthProtocol(protection.protocolName) else { throw .unknownProtocol }
        let authPassphrase = try AgentCredential.passphrase(protection)
        var privacy: USMUser.Privacy?
        if let protection = credential.privacy {
            guard let privacyProtocol = PrivacyProtocol(protection.protocolName) else { throw .unknownProtocol }
            privacy = USMUser.Privacy(privacyProtocol, try AgentCredential.passphrase(protection))
        }
        level = privacy == nil ? .authNoPriv : .authPriv
        guard let keys = UserKeys(.init(authProtocol, authPassphrase), privacy, derived: &derived) else {
            throw .notDerivable
        }
        self.keys = keys
    }

    /// As long as a message's check allows.
    private static let longestCommunity = 255

    private static func passphrase(
        _ protection: SNMPCredential.Protection
    ) throws(SNMPCredentialFault.Reason) -> Passphrase {
        guard let secret = protection.passphrase else { throw .noPassphrase }
        guard secret.bytes.count >= 8 else { throw .passphraseLength }
        return Passphrase(secret.text)
    }
}

/// Why a credential cannot be used; the others are taken, and requests that name this one fail.
public struct SNMPCredentialFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reasons.
    public enum Reason: String, Error, Sendable, Hashable, CaseIterable {
        case noCommunity = "it has no community"
        case communityLength = "a community has at most 255 octets"
        case userNameLength = "a user name has 1 to 32 octets"
        case contextNameLength = "a context name has at most 255 octets"
        case privacyWithoutAuth = "privacy needs authentication"
        case unknownProtocol = "its protocol is not known"
        case noPassphrase = "its passphrase is missing"
        case passphraseLength = "a passphrase has at least 8 octets"
        case notDerivable = "the library cannot derive a key with these protocols"
    }

    /// What the configuration calls it.
    public let name: String
    /// What is wrong.
    public let reason: Reason

    /// `credential core: a passphrase has at least 8 octets`.
    public var description: String { "credential \(name): \(reason.rawValue)" }
}
