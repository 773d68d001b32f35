import Foundation
import Synchronization
import TestPrograms

/// A network namespace where a daemon asks, and others where the time is served, each at the end of a cable of its own.
final class TimeNetwork: Sendable {
    /// A place where the time is served. All clocks are this host's own, so that the truth is an offset of 0.
    enum Place: String, Sendable {
        /// chronyd of stratum 2 at 10.79.0.11 to 15 and fd79::11, with the keys of `keyFile` and by NTS.
        case chronyd
        /// ntpd of ntpsec, stratum 2, at 10.80.0.11 to 16, with the keys of `keyFile` and by NTS.
        case ntpsec
        /// chronyd at the ends of bad ways, from 10.81.0.11 on: `Way`.
        case relayed

        /// The second octet of its addresses.
        var network: Int {
            switch self {
            case .chronyd: 79
            case .ntpsec: 80
            case .relayed: 81
            }
        }
    }

    /// A time daemon of the asking host.
    enum LocalDaemon: String, Sendable {
        case chronyd, ntpd
    }

    /// The namespace of the daemon: 10.79.0.1, 10.80.0.1 and so on.
    let client: String
    private let places: [Place]
    let folder: String
    private let means: Means
    private let programs = Mutex<[String: ChildProcess]>([:])
    /// Namespaces that were added later.
    private let added = Mutex<[String]>([])

    /// Whether this host has what it takes: root, `ip`, openssl and chronyd.
    static var isPossible: Bool {
        geteuid() == 0 && ["ip", "chronyd", "openssl", "setpriv"].allSatisfy(SpawnedProgram.exists)
    }

    /// Whether Debian's scapy is there.
    static let hasScapy: Bool = {
        let run = try? SpawnedProgram(["/usr/bin/python3", "-c", "import scapy.layers.ntp"], output: "/dev/null")
        return run?.wait() == 0
    }()

    /// ntpsec's ntpd, where `make deps-test` unpacked it, or an installed one; nil where there is none that starts.
    static let ntpd: String? = {
        let own = FileManager.default.currentDirectoryPath + "/.build/ntpsec/bin/ntpd"
        return [own, "/usr/sbin/ntpd"].first { path in
            guard FileManager.default.isExecutableFile(atPath: path) else { return false }
            let said = "/tmp/tocsin-ntpd-\(UInt64.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: said) }
            guard let run = try? SpawnedProgram([path, "--version"], output: said), run.wait() == 0 else {
                return false
            }
            return ((try? String(contentsOfFile: said, encoding: .utf8)) ?? "").contains("ntpsec")
        }
    }()

