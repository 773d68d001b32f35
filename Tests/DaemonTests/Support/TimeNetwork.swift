import Foundation
import Synchronization
import TestPrograms

/// Two network namespaces with a cable between them: chronyd serves the time in one, a daemon asks from the other.
final class TimeNetwork: Sendable {
    /// The namespace of the daemon, 10.79.0.1.
    let client: String
    /// The namespace of the servers, 10.79.0.11 to 15.
    let server: String
    private let folder: String
    private let programs: Mutex<[String: ChildProcess]>

    /// Whether this host has what it takes: root, `ip`, openssl and chronyd.
    static var isPossible: Bool {
        geteuid() == 0 && ["ip", "chronyd", "openssl"].allSatisfy(SpawnedProgram.exists)
    }

    /// The addresses of the servers.
    static let addresses = ["10.79.0.11", "10.79.0.12", "10.79.0.13", "10.79.0.14", "10.79.0.15"]

    /// The certificate that those who ask by NTS must trust; the servers' own is for 10.79.0.14 alone.
    static func trusted(in folder: String) -> String { folder + "/ca/ca.pem" }

    /// Makes the namespaces and starts a server of stratum 2 and a client that keeps no clock.
    init(folder: String) async throws {
        let id = ProcessInfo.processInfo.processIdentifier
        client = "tocsin-t\(id)c"
        server = "tocsin-t\(id)s"
        self.folder = folder
        var commands = [
            ["ip", "netns", "add", client], ["ip", "netns", "add", server],
            [
                "ip", "link", "add", "tt\(id)c", "netns", client, "type", "veth", "peer", "name", "tt\(id)s", "netns",
                server,
            ],
            ["ip", "-n", client, "addr", "add", "10.79.0.1/24", "dev", "tt\(id)c"],
        ]
        for address in TimeNetwork.addresses {
            commands.append(["ip", "-n", server, "addr", "add", "\(address)/24", "dev", "tt\(id)s"])
        }
        for (name, link) in [(client, "tt\(id)c"), (server, "tt\(id)s")] {
            commands.append(["ip", "-n", name, "link", "set", "lo", "up"])
            commands.append(["ip", "-n", name, "link", "set", link, "up"])
        }
        for command in commands {
            guard try await ChildProcess.run(command, errors: folder + "/ip") == 0 else {
                throw RunningDaemon.Fault(words: "\(command.joined(separator: " ")) failed")
            }
        }
        let keys = "3 AES128 HEX:000102030405060708090a0b0c0d0e0f\n"
        let pair = try TestAuthority(folder: folder + "/ca").sign("IP:10.79.0.14", as: "server")
        let serving =
            "local stratum 2\nallow\ncmdport 0\nkeyfile \(folder)/keys\npidfile \(folder)/s.pid\n"
            + "ntsservercert \(pair.certificate)\nntsserverkey \(pair.key)\nntsprocesses 0\n"
        let asking =
            "server 10.79.0.11 iburst minpoll 0 maxpoll 0\nport 0\ncmdport 323\nbindcmdaddress 127.0.0.1\n"
            + "pidfile \(folder)/c.pid\n"
        for (name, text) in [("keys", keys), ("s.conf", serving), ("c.conf", asking)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        programs = Mutex([:])
        for file in ["s", "c"] { try start(file) }
    }

    /// Starts the server or its client.
    private func start(_ file: String) throws {
        let program = try ChildProcess(
            [
                "ip", "netns", "exec", file == "s" ? server : client, "chronyd", "-d", "-x", "-u", "root", "-f",
                "\(folder)/\(file).conf",
            ], environment: ProcessInfo.processInfo.environment, output: "\(folder)/\(file).log",
            errors: "\(folder)/\(file).log")
        programs.withLock { $0[file] = program }
    }

    /// Starts the server anew; it keeps nothing, so that it does not know the cookies that it gave before.
    func restartServer() async throws {
        try await stop("s")
        try start("s")
    }

    private func stop(_ file: String) async throws {
        guard let program = programs.withLock({ $0.removeValue(forKey: file) }) else { return }
        // A test's threads may block the other signals, and a child inherits that.
        program.signal(SIGKILL)
        _ = await program.wait()
    }

    /// What a program is started with to run beside the servers' client.
    var wrapper: [String] { ["ip", "netns", "exec", client] }

    /// Stops the servers and removes the namespaces.
    func remove() async throws {
        for file in ["s", "c"] { try await stop(file) }
        for name in [client, server] { _ = try await ChildProcess.run(["ip", "netns", "del", name]) }
    }
}
