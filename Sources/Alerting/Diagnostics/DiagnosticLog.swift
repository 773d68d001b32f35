public import Glibc
public import Logging
import Model
import Synchronization

/// Where the daemon's own diagnostics go: the journal as `tocsind-log`, or standard error; and from which level on.
/// What the journal cannot take at once is counted and the count told with the next that it takes: a log line never
/// makes its writer wait.
public final class DiagnosticLog: Sendable {
    /// `journalctl -t tocsind-log`.
    public static let identifier = "tocsind-log"

    private let sender: UnixDatagramSender?
    private let descriptor: Int32
    private let levelNumber: Atomic<Int>
    private let lost = Atomic<Int>(0)

    /// A log to a journal's socket, or, without a sender, to a descriptor.
    public init(sender: UnixDatagramSender?, descriptor: Int32 = STDERR_FILENO, level: Logger.Level = .notice) {
        self.sender = sender
        self.descriptor = descriptor
        levelNumber = Atomic(level.number)
    }

    /// The least important level that is written. May be set at any time, from any thread.
    public var level: Logger.Level {
        get { Logger.Level.allCases[levelNumber.load(ordering: .relaxed)] }
        set { levelNumber.store(newValue.number, ordering: .relaxed) }
    }

    /// How many lines the journal did not take and that have not been reported yet.
    public var lostCount: Int { lost.load(ordering: .relaxed) }

    /// Writes one line. Metadata is part of the text, `key=value` by key, and in the journal a field each:
    /// `TOCSIN_KEY`.
    func write(_ event: LogEvent, metadata: Logger.Metadata) {
        let pairs = metadata.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        var text = "\(event.message)"
        if let error = event.error { text += ": \(error)" }
        for (key, value) in pairs { text += " \(key)=\(DiagnosticLog.quoted(value))" }
        text = PrintableText.escaping(text)
        guard let sender else { return print(text, level: event.level) }

        var record = JournalRecord()
        let lostBefore = lost.exchange(0, ordering: .relaxed)
        if lostBefore > 0 { text += " (\(lostBefore) lines before this one were lost)" }
        record.add("MESSAGE", text, limit: 8_192)
        record.add("PRIORITY", String(event.level.priority))
        record.add("SYSLOG_IDENTIFIER", DiagnosticLog.identifier)
        record.add("CODE_FILE", event.file)
        record.add("CODE_LINE", String(event.line))
        record.add("CODE_FUNC", event.function)
        for (key, value) in pairs.prefix(32) { record.add(prefix: "TOCSIN_", name: key, value, limit: 1_024) }
        switch sender.send(record.bytes, mayWait: false) {
        case .sent: break
        case .absent: print(text, level: event.level)
        case .full, .refused: lost.add(lostBefore + 1, ordering: .relaxed)
        }
    }

    private func print(_ text: String, level: Logger.Level) {
        let clock = Timestamp.now.rfc3339Local.prefix(19).map { $0 == "T" ? " " : $0 }
        let line = Array("\(String(clock)) [\(level.rawValue)] \(text)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    /// A value as it is, or in quotes where a space would hide its end.
    private static func quoted(_ value: String) -> String {
        value.isEmpty || value.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" })
            ? "\"" + value.map { $0 == "\"" ? "\\\"" : String($0) }.joined() + "\"" : value
    }
}

extension Logger.Level {
    /// Its place among all levels, least important first.
    fileprivate var number: Int { Logger.Level.allCases.firstIndex(of: self) ?? 0 }

    /// The journal's PRIORITY.
    fileprivate var priority: Int {
        switch self {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
