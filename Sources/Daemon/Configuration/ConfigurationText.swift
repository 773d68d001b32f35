internal import Model

/// Writes a configuration for people: all files merged, as YAML, without its secrets.
public enum ConfigurationText {
    /// The merged configuration. References to secrets stand as they were written, literals as `(hidden)`; each entry
    /// of a list says where it comes from.
    public static func show(_ configuration: LoadedConfiguration) -> String {
        show(configuration.merged, secretPlaces: configuration.secretPlaces)
    }

    static func show(_ merged: ConfigurationNode, secretPlaces: Set<SourceLocation>) -> String {
        let writer = Writer(secretPlaces: secretPlaces)
        guard let entries = merged.entries, !entries.isEmpty else { return "{}\n" }
        return writer.mapping(entries, isSecret: false).joined(separator: "\n") + "\n"
    }

    /// Keys behind which a secret is expected even where no watcher has read it, such as a mistyped one.
    private static let secretKeys = [
        "community", "communities", "passphrase", "password", "secret", "secrets", "token",
    ]
    private static let referenceKeys = ["systemd_credential", "file", "env"]

    private struct Writer {
        let secretPlaces: Set<SourceLocation>

        func mapping(_ entries: [ConfigurationNode.Entry], isSecret: Bool) -> [String] {
            entries.flatMap { entry -> [String] in
                let key = ConfigurationText.quoted(entry.key)
                let isReference = isSecret && ConfigurationText.referenceKeys.contains(entry.key)
                let isHidden = !isReference && (isSecret || Self.isSecretKey(entry.key))
                if case .null = entry.value.content { return ["\(key):"] }
                if let text = inline(entry.value, isSecret: isHidden) { return ["\(key): \(text)"] }
                return ["\(key):"] + block(entry.value, isSecret: isHidden).map { "  \($0)" }
            }
        }

        /// What fits on the line of its key; nil for what needs lines of its own.
        private func inline(_ node: ConfigurationNode, isSecret: Bool) -> String? {
            let isHidden = isSecret || secretPlaces.contains(node.location)
            switch node.content {
            case .null: return "null"
            case .scalar(let scalar): return isHidden ? "(hidden)" : ConfigurationText.quoted(scalar.text)
            case .sequence(let items):
                if items.isEmpty { return "[]" }
                let isOfOneFile = items.allSatisfy { $0.location.file == items[0].location.file }
                let texts = items.compactMap { item -> String? in
                    guard case .scalar = item.content else { return nil }
                    return inline(item, isSecret: isSecret)
                }
                return isOfOneFile && texts.count == items.count ? "[\(texts.joined(separator: ", "))]" : nil
            case .mapping(let entries):
                if entries.isEmpty { return "{}" }
                guard isHidden else { return nil }
                let texts = mapping(entries, isSecret: true)
                return texts.count == entries.count ? "{ \(texts.joined(separator: ", ")) }" : nil
            }
        }

        private func block(_ node: ConfigurationNode, isSecret: Bool) -> [String] {
            let isHidden = isSecret || secretPlaces.contains(node.location)
            switch node.content {
            case .mapping(let entries): return mapping(entries, isSecret: isHidden)
            case .sequence(let items):
                return items.flatMap { item -> [String] in
                    let lines = inline(item, isSecret: isSecret).map { [$0] } ?? block(item, isSecret: isSecret)
                    let source = "  # \(item.location.file.withControlsEscaped):\(item.location.line)"
                    return lines.enumerated().map { $0 == 0 ? "- \($1)\(source)" : "  \($1)" }
                }
            case .null, .scalar: return [inline(node, isSecret: isSecret) ?? ""]
            }
        }

        private static func isSecretKey(_ key: String) -> Bool {
            DidYouMean.nearest(to: key, among: ConfigurationText.secretKeys) != nil
        }
    }

    /// A scalar as YAML, in double quotes unless it is plainly safe without.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { isPlainByte($0) } == true && text.utf8.allSatisfy { isPlainByte($0) || $0 == 0x2d }
        if isPlain, !["null", "Null", "NULL"].contains(text) { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                let isSafe = String(scalar) == String(scalar).withControlsEscaped && scalar.value != 0xfeff
                if isSafe {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
                }
            }
        }
        return result + "\""
    }

    private static func isPlainByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
