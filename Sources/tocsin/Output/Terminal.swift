import Glibc

/// What standard output can show, found once at start.
struct Terminal: Hashable {
    /// Columns, or nil where whole values are wanted: on a pipe or in a file.
    var width: Int?
    /// Rows, or nil where there is no terminal.
    var height: Int?
    /// Whether ANSI colours are wanted.
    var hasColour: Bool

    /// A pipe or a file.
    static let none = Terminal(width: nil, height: nil, hasColour: false)

    /// Whether a person is looking.
    var isInteractive: Bool { width != nil }

    /// What a descriptor leads to. COLUMNS and LINES overrule what the terminal says, as they do for systemctl.
    static func of(_ descriptor: Int32) -> Terminal {
        guard isatty(descriptor) == 1 else { return .none }
        var size = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        func number(_ name: String, _ measured: UInt16, _ usual: Int) -> Int {
            if let value = Environment.value(name), let number = Int(value), (1...10_000).contains(number) {
                return number
            }
            return isKnown && measured > 0 ? Int(measured) : usual
        }
        let term = Environment.value("TERM") ?? "dumb"
        let noColour = Environment.value("NO_COLOR").map { !$0.isEmpty } ?? false
        return Terminal(
            width: number("COLUMNS", size.ws_col, 80), height: number("LINES", size.ws_row, 24),
            hasColour: term != "dumb" && !noColour)
    }
}

/// The environment of this process.
enum Environment {
    /// The value of a variable, or nil when it is not set.
    static func value(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
