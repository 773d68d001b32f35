public import Model

/// The journal's catalog of our MESSAGE_IDs (systemd.io/CATALOG): what `journalctl -x` shows below an entry.
public enum CatalogText {
    /// The whole file: one entry a rule, by name, and one for all rules of the users' own.
    public static func generate(rules: [Rule]) -> String {
        var text = """
            # The journal's catalog of Tocsin's events: journalctl -x -t tocsind. Generated from the rules; do not edit.

            -- \(Rule.userMessageID)
            Subject: @TOCSIN_SUBJECT@: @TOCSIN_RULE@
            Defined-By: Tocsin
            Documentation: \(JournalSink.documentation)

            The rule "@TOCSIN_RULE@" of your configuration applies to @TOCSIN_SUBJECT@
            (severity @TOCSIN_SEVERITY@, state @TOCSIN_STATE@).

            Evidence: tocsin why @TOCSIN_EVENT@

            """
        for rule in rules.sorted(by: { $0.name < $1.name }) {
            var paragraphs = [rule.meaning, rule.advice]
            if !rule.falsePositives.isEmpty {
                paragraphs.append(
                    "It can fire although nothing is wrong: " + rule.falsePositives.joined(separator: "; "))
            }
            paragraphs.append("Evidence: tocsin why @TOCSIN_EVENT@")
            text += """

                -- \(rule.messageID)
                Subject: @TOCSIN_SUBJECT@: \(rule.name)
                Defined-By: Tocsin
                Documentation: \(JournalSink.documentation)

                \(paragraphs.filter { !$0.isEmpty }.map { wrap($0) }.joined(separator: "\n\n"))

                """
        }
        return text
    }

    /// Breaks a paragraph into lines of up to 76 characters. No line may begin as an entry or a comment does.
    private static func wrap(_ paragraph: String) -> String {
        var lines: [String] = []
        for word in paragraph.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= 76 || word.hasPrefix("--") || word.hasPrefix("#") {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n")
    }
}
