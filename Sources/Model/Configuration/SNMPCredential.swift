/// How to prove to a device, or a device to us, who speaks SNMP.
public struct SNMPCredential: Equatable, Sendable {
    /// The versions of the protocol.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// SNMPv1 (RFC 1157).
        case v1 = "1"
        /// Community-based SNMPv2 (RFC 1901).
        case v2c = "2c"
        /// SNMPv3 with the user-based security model (RFC 3414).
        case v3 = "3"
    }

    /// A protocol of the user-based security model with its passphrase.
    public struct Protection: Equatable, Sendable {
        /// The protocol by its usual name: `SHA-256`, `AES-128`.
        public var protocolName: String
        /// What the key is derived from; nil where no one looked for it.
        public var passphrase: Secret?

        /// A protocol with its passphrase.
        public init(protocolName: String, passphrase: Secret?) {
            self.protocolName = protocolName
            self.passphrase = passphrase
        }
    }

    /// What the configuration calls it.
    public var name: String
    /// The version that it is for.
    public var version: Version
    /// v1 and v2c: the community; nil where no one looked for it.
    public var community: Secret?
    /// v3: the user, called securityName on the wire.
    public var user: String?
    /// v3: how messages are authenticated; nil is noAuthNoPriv.
    public var auth: Protection?
    /// v3: how messages are encrypted; nil is authNoPriv at the most.
    public var privacy: Protection?
    /// v3: the sender's engine where it is given and not learned, 5 to 32 octets.
    public var engineID: [UInt8]?
    /// v3: the context to ask in; nil is the default one.
    public var contextName: String?

    /// The names of authentication protocols: RFC 3414, RFC 7860.
    public static let authProtocols = ["MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]
    /// The names of privacy protocols: RFC 3414, RFC 3826 and its longer keys as net-snmp has them.
    public static let privacyProtocols = ["DES", "AES-128", "AES-192", "AES-256"]

    /// A credential as it was configured.
    public init(
        name: String, version: Version, community: Secret? = nil, user: String? = nil, auth: Protection? = nil,
        privacy: Protection? = nil, engineID: [UInt8]? = nil, contextName: String? = nil
    ) {
        self.name = name
        self.version = version
        self.community = community
        self.user = user
        self.auth = auth
        self.privacy = privacy
        self.engineID = engineID
        self.contextName = contextName
    }
}
