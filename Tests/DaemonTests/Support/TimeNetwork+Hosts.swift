import Foundation

/// Hosts beside the servers, whose traffic goes through the daemon's namespace as through a router.
extension TimeNetwork {
    /// A host beside the servers.
    enum Host: String {
        /// One that asks.
        case guest
        /// One whose chronyd gives the time to whoever asks.
        case stranger

        /// Its address; the daemon's namespace has the first one of the same network.
        var address: String { self == .guest ? "10.83.0.2" : "10.84.0.2" }
        /// The end of its cable in the daemon's namespace.
        var interface: String { rawValue }
    }

    private func namespace(of host: Host) -> String { client.dropLast() + host.rawValue }

    /// Adds a host that reaches the first place's servers and the other hosts.
    func add(_ host: Host) async throws {
        let there = namespace(of: host)
        let router = host.address.dropLast() + "1"
        try await add(
            there,
            by: [
                ["ip", "netns", "exec", client, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
                [
                    "ip", "link", "add", host.interface, "netns", client, "type", "veth", "peer", "name", "wire",
                    "netns",
                    there,
                ],
                ["ip", "-n", client, "addr", "add", "\(router)/24", "dev", host.interface],
                ["ip", "-n", client, "link", "set", host.interface, "up"],
                ["ip", "-n", there, "addr", "add", "\(host.address)/24", "dev", "wire"],
                ["ip", "-n", there, "link", "set", "wire", "up"],
                ["ip", "-n", there, "route", "add", "default", "via", String(router)],
                ["ip", "-n", namespace(.chronyd), "route", "add", host.address, "via", "10.79.0.1"],
            ])
        guard host == .stranger else { return }
        let file = "\(folder)/stranger.conf"
        let text = "local stratum 2\nallow\ncmdport 0\npidfile \(folder)/stranger.pid\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try run(host.rawValue, in: there, ["chronyd", "-d", "-x", "-u", "root", "-f", file])
    }

    /// Has a host ask a server for the time, as a client would; whether it got an answer.
    func ask(_ server: String, from host: Host) async throws -> Bool {
        let command = [
            "chronyd", "-Q", "-t", "20", "-u", "root", "server \(server) iburst maxsamples 1", "cmdport 0",
            "pidfile \(folder)/ask.pid",
        ]
        let log = folder + "/ask.log"
        return try await ChildProcess.run(
            ["ip", "netns", "exec", namespace(of: host)] + command, output: log, errors: log) == 0
    }

    /// What the last client said.
    var lastAnswer: String { RunningDaemon.read(folder + "/ask.log") }
}
