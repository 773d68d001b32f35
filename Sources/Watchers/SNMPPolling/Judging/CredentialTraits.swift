import Model

/// What a credential is worth, so that each poll need not look at its secret.
struct CredentialTraits: Sendable, Hashable {
    /// The version that it is for.
    var version: SNMPCredential.Version
    /// Whether its community is one that everybody tries first, or empty.
    var isDefaultCommunity: Bool
    /// Whether it proves who asks, and whether what is said is encrypted.
    var isAuthenticated: Bool
    var isPrivate: Bool

    /// The traits of a credential.
    init(_ credential: SNMPCredential) {
        version = credential.version
        let community = credential.community?.text.lowercased()
        isDefaultCommunity =
            credential.version != .v3
            && community.map { $0.allSatisfy(\.isWhitespace) || CredentialTraits.wellKnown.contains($0) } ?? false
        isAuthenticated = credential.auth != nil
        isPrivate = credential.privacy != nil
    }

    /// Communities that devices are delivered with, and that every scanner tries.
    static let wellKnown: Set<String> = [
        "public", "private", "community", "snmp", "snmpd", "default", "admin", "cisco", "read", "write", "monitor",
        "manager", "security", "system", "ilmi", "cable-docsis", "secret", "all private", "test", "guest", "root", "0",
    ]
}
