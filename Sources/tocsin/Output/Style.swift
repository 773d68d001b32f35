import Model

/// How a piece of text is set off, in the colours of journalctl and systemctl.
enum Style: Hashable {
    case plain, heading, faint, critical, error, warning, notice, good

    /// The style of a severity.
    init(_ severity: Severity) {
        switch severity {
        case .critical: self = .critical
        case .error: self = .error
        case .warning: self = .warning
        case .notice: self = .notice
        case .info: self = .plain
        }
    }

    /// The text between its escape sequences, or as it is without colour.
    func paint(_ text: String, on terminal: Terminal) -> String {
        guard terminal.hasColour, let code, !text.isEmpty else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    private var code: String? {
        switch self {
        case .plain: nil
        case .heading: "4"
        case .faint: "2"
        case .critical: "1;91"
        case .error: "1;31"
        case .warning: "1;38;5;185"
        case .notice: "1;39"
        case .good: "32"
        }
    }
}
