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

    @Option(help: "The folder to write to; it is made if it is not there.")
    var output: String?

    func run() throws {
        let listen = try LabDestination(listenText)
        guard let output else {
            print(LabConfiguration(listen: listen, literalSecrets: true).yaml, terminator: "")
            return
        }
        try LabConfiguration(listen: listen, literalSecrets: false).write(to: output)
    }
}
