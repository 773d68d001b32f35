import Model
import Testing

@testable import TocsinLab

@Suite struct AgentPlanTests {
    @Test func `Agents get addresses one after the other, and their share of death`() throws {
        let plan = try AgentPlan(
            [.init(count: 1_000, name: "a", dead: 0.2), .init(count: 20, name: "s", version: .v3)],
            at: AgentNetwork("127.1.0.0/16:16100"))
        #expect(plan.agents[0].endpoint.text == "127.1.0.1:16100")
        #expect(plan.agents[254].endpoint.text == "127.1.0.255:16100")
        #expect(plan.agents[255].endpoint.text == "127.1.1.0:16100")
        #expect(plan.agents[0].name == "a0001")
        #expect(plan.agents[1_000].name == "s01")
        #expect(plan.agents.count { $0.behaviour.isDead } == 200)
        #expect(plan.agents.count { $0.version == .v3 } == 20)
        // Not all at one place.
        #expect((10...60).contains(plan.agents[..<150].count { $0.behaviour.isDead }))
    }

    @Test func `Places that are not on this host or too small are refused`() throws {
        for wrong in ["10.0.0.0/24:161", "8.8.8.8:161", "127.0.0.0/7:161", "127.0.0.0/24", "lab:161", "127.0.0.1/24:x"]
        {
            #expect(throws: AgentPlanFault.self) { try AgentNetwork(wrong) }
        }
        #expect(try AgentNetwork("10.0.0.0/24:161", allowsPrivate: true).room == 255)
        #expect(throws: AgentPlanFault.network(count: 256, room: 255)) {
            try AgentPlan([.init(count: 256)], at: AgentNetwork("127.0.0.0/24:161"))
        }
        #expect(throws: AgentPlanFault.count(0)) { try AgentPlan([], at: AgentNetwork("127.0.0.1:161")) }
    }

    @Test func `The daemon's configuration names every agent with few entries`() throws {
        let plan = try AgentPlan(
            [.init(count: 300, name: "sw"), .init(count: 2, name: "core", version: .v3), .init(count: 1, name: "ups")],
            at: AgentNetwork("127.1.0.0/16:16100"))
        let yaml = AgentConfiguration(plan, interval: .seconds(10), profiles: ["system", "interfaces"]).yaml
        let entries = yaml.split(separator: "\n").filter { $0.contains("address:") }
        #expect(
            entries == [
                "    - { name: \"sw{001..255}\", address: \"127.1.0.{1..255}\", credential: lab-v2c }",
                "    - { name: \"sw{256..300}\", address: \"127.1.1.{0..44}\", credential: lab-v2c }",
                "    - { name: \"core{1..2}\", address: \"127.1.1.{45..46}\", credential: lab-v3 }",
                "    - { name: ups, address: \"127.1.1.47\", credential: lab-v2c }",
            ])
        #expect(yaml.contains("defaults: { interval: 10s, port: 16100, profiles: [system, interfaces] }"))
    }
}
