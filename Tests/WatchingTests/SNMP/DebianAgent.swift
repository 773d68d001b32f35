import Foundation
import Glibc
import Model
import Reactor
import SNMP
import TestPrograms
import Watching

/// Debian's `snmpd` in the foreground on a free loopback port, with users of every kind.
final class DebianAgent {
    /// Where it listens.
    let endpoint: Endpoint
    private let folder: String
    private var process: SpawnedProgram?

    private static let program = "/usr/sbin/snmpd"
    static let isInstalled = SpawnedProgram.exists("snmpd")
    static let authProtocols = ["MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]
    static let privacyProtocols: [String?] = [nil, "DES", "AES-128", "AES-192", "AES-256", "AES-192-C", "AES-256-C"]

    /// Every algorithm combination: its credential's name is its user's.
    static var credentials: [SNMPCredential] {
        var all = [
            SNMPCredential(name: "v1", version: .v1, community: Secret("public")),
            SNMPCredential(name: "v2c", version: .v2c, community: Secret("public")), user("plain"),
            user("mirrored", "SHA-256", "AES-128"),
        ]
        for auth in authProtocols {
            for privacy in privacyProtocols { all.append(user(name(auth, privacy), auth, privacy)) }
        }
        return all
    }

    static func name(_ auth: String, _ privacy: String?) -> String { "\(auth)-\(privacy ?? "none")" }

    static func user(
        _ name: String, _ auth: String? = nil, _ privacy: String? = nil, as user: String? = nil,
        authPassphrase: String = "auth passphrase", privacyPassphrase: String = "privacy passphrase"
    ) -> SNMPCredential {
        SNMPCredential(
            name: name, version: .v3, user: user ?? name,
            auth: auth.map { .init(protocolName: $0, passphrase: Secret(authPassphrase)) },
            privacy: privacy.map { .init(protocolName: $0, passphrase: Secret(privacyPassphrase)) })
    }

    /// Starts it with these users out of all combinations: to derive keys takes it a while.
    init(_ users: Set<String> = ["SHA-1-AES-128", "SHA-256-none"]) throws {
        let port = try DebianAgent.freePort()
        endpoint = Endpoint(address: .v4(0x7f00_0001), port: port)
        folder = "/tmp/tocsin-snmpd-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var lines = [
            "agentaddress udp:127.0.0.1:\(port)", "rocommunity public", "createUser plain", "rouser plain noauth",
            "engineID tocsin", "sysContact Tocsin",
            // A context whose variables are those of the default one, by way of a proxy to itself.
            "view all included .1", "createUser mirrored SHA-256 \"auth passphrase\" AES \"privacy passphrase\"",
            "rouser -s usm mirrored priv -V all mirror*",
            "proxy -Cn mirror -v 2c -c public 127.0.0.1:\(port) .1.3.6.1.2.1.1",
        ]
        for auth in DebianAgent.authProtocols {
            for privacy in DebianAgent.privacyProtocols {
                let name = DebianAgent.name(auth, privacy)
                guard users.contains(name) else { continue }
                // snmpd's own words for them.
                let digest = auth == "SHA-1" ? "SHA" : auth
                let words = ["AES-128": "AES", "AES-192-C": "AES192C", "AES-256-C": "AES256C"]
                let cipher = privacy.map { " \(words[$0] ?? $0) \"privacy passphrase\"" } ?? ""
                lines.append("createUser \(name) \(digest) \"auth passphrase\"\(cipher)")
                lines.append("rouser \(name) \(privacy == nil ? "auth" : "priv")")
            }
        }
        try lines.joined(separator: "\n").appending("\n").write(
            toFile: folder + "/snmpd.conf", atomically: true, encoding: .utf8)
        try start()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Stops it and starts it again; with its memory erased, its boots count begins anew.
    func restart(forgetting: Bool = false) throws {
        stop()
        if forgetting { try FileManager.default.removeItem(atPath: folder + "/state") }
        try start()
    }

    /// Stops it.
    func stop() {
        // Its end writes the boots count.
        process?.end()
        process = nil
    }

    private func start() throws {
        let state = folder + "/state"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let words = [DebianAgent.program, "-f", "-Lf", folder + "/log"]
        let settings = [
            "PATH=/usr/bin:/bin", "MIBS=", "SNMP_PERSISTENT_DIR=\(state)", "SNMPCONFPATH=\(folder):\(state)",
        ]
        process = try SpawnedProgram(words, settings)
    }

    private static func freePort() throws -> UInt16 {
        let socket = try DatagramSocket(
            binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: QueueExecutor(label: "port"))
        defer { socket.close() }
        return socket.localEndpoint.port
    }

    /// A request for sysUpTime.
    func request(
        _ credential: String, context: String? = nil, timeout: Duration = .seconds(2), retries: Int = 2
    ) -> SNMPRequest {
        SNMPRequest(
            endpoint: endpoint, credential: credential, contextName: context, operation: .get,
            variables: [[1, 3, 6, 1, 2, 1, 1, 3, 0]], timeout: timeout, retries: retries)
    }

    /// Returns once it answers.
    func answers(_ client: SNMPClient) async -> Bool {
        for _ in 0..<200 {
            if case .success = await client.ask(request("v2c", timeout: .milliseconds(100), retries: 0)) { return true }
            // A port that nobody listens at yet is told at once.
            try? await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
