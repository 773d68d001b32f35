import Foundation
import Model
import TestPrograms
import Testing
import TocsinLab

/// The daemon under a service manager that the test plays.
@Suite("Under a service manager", .serialized)
struct ServiceManagerTests {
    @Test("It tells READY, its state, that it lives, a reload and its end")
    func notifications() async throws {
        let manager = try #require(NotifySocket())
        let daemon = try RunningDaemon()
        try await daemon.start(environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "600000"])
        // A watchdog's message may come between any two others.
        func next(_ isWanted: (String) -> Bool) -> String {
            for _ in 0..<100 {
                let message = manager.receive()
                if message.isEmpty || isWanted(message) { return message }
            }
            return ""
        }
        let ready = next { $0.contains("READY=1") }.split(separator: "\n")
        #expect(ready.first == "READY=1")
        #expect(ready.contains { $0.hasPrefix("STATUS=") && $0.contains("traps") })
        let begun = MonotonicTime.now
        for _ in 0..<4 { #expect(next { $0 == "WATCHDOG=1" } == "WATCHDOG=1") }
        #expect(.now - begun < .seconds(4), "it lives at least twice an interval, give or take a busy machine")

        let before = ServiceManagerTests.monotonicMicroseconds
        daemon.child?.signal(SIGHUP)
        let reloading = next { $0.contains("RELOADING=1") }.split(separator: "\n")
        #expect(reloading.first == "RELOADING=1")
        let stamp = reloading.first { $0.hasPrefix("MONOTONIC_USEC=") }.flatMap { Int64($0.dropFirst(15)) } ?? 0
        #expect(stamp >= before && stamp <= ServiceManagerTests.monotonicMicroseconds, "on CLOCK_MONOTONIC")
        #expect(next { $0.contains("READY=1") }.hasPrefix("READY=1"))

        try daemon.configure(traps: "nonsense: 1")
        daemon.child?.signal(SIGHUP)
        _ = next { $0.contains("RELOADING=1") }
        let refused = next { $0.contains("READY=1") }
        #expect(refused.contains("STATUS=") && refused.contains("refused"), "the status says what is in effect")

        daemon.child?.signal(SIGTERM)
        let stopping = next { $0.contains("STOPPING=1") }
        #expect(stopping.hasPrefix("STOPPING=1"))
        #expect(await daemon.wait() == 0)
    }

    @Test("A full store is no reason for the watchdog to bite, nor is a flood")
    func watchdogUnderLoad() async throws {
        let manager = try #require(NotifySocket())
        let daemon = try RunningDaemon()
        try await daemon.start(environment: ["NOTIFY_SOCKET": manager.path, "WATCHDOG_USEC": "1500000"])
        async let flood = daemon.flood(40_000, rate: 20_000)
        let end = MonotonicTime.now + .seconds(2)
        var last = MonotonicTime.now
        var longest = Duration.zero
        while .now < end {
            guard manager.receive().contains("WATCHDOG=1") else { continue }
            longest = max(longest, .now - last)
            last = .now
        }
        _ = try await flood
        #expect(longest < .milliseconds(1_500))
        #expect(await daemon.end() == 0)
    }

    @Test(
        "Sockets that the manager opened are taken over, with what had arrived before",
        .enabled(if: SpawnedProgram.exists("systemd-socket-activate"), "needs systemd-socket-activate"))
    func inheritedSockets() async throws {
        let daemon = try RunningDaemon()
        let addresses = ["127.0.0.1:\(daemon.port)", "[::1]:\(daemon.port)"]
        try daemon.launch(
            before: ["systemd-socket-activate", "--datagram"] + addresses.flatMap { ["--listen", $0] },
            environment: ["TOCSIN_TEST": "1"])
        // The first packet starts it; until the activator listens, there is nobody.
        #expect(
            try await eventually {
                try daemon.send(.marked("first"))
                return (try? daemon.request("ping"))?["ok"].isTrue == true
            })
        #expect(try await daemon.events("rule=trap", reach: 1).first?.marker == "first")
        let listeners = try daemon.trapStatus()["listeners"].items
        #expect(listeners.map { $0["endpoint"].text } == addresses)
        #expect(listeners.allSatisfy { $0["inherited"].isTrue })
        var sender = try TrapSender(
            on: LabSocket(to: daemon.destination(.loopback6)), security: .v2c(community: "public"), seed: 2)
        try sender.send(.marked("by IPv6"))
        #expect(try await eventually { try daemon.storedMarkers().contains("by IPv6") })
        #expect(try daemon.events("rule=trap-listener-down").isEmpty)

        // The section taken out and put back: the manager's sockets are still there to be taken.
        try Data("site: test\n".utf8).write(to: URL(fileURLWithPath: daemon.configurationFile))
        #expect(try daemon.request("reload")["ok"].isTrue)
        try daemon.configure()
        #expect(try daemon.request("reload")["ok"].isTrue)
        #expect(try daemon.trapStatus()["listeners"].items.filter { $0["inherited"].isTrue }.count == 2)
        try daemon.send(.marked("after all"))
        #expect(try await eventually { try daemon.storedMarkers().contains("after all") })
        #expect(await daemon.end() == 0)
    }

    private static var monotonicMicroseconds: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
