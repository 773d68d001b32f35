import Model

/// `-p`, as journalctl reads it: one severity means "that or worse", two with `..` between them a range.
enum SeverityRange {
    /// Reads `warning`, `4`, `error..notice`.
    static func parse(_ text: String) throws(CommandFault) -> ClosedRange<Severity> {
        guard let dots = text.range(of: "..") else { return .critical...(try severity(text)) }
        let one = try severity(String(text[..<dots.lowerBound]))
        let other = try severity(String(text[dots.upperBound...]))
        return min(one, other)...max(one, other)
    }

    private static func severity(_ word: String) throws(CommandFault) -> Severity {
        if let severity = Severity(name: word) { return severity }
        // The journal's other names and numbers: an event is never beyond the ends of ours.
        switch word.lowercased() {
        case "emerg", "panic", "alert", "0", "1": return .critical
        case "debug", "7": return .info
        default: break
        }
        if word.utf8.count == 1, let number = Int(word), let severity = Severity(rawValue: number) { return severity }
        let names = Severity.allCases.map(\.name)
        throw .usage(
            "there is no severity \(word.quotedForMessage)\(DidYouMean.suffix(word, among: names)) "
                + "(\(names.joined(separator: ", ")), or 2 to 6; two with '..' between them are a range)")
    }
}

extension StringProtocol {
    /// Where a text stands in this one for the first time.
    fileprivate func range(of text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
