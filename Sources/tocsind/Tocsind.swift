import ArgumentParser
import Daemon
import Foundation
import Model

/// The daemon.
@main
struct Tocsind: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tocsind",
        abstract: "Watch the services that a network stands on.",
        discussion: """
            Runs in the foreground until SIGTERM or SIGINT; SIGHUP reads the configuration again. Nothing needs root but \
            privileged ports: tocsind --config ./tocsin.yaml --state ./state --runtime ./run runs as any user.
            """,
        version: TocsinVersion.text)

    @Option(help: "The configuration's main file.")
    var config = "/etc/tocsin/tocsin.yaml"

    @Option(help: "The directory of the store; made if only its last component is missing.")
    var state = Supervisor.Options.stateDirectory

    @Option(help: "The directory of the control socket; made likewise.")
    var runtime = Supervisor.Options.runtimeDirectory

    @Option(help: "How much diagnostics to write: trace, debug, info, notice, warning, error, critical.")
    var logLevel: String?

    func run() async throws {
        let level = try logLevel.map { text in
            guard let level = LogLevel(rawValue: text) else {
                let known = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(text)' is no log level; there are \(known)")
            }
            return level
        }
        let options = Supervisor.Options(
            configurationFile: config, stateDirectory: state, runtimeDirectory: runtime, logLevel: level)
        let code = await DaemonProcess.run(options)
        Foundation.exit(code)
    }
}
