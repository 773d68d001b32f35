import EventStore
import Foundation
import Model
import SNMP
import Testing
import TocsinLab

@Suite("A reload", .serialized)
struct ReloadTests {
    @Test("Under load nothing is lost, and counters and alerts are kept")
    func underLoad() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        try daemon.send(.linkDown(3))
        let down = try await daemon.events("rule=link-down", reach: 1)
        async let flood = daemon.flood(6_000, rate: 2_000)
        var reloads = 0
        for round in 0..<10 {
            if round.isMultiple(of: 2) {
                #expect(try daemon.request("reload")["ok"].isTrue)
                reloads += 1
            } else {
                let before = try daemon.events("rule=configuration-reloaded").count
                daemon.child?.signal(SIGHUP)
                #expect(try await daemon.events("rule=configuration-reloaded", reach: before + 1).count > before)
                reloads += 1
            }
        }
        let sent = try await flood
        #expect(sent == 6_000)
        #expect(
            try await eventually {
                let traps = try daemon.trapStatus()
                return traps["received"].int ?? 0 >= sent + 1 - (traps["kernel_drops"].int ?? 0)
            })
        let traps = try daemon.trapStatus()
        let dropped = traps["kernel_drops"].int ?? -1
        #expect(traps["received"].int == sent + 1 - dropped, "the counters go on over a reload")
        #expect(traps["events"].int == sent + 1 - dropped)
        #expect(try await daemon.events("rule=trap", reach: sent - dropped).count == sent - dropped)
        #expect(try daemon.events("rule=configuration-reloaded").count == reloads)
        #expect(try daemon.reader().alerts().map(\.id) == down.compactMap(\.alert))
        try daemon.send(.linkUp(3))
        #expect(try await daemon.events("rule=link-down", reach: 2).last?.alert == down.first?.alert)
        #expect(await daemon.end() == 0)
    }

    @Test("A faulty configuration is answered with exit 78 and every fault, and the old one stays in effect")
    func faulty() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        try daemon.configure(
            traps: RunningDaemon.open + "\nalow: [ 10.0.0.0/8 ]\nrules:\n  - { name: x, trap: noSuchTrap }")
        let answer = try daemon.request("reload")
        #expect(!answer["ok"].isTrue)
        #expect(answer["exit"].int == 78)
        let faults = answer["faults"].items.compactMap(\.text)
        try #require(faults.count == 2)
        #expect(faults[0].hasPrefix(daemon.configurationFile + ":") && faults[0].contains("did you mean 'allow'"))
        #expect(faults[1].contains("noSuchTrap"))
        try daemon.send(.marked("still heard"))
        #expect(try await daemon.events("rule=trap", reach: 1).first?.marker == "still heard")
        let refused = try daemon.events("rule=configuration-refused")
        #expect(refused.count == 1)
        #expect(refused.first?.evidence["faults"].items.compactMap(\.text) == faults)
        // SIGHUP says the same without an answer, and the daemon goes on.
        daemon.child?.signal(SIGHUP)
        #expect(try await daemon.events("rule=configuration-refused", reach: 2).count == 2)
        try FileManager.default.removeItem(atPath: daemon.configurationFile)
        #expect(try daemon.request("reload")["exit"].int == 78)
        try daemon.configure()
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(await daemon.end() == 0)
    }

    @Test("A device that is no longer configured resolves its alerts with that reason, and they do not come back")
    func removedDevice() async throws {
        let traps = """
            communities: [ public ]
            allow: [ 127.0.0.0/8 ]
            repeats: { window: 1h }
            """
        let devices = { (names: [String]) in
            "snmp:\n  devices:\n"
                + names.enumerated().map { "    - { name: \($1), address: 127.0.0.\($0 + 1), tags: { role: access } }" }
                .joined(separator: "\n")
        }
        let daemon = try RunningDaemon(traps: traps, rest: devices(["sw1", "sw2"]))
        try await daemon.start()
        // Three of each: two of them are a tally whose window ends only after the device is gone.
        for _ in 0..<3 {
            try daemon.send(.linkDown(7))
            try daemon.send(.linkDown(8), from: IPAddress.v4(0x7f00_0002))
        }
        #expect(try await eventually { try daemon.trapStatus()["repeats"].int == 4 })
        #expect(Set(try daemon.reader().alerts().map(\.key.subject.text)) == ["sw1/7", "sw2/8"])
        #expect(try daemon.events("device=sw1").first?.observation.tags == ["role": "access"])

        try daemon.configure(traps: traps, rest: devices(["sw1"]))
        #expect(try daemon.request("reload")["ok"].isTrue)
        let ended = try daemon.events("device=sw2", "state=resolved")
        #expect(ended.map(\.observation.rule) == ["link-down"])
        #expect(ended.first?.observation.summary.contains("no longer configured") == true)
        #expect(try daemon.reader().alerts().map(\.key.subject.text) == ["sw1/7"])
        #expect(await daemon.end() == 0)
        #expect(try daemon.events("device=sw2").map(\.observation.count).reduce(0, +) == 4, "3 traps and their end")
        #expect(try daemon.reader().alerts().map(\.key.subject.text) == ["sw1/7"], "the last count opens nothing")
    }

    @Test("A user's rule that is taken out resolves its alerts with that reason; those of other rules stay open")
    func removedRule() async throws {
        let rules = { (names: [String]) in
            RunningDaemon.open + "\nrules:\n"
                + names.map {
                    "  - { name: \($0), trap: linkDown, severity: error, instance: ifIndex, cleared_by: linkUp }"
                }.joined(separator: "\n")
        }
        let daemon = try RunningDaemon(traps: rules(["my-port-down"]))
        try await daemon.start()
        try daemon.send(.linkDown(7))
        let fired = try await daemon.events("rule=my-port-down", reach: 1)
        try #require(fired.first?.alert != nil)
        try daemon.configure(traps: rules(["another-name"]))
        #expect(try daemon.request("reload")["ok"].isTrue)
        let ended = try daemon.events("rule=my-port-down", "state=resolved")
        #expect(ended.map(\.alert) == fired.map(\.alert))
        #expect(ended.first?.observation.summary == "The rule my-port-down is no longer configured")
        try daemon.send(.linkDown(7))
        #expect(try await daemon.events("rule=another-name", reach: 1).count == 1)
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(try daemon.reader().alerts().map(\.key.rule) == ["another-name"])
        #expect(await daemon.end() == 0)
    }

    @Test("A listener is added and removed without a restart")
    func listeners() async throws {
        let daemon = try RunningDaemon()
        let extra = try RunningDaemon.freePort()
        try await daemon.start()
        let first = "udp:127.0.0.1:\(daemon.port)"
        func listeners() throws -> [String] {
            try daemon.trapStatus()["listeners"].items.compactMap { $0["endpoint"].text }
        }
        #expect(try listeners() == ["127.0.0.1:\(daemon.port)", "[::1]:\(daemon.port)"])

        try daemon.configure(listen: [first, "udp:127.0.0.1:\(extra)"])
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(Set(try listeners()) == ["127.0.0.1:\(daemon.port)", "127.0.0.1:\(extra)"])
        var sender = try daemon.sender(port: extra)
        try sender.send(.marked("by the new door"))
        #expect(try await daemon.events("rule=trap", reach: 1).first?.marker == "by the new door")

        try daemon.configure(listen: [first])
        try sender.send(.marked("through the closing door"))
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(try listeners() == ["127.0.0.1:\(daemon.port)"])
        #expect(try await daemon.events("rule=trap", reach: 2).count == 2, "what had come in was read before")
        #expect(await daemon.end() == 0)
    }

    @Test("Users and communities are taken away and given")
    func users() async throws {
        let user = USMUser(name: "core", auth: .init(.sha512, "auth-passphrase"))
        let rest = """
            snmp:
              credentials:
                - { name: core, version: 3, user: core, auth: { protocol: SHA-512, passphrase: auth-passphrase } }
            """
        let daemon = try RunningDaemon(traps: RunningDaemon.open, rest: rest)
        try await daemon.start()
        let informer = try InformSender(
            to: daemon.destination(), security: .v3(user, engineID: EngineID.make(from: 1)),
            options: .init(timeout: .seconds(2), retries: 3), seed: 3)
        try await informer.open()
        guard case .refused(let reason, _) = await informer.send(.marked("too early")) else {
            Issue.record("an unknown user was not refused")
            return
        }
        #expect(reason.description == "usmStatsUnknownUserNames")
        try daemon.configure(traps: "allow: [ 127.0.0.0/8 ]\nusers: [ core ]\nrepeats: { window: 0 }", rest: rest)
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(await informer.send(.marked("now")).isAcknowledged)
        try daemon.send(.marked("no community any more"))
        #expect(try await eventually { try daemon.trapStatus()["refused"]["unknown-community"].int == 1 })
        #expect(try daemon.storedMarkers() == ["now"])
        await informer.close()
        #expect(await daemon.end() == 0)
    }

    @Test("The section taken out ends the watcher and its alerts; put back, it watches again")
    func section() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        try daemon.send(.linkDown(1))
        _ = try await daemon.events("rule=link-down", reach: 1)
        try Data("site: test\n".utf8).write(to: URL(fileURLWithPath: daemon.configurationFile))
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(try daemon.status()["watchers"].items.isEmpty)
        #expect(try daemon.reader().alerts().isEmpty)
        try daemon.configure()
        #expect(try daemon.request("reload")["ok"].isTrue)
        try daemon.send(.marked("again"))
        #expect(try await daemon.events("rule=trap", reach: 1).first?.marker == "again")
        #expect(await daemon.end() == 0)
    }

    @Test("Reloads that are asked for at the same time are done one after the other, none is refused")
    func together() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let answers = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 { group.addTask { (try? daemon.request("reload"))?["ok"].isTrue == true } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: true, count: 6))
        #expect(try daemon.events("rule=configuration-reloaded").count == 6)
        #expect(await daemon.end() == 0)
    }
}
