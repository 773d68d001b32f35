import EventStore
import Foundation
import Model
import Testing

/// What the daemon makes of a real agent that refuses, falls silent and comes back.
@Suite(
    "The daemon and Debian's snmpd", .enabled(if: DebianAgent.isInstalled, "needs snmpd and snmpbulkwalk"), .serialized,
    .timeLimit(.minutes(2)))
struct SNMPFailureTests {
    private static let users = [
        "createUser monitor SHA-256 \"auth passphrase\" AES \"priv passphrase\"", "rouser monitor priv",
    ]

    /// A v3 credential of the configuration.
    private func credential(
        _ name: String, user: String = "monitor", auth: String? = "auth passphrase",
        privacy: String? = "priv passphrase"
    ) -> String {
        var words = "{ name: \(name), version: 3, user: \(user)"
        if let auth { words += ", auth: { protocol: SHA-256, passphrase: \"\(auth)\" }" }
        if let privacy { words += ", privacy: { protocol: AES-128, passphrase: \"\(privacy)\" }" }
        return words + " }"
    }

    private func daemon(
        _ agents: [(device: String, port: UInt16)], credentials: [String], judging: String = "{}",
        interval: String = "1s"
    ) throws -> RunningDaemon {
        try RunningDaemon(
            rest: """
                snmp:
                  credentials:
                \(credentials.map { "    - \($0)" }.joined(separator: "\n"))
                  defaults: { interval: \(interval), timeout: 400ms, retries: 1, profiles: [system] }
                  judging: \(judging)
                  devices:
                \(agents.map { "    - { name: \($0.device), address: 127.0.0.1, port: \($0.port), credential: \($0.device) }" }.joined(separator: "\n"))
                """)
    }

