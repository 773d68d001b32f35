import Foundation
import Model
import TestPrograms

/// The built `tocsin-lab agents` with a plan of the test's own, each agent on a loopback address of its own.
final class LabAgents {
    /// The port of all agents.
    let port: UInt16
    private let folder: String
    private let process: SpawnedProgram
    private let network: String

    /// Starts agents, one a line of the plan, on addresses of a network such as `127.80.0.0`, counted from 1.
    init(_ plan: [String], network: String) throws {
        self.network = String(network[..<(network.lastIndex(of: ".") ?? network.endIndex)])
        port = try DebianAgent.freeEndpoint().port
        folder = "/tmp/tocsin-lab-agents-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try plan.joined(separator: "\n").appending("\n").write(
            toFile: folder + "/plan", atomically: true, encoding: .utf8)
        let program = URL(fileURLWithPath: RunningDaemon.program).deletingLastPathComponent().path + "/tocsin-lab"
        process = try SpawnedProgram(
            [program, "agents", "--plan", folder + "/plan", "--listen", "\(network)/24:\(port)"],
            ["PATH=/usr/bin:/bin"])
    }

    deinit {
        process.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The address of an agent, counted from 1 in the order of the plan.
    func address(_ number: Int) -> String { "\(network).\(number)" }
}
