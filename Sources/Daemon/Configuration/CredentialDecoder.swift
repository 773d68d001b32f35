internal import Model

/// Decodes `snmp.credentials`.
enum CredentialDecoder {
    /// A passphrase has at least so many characters (RFC 3414, section 11.2).
    private static let shortestPassphrase = 8

    /// Every credential that has a name, also where something else about it is faulty, so that what refers to it does
    /// not add faults of its own.
    static func decode(_ sections: [SectionReader]) -> [SNMPCredential] {
        var names = UniqueNames()
        return sections.compactMap { decode($0, names: &names) }
    }

    private static func decode(_ reader: SectionReader, names: inout UniqueNames) -> SNMPCredential? {
        let name = reader.uniqueName(among: &names)
        let version = reader.choice("version", from: versions, understanding: otherVersions, isRequired: true)
        let community = reader.resolvedSecret(
            "community", warningIfEmpty: "the community is empty: whoever reaches such a device can read it")
        let user = reader.string("user")
        let auth = protection("auth", of: reader, kind: "an authentication protocol", protocols: authProtocols)
        let privacy = protection("privacy", of: reader, kind: "a privacy protocol", protocols: privacyProtocols)
        let engineID = engineID(of: reader)
        let contextName = reader.string("context")
        switch version {
        case .v1, .v2c:
            let called = "version \(reader.writtenVersion)"
            if !reader.has("community") { reader.fault("community", "is missing: \(called) needs a community") }
            for key in ["user", "auth", "privacy", "engine_id", "context"] where reader.has(key) {
                reader.fault(key, "does not go with \(called), only with version 3")
            }
        case .v3:
            if reader.has("community") { reader.fault("community", "does not go with version 3, which has a user") }
            if !reader.has("user") { reader.fault("user", "is missing: version 3 needs a user") }
            if reader.has("privacy"), !reader.has("auth") {
                reader.fault("privacy", "needs auth: SNMPv3 encrypts nothing that it does not authenticate")
            }
            if let user, user.utf8.count > 32 { reader.fault("user", "is longer than 32 bytes (RFC 3414, section 5)") }
        case nil: break
        }
        guard let name else { return nil }
        return SNMPCredential(
            name: name, version: version ?? .v2c, community: community, user: user, auth: auth, privacy: privacy,
            engineID: engineID, contextName: contextName)
    }

    private static let versions: KeyValuePairs<String, SNMPCredential.Version> = ["1": .v1, "2c": .v2c, "3": .v3]
    private static let otherVersions: KeyValuePairs<String, SNMPCredential.Version> = [
        "v1": .v1, "v2c": .v2c, "v3": .v3,
    ]

    /// What people write for each protocol, in capitals and without dashes.
    private static let authProtocols = [
        "MD5": "MD5", "SHA": "SHA-1", "SHA1": "SHA-1", "SHA224": "SHA-224", "SHA256": "SHA-256", "SHA384": "SHA-384",
        "SHA512": "SHA-512",
    ]
    private static let privacyProtocols = [
        "DES": "DES", "AES": "AES-128", "AES128": "AES-128", "AES192": "AES-192", "AES256": "AES-256",
    ]

    private static func protection(
        _ key: String, of reader: SectionReader, kind: String, protocols: [String: String]
    ) -> SNMPCredential.Protection? {
        guard let section = reader.section(key) else { return nil }
        let known = Set(protocols.values).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        let expecting = "\(kind): \(known.joined(separator: ", "))"
        var name: String?
        if let written = section.string("protocol", isRequired: true, expecting: expecting) {
            name = protocols[written.uppercased().filter { $0 != "-" && $0 != "_" }]
            if name == nil {
                let suggestion = DidYouMean.suffix(written, among: known)
                let shown = String(written.prefix(40))
                section.fault("protocol", "expected \(expecting), not '\(shown)'\(suggestion)")
            }
        }
        let passphrase = section.resolvedSecret("passphrase", isRequired: true)
        if let passphrase, passphrase.bytes.count < shortestPassphrase {
            let rule = "shorter than \(shortestPassphrase) characters (RFC 3414, section 11.2)"
            section.fault("passphrase", "the passphrase is \(rule)")
        }
        return name.map { SNMPCredential.Protection(protocolName: $0, passphrase: passphrase) }
    }

    /// `0x80001f8803…` or pairs of digits with colons: 5 to 32 octets (RFC 3411, section 5).
    private static func engineID(of reader: SectionReader) -> [UInt8]? {
        reader.value("engine_id", expecting: "5 to 32 octets in hexadecimal") { text in
            var digits = text.lowercased()
            if digits.hasPrefix("0x") { digits.removeFirst(2) }
            let pairs = Array(digits.utf8.filter { $0 != UInt8(ascii: ":") })
            guard pairs.count % 2 == 0, (10...64).contains(pairs.count) else { return nil }
            var octets: [UInt8] = []
            for index in stride(from: 0, to: pairs.count, by: 2) {
                guard let high = digit(pairs[index]), let low = digit(pairs[index + 1]) else { return nil }
                octets.append(high << 4 | low)
            }
            return octets
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension SectionReader {
    /// The version as the user wrote it.
    fileprivate var writtenVersion: String {
        guard case .scalar(let scalar)? = value(of: "version")?.content else { return "" }
        return scalar.text
    }
}