    @Test("Each v3 failure is told apart: unknown user, wrong key, wrong privacy, a level too low, the clock window")
    func v3() async throws {
        let agent = try DebianAgent(Self.users)
        // An engine that counted to its end can say nothing in time any more (RFC 3414, section 2.2.2).
        let old = try DebianAgent(Self.users, boots: 2_147_483_646)
        let daemon = try daemon(
            [
                ("well", agent.endpoint.port), ("stranger", agent.endpoint.port), ("key", agent.endpoint.port),
                ("secret", agent.endpoint.port), ("open", agent.endpoint.port), ("clock", old.endpoint.port),
            ],
            credentials: [
                credential("well"), credential("stranger", user: "nobody"), credential("key", auth: "other passphrase"),
                credential("secret", privacy: "other passphrase"), credential("open", privacy: nil),
                credential("clock"),
            ], interval: "3s")
        try await daemon.start()
        let events = try await daemon.events("rule=snmp-first-look", reach: 1, within: .seconds(90))
        let worst = try #require(events.first).evidence["worst"].items
        let rules = Dictionary(
            worst.compactMap { problem in problem["device"].text.map { ($0, problem["rule"].text ?? "") } },
            uniquingKeysWith: { "\($0) \($1)" })
        #expect(
            rules == [
                "stranger": "snmp-unknown-user", "key": "snmp-wrong-key", "secret": "snmp-privacy-failure",
                "open": "snmp-unsupported-level", "clock": "snmp-clock-window",
            ], "\(worst)")
        #expect(events.allSatisfy { !$0.observation.evidence.json.contains("passphrase\"") })
        let states = try daemon.query("devices").map { "\($0["name"].text ?? "") \($0["state"].text ?? "")" }
        #expect(states.contains("well up") && states.contains("key unreachable"))
        #expect(await daemon.end() == 0)
    }

    @Test("An agent whose boots went back is recovered from and reported, and not shut out")
    func bootsWentBack() async throws {
        let agent = try DebianAgent(Self.users, boots: 40)
        let daemon = try daemon([("host1", agent.endpoint.port)], credentials: [credential("host1")])
        try await daemon.start()
        func boots() throws -> Double? { try PolledSamples(daemon, "host1")["engine_boots"] }
        #expect(try await eventually { try boots() == 41 }, "\(daemon.errors)")
        try agent.restart(boots: 4)
        #expect(try await eventually { try boots() == 5 }, "\(daemon.errors)")
        let told = try await daemon.events("device=host1", reach: 1)
        #expect(
            told.allSatisfy { ["snmp-agent-restarted", "device-restarted"].contains($0.observation.rule) },
            "\(told.map(\.observation.summary))")
        #expect(try daemon.query("devices").first?["state"].text == "up")
        #expect(await daemon.end() == 0)
    }

    @Test(
        "An alert that a trap opened, and whose linkUp was lost while the daemon was down, is ended by the poll",
        .enabled(if: DebianSender.isInstalled, "needs snmptrap"))
    func trapsAlert() async throws {
        let agent = try DebianAgent()
        func section(_ more: String) -> String {
            """
            snmp:
              credentials: [ { name: lan, version: 2c, community: public } ]
              defaults: { interval: 1s }
              devices: [ { name: sw1, address: 127.0.0.1, port: \(agent.endpoint.port), credential: lan\(more) } ]
            """
        }
        let daemon = try RunningDaemon(rest: section(", poll: false"))
        try await daemon.start()
        let sender = DebianSender(security: ["-v2c", "-c", "public"], address: .loopback4, port: daemon.port)
        let words = ["", "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.1", "i", "1"]
        #expect(try await sender.trap(words, in: daemon.folder) == 0)
        let opened = try await daemon.events("rule=link-down", reach: 1)
        #expect(opened.first?.observation.watcher == .traps && opened.first?.alert != nil)
        #expect(await daemon.end() == 0)
        // The interface of index 1, the loopback, is up.
        try daemon.configure(rest: section(""))
        try await daemon.start()
        let events = try await daemon.events("rule=link-down", reach: 2)
        #expect(events.last?.observation.state == .resolved && events.last?.alert == opened.first?.alert)
        #expect(
            events.last?.observation.summary.contains("is up again") == true,
            "\(events.last?.observation.summary ?? "")")
        #expect(await daemon.end() == 0)
    }

    @Test("An agent that does not answer is one alert, after three polls, and ends it when it does")
    func down() async throws {
        let agent = try DebianAgent()
        let daemon = try daemon(
            [("host1", agent.endpoint.port)], credentials: ["{ name: host1, version: 2c, community: public }"],
            judging: "{ off: [snmp-default-community, device-loss, snmp-polling-late] }")
        try await daemon.start()
        let isUp = try await eventually {
            let watchers = try daemon.status()["watchers"].items
            return watchers.contains { $0["devices_up"].int == 1 && $0["first_look_pending"].int == 0 }
        }
        #expect(isUp, "\(daemon.errors)")
        agent.freeze()
        let lost = try await daemon.events("rule=device-down", reach: 1, within: .seconds(60))
        #expect(lost.first?.observation.state == .firing && lost.first?.alert != nil)
        #expect(try daemon.query("devices", ("name", "host1")).first?["state"].text == "down")
        agent.freeze(false)
        let ended = try await daemon.events("rule=device-down", reach: 2, within: .seconds(60))
        #expect(ended.last?.observation.state == .resolved && ended.last?.alert == lost.first?.alert)
        #expect(try daemon.reader().alerts().isEmpty)
        #expect(await daemon.end() == 0)
    }

    @Test("Six agents that stop at once are one alert; when they are back it ends, and their restarts are told")
    func lostAtOnce() async throws {
        let agents = try (1...6).map { _ in try DebianAgent() }
        let names = (1...6).map { "host\($0)" }
        let daemon = try daemon(
            zip(names, agents).map { ($0, $1.endpoint.port) },
            credentials: names.map { "{ name: \($0), version: 2c, community: public }" },
            judging: "{ off: [snmp-default-community] }")
        try await daemon.start()
        let areUp = try await eventually {
            let watchers = try daemon.status()["watchers"].items
            return watchers.contains { $0["devices_up"].int == 6 && $0["first_look_pending"].int == 0 }
        }
        #expect(areUp, "\(daemon.errors)")
        // Silence, and not a closed port, which would show that the way is there.
        for agent in agents { agent.freeze() }
        let lost = try await daemon.events("rule=snmp-devices-lost", reach: 1, within: .seconds(60))
        #expect(lost.first?.observation.state == .firing && lost.first?.observation.severity == .critical)
        for agent in agents { agent.freeze(false) }
        let ended = try await daemon.events("rule=snmp-devices-lost", reach: 2, within: .seconds(60))
        #expect(ended.last?.observation.state == .resolved)
        let single = try daemon.events("rule=device-down")
        #expect(
            single.allSatisfy { $0.alert == nil && $0.observation.severity == .info },
            "\(single.map(\.observation.summary))")
        #expect(await daemon.end() == 0)
    }
}
