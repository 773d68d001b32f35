import Model
import SNMP
public import Wire

/// What is written on the lab's command line, read into the library's types.
public enum LabText {
    /// The options of a sender's security as they were written.
    public struct Security: Sendable, Hashable {
        private let version: String
        private let community: String
        private let user: String?
        private let auth: String?
        private let privacy: String?
        private let level: String?
        private let engineID: String?

        /// Keeps the texts.
        public init(
            version: String = "2c", community: String = OfficeNetwork.community, user: String? = nil,
            auth: String? = nil, privacy: String? = nil, level: String? = nil, engineID: String? = nil
        ) {
            self.version = version
            self.community = community
            self.user = user
            self.auth = auth
            self.privacy = privacy
            self.level = level
            self.engineID = engineID
        }

        /// The security and the level that the messages shall have; nil is all that the user has. A user that is not
        /// named is the office's, with its passphrases.
        public func parsed() throws(LabTextFault) -> (SenderSecurity, SecurityLevel?) {
            switch version {
            case "1": return (.v1(community: community), nil)
            case "2c", "2": return (.v2c(community: community), nil)
            case "3": break
            default: throw LabTextFault("the version '\(version)' is none of 1, 2c, 3")
            }
            var usm = user.map { USMUser(name: $0) } ?? OfficeNetwork.user
            if let auth {
                let (name, passphrase) = try split(auth, "--auth")
                guard let kind = AuthProtocol(name) else {
                    throw LabTextFault(
                        "'\(name)' is none of \(AuthProtocol.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                usm.auth = .init(kind, passphrase)
            }
            if let privacy {
                let (name, passphrase) = try split(privacy, "--privacy")
                guard let kind = PrivacyProtocol(name) else {
                    throw LabTextFault(
                        "'\(name)' is none of \(PrivacyProtocol.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                usm.privacy = .init(kind, passphrase)
            }
            var asked: SecurityLevel?
            if let level {
                asked = SecurityLevel.allCases.first { $0.text.lowercased() == level.lowercased() }
                guard asked != nil else {
                    throw LabTextFault("the level '\(level)' is none of noAuthNoPriv, authNoPriv, authPriv")
                }
            }
            var engine = EngineID.make(from: 0x746f_6373_696e_6c61)
            if let engineID {
                guard let given = EngineID(engineID) else {
                    throw LabTextFault("'\(engineID)' is no engine id: expected 5 to 32 octets in hexadecimal digits")
                }
                engine = given
            }
            return (.v3(usm, engineID: engine), asked)
        }

        private func split(_ text: String, _ option: String) throws(LabTextFault) -> (String, Passphrase) {
            guard let colon = text.firstIndex(of: ":") else {
                throw LabTextFault("\(option) is PROTOCOL:PASSPHRASE, such as SHA-256:secret-words")
            }
            return (String(text[..<colon]), Passphrase(String(text[text.index(after: colon)...])))
        }
    }

    /// A duration such as `20s`.
    public static func duration(_ text: String) -> Duration? { DurationGrammar.parse(text) }

    /// The addresses to send from.
    public static func sources(
        count: Int, from text: String?, to destination: LabDestination
    ) throws -> SourceAddresses {
        guard let text else { return try SourceAddresses(count: count, to: destination) }
        guard let first = IPAddress(text) else { throw LabTextFault("'\(text)' is no IPv4 or IPv6 address") }
        return try SourceAddresses(count: count, first: first, to: destination)
    }

    /// A notification by name or OID, with variables of the user's own in place of its usual ones.
    public static func notification(_ name: String, varBinds: [String]) throws -> SentNotification {
        guard var notification = SentNotification.named(name) else {
            throw LabTextFault("'\(name)' is neither a trap that the lab knows nor an OID in digits")
        }
        if !varBinds.isEmpty { notification.varBinds = try varBinds.map { try VarBind(text: $0) } }
        return notification
    }

    /// The kinds of malformed packets for a help text.
    public static let malformedKinds = MalformedKind.allCases.map(\.rawValue).joined(separator: ", ")

    /// The object that bears an inform's marker.
    public static let markerObject = StandardObjects.marker.text
}

/// What is wrong with something that was written on the command line.
public struct LabTextFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// A fault in words.
    init(_ description: String) { self.description = description }
}
