import Daemon
import Foundation
import Model
import Reactor
import TestPrograms

/// snmpsim, which answers by recordings: agents that others wrote, of devices that no test has at hand. Which of them
/// answers is a matter of the community.
final class RecordedAgents {
    /// Where they listen.
    let endpoint: Endpoint
    private let folder: String
    private var process: SpawnedProgram

    /// The responder, where it is there and starts: its packages may be incomplete.
    static let program: String? = {
        let name = "snmpsim-command-responder"
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        // `make test` puts it where it disturbs nobody.
        let own = FileManager.default.currentDirectoryPath + "/.build/snmpsim/bin"
        return ([own] + folders).map { "\($0)/\(name)" }.first { path in
            guard FileManager.default.isExecutableFile(atPath: path),
                let run = try? SpawnedProgram([path, "--version"], settings(home: "/tmp"))
            else { return false }
            return run.wait() == 0
        }
    }()

    /// Starts it with recordings by community.
    init(_ recordings: KeyValuePairs<String, String>) throws {
        guard let program = RecordedAgents.program else { throw POSIXError(.ENOENT) }
        endpoint = try DebianAgent.freeEndpoint()
        folder = "/tmp/tocsin-recorded-\(UInt64.random(in: 0 ... .max))"
        process = try RecordedAgents.run(program, endpoint, folder, recordings)
    }

    /// Starts it anew on the same port, with other recordings in place of those before.
    func restart(_ recordings: KeyValuePairs<String, String>) throws {
        guard let program = RecordedAgents.program else { throw POSIXError(.ENOENT) }
        process.end(SIGKILL)
        process = try RecordedAgents.run(program, endpoint, folder, recordings)
    }

    private static func run(
        _ program: String, _ endpoint: Endpoint, _ folder: String, _ recordings: KeyValuePairs<String, String>
    ) throws -> SpawnedProgram {
        for part in ["data", "cache", "variation"] {
            // What it has read before it takes from its cache.
            try? FileManager.default.removeItem(atPath: "\(folder)/\(part)")
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        for (community, text) in recordings {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/data/\(community).snmprec"))
        }
        return try SpawnedProgram(
            [
                program, "--data-dir=\(folder)/data", "--cache-dir=\(folder)/cache", "--log-level=error",
                "--agent-udpv4-endpoint=\(endpoint.text)",
            ], RecordedAgents.settings(home: folder), output: folder + "/log")
    }

    deinit {
        process.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Returns once it answers to a community; it reads its recordings first.
    func answers(_ community: String) async throws -> Bool {
        let credential = SNMPCredential(name: community, version: .v2c, community: Secret(community))
        let probe = SNMPProbe(
            SNMPProbe.Target(endpoint: endpoint, credentials: [credential], timeout: .milliseconds(500), retries: 0))
        var isThere = false
        for _ in 0..<400 where !isThere {
            isThere = (try? await probe.get(["1.3.6.1.2.1.1.3.0"])) != nil
            // A port that nobody listens at yet is told at once.
            if !isThere { try await Task.sleep(for: .milliseconds(50)) }
        }
        await probe.close()
        return isThere
    }

    /// What it wrote.
    var log: String { String(decoding: FileManager.default.contents(atPath: folder + "/log") ?? Data(), as: UTF8.self) }

    private static func settings(home: String) -> [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        // Under root it would else become a user who may not read what it still has to load.
        return ["PATH=\(path)", "HOME=\(home)", "SNMPSIM_ALLOW_ROOT=true", "PYTHONDONTWRITEBYTECODE=1"]
    }
}
