import ArgumentParser

/// The command as a whole: its verbs.
struct Tocsin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tocsin",
        abstract: "Ask what the network watch has seen.",
        discussion: """
            Begin with 'tocsin status' and 'tocsin alerts'; 'tocsin why A17' tells all about one alert. Every verb has \
            --help with examples.

            Exit codes: 0 done (also when nothing matched), 1 it failed, 64 usage, 69 the daemon cannot be reached, \
            77 not permitted, 78 faulty configuration.

            Environment: TOCSIN_STATE and TOCSIN_RUNTIME name the daemon's directories, as --state and --runtime do; \
            NO_COLOR turns colour off; SYSTEMD_PAGER, PAGER and SYSTEMD_LESS choose the pager.
            """,
        version: "tocsin \(DaemonBridge.version)",
        subcommands: [
            StatusCommand.self, EventsCommand.self, AlertsCommand.self, WhyCommand.self, AckCommand.self,
            UnackCommand.self, DevicesCommand.self, SamplesCommand.self, ServersCommand.self, DiscoverCommand.self,
            ProbeCommand.self, RulesCommand.self,
            ConfigCommand.self, ReloadCommand.self, ReplayCommand.self, GenerateManualsCommand.self,
        ])
}
