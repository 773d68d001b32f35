import Daemon
import Model
import Testing

/// ntpd of ntpsec: as the server, and as the daemon of this host.
extension TimeServerTests {
    @Test(
        "The daemon measures an ntpd of ntpsec plainly, by each kind of key and by NTS, and reads the local ntpd's own word",
        .enabled(if: TimeNetwork.ntpd != nil, "needs ntpd of ntpsec (Tests/Harness/install-ntpsec.sh)"))
    func ntpsec() async throws {
        let daemon = try RunningDaemon()
        try daemon.configure(
            rest: """
                ntp:
                  servers:
                    - { address: 10.80.0.11, stratum: 2, min_poll: 0, max_poll: 0 }
                    - { address: 10.80.0.12, stratum: 2, min_poll: 0, max_poll: 0, key: 1 }
                    - { address: 10.80.0.13, stratum: 2, min_poll: 0, max_poll: 0, key: 2 }
                    - { address: 10.80.0.14, stratum: 2, min_poll: 0, max_poll: 0, key: 3 }
                    - { address: 10.80.0.15, min_poll: 0, max_poll: 0, nts: true, nts_ca: \
                \(TimeNetwork.trusted(in: daemon.folder)) }
                    - { address: 10.80.0.16, min_poll: 0, max_poll: 0, key: 4 }
                    - { address: 10.80.0.1, min_poll: 0, max_poll: 0 }
                  keys: \(TimeNetwork.configuredKeys)
                  offset: { settle: 0 }
                  local: ntpd
                """)
        let network = try await TimeNetwork(folder: daemon.folder, places: [.ntpsec], local: .ntpd)
        do {
            try await daemon.start(before: network.wrapper)
            var status = JSON.null
            let isDone = try await eventually(within: .seconds(90)) {
                status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
                return status["truechimers"].int == 5 && (status["samples"].int ?? 0) >= 40
                    && status["local_daemon"]["synchronised"].isTrue
            }
            #expect(isDone, "\(status) \(daemon.errors) \(network.words)")
            let (offset, bound) = try #require(status.estimate)
            #expect(abs(offset) <= bound && abs(offset) < 0.001 && bound < 0.05)
            #expect(status["nts_servers_established"].int == 1, "\(status)")
            let servers = try daemon.query("servers", ("watcher", "ntp"))
            #expect(
                servers.map { $0["authentication"].text } == [
                    "none", "SHA1", "SHA256", "AES128", "nts", "AES128", "none",
                ])
            for server in servers.prefix(5) {
                let (offset, bound) = try #require(server.estimate, "\(server)")
                #expect(abs(offset) <= bound && (server["samples"].int ?? 0) >= 3, "\(server)")
            }
            // Who asks with a key that it does not have is not answered at all by this ntpd.
            #expect(servers[5].estimate == nil)
            let word = status["local_daemon"]
            #expect(
                word["program"].text == "ntpd" && word["reference"].text == "10.80.0.11" && word["stratum"].int == 3)
            let (said, admitted) = try #require(word.estimate)
            #expect(abs(said) < 0.005 && admitted >= 0 && admitted < 2, "\(word)")
            // While they start they say that they are not synchronised, and our looks are a second apart.
            let events = try await daemon.events("rule=ntp-server-unreachable", reach: 1).map(\.observation)
            #expect(events.map(\.subject.text) == ["10.80.0.16"])
            #expect(events.first?.summary.hasSuffix("; it never answered") == true, "\(events.map(\.summary))")
            // An address of this host's own, though not of its loopback: ntpd answers there, and that says nothing.
            let loops = try await daemon.events("rule=ntp-loop", reach: 1).map(\.observation.summary)
            #expect(loops.map { $0.hasPrefix("10.80.0.1 is this very host; ") } == [true], "\(loops)")
            let rules = Set(try daemon.events("watcher=ntp").map(\.observation.rule))
            #expect(
                rules.isSubset(of: [
                    "ntp-server-unreachable", "ntp-local-daemon", "ntp-loop", "ntp-unsynchronised-server",
                ]), "\(rules)")
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }
}
