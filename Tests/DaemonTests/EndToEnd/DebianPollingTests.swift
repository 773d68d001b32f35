import Daemon
import EventStore
import Foundation
import Model
import Testing

/// What the daemon makes of Debian's snmpd as administrators have it: weak, refusing, or with little room in a reply.
@Suite(
    "The daemon polls Debian's snmpd", .enabled(if: DebianAgent.isInstalled, "needs snmpd and snmpbulkwalk"),
    .serialized, .timeLimit(.minutes(3)))
struct DebianPollingTests {
    private static let user = [
        "createUser monitor SHA-256 \"auth passphrase\" AES \"priv passphrase\"", "rouser monitor priv",
    ]

    private func daemon(_ devices: [String], profile: String? = nil) async throws -> RunningDaemon {
        let daemon = try RunningDaemon()
        if let profile { try Data(profile.utf8).write(to: URL(fileURLWithPath: daemon.folder + "/own.yaml")) }
        try daemon.configure(
            rest: """
                snmp:
                  profiles: [ \(profile == nil ? "" : "own.yaml") ]
                  credentials:
                    - name: core
                      version: 3
                      user: monitor
                      auth: { protocol: SHA-256, passphrase: "auth passphrase" }
                      privacy: { protocol: AES-128, passphrase: "priv passphrase" }
                    - { name: lan, version: 2c, community: public }
                  defaults: { interval: 1s, timeout: 2s, deadline: 20s, profiles: [system, interfaces] }
                  backoff: 1s
                  judging: { off: [snmp-polling-late, device-slow, device-loss] }
                  devices:
                \(devices.map { "    - { address: 127.0.0.1, \($0) }" }.joined(separator: "\n"))
                """)
        try await daemon.start()
        return daemon
    }

    /// Waits until the first look, whose findings are one event, is over.
    private func isSettled(_ daemon: RunningDaemon) async throws -> Bool {
        try await eventually { try daemon.polling()["first_look_pending"].int == 0 }
    }

    @Test("A device that falls back from v3 is told of, is quiet once acknowledged, and v3 is used again when it works")
    func downgraded() async throws {
        let agent = try DebianAgent(Self.user)
        #expect(try await agent.answers())
        let daemon = try await daemon(["name: real, port: \(agent.endpoint.port), credential: [core, lan]"])
        #expect(try await eventually { try daemon.device("real")["credential"].text == "core" })
        #expect(try await eventually { try daemon.device("real")["state"].text == "up" })
        #expect(try await isSettled(daemon))
        #expect(try daemon.events("watcher=snmp").isEmpty)

        try agent.restart(["rocommunity public"], boots: 20)
        for rule in ["snmp-downgraded", "snmp-default-community"] {
            let told = try await daemon.events("rule=\(rule)", reach: 1)
            let all = try daemon.events().map(\.observation.summary)
            #expect(told.map(\.observation.state) == [.firing], "\(all)")
            #expect(told.first?.evidence["credential"].text == "lan")
            let alert = try #require(told.first?.alert)
            let answer = try daemon.exchange([
                ControlProtocol.line(acknowledging: [alert], isTakenBack: false, note: "known", behalf: nil)
            ])[0]
            #expect(answer["ok"].isTrue && answer["refused"].items.isEmpty)
        }
        #expect(await daemon.end() == 0)
        try await daemon.start()
        let polled = try daemon.device("real")["last_poll"]
        let goesOn = try await eventually {
            let device = try daemon.device("real")
            return device["state"].text == "up" && device["last_poll"] != polled
        }
        #expect(goesOn)
        let alerts = try daemon.reader().alerts()
        for rule in ["snmp-downgraded", "snmp-default-community"] {
            let events = try daemon.events("rule=\(rule)")
            #expect(events.count { $0.suppressed == nil } == 1, "\(events.map(\.observation.summary))")
            #expect(alerts.first { $0.key.rule == rule }?.state == .acknowledged)
        }

        try agent.restart(["rocommunity public"] + Self.user, boots: 30)
        for rule in ["snmp-downgraded", "snmp-default-community"] {
            let ended = try await daemon.events("rule=\(rule)", reach: 2, within: .seconds(90))
            #expect(ended.last?.observation.state == .resolved, "\(rule)")
        }
        #expect(try daemon.device("real")["credential"].text == "core")
        #expect(await daemon.end() == 0)
    }

