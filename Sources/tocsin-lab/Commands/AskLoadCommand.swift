import ArgumentParser
import TocsinLab

/// Requests as fast as they are answered.
struct AskLoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask-load", abstract: "Ask agents as fast as they answer, through the daemon's SNMP manager.",
        discussion: "One JSON object goes to standard output. It asks loopback addresses only.")

    @Option(help: "The first agent's address.")
    var first = "127.1.0.1"

    @Option(help: "How many agents; their addresses follow the first.")
    var agents = 100

    @Option(help: "Their port.")
    var port: UInt16 = 16_100

    @Option(help: "How many requests are under way at any time.")
    var window = 512

    @Option(help: "When to end.")
    var duration: DurationArgument = .init(seconds: 5)

    @Flag(help: "Ask by GETBULK for ten columns of interfaces in place of GETs of sysUpTime.")
    var bulk = false

    func run() async throws {
        let load = try RequestLoad.standard(first: first, port: port, agents: agents, window: window, isBulk: bulk)
        print(try await load.run(for: duration.duration).json)
    }
}
