public import Glibc
import Model

/// Prints one line an event: time, severity, subject and summary. For a daemon in the foreground.
public final class TerminalSink: Sink {
    /// `terminal`.
    public let name = "terminal"
    private let descriptor: Int32
    private let hasColour: Bool
    private var unwritten: ArraySlice<UInt8> = []
    /// The latest second with its text: in a flood thousands of lines share it.
    private var clock = (second: Int64.min, text: "")

    /// A sink on a descriptor that stays the caller's, standard output unless told otherwise. SIGPIPE must be ignored.
    public init(descriptor: Int32 = STDOUT_FILENO, hasColour: Bool) {
        self.descriptor = descriptor
        self.hasColour = hasColour
    }

    /// Whether lines on a descriptor should have colour: on a terminal that has it, unless NO_COLOR is set to anything.
    public static func wantsColour(descriptor: Int32, environment: [String: String]) -> Bool {
        isatty(descriptor) == 1 && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    /// Writes one line. A reader that does not read (a stopped terminal, a full pipe) is asked again later.
    public func deliver(_ announcement: Announcement) -> Delivery {
        if unwritten.isEmpty { unwritten = Array(line(announcement).utf8)[...] }
        while !unwritten.isEmpty {
            var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard unsafe Glibc.poll(&poll, 1, 100) > 0 else {
                return .later(after: .milliseconds(100), reason: "Nobody reads standard output")
            }
            // A pipe that is ready takes PIPE_BUF bytes (4096) without blocking, pipe(7); a terminal takes what it can.
            let written = unsafe unwritten.prefix(4_096).withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0 {
                if errno == EAGAIN || errno == EINTR { continue }
                unwritten = []
                return .refused(reason: unsafe "write to standard output: " + String(cString: strerror(errno)))
            }
            unwritten.removeFirst(written)
        }
        return .delivered
    }

    /// The line of an event, with its line feed.
    func line(_ announcement: Announcement) -> String {
        let observation = announcement.event.observation
        let severity = announcement.priority
        let clock = clockText(observation.time)
        let name = TerminalSink.padded[severity] ?? severity.name
        guard hasColour, let colour = TerminalSink.colour(of: severity) else {
            return "\(clock) \(name) \(announcement.message)\n"
        }
        return "\(clock) \u{1b}[\(colour)m\(name)\u{1b}[0m \(announcement.message)\n"
    }

    /// The names of severities in one width.
    private static let padded = Dictionary(
        uniqueKeysWithValues: Severity.allCases.map { severity in
            (severity, severity.name + String(repeating: " ", count: max(0, 8 - severity.name.count)))
        })

    private func clockText(_ time: Timestamp) -> String {
        let second = time.microseconds / 1_000_000
        if second != clock.second {
            clock = (second, String(time.rfc3339Local.prefix(19).map { $0 == "T" ? " " : $0 }))
        }
        return clock.text
    }

    /// The SGR parameters of a severity, as journalctl has them; nil for none.
    private static func colour(of severity: Severity) -> String? {
        switch severity {
        case .critical, .error: "1;31"
        case .warning: "1;33"
        case .notice: "1"
        case .info: nil
        }
    }
}
