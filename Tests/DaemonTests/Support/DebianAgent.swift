import Foundation
import Glibc
import Model
import Reactor
import TestPrograms

/// Debian's `snmpd` in the foreground on a free loopback port, and its `snmpbulkwalk`.
final class DebianAgent {
    /// Where it listens.
    let endpoint: Endpoint
    private let folder: String
    private var process: SpawnedProgram

    /// Whether both programs are there.
    static let isInstalled = SpawnedProgram.exists("snmpd") && SpawnedProgram.exists("snmpbulkwalk")

    /// Starts it with the community `public`, unless told otherwise, and further lines of its configuration; `boots` is how often it was started
    /// before.
    init(_ lines: [String] = [], hasCommunity: Bool = true, boots: Int? = nil) throws {
        endpoint = try DebianAgent.freeEndpoint()
        folder = "/tmp/tocsin-agent-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        try DebianAgent.configure(hasCommunity ? ["rocommunity public"] + lines : lines, endpoint, in: folder)
        if let boots { try DebianAgent.remember(boots, in: folder) }
        process = try DebianAgent.run(folder)
    }

    deinit {
        process.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts it anew with another memory of how often it was started, as after a restore from an old backup, and with
    /// other lines of its configuration, if any are given.
    func restart(_ lines: [String]? = nil, boots: Int) throws {
        process.end(SIGKILL)
        try DebianAgent.remember(boots, in: folder)
        if let lines { try DebianAgent.configure(lines, endpoint, in: folder) }
        process = try DebianAgent.run(folder)
    }

    private static func configure(_ lines: [String], _ endpoint: Endpoint, in folder: String) throws {
        // Not the interfaces that other tests make, remove and switch meanwhile, whatever they are called.
        let text =
            [
                "agentaddress udp:\(endpoint.text)", "engineID tocsin",
                "include_ifmib_iface_prefix lo",
            ] + lines
        try text.joined(separator: "\n").appending("\n").write(
            toFile: folder + "/snmpd.conf", atomically: true, encoding: .utf8)
    }

    private static func remember(_ boots: Int, in folder: String) throws {
        try "engineBoots \(boots)\noldEngineID 0x80001f8804746f6373696e\n".write(
            toFile: folder + "/state/snmpd.conf", atomically: true, encoding: .utf8)
    }

    /// Has it neither answer nor refuse, or go on.
    func freeze(_ isFrozen: Bool = true) { process.signal(isFrozen ? SIGSTOP : SIGCONT) }

    private static func run(_ folder: String) throws -> SpawnedProgram {
        try SpawnedProgram(
            ["/usr/sbin/snmpd", "-f", "-Lf", folder + "/log"],
            [
                "PATH=/usr/bin:/bin", "MIBS=", "SNMP_PERSISTENT_DIR=\(folder)/state",
                "SNMPCONFPATH=\(folder):\(folder)/state",
            ])
    }

    /// A loopback port that is free now.
    static func freeEndpoint() throws -> Endpoint {
        let socket = try DatagramSocket(
            binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: QueueExecutor(label: "port"))
        defer { socket.close() }
        return socket.localEndpoint
    }

    /// The lines that `snmpbulkwalk -On` prints for what lies below an OID.
    func bulkWalk(_ oid: String) async throws -> [String] {
        try await DebianAgent.bulkWalk(endpoint, "public", oid, folder: folder)
    }

    /// Waits until it answers to its community.
    func answers() async throws -> Bool {
        for _ in 0..<60 {
            if try await !bulkWalk("1.3.6.1.2.1.1.3").isEmpty { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// What `snmpget` says to one question for several variables, its complaints included.
    func get(_ oids: [String]) async throws -> String {
        let output = folder + "/get"
        _ = try await ChildProcess.run(
            ["sh", "-c", "snmpget -On -t 5 -v2c -c public \(endpoint.text) \(oids.joined(separator: " ")) 2>&1"],
            environment: ["PATH": "/usr/bin:/bin", "MIBS": "", "SNMPCONFPATH": "/nowhere"], output: output)
        return String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }

    /// The same of another agent.
    static func bulkWalk(_ endpoint: Endpoint, _ community: String, _ oid: String, folder: String) async throws
        -> [String]
    {
        let output = folder + "/walk-\(UInt32.random(in: 0 ... .max))"
        _ = try await ChildProcess.run(
            ["snmpbulkwalk", "-On", "-t", "5", "-v2c", "-c", community, endpoint.text, oid],
            environment: ["PATH": "/usr/bin:/bin", "MIBS": "", "SNMPCONFPATH": folder], output: output)
        let text = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
        try? FileManager.default.removeItem(atPath: output)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
