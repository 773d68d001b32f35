import EventStore
import Foundation
import Model
import SNMP
import Testing
import TocsinLab

/// What an acknowledgment promises holds when the daemon is killed.
@Suite("A daemon that is killed", .serialized)
struct KilledDaemonTests {
    @Test("Every inform that was acknowledged is in the store, whenever the daemon is killed", .timeLimit(.minutes(10)))
    func acknowledgedIsStored() async throws {
        let user = USMUser(
            name: "monitor", auth: .init(.sha256, "auth-monitor"), privacy: .init(.aes128, "priv-monitor"))
        let daemon = try RunningDaemon(
            traps: RunningDaemon.open + "\nusers: [ monitor ]",
            rest: """
                snmp:
                  credentials:
                    - name: monitor
                      version: 3
                      user: monitor
                      auth: { protocol: SHA-256, passphrase: auth-monitor }
                      privacy: { protocol: AES, passphrase: priv-monitor }
                """)
        try await daemon.start()
        let engine = try daemon.status()["engine_id"].text
        var boots = [try daemon.status()["engine_boots"].int ?? 0]
        let plain = try daemon.informers(20, name: "plain")
        let secured = try daemon.informers(
            10, name: "secured", security: .v3(user, engineID: EngineID.make(from: 7)), address: .loopback6)
        let load = Task {
            async let first = plain.run(for: nil)
            async let second = secured.run(for: nil)
            return try await (first, second)
        }
        func acknowledged() -> (Int, Int) {
            (daemon.acknowledged("plain").count, daemon.acknowledged("secured").count)
        }
        for round in 1...4 {
            let before = acknowledged()
            // Each round both are acknowledged again: v3 senders learn the new boots count from an authentic report.
            let goesOn = try await eventually {
                let now = acknowledged()
                return now.0 > before.0 + 50 && now.1 > before.1 + 20
            }
            #expect(goesOn, "informs are acknowledged in round \(round)")
            // A random moment: anywhere within a commit.
            try await Task.sleep(for: .microseconds(Int.random(in: 0..<100_000)))
            #expect(await daemon.end(by: SIGKILL) == 128 + SIGKILL)
            try await daemon.start()
            #expect(try daemon.status()["engine_id"].text == engine)
            boots.append(try daemon.status()["engine_boots"].int ?? 0)
        }
        load.cancel()
        _ = try await load.value
        #expect(zip(boots, boots.dropFirst()).allSatisfy { $0 < $1 }, "boots only grow: \(boots)")
        #expect(await daemon.end() == 0)

        let stored = Set(try daemon.storedMarkers())
        for name in ["plain", "secured"] {
            let promised = daemon.acknowledged(name)
            #expect(promised.count > 100)
            let lost = promised.subtracting(stored)
            #expect(lost.isEmpty, "\(lost.count) of \(promised.count) acknowledged informs are not in the store")
        }
        let events = try daemon.events()
        #expect(events.map(\.id) == Array(1...Int64(events.count)), "ids ascend by one")
        #expect(events.count { $0.observation.rule == "daemon-started" } == 5)
        #expect(events.count { $0.observation.rule == "daemon-stopped" } == 1)
    }

    @Test("Repeats that were counted and not yet told become an event after the daemon was killed")
    func talliesSurvive() async throws {
        let daemon = try RunningDaemon(
            traps: """
                allow: [ 127.0.0.0/8 ]
                communities: [ public ]
                repeats: { window: 1h }
                limit: { per_source: off }
                """)
        try await daemon.start()
        let informer = try InformSender(
            to: daemon.destination(), security: .v2c(community: "public"), seed: 1)
        try await informer.open()
        for _ in 0..<7 { #expect(await informer.send(.marked("again")).isAcknowledged) }
        #expect(await daemon.end(by: SIGKILL) == 128 + SIGKILL)
        #expect(try daemon.storedMarkers() == ["again"])
        try await daemon.start()
        let events = try daemon.events("rule=trap")
        #expect(events.map(\.observation.count) == [1, 6])
        #expect(events.map(\.marker) == ["again", "again"])
        await informer.close()
        // A second restart does not tell them again.
        #expect(await daemon.end(by: SIGKILL) == 128 + SIGKILL)
        try await daemon.start()
        #expect(try daemon.events("rule=trap").count == 2)
        #expect(await daemon.end() == 0)
    }

    @Test("Alerts stay open over a kill and are resolved by what comes afterwards")
    func alertsSurvive() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        try daemon.send(.linkDown(3, name: "Gi1/0/3"))
        let down = try await daemon.events("rule=link-down", reach: 1)
        #expect(await daemon.end(by: SIGKILL) == 128 + SIGKILL)
        try await daemon.start()
        #expect(try daemon.status()["alerts"]["open"].int == 1)
        try daemon.send(.linkUp(3, name: "Gi1/0/3"))
        let both = try await daemon.events("rule=link-down", reach: 2)
        #expect(both.map(\.observation.state) == [.firing, .resolved])
        #expect(both.map(\.alert) == [down.first?.alert, down.first?.alert])
        #expect(try daemon.reader().alerts().isEmpty)
        #expect(await daemon.end() == 0)
    }
}
