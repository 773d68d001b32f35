import ArgumentParser

/// A simulated network for demonstration, tests and benchmarks.
@main
struct Lab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tocsin-lab",
        abstract: "A simulated network for demonstration, tests and benchmarks.",
        discussion: """
            The lab forges source addresses, sends malformed packets and floods. It sends to loopback addresses only, and
            to private ones with --allow-private.
            """,
        subcommands: [
            Demo.self, Config.self, Send.self, FloodCommand.self, InformLoadCommand.self, AgentsCommand.self,
            AgentsConfig.self, AskLoadCommand.self, FuzzSeedsCommand.self,
        ])
}
