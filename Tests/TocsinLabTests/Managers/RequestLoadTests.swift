import Model
import Testing

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct RequestLoadTests {
    @Test(arguments: [false, true])
    func `The manager's requests are answered and counted`(isBulk: Bool) async throws {
        let agents = try RunningAgents([.init(count: 20, interfaces: 30)], network: "127.78.0.0/16")
        let load = try RequestLoad.standard(
            first: "127.78.0.1", port: agents.port, agents: 20, window: 8, isBulk: isBulk)
        let report = try await load.run(for: .milliseconds(300))
        #expect(report.answers > 0)
        #expect(report.failures.isEmpty)
        #expect(report.varBinds == report.answers * (isBulk ? 250 : 1))
        #expect(report.json.hasPrefix("{\"answers\":\(report.answers),"))
    }
}
