import Foundation
import Glibc
import Model
import Testing
import TocsinLab

/// The end of a daemon that was told to end.
@Suite("A daemon that is stopped", .serialized)
struct StopTests {
    @Test("What the kernel had taken in is stored before the end, and the end says so")
    func drains() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        // Without root the kernel's buffer is small.
        let count = geteuid() == 0 ? 4_000 : 100
        // It wakes up with all of them in its socket's buffer and the signal to end.
        daemon.child?.signal(SIGSTOP)
        let sent = try await daemon.flood(Int64(count), rate: 1e6)
        daemon.child?.signal(SIGTERM)
        daemon.child?.signal(SIGCONT)
        #expect(await daemon.wait() == 0)
        #expect(sent == count)
        let events = try daemon.events()
        #expect(events.count { $0.observation.rule == "trap" } == count)
        #expect(events.last?.observation.rule == "daemon-stopped")
        #expect(events.last?.observation.summary.contains("SIGTERM") == true)
        #expect(events.map(\.id) == Array(1...Int64(events.count)))
        #expect(FileManager.default.fileExists(atPath: daemon.runtime + "/control.sock") == false)
    }

    @Test("Informs under way are stored or not acknowledged, and repeats are told before the end")
    func informs() async throws {
        let daemon = try RunningDaemon(
            traps: """
                allow: [ 127.0.0.0/8 ]
                communities: [ public ]
                repeats: { window: 1h }
                limit: { per_source: off }
                """)
        try await daemon.start()
        for _ in 0..<5 { try daemon.send(.linkDown(9)) }
        let load = try daemon.informers(30, name: "late")
        let running = Task { try await load.run(for: nil) }
        #expect(try await eventually { daemon.acknowledged("late").count > 100 })
        #expect(await daemon.end(by: SIGINT) == 0)
        running.cancel()
        _ = try await running.value
        let promised = daemon.acknowledged("late")
        #expect(promised.subtracting(try daemon.storedMarkers()).isEmpty)
        #expect(try daemon.events("rule=link-down").map(\.observation.count) == [1, 4])
        #expect(try daemon.events("rule=daemon-stopped").first?.observation.summary.contains("SIGINT") == true)
    }

    @Test("A daemon that a reload keeps busy still ends, and nothing runs afterwards")
    func duringReload() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        for _ in 0..<20 { daemon.child?.signal(SIGHUP) }
        #expect(await daemon.end() == 0)
        #expect(try daemon.events().last?.observation.rule == "daemon-stopped")
    }
}
