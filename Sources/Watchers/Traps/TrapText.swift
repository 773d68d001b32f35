import Model

/// Text from a packet on its way into a sentence or a subject: strangers choose its length and its characters.
enum TrapText {
    /// A value as a sentence shows it: control characters escaped, cut where it is long.
    static func shown(_ text: String, limit: Int) -> String {
        let escaped = text.withControlsEscaped
        return escaped.utf8.count > limit ? "\(escaped.prefix(limit))…" : escaped
    }

    /// A value as an instance: what is cut off still tells one from another, by a hash that is the same in every run,
    /// since alerts outlive the process.
    static func instance(_ text: String) -> String {
        let escaped = text.withControlsEscaped
        guard escaped.utf8.count > 128 else { return escaped }
        // FNV-1a: an alert's key needs no defence, only stability.
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(escaped.prefix(96))…\(String(hash, radix: 16))"
    }
}
