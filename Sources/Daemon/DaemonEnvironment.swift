import Alerting
import Glibc
import Logging
import Model
import Reactor

/// What the daemon finds around it: systemd, a journal, a terminal.
struct DaemonEnvironment: Sendable {
    let notifier: ServiceNotifier
    let watchdogInterval: Duration?
    let choice: SinkChoice
    private let diagnostics: DiagnosticLog

    /// Looks around and sends diagnostics where they belong.
    init(variables: [String: String], level: LogLevel) throws {
        notifier = try ServiceNotifier(environment: variables)
        watchdogInterval = ServiceNotifier.watchdogInterval(environment: variables, process: getpid())
        choice = SinkChoice.current(environment: variables)
        let sender = choice.diagnosticsToJournal ? try UnixDatagramSender(path: JournalSink.socketPath) : nil
        diagnostics = DiagnosticLog(sender: sender, level: DaemonEnvironment.level(level))
    }

    /// The log for all parts.
    var log: Logger {
        let diagnostics = self.diagnostics
        return Logger(label: "tocsind") { _ in DiagnosticLogHandler(log: diagnostics) }
    }

    func setLogLevel(_ level: LogLevel) { diagnostics.level = DaemonEnvironment.level(level) }

    /// The sinks that this environment has.
    func makeSinks(rules: [Rule], log: Logger) -> [SinkQueue] {
        var queues: [SinkQueue] = []
        if choice.journal {
            do { queues.append(SinkQueue(try JournalSink(rules: rules))) } catch {
                log.error("No events will go to the journal", metadata: ["cause": "\(error)"])
            }
        }
        if choice.terminal {
            let variables = ProcessVariables.all
            let hasColour = TerminalSink.wantsColour(descriptor: STDOUT_FILENO, environment: variables)
            queues.append(SinkQueue(TerminalSink(hasColour: hasColour)))
        }
        log.info("Sinks chosen", metadata: ["because": "\(choice.reason)"])
        return queues
    }

    private static func level(_ level: LogLevel) -> Logger.Level {
        Logger.Level(rawValue: level.rawValue) ?? .notice
    }
}

/// The environment variables of this process.
enum ProcessVariables {
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var cursor = unsafe environ
        while let entry = unsafe cursor.pointee {
            let text = unsafe String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            unsafe cursor = cursor.advanced(by: 1)
        }
        return variables
    }
}
