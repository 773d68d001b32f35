import Model

/// One rule for a person.
enum RuleText {
    /// All that the catalog says.
    static func lines(_ rule: Rule, on terminal: Terminal) -> [String] {
        var lines = [
            Style(rule.severity).paint(rule.name, on: terminal)
                + ": \(rule.severity.name), of the watcher \(rule.watcher.rawValue), "
                + (rule.isAlert ? "an alert with an end" : "an event without an end")
        ]
        lines += body(rule, on: terminal, indent: 0)
        lines += ["", "MESSAGE_ID in the journal", "  \(rule.messageID)"]
        return lines
    }

    /// What it means, what to do, and when it errs.
    static func body(_ rule: Rule, on terminal: Terminal, indent: Int) -> [String] {
        func section(_ title: String, _ paragraphs: [String]) -> [String] {
            let margin = String(repeating: " ", count: indent)
            return ["", margin + Style.notice.paint(title, on: terminal)]
                + paragraphs.flatMap { Paragraph.wrap(SafeText.line($0), terminal.width, indent: indent + 2) }
        }
        let errs = rule.falsePositives.isEmpty ? ["Nothing is known that does."] : rule.falsePositives
        return section("What has happened", [rule.meaning]) + section("What to do", [rule.advice])
            + section("What makes it fire although nothing is wrong", errs)
    }
}

/// Text broken into lines.
enum Paragraph {
    /// The text in lines of at most so many columns; one line without a width.
    static func wrap(_ text: String, _ width: Int?, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        guard let width else { return [margin + text] }
        // Long lines are hard to read even where there is room.
        let room = max(20, min(width, 100) - indent)
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, TextWidth.of(line) + 1 + TextWidth.of(word) > room {
                lines.append(margin + line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [margin + line]
    }
}