    /// The keys that the servers and a test's configuration share: number, type in both programs' words, secret.
    static let keys: [(id: Int, chronyd: String, ntpd: String, ours: String, secret: String)] = [
        (1, "SHA1", "SHA1", "SHA1", "0123456789abcdef0123456789abcdef01234567"),
        (2, "SHA256", "SHA256", "SHA256", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
        (3, "AES128", "AES", "AES128", "000102030405060708090a0b0c0d0e0f"),
    ]

    /// `ntp.keys` of a configuration with these keys, and one of number 4 that no server has.
    static var configuredKeys: String {
        let all = keys.map { "{ id: \($0.id), type: \($0.ours), secret: \"HEX:\($0.secret)\" }" }
        let foreign = "{ id: 4, type: AES128, secret: \"HEX:\(String(repeating: "99", count: 16))\" }"
        return "[ \((all + [foreign]).joined(separator: ", ")) ]"
    }

    /// The certificate that those who ask by NTS must trust; the servers' own is for 10.79.0.14 and 10.80.0.15 alone.
    static func trusted(in folder: String) -> String { folder + "/ca/ca.pem" }

    /// Makes the namespaces and starts the servers, and a client of the first place that keeps no clock.
    init(
        folder: String, places: [Place] = [.chronyd], ways: [Way] = [], by means: Means = .here,
        local: LocalDaemon? = .chronyd
    ) async throws {
        client = "tocsin-t\(ProcessInfo.processInfo.processIdentifier)c"
        self.places = places
        self.folder = folder
        self.means = means
        do {
            try await connect(ways)
            try write(local: local)
            for place in places { try await start(place, ways) }
            switch local {
            case .chronyd:
                try run("local", in: client, ["chronyd", "-d", "-x", "-u", "root", "-f", folder + "/c.conf"])
            case .ntpd: try runNTPD("local", in: client, "c")
            case nil: break
            }
        } catch {
            try await remove()
            throw error
        }
    }

    // MARK: Namespaces

    func namespace(_ place: Place) -> String { client.dropLast() + place.rawValue }

    private func hosts(_ place: Place, ways: Int) -> [String] {
        switch place {
        case .chronyd: (11...15).map { "10.79.0.\($0)/24" } + ["fd79::11/64"]
        case .ntpsec: (11...16).map { "10.80.0.\($0)/24" }
        case .relayed: (0..<ways).map { TimeNetwork.end(of: $0) + "/24" }
        }
    }

    private func connect(_ ways: [Way]) async throws {
        let id = ProcessInfo.processInfo.processIdentifier
        var commands = [["ip", "netns", "add", client], ["ip", "-n", client, "link", "set", "lo", "up"]]
        for place in places {
            let there = namespace(place)
            let (near, far) = ("t\(id)c\(place.network)", "t\(id)s\(place.network)")
            commands += [["ip", "netns", "add", there], ["ip", "-n", there, "link", "set", "lo", "up"]]
            if place == .relayed, means == .netem {
                commands += cables(ways, to: there)
                continue
            }
            commands += [
                ["ip", "link", "add", near, "netns", client, "type", "veth", "peer", "name", far, "netns", there],
                ["ip", "-n", client, "addr", "add", "10.\(place.network).0.1/24", "dev", near],
                // Without the wait for another of the same address, which there is not.
                ["ip", "-n", client, "addr", "add", "fd\(place.network)::1/64", "dev", near, "nodad"],
            ]
            for address in hosts(place, ways: ways.count) {
                let isLong = address.contains(":")
                commands.append(["ip", "-n", there, "addr", "add", address, "dev", far] + (isLong ? ["nodad"] : []))
            }
            commands += [
                ["ip", "-n", client, "link", "set", near, "up"], ["ip", "-n", there, "link", "set", far, "up"],
            ]
        }
        try await perform(commands)
    }

    /// Runs commands one after the other.
    private func perform(_ commands: [[String]]) async throws {
        for command in commands {
            guard try await ChildProcess.run(command, errors: folder + "/ip") == 0 else {
                throw RunningDaemon.Fault(
                    words: "\(command.joined(separator: " ")) failed: \(RunningDaemon.read(folder + "/ip"))")
            }
        }
    }

    /// Adds a namespace by commands that are run one after the other.
    func add(_ namespace: String, by commands: [[String]]) async throws {
        added.withLock { $0.append(namespace) }
        try await perform([["ip", "netns", "add", namespace], ["ip", "-n", namespace, "link", "set", "lo", "up"]])
        try await perform(commands)
    }

    // MARK: Programs

    private func write(local: LocalDaemon?) throws {
        let pair = try TestAuthority(folder: folder + "/ca").sign("IP:10.79.0.14,IP:10.80.0.15", as: "server")
        let first = places.first.map { "10.\($0.network).0.11" } ?? "127.0.0.1"
        func lines(_ kind: (Int) -> String) -> String {
            TimeNetwork.keys.indices.map { kind($0) + "\n" }.joined()
        }
        var texts = [
            "chronyd.keys": lines {
                "\(TimeNetwork.keys[$0].id) \(TimeNetwork.keys[$0].chronyd) HEX:\(TimeNetwork.keys[$0].secret)"
            },
            "ntpd.keys": lines {
                "\(TimeNetwork.keys[$0].id) \(TimeNetwork.keys[$0].ntpd) \(TimeNetwork.keys[$0].secret)"
            },
            "chronyd.conf": """
            local stratum 2
            allow
            cmdport 0
            keyfile \(folder)/chronyd.keys
            pidfile \(folder)/s.pid
            ntsservercert \(pair.certificate)
            ntsserverkey \(pair.key)
            ntsprocesses 0

            """,
            "relayed.conf":
                "local stratum 2\nallow\nport \(relayedPort)\ncmdport 0\npidfile \(folder)/r.pid\n",
            // Without "restrict" for those who ask it would answer no control message, and limit them.
            "ntpsec.conf": """
            disable ntp
            tos orphan 2 orphanwait 1
            restrict 10.80.0.0 mask 255.255.255.0
            keys \(folder)/ntpd.keys
            trustedkey 1 2 3
            nts cert \(pair.certificate)
            nts key \(pair.key)
            nts cookie \(folder)/nts-keys
            nts enable

            """,
        ]
        switch local {
        case .chronyd:
            texts["c.conf"] =
                "server \(first) iburst minpoll 0 maxpoll 0\nport 0\ncmdport 323\nbindcmdaddress 127.0.0.1\n"
                + "pidfile \(folder)/c.pid\n"
        case .ntpd: texts["c.conf"] = "server \(first) iburst minpoll 0 maxpoll 3\nrestrict 127.0.0.1\n"
        case nil: break
        }
        for (name, text) in texts {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }

    /// Where the server behind the ways listens: they lead to it themselves, or the relay asks it.
    private var relayedPort: Int { means == .netem ? 123 : 1123 }

    private func start(_ place: Place, _ ways: [Way]) async throws {
        let there = namespace(place)
        if place == .relayed { try await startWays(ways, there) }
        switch place {
        case .chronyd, .relayed:
            let file = "\(folder)/\(place.rawValue).conf"
            try run(place.rawValue, in: there, ["chronyd", "-d", "-x", "-u", "root", "-f", file])
        case .ntpsec: try runNTPD(place.rawValue, in: there, place.rawValue)
        }
    }

    /// Starts what makes the ways bad, and who lies: before the server, which would else answer in its place.
    private func startWays(_ ways: [Way], _ there: String) async throws {
        var relayed: [String] = []
        for (number, way) in ways.enumerated() where means == .relay || way.lie != 0 {
            relayed.append((means == .relay ? way : Way(lie: way.lie)).relayed(at: TimeNetwork.end(of: number)))
        }
        if means == .netem {
            for load in loads(ways) { try run(load.name, in: between, load.command) }
        }
        guard !relayed.isEmpty else { return }
        let relay = FileManager.default.currentDirectoryPath + "/Tests/Harness/time-relay.py"
        try run("relay", in: there, ["python3", relay, "\(relayedPort)", "[\(relayed.joined(separator: ","))]"])
        try await listens("relay")
    }

    /// ntpd, without the right to set this host's clock, of which it only complains.
    private func runNTPD(_ name: String, in namespace: String, _ file: String) throws {
        guard let ntpd = TimeNetwork.ntpd else { throw POSIXError(.ENOENT) }
        try run(
            name, in: namespace,
            ["setpriv", "--bounding-set", "-sys_time", ntpd, "-n", "-c", "\(folder)/\(file).conf"])
    }

    func run(_ name: String, in namespace: String, _ command: [String]) throws {
        let log = "\(folder)/\(name).log"
        let program = try ChildProcess(
            ["ip", "netns", "exec", namespace] + command, environment: ProcessInfo.processInfo.environment,
            output: log, errors: log)
        programs.withLock { $0[name] = program }
    }

    /// Starts a place's server anew; it keeps nothing, so that it does not know the cookies that it gave before.
    func restartServer(_ place: Place = .chronyd) async throws {
        try await stop(place.rawValue)
        try await start(place, [])
    }

    /// Changes a configuration file, for when the server is started anew.
    func rewrite(_ file: String, _ change: (String) -> String) throws {
        let url = URL(fileURLWithPath: "\(folder)/\(file)")
        try Data(change(String(decoding: Data(contentsOf: url), as: UTF8.self)).utf8).write(to: url)
    }

    /// Has an old ntpd's list of clients given at an address of the first place, whose server still gives the time there.
    func answerMonitorList(at address: String) async throws {
        let script = FileManager.default.currentDirectoryPath + "/Tests/Harness/monlist.py"
        try run("monlist", in: namespace(places[0]), ["/usr/bin/python3", script, address])
        try await listens("monlist")
    }

    /// Waits until a program of ours says that it can be asked.
    private func listens(_ name: String) async throws {
        guard try await eventually({ RunningDaemon.read("\(folder)/\(name).log").contains("listening") }) else {
            throw RunningDaemon.Fault(words: "\(name) does not listen: \(words)")
        }
    }

    /// Stops a program.
    func stop(_ name: String) async throws {
        guard let program = programs.withLock({ $0.removeValue(forKey: name) }) else { return }
        // A test's threads may block the other signals, and a child inherits that.
        program.signal(SIGKILL)
        _ = await program.wait()
    }

    /// What a program is started with to run beside the servers' client.
    var wrapper: [String] { ["ip", "netns", "exec", client] }

    /// What the servers and their client said, for a test that fails.
    var words: String {
        programs.withLock { $0.keys.sorted() }.map { name in
            "\(name): " + ((try? String(contentsOfFile: "\(folder)/\(name).log", encoding: .utf8)) ?? "").suffix(600)
        }.joined(separator: "\n")
    }

    /// Stops the servers and removes the namespaces.
    func remove() async throws {
        for name in programs.withLock({ Array($0.keys) }) { try await stop(name) }
        for name in [client] + places.map(namespace) + added.withLock({ $0 })
            + (means == .netem && places.contains(.relayed) ? [between] : [])
        {
            _ = try await ChildProcess.run(["ip", "netns", "del", name])
        }
    }
}
