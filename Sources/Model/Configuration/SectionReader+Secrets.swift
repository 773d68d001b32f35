/// Secrets. What stands in their place is never shown, faulty or not.
extension SectionReader {
    /// Where a secret comes from: `{ systemd_credential: NAME }`, `{ file: PATH }`, `{ env: NAME }` or a literal, which
    /// is warned about.
    public func secret(_ key: String, isRequired: Bool = false) -> SecretSource? {
        guard let node = value(of: key, isRequired: isRequired, expecting: Self.expectedSecret) else { return nil }
        return source(node)
    }

    /// A list of secrets, each with its place.
    public func secrets(_ key: String, isRequired: Bool = false) -> [Located<SecretSource>] {
        items(key, isRequired: isRequired, expecting: "a list of secrets").compactMap { node in
            source(node).map { Located($0, location: node.location, path: node.path) }
        }
    }

    /// A secret itself. nil also where the resolver could not or need not look, which is then no fault.
    public func resolvedSecret(_ key: String, isRequired: Bool = false) -> Secret? {
        guard let source = secret(key, isRequired: isRequired), let node = value(of: key) else { return nil }
        return resolve(Located(source, location: node.location, path: node.path))
    }

    /// The same where the secret may be empty, written as "": that is warned about with these words.
    public func resolvedSecret(_ key: String, warningIfEmpty words: String) -> Secret? {
        guard let node = value(of: key), case .scalar(let scalar) = node.content, scalar.text.isEmpty else {
            return resolvedSecret(key)
        }
        faults.warn(node.location, node.path, words)
        return Secret("")
    }

    /// A list of secrets themselves, without those that the resolver could not or need not look for.
    public func resolvedSecrets(_ key: String, isRequired: Bool = false) -> [Secret] {
        secrets(key, isRequired: isRequired).compactMap { resolve($0) }
    }

    /// Asks the resolver for one secret and records what it says.
    public func resolve(_ source: Located<SecretSource>) -> Secret? {
        switch resolver.resolve(source.value) {
        case .resolved(let secret, let warning):
            if let warning { faults.warn(source.location, source.path, warning) }
            if secret.bytes.isEmpty {
                faults.fault(source.location, source.path, "the secret is empty")
                return nil
            }
            return secret
        case .failed(let reason): faults.fault(source.location, source.path, reason)
        case .unchecked(let reason): faults.warn(source.location, source.path, reason)
        case .skipped: break
        }
        return nil
    }

    private static let expectedSecret = "a secret such as { systemd_credential: NAME }, { file: PATH } or { env: NAME }"

    private func source(_ node: ConfigurationNode) -> SecretSource? {
        faults.markSecret(at: node.location)
        switch node.content {
        case .scalar(let scalar):
            guard !scalar.text.isEmpty else { break }
            let advice = "better { systemd_credential: NAME } or { file: PATH }"
            faults.warn(node.location, node.path, "the secret stands in the configuration itself; \(advice)")
            return .literal(Secret(scalar.text))
        case .mapping: return reference(node)
        case .null, .sequence: break
        }
        let found = if case .scalar = node.content { "an empty text" } else { node.kind }
        faults.fault(node.location, node.path, "expected \(Self.expectedSecret), not \(found)")
        return nil
    }

    private func reference(_ node: ConfigurationNode) -> SecretSource? {
        let reader = SectionReader(node, faults: faults, resolver: resolver)
        var sources: [SecretSource] = []
        var isFaulty = false
        for entry in node.entries ?? [] {
            let source: SecretSource?
            switch entry.key {
            case "systemd_credential":
                let expecting = "the name of a systemd credential: letters, digits, '-', '_' and '.'"
                source = reader.hiddenText(entry.key, expecting: expecting, if: Self.isCredentialName)
                    .map { .systemdCredential($0) }
            case "file":
                source = reader.hiddenText(entry.key, expecting: "the path of a file") { !$0.utf8.contains(0) }
                    .map { .file($0) }
            case "env":
                let expecting = "the name of an environment variable"
                source = reader.hiddenText(entry.key, expecting: expecting, if: Self.isVariableName)
                    .map { .environment($0) }
            default:
                // The key is not shown: `{ hunter2 }` is a slip that happens.
                let suggestion = DidYouMean.suffix(entry.key, among: ["systemd_credential", "file", "env"])
                faults.fault(entry.keyLocation, node.path, "unknown key in a secret\(suggestion)")
                source = nil
            }
            if let source { sources.append(source) } else { isFaulty = true }
        }
        if sources.count == 1, !isFaulty { return sources[0] }
        if !isFaulty { faults.fault(node.location, node.path, "expected one of systemd_credential, file or env") }
        return nil
    }

    /// A text that a fault does not show: who writes the secret where its name belongs should not find it in a log.
    private func hiddenText(_ key: String, expecting: String, if isValid: (String) -> Bool) -> String? {
        guard let node = value(of: key) else { return nil }
        if case .scalar(let scalar) = node.content, !scalar.text.isEmpty, isValid(scalar.text) { return scalar.text }
        faults.fault(node.location, node.path, "expected \(expecting)")
        return nil
    }

    /// systemd takes any valid file name; what could lead out of the directory or hide is refused.
    private static func isCredentialName(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.utf8.count <= 255
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: ":"), UInt8(ascii: "@"):
                    true
                default: false
                }
            }
    }

    private static func isVariableName(_ name: String) -> Bool {
        !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
    }
}
