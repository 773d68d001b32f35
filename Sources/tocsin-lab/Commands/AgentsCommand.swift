import ArgumentParser
import TocsinLab

/// Which agents there are and where.
struct AgentOptions: ParsableArguments {
    @Option(
        name: .customLong("listen"),
        help: "Where the agents answer: NETWORK/LENGTH:PORT, an address each, or one ADDRESS:PORT.")
    var listenText = "127.1.0.0/16:16100"

    @Flag(help: "Also take private networks (RFC 1918), as in a network namespace.")
    var allowPrivate = false

    @Option(help: "How many agents.")
    var count = 100

    @Option(help: "How many interfaces each has.")
    var interfaces = 48

    @Option(help: "What they tell: all, or of interfaces,bridge,lldp,host-resources,ucd,ups,sensors.")
    var features = "interfaces,bridge,lldp,sensors"

    @Option(help: "The share that never answers, such as 20%.")
    var dead = "0%"

    @Option(help: "The share that speaks v3 alone; they come last.")
    var v3 = "0%"

    @Option(help: "The share that speaks v1 alone; they come before those of v3.")
    var v1 = "0%"

    @Option(help: "The share of requests that each loses, such as 1%.")
    var loss = "0%"

    @Option(help: ArgumentHelp("How they behave.", discussion: AgentText.behaviours))
    var behaviour = "healthy"

    @Option(help: "A file with one group a line in place of these: count=40 name=sw version=2c behaviour=loss=1%.")
    var plan: String?

    @Option(help: "Makes all that is left to chance.")
    var seed: UInt64 = 1

    @Option(help: "The interval that they are polled at: how punctual polls are is told.")
    var interval: DurationArgument?

    func layOut() throws -> AgentPlan {
        try AgentPlan(groups(), at: AgentNetwork(listenText, allowsPrivate: allowPrivate), seed: seed)
    }

    private func groups() throws -> [AgentPlan.Group] {
        if let plan { return try AgentText.groups(LabFolder.text(of: plan)) }
        guard let dead = AgentText.share(dead), let v3 = AgentText.share(v3), let v1 = AgentText.share(v1),
            let loss = AgentText.share(loss), v1 + v3 <= 1
        else { throw ValidationError("--dead, --v3, --v1 and --loss are shares such as 20%") }
        var behaviour = try AgentText.behaviour(behaviour)
        if loss > 0 { behaviour.loss = loss }
        let features = try AgentText.features(features)
        let last = Int((Double(count) * v3).rounded())
        let first = Int((Double(count) * v1).rounded())
        return [
            AgentPlan.Group(
                count: max(0, count - last - first), name: "agent", interfaces: interfaces, features: features,
                behaviour: behaviour, dead: dead),
            .init(
                count: first, name: "old", version: .v1, interfaces: interfaces, features: features,
                behaviour: behaviour, dead: dead),
            .init(
                count: last, name: "secure", version: .v3, interfaces: interfaces, features: features,
                behaviour: behaviour, dead: dead),
        ].filter { $0.count > 0 }
    }
}

/// Agents that answer.
struct AgentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "Be any number of SNMP agents, each on an address of its own.",
        discussion: """
            One process and one socket answer for all. SIGUSR1 writes the report as one JSON object to standard output, \
            and so does the end; 'tocsin-lab agents-config' with the same options writes the daemon's configuration.
            """)

    @OptionGroup var options: AgentOptions

    @Option(help: "When to end, such as 30s; by default at SIGINT or SIGTERM.")
    var duration: DurationArgument?

    @Option(help: "The file for a report with each agent, written at the end.")
    var report: String?

    func run() async throws {
        let plan = try options.layOut()
        let interval = options.interval?.duration
        let end = duration?.duration
        let seed = options.seed
        let questions = AskSignals()
        try await questions.start()
        let (summary, whole) = try await Diagnostics.untilStopped { stop in
            try await Diagnostics.blocking {
                var server = try AgentServer(plan, AgentFarm(plan.agents, seed: seed), recordingInterval: interval)
                Diagnostics.say("\(plan.agents.count) agents from \(server.endpointText) on")
                var told = 0
                server.run(until: stop) { server in
                    if questions.count != told {
                        told = questions.count
                        print(AgentReport(server).json())
                        Diagnostics.flush()
                    }
                    if let end, server.elapsed >= end { stop.raise() }
                }
                let report = AgentReport(server)
                return (report.json(), report.json(withEachAgent: true))
            }
        }
        print(summary)
        if let report { try LabFolder.write(Array((whole + "\n").utf8), to: report, permissions: 0o644) }
    }
}

/// The configuration that fits the agents.
struct AgentsConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents-config", abstract: "Write the configuration of a daemon that polls such agents.",
        discussion: "Give it the options of 'tocsin-lab agents'. It goes to standard output.")

    @OptionGroup var options: AgentOptions

    @Option(help: "The daemon's profiles, such as system,interfaces; by default its own default.")
    var profiles: String?

    func run() throws {
        let configuration = AgentConfiguration(
            try options.layOut(), interval: options.interval?.duration ?? .seconds(60),
            profiles: profiles?.split(separator: ",").map(String.init))
        print(configuration.yaml, terminator: "")
    }
}
