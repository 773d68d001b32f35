import Daemon
import Model
import Reactor

/// What the command takes from the daemon's library. All parsing and printing is elsewhere: here values come in and
/// values go out.
enum DaemonBridge {
    /// The version of the project.
    static let version = TocsinVersion.text

    /// Every rule of every watcher and of the daemon itself.
    static func rules() -> [Rule] { DaemonCatalog.rules }

    /// What is wrong with a configuration and its drop-ins, each a line `FILE:LINE:COLUMN: path: text`. A secret that
    /// cannot be seen from here is a warning: the daemon may see it.
    static func checkConfiguration(path: String) -> (faults: [String], warnings: [String]) {
        let loaded = DaemonConfiguration.load(file: path, secrets: .lenient).loaded
        return (loaded.faults.map(\.text), loaded.warnings.map(\.text))
    }

    /// The merged configuration as YAML with secrets hidden. Throws `faultyConfiguration`.
    static func showConfiguration(path: String) throws(CommandFault) -> String {
        ConfigurationText.show(try usableConfiguration(path: path, secrets: .off).loaded)
    }

    /// A configuration that has no faults. Throws `faultyConfiguration`.
    static func usableConfiguration(
        path: String, secrets: SystemSecretResolver.Strictness
    ) throws(CommandFault) -> DaemonConfiguration {
        let configuration = DaemonConfiguration.load(file: path, secrets: secrets)
        guard configuration.loaded.isUsable else {
            throw .faultyConfiguration(configuration.loaded.faults.map(\.text))
        }
        return configuration
    }

    /// A commented first configuration.
    static func initialConfiguration() -> String { ConfigurationTemplate.initial }

    /// The journal's catalog: an entry a rule.
    static func journalCatalog() -> String { DaemonCatalog.journalCatalog }

    /// The line that asks the daemon for something.
    static func line(_ request: String) -> String { ControlProtocol.line(request) }

    /// The line that asks the daemon's watchers something.
    static func line(query: String, arguments: [(name: String, value: String?)]) -> String {
        ControlProtocol.line(query: query, arguments: arguments)
    }

    /// The line that acknowledges alerts or takes that back.
    static func line(
        acknowledging alerts: [Int64], isTakenBack: Bool, note: String? = nil, isSticky: Bool = false,
        until: Timestamp? = nil
    ) -> String {
        ControlProtocol.line(
            acknowledging: alerts, isTakenBack: isTakenBack, note: note, isSticky: isSticky, until: until,
            behalf: Environment.value("SUDO_USER").flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Sends one line to the daemon and gives the line that it answers. Throws `unreachable` when nobody listens,
    /// `notPermitted` when the socket may not be used; see `CommandFault.init(connectingTo:errno:words:)`.
    static func control(request: String, runtime: String, timeout: Duration) throws(CommandFault) -> String {
        let path = ControlProtocol.socketPath(runtimeDirectory: runtime)
        let answer: [UInt8]?
        do throws(SocketFault) {
            let client = try LocalClient(path: path)
            try client.send(request.utf8)
            answer = try client.receiveLine(timeout: timeout)
        } catch {
            throw CommandFault(connectingTo: path, errno: error.code, words: error.reason)
        }
        guard let answer else {
            throw .unreachable("the daemon at \(path) closed the connection without an answer")
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// Runs the watchers over a capture and hands over each event in order; gives the status object of each watcher after
    /// the last frame, and what the watchers of the configuration cannot tell from a capture. Throws `failed` for a capture that cannot be read and `faultyConfiguration`.
    static func replay(
        capture: String, configuration: String?, emit: (Event) -> Void
    ) throws(CommandFault) -> (statuses: [String], limits: [String]) {
        do {
            let summary = try CaptureReplay.run(capture: capture, configuration: configuration, emit: emit)
            return (summary.statuses, summary.limits)
        } catch let fault as CaptureReplay.Fault {
            switch fault {
            case .configuration(let faults): throw .faultyConfiguration(faults)
            case .capture(let text): throw .failed(text)
            }
        } catch {
            throw .failed("replaying \(capture) failed: \(error)")
        }
    }
}
