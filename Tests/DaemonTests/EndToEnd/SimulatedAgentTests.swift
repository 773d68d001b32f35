import Foundation
import Model
import Testing

/// What the daemon makes of the lab's agents, one of each behaviour beside each other: `tocsin-lab agents` as a user
/// would start it. The same behaviours on agents that are not ours: `RecordedFaultTests`, `RelayedAgentTests`,
/// `SNMPFailureTests`.
@Suite("The daemon and the lab's agents of every behaviour", .serialized, .timeLimit(.minutes(3)))
struct SimulatedAgentTests {
    /// Each device with the version that it speaks and how it behaves, and whether it can be polled at all.
    private static let plan: [(name: String, version: String, behaviour: String, isUp: Bool)] = [
        ("plain1", "1", "healthy", true), ("plain2", "2c", "healthy", true), ("plain3", "3", "healthy", true),
        ("slow", "2c", "slow=2s", true), ("lossy", "2c", "loss=20%", true), ("dead", "2c", "dead", false),
        ("reboot", "3", "reboot=10s/12s,outage=1s", true),
        ("renumber", "2c", "reboot=12s/15s,outage=1s,renumber", true),
        ("reset", "3", "reboot=14s/60s,forget-boots", true),
        ("wraps", "2c", "wrap32,wrap-uptime,only32", true), ("wraps64", "2c", "wrap64", true),
        ("big", "2c", "octets=600,too-big", true), ("stuck", "2c", "walk=not-increasing", true),
        ("round", "2c", "walk=loop", true), ("elsewhere", "2c", "other-address", false),
        ("cut", "2c", "truncated", false), ("liar", "2c", "lying-length", false), ("hostile", "2c", "hostile", false),
        ("stranger", "2c", "wrong-id", false), ("twice", "2c", "duplicates=100%", true),
        ("sparse", "2c", "sparse", true),
    ]
    private static let interfaces = 30

    private func daemon(_ agents: LabAgents) throws -> RunningDaemon {
        let devices = Self.plan.enumerated().map { index, device in
            "    - { name: \(device.name), address: \(agents.address(index + 1)), credential: lab-v\(device.version) }"
        }
        return try RunningDaemon(
            rest: """
                snmp:
                  credentials:
                    - { name: lab-v1, version: 1, community: tocsin-lab }
                    - { name: lab-v2c, version: 2c, community: tocsin-lab }
                    - name: lab-v3
                      version: 3
                      user: lab-monitor
                      auth: { protocol: SHA-256, passphrase: "lab authentication" }
                      privacy: { protocol: AES-128, passphrase: "lab encryption" }
                  defaults:
                    { interval: 1s, timeout: 3s, retries: 3, deadline: 60s, port: \(agents.port), profiles: [system, interfaces] }
                  backoff: 2s
                  # On a busy machine polls are late; what is judged here is what agents say.
                  judging: { down: { polls: 3, of: 3 }, off: [snmp-polling-late, device-slow, device-loss] }
                  devices:
                \(devices.joined(separator: "\n"))
                """)
    }

    private func states(_ daemon: RunningDaemon) throws -> [String: String] {
        Dictionary(
            try daemon.query("devices").map { ($0["name"].text ?? "", $0["state"].text ?? "") },
            uniquingKeysWith: { first, _ in first })
    }

    @Test("Each is what it is, none disturbs another, and no wrap, restart or new number makes a false rate")
    func all() async throws {
        let agents = try LabAgents(
            Self.plan.map {
                "count=1 name=\($0.name) version=\($0.version) interfaces=\(Self.interfaces) behaviour=\($0.behaviour)"
            }, network: "127.80.0.0")
        let daemon = try daemon(agents)
        try await daemon.start()
        let expected = Dictionary(uniqueKeysWithValues: Self.plan.map { ($0.name, $0.isUp) })
        let isSettled = try await eventually(within: .seconds(60)) {
            let states = try states(daemon)
            return try daemon.polling()["first_look_pending"].int == 0
                && expected.allSatisfy { name, isUp in
                    isUp ? states[name] == "up" : ["down", "unreachable"].contains(states[name])
                }
        }
        let reached = try states(daemon)
        #expect(isSettled, "\(reached)")

        // What was wrong from the first look on is one event that names it, not an alert each.
        let first = try await daemon.events("rule=snmp-first-look", reach: 1)
        let words = first.map(\.observation.evidence.json).joined()
        for name in ["dead", "elsewhere", "cut", "liar", "hostile", "stranger", "stuck", "round"] {
            #expect(words.contains("\"\(name)"), "\(name): \(words.prefix(2_000))")
        }
        for rule in ["device-down", "snmp-malformed-reply", "snmp-walk-fault"] {
            #expect(try daemon.events("rule=\(rule)", "state=firing").isEmpty)
        }

        try await checkRates(daemon)

        // Restarts are told of those that restarted, and of no other.
        for name in ["reboot", "renumber", "reset"] {
            let isTold = try await eventually { try !daemon.events("rule=device-restarted", "device=\(name)").isEmpty }
            #expect(isTold, "\(name)")
        }
        let restarted = Set(try daemon.events("rule=device-restarted").map(\.observation.subject.device))
        #expect(restarted == ["reboot", "renumber", "reset"])
        for name in ["plain1", "plain2", "plain3", "big", "twice", "wraps", "wraps64", "sparse"] {
            let told = try daemon.events("device=\(name)").filter { $0.observation.severity < .info }
            #expect(told.isEmpty, "\(name): \(told.map(\.observation.summary))")
        }
        try checkCounters(daemon)
        #expect(await daemon.end() == 0)
    }

    /// For as long as all of them wrap and restart, no interface has more than it can have, and those of every name are
    /// there.
    private func checkRates(_ daemon: RunningDaemon) async throws {
        var seen = 0
        var largest = 0.0
        let end = Date().addingTimeInterval(28)
        while Date() < end {
            for (name, _, _, isUp) in Self.plan where isUp {
                for row in try daemon.query("interfaces", ("device", name)) {
                    guard case .number(let speed) = row["speed_bps"] else { continue }
                    for direction in ["in_bps", "out_bps"] {
                        guard case .number(let rate) = row[direction] else { continue }
                        seen += 1
                        largest = max(largest, rate / speed)
                        #expect(rate <= speed && rate >= 0, "\(name) \(row["name"].text ?? "")")
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(500))
        }
        #expect(seen > 1_000 && largest > 0.000_1, "\(seen) rates were looked at, the largest \(largest)")
        for name in ["plain1", "plain2", "plain3", "big", "renumber", "twice", "slow"] {
            #expect(try daemon.query("interfaces", ("device", name)).count == Self.interfaces, "\(name)")
        }
        // One that waits does not make another wait.
        let latency = try daemon.query("devices", ("name", "plain2")).first?["latency_ms"] ?? .null
        guard case .number(let milliseconds) = latency else {
            Issue.record("plain2 has no latency")
            return
        }
        #expect(milliseconds < 1_500)
    }

    /// What was wrong is counted by its reason.
    private func checkCounters(_ daemon: RunningDaemon) throws {
        let status = try daemon.polling()
        for reason in ["malformed-reply", "timed-out", "other-address"] {
            #expect(status["failures"][reason].int ?? 0 > 0, "\(reason): \(status["failures"])")
        }
        #expect(status["snmp"]["other_address"].int ?? 0 > 0)
        #expect(daemon.exitCode == nil, "\(daemon.errors)")
    }
}
