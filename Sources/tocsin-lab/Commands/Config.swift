import ArgumentParser
import TocsinLab

/// The configuration that fits the story.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the configuration of a daemon that watches the simulated office.",
        discussion: """
            Without --output one file goes to standard output, with the lab's passphrases in it. With --output DIR the
            folder gets tocsin.yaml and, beside it, the files with the passphrases.
            """)

    @Option(name: .customLong("listen"), help: "Where the daemon is to listen: ADDRESS:PORT, loopback.")
    var listenText = "127.0.0.1:9162"

    @Option(name: .customLong("agents"), help: "The port of the office's agents, as for 'demo': the daemon polls them.")
    var agentsPort: UInt16?

    @Option(name: .customLong("snmpd"), help: "A real agent to poll beside them: ADDRESS:PORT, loopback.")
    var realText: String?

    @Option(help: "The folder to write to; it is made if it is not there.")
    var output: String?

    func run() throws {
        let listen = try LabDestination(listenText)
        let configuration = LabConfiguration(
            listen: listen, literalSecrets: output == nil, agentsPort: agentsPort,
            realAgent: try realText.map { try LabDestination($0) })
        if let output { try configuration.write(to: output) } else { print(configuration.yaml, terminator: "") }
    }
}
