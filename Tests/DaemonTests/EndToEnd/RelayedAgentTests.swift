import Foundation
import Model
import Testing

/// What the daemon makes of a real agent whose replies come late, not at all, from elsewhere or damaged.
@Suite(
    "The daemon and Debian's snmpd at the end of a bad way",
    .enabled(if: DebianAgent.isInstalled, "needs snmpd and snmpbulkwalk"), .serialized, .timeLimit(.minutes(3)))
struct RelayedAgentTests {
    /// The way to each device but `quick`, which has none.
    private static let faults: KeyValuePairs<String, RelayedAgent.Fault> = [
        "slow1": .held(milliseconds: 700), "slow2": .held(milliseconds: 700), "slow3": .held(milliseconds: 700),
        "lossy": .lost(oneOf: 5), "elsewhere": .moved, "accepted": .moved, "hostile": .cut,
    ]
    private static let slow = ["slow1", "slow2", "slow3"]

    /// A daemon that polls them all every second.
    private func daemon(_ quick: DebianAgent, _ relays: [String: RelayedAgent]) throws -> RunningDaemon {
        let devices = relays.sorted { $0.key < $1.key }.map { name, relay in
            var words = "{ name: \(name), address: 127.0.0.1, port: \(relay.endpoint.port), credential: lan"
            if name.hasPrefix("slow") { words += ", timeout: 4s" }
            if name == "accepted" { words += ", accept_other_address: true" }
            return "    - \(words) }"
        }
        return try RunningDaemon(
            rest: """
                snmp:
                  credentials: [ { name: lan, version: 2c, community: public } ]
                  defaults: { interval: 1s, timeout: 500ms, retries: 1, deadline: 10s, profiles: [system] }
                  backoff: 1s
                  judging:
                    off: [snmp-default-community]
                    latency: { above: 500ms, clear: 300ms, for: 3 }
                    loss: { above: 10%, clear: 5%, for: 2 }
                  devices:
                    - { name: quick, address: 127.0.0.1, port: \(quick.endpoint.port), credential: lan }
                \(devices.joined(separator: "\n"))
                """)
    }

    @Test("Slow, lossy, answering from another address, cut off and flipped: each is told, and disturbs no other")
    func badWays() async throws {
        let agents = (far: try DebianAgent(), near: try DebianAgent())
        var relays: [String: RelayedAgent] = [:]
        for (name, _) in Self.faults {
            relays[name] = try RelayedAgent(agents.far.endpoint)
            await relays[name]?.start()
        }
        let daemon = try daemon(agents.near, relays)
        try await daemon.start()
        let areUp = try await eventually {
            let polling = try daemon.polling()
            return polling["devices_up"].int == 8 && polling["first_look_pending"].int == 0
        }
        #expect(areUp, "\(daemon.errors)")
        #expect(try daemon.events("watcher=snmp").isEmpty)

        for (name, fault) in Self.faults { await relays[name]?.set(fault) }
        for (rule, devices) in [
            ("device-slow", Self.slow), ("device-loss", ["lossy"]), ("snmp-other-address", ["accepted", "elsewhere"]),
            ("snmp-malformed-reply", ["hostile"]),
        ] {
            let told = try await daemon.events("rule=\(rule)", reach: devices.count)
            #expect(
                told.map(\.observation.subject.device).sorted() == devices, "\(told.map(\.observation.summary))")
            #expect(told.allSatisfy { $0.observation.state == .firing && $0.alert != nil })
        }
        try await checkAddresses(daemon)
        try await checkDamaged(daemon, try #require(relays["hostile"]))
        try checkOthers(daemon)

        for relay in relays.values { await relay.set(.none) }
        for (rule, count) in [("device-slow", 3), ("snmp-other-address", 2), ("snmp-malformed-reply", 1)] {
            let areRight = try await eventually {
                Set(
                    try daemon.events("rule=\(rule)", "state=resolved").map(\.observation.subject.device)
                ).count == count
            }
            #expect(areRight, "\(rule)")
        }
        #expect(try await eventually { try daemon.polling()["devices_up"].int == 8 })
        #expect(await daemon.end() == 0)
        for relay in relays.values { await relay.close() }
    }

    /// Replies from another address are used only where that is allowed.
    private func checkAddresses(_ daemon: RunningDaemon) async throws {
        #expect(try daemon.device("elsewhere")["state"].text == "unreachable")
        #expect(try daemon.device("accepted")["state"].text == "up")
        let told = try daemon.events("rule=snmp-other-address")
        #expect(told.allSatisfy { $0.observation.evidence.json.contains("127.0.0.2") }, "\(told)")
        let refused = try PolledSamples(daemon, "elsewhere").newest
        var used = try PolledSamples(daemon, "accepted").newest
        for _ in 1...3 {
            let before = used
            let goesOn = try await eventually {
                used = try PolledSamples(daemon, "accepted").newest
                return used > before
            }
            #expect(goesOn, "\(before)")
        }
        #expect(try PolledSamples(daemon, "elsewhere").newest == refused)
        #expect(try daemon.polling()["snmp"]["other_address"].int ?? 0 > 0)
    }

    /// Some hundred flipped copies of its replies bring nothing down.
    private func checkDamaged(_ daemon: RunningDaemon, _ relay: RelayedAgent) async throws {
        #expect(try daemon.device("hostile")["state"].text == "unreachable")
        #expect(try daemon.polling()["failures"]["malformed-reply"].int ?? 0 >= 3)
        await relay.set(.flipped(copies: 50))
        for _ in 1...8 {
            let polls = try daemon.device("hostile")["last_poll"]
            #expect(try await eventually { try daemon.device("hostile")["last_poll"] != polls })
        }
        #expect(await relay.replies >= 8)
        guard case .object(let kinds) = try daemon.polling()["snmp"]["malformed"] else {
            Issue.record("no malformed replies were counted")
            return
        }
        #expect(kinds.count >= 5, "\(kinds)")
        #expect(daemon.exitCode == nil, "\(daemon.errors)")
    }

    /// The others were polled meanwhile as if nothing were, and nothing was told of them.
    private func checkOthers(_ daemon: RunningDaemon) throws {
        let quick = try daemon.events("device=quick")
        #expect(quick.isEmpty, "\(quick.map(\.observation.summary))")
        guard case .number(let latency) = try daemon.device("quick")["latency_ms"] else {
            Issue.record("quick has no latency")
            return
        }
        #expect(latency < 500)
        for name in Self.slow {
            let device = try daemon.device(name)
            guard case .number(let held) = device["latency_ms"] else { continue }
            #expect(held >= 700 && device["state"].text == "up", "\(device)")
        }
        #expect(try daemon.device("lossy")["state"].text == "up")
        let down = try daemon.events("rule=device-down")
        #expect(down.isEmpty, "\(down.map(\.observation.summary))")
    }
}
