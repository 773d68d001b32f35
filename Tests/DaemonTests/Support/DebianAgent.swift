import Foundation
import Glibc
import Model
import Reactor

/// Debian's `snmpd` in the foreground on a free loopback port, and its `snmpbulkwalk`. Spawned without Foundation, whose
/// `Process` takes a child that closes its descriptors for dead.
final class DebianAgent {
    /// Where it listens.
    let endpoint: Endpoint
    private let folder: String
    private let process: pid_t

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
        process = try DebianAgent.spawn(
            ["/usr/sbin/snmpd", "-f", "-Lf", folder + "/log"],
            ["PATH=/usr/bin:/bin", "MIBS=", "SNMP_PERSISTENT_DIR=\(folder)/state", "SNMPCONFPATH=\(folder)"])
    }

    deinit {
        kill(process, SIGKILL)
        var status: Int32 = 0
        _ = unsafe waitpid(process, &status, 0)
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

    private static func spawn(_ words: [String], _ settings: [String]) throws -> pid_t {
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var environment = unsafe settings.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe arguments.forEach { unsafe free($0) }
            unsafe environment.forEach { unsafe free($0) }
        }
        // Dispatch's threads block signals, and a child inherits that.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        guard unsafe posix_spawn(&process, words[0], nil, &attributes, &arguments, &environment) == 0 else {
            throw POSIXError(.ENOENT)
        }
        return process
    }
}
