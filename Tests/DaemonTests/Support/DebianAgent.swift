import Foundation
import Model
import Reactor

/// Debian's `snmpd` in the foreground on a free loopback port, and its `snmpbulkwalk`.
final class DebianAgent {
    /// Where it listens.
    let endpoint: Endpoint
    private let folder: String
    private let process: SpawnedProgram

    /// Whether both programs are there.
    static let isInstalled = ChildProcess.exists("snmpd") && ChildProcess.exists("snmpbulkwalk")

    /// Starts it with the community `public` and further lines of its configuration.
    init(_ lines: [String] = []) throws {
        let socket = try DatagramSocket(
            binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: QueueExecutor(label: "port"))
        endpoint = socket.localEndpoint
        socket.close()
        folder = "/tmp/tocsin-agent-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        let text = ["agentaddress udp:\(endpoint.text)", "rocommunity public"] + lines
        try text.joined(separator: "\n").appending("\n").write(
            toFile: folder + "/snmpd.conf", atomically: true, encoding: .utf8)
        process = try SpawnedProgram(
            ["/usr/sbin/snmpd", "-f", "-Lf", folder + "/log"],
            ["PATH=/usr/bin:/bin", "MIBS=", "SNMP_PERSISTENT_DIR=\(folder)/state", "SNMPCONFPATH=\(folder)"])
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The lines that `snmpbulkwalk -On` prints for what lies below an OID.
    func bulkWalk(_ oid: String) async throws -> [String] {
        let output = folder + "/walk-\(UInt32.random(in: 0 ... .max))"
        _ = try await ChildProcess.run(
            ["snmpbulkwalk", "-On", "-v2c", "-c", "public", endpoint.text, oid],
            environment: ["PATH": "/usr/bin:/bin", "MIBS": "", "SNMPCONFPATH": folder], output: output)
        let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
