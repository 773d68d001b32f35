import Model

/// What a run of agents came to, as JSON.
public struct AgentReport: Sendable {
    /// What was asked and said.
    public let totals: AgentFarm.Totals
    /// How punctual polls were; nil where nobody asked.
    public let slip: SlipReport?
    private let agents: [SimulatedAgent]
    private let requests: [Int]
    private let elapsed: Duration

    /// The report of a server as it stands.
    public init(_ server: AgentServer) {
        totals = server.farm.totals
        agents = server.farm.agents
        elapsed = server.elapsed
        let agents = agents
        slip = server.recorder.map { SlipReport($0) { agents[$0].behaviour.isHealthy } }
        requests = server.recorder?.requests ?? []
    }

    /// One JSON object; with every agent where that is wanted.
    public func json(withEachAgent: Bool = false) -> String {
        var writer = JSONWriter(capacity: withEachAgent ? 1 << 20 : 1_024)
        writer.beginObject()
        writer.key("agents")
        writer.integer(agents.count)
        writer.key("elapsed_seconds")
        writer.number(elapsed.seconds)
        for (name, number) in [
            ("requests", totals.requests), ("answers", totals.answers), ("varbinds", totals.varBinds),
            ("lost", totals.lost), ("refused", totals.refused), ("malformed", totals.malformed),
            ("reports", totals.reports),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        if let slip { write(slip, &writer) }
        if withEachAgent { writeAgents(&writer) }
        writer.endObject()
        return writer.text
    }

    private func write(_ slip: SlipReport, _ writer: inout JSONWriter) {
        for (name, number) in [
            ("healthy_agents", slip.healthyAgents), ("polled_agents", slip.polledAgents), ("polls", slip.polls),
            ("first_polls_between", slip.between), ("missed_polls", slip.missed),
        ] {
            writer.key(name)
            writer.integer(number)
        }
        writer.key("first_round_seconds")
        if let round = slip.firstRound { writer.number(round.seconds) } else { writer.null() }
        writer.key("slip_ms")
        writer.beginObject()
        for (name, percent) in [("p50", 50.0), ("p90", 90), ("p99", 99), ("p99_9", 99.9), ("max", 100)] {
            writer.key(name)
            writer.number(slip.percentile(percent).seconds * 1_000)
        }
        writer.endObject()
    }

    private func writeAgents(_ writer: inout JSONWriter) {
        writer.key("each")
        writer.beginArray()
        for agent in agents {
            writer.beginObject()
            writer.key("name")
            writer.string(agent.name)
            writer.key("address")
            writer.string(agent.endpoint.address.text)
            if agent.number < requests.count {
                writer.key("requests")
                writer.integer(requests[agent.number])
            }
            if let slip, let worst = slip.worst[agent.number] {
                writer.key("worst_slip_ms")
                writer.number(worst.seconds * 1_000)
            }
            writer.endObject()
        }
        writer.endArray()
    }
}