    @Test("An agent that should refuse this host is right to do so, and told of when it answers")
    func refused() async throws {
        let agent = try DebianAgent(Self.user, hasCommunity: false)
        let port = agent.endpoint.port
        let daemon = try await daemon(["name: closed, port: \(port), credential: lan, expect: refused"])
        #expect(try await eventually { try daemon.device("closed")["last_poll"].text != nil })
        #expect(try await isSettled(daemon))
        try agent.restart(["rocommunity public"], boots: 5)
        let told = try await daemon.events("rule=snmp-access-not-refused", reach: 1)
        #expect(told.map(\.observation.state) == [.firing])
        try agent.restart(Self.user, boots: 9)
        let ended = try await daemon.events("rule=snmp-access-not-refused", reach: 2)
        #expect(ended.last?.observation.state == .resolved)
        #expect(try daemon.events("rule=device-down").isEmpty, "its silence is what was asked for")
        #expect(await daemon.end() == 0)
    }

    @Test("A column whose end leads back to its begin ends the walk with an alert, and with what was got")
    func loop() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let column = "1.3.6.1.4.1.8072.9999.8.1.1"
        // snmpd asks a script what comes after a name (snmpd.conf(5), pass).
        try """
        if [ "$1" = -n ]; then
            case $2 in
            .\(column).1) name=.\(column).2 ;;
            .\(column).2) name=.\(column).3 ;;
            .\(column).3) [ -e \(folder)/loops ] || exit 0; name=.\(column).1 ;;
            *) name=.\(column).1 ;;
            esac
        else
            name=$2
        fi
        printf '%s\\ninteger\\n7\\n' $name
        """.write(toFile: folder + "/pass.sh", atomically: true, encoding: .utf8)
        let agent = try DebianAgent(["pass .1.3.6.1.4.1.8072.9999.8 /bin/sh \(folder)/pass.sh"])
        #expect(try await agent.answers())
        let daemon = try await daemon(
            ["name: looping, port: \(agent.endpoint.port), credential: lan, profiles: [system, own]"],
            profile: """
                profile: own
                summary: A column of a script.
                tables:
                  - name: own_rows
                    metrics:
                      - { name: own_value, object: \(column), kind: gauge }

                """)
        #expect(try await isSettled(daemon))
        #expect(try await eventually { try PolledSamples(daemon, "looping").count(of: "own_value") == 3 })
        #expect(try daemon.events("rule=snmp-walk-fault").isEmpty)
        #expect(FileManager.default.createFile(atPath: folder + "/loops", contents: nil))
        let told = try await daemon.events("rule=snmp-walk-fault", reach: 1)
        #expect(told.first?.observation.state == .firing && told.first?.evidence["oid"].text == column)
        let newest = try PolledSamples(daemon, "looping").newest
        #expect(try await eventually { try PolledSamples(daemon, "looping").newest > newest }, "what was got is told")
        #expect(try PolledSamples(daemon, "looping").count(of: "own_value") == 3)
        try FileManager.default.removeItem(atPath: folder + "/loops")
        let ended = try await daemon.events("rule=snmp-walk-fault", reach: 2)
        #expect(ended.last?.observation.state == .resolved)
        #expect(await daemon.end() == 0)
    }

    @Test("An agent whose replies have little room answers tooBig to large questions, and is asked smaller ones")
    func littleRoom() async throws {
        let text = String(repeating: "a long description of this host. ", count: 7)
        let agent = try DebianAgent([
            "sysDescr \(text)", "sysName \(text)", "[snmp] sendMessageMaxSize 484",
        ])
        let daemon = try await daemon(["name: narrow, port: \(agent.endpoint.port), credential: lan"])
        let isRead = try await eventually(within: .seconds(60)) {
            try !daemon.query("interfaces", ("device", "narrow")).isEmpty
        }
        #expect(isRead, "\(daemon.errors)")
        // What we ask at once is too much for it.
        let asked = ["1.1.0", "1.5.0", "1.3.0"].map { "1.3.6.1.2.1.\($0)" }
        let answer = try await agent.get(asked)
        #expect(answer.contains("tooBig"), "\(answer)")
        let device = try daemon.device("narrow")
        #expect(device["state"].text == "up" && device["uptime_seconds"].int != nil)
        #expect(try PolledSamples(daemon, "narrow")["if_mtu"] == nil)
        let walked = WalkedNumbers(try await agent.bulkWalk("1.3.6.1.2.1.2.2.1.8")).values.count
        #expect(try daemon.query("interfaces", ("device", "narrow")).count == walked && walked > 0)
        #expect(try daemon.events("rule=snmp-walk-fault").isEmpty)
        #expect(await daemon.end() == 0)
    }
}
