import EventStore
import Foundation
import Glibc
import Model
import TestPrograms
import Testing
import TocsinLab

/// A store whose file system is full: a tmpfs of a mount namespace of the daemon's own.
@Suite(
    "A store that fails",
    .enabled(
        if: geteuid() == 0 && SpawnedProgram.exists("unshare") && DebianSender.isInstalled,
        "needs root, for a file system of its own, and snmpinform"),
    .serialized)
struct FailingStoreTests {
    /// Mounts the state directory before the daemon runs in it; it becomes the daemon by exec.
    private static func wrapper(_ daemon: RunningDaemon, size: String) -> [String] {
        [
            "unshare", "--mount", "--propagation", "private", "sh", "-c",
            "mount -t tmpfs -o size=\(size),mode=755 tmpfs \"$0\" && exec \"$@\"", daemon.state,
        ]
    }

    /// Writes until there is no room.
    private static func fill(_ path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        for size in [65_536, 4_096, 512] {
            while (try? file.write(contentsOf: Data(repeating: 0x55, count: size))) != nil {}
        }
        try file.close()
    }

    @Test("What cannot be stored is told and kept, informs wait, and all is stored in order once there is room")
    func fullDisk() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start(before: FailingStoreTests.wrapper(daemon, size: "3m"))
        // The test sees the daemon's mount through its /proc entry.
        let state = "/proc/\(daemon.id)/root\(daemon.state)"
        daemon.findState(at: state)
        try daemon.send(.marked("before"))
        #expect(try await daemon.events("rule=trap", reach: 1).count == 1)
        try FailingStoreTests.fill(state + "/ballast")

        let impatient = DebianSender(security: ["-v", "2c", "-c", "public"], address: .loopback4, port: daemon.port)
        let patient = try InformSender(
            to: daemon.destination(), security: .v2c(community: "public"),
            options: .init(timeout: .milliseconds(500), retries: 100), seed: 6)
        try await patient.open()
        // The log's last page may have room for one or two more.
        var committed = 0
        while try daemon.status()["store"]["failing"].text == nil, committed < 2_000 {
            try daemon.send(.marked("filling-\(committed)"), .linkDown(UInt32(committed + 1)))
            committed += 1
        }
        let failing = try daemon.status()["store"]["failing"].text
        #expect(failing?.contains("no room") == true)
        for number in 0..<10 { try daemon.send(.marked("kept-\(number)")) }
        let refused = try await impatient.inform(
            DebianSender.marked("unanswered"), in: daemon.folder, timeout: 1, retries: 1)
        #expect(refused != 0)
        async let waiting = patient.send(.marked("answered late"))
        #expect(try await eventually { daemon.output.contains("answered late") })
        let told = daemon.output.split(separator: "\n").filter { $0.hasSuffix("not stored)") }
        #expect(told.contains { $0.contains("critical") && $0.contains("cannot be stored") })
        #expect((0..<10).allSatisfy { number in told.contains { $0.contains("kept-\(number)") } })
        #expect(try !daemon.storedMarkers().contains("unanswered"))
        #expect(daemon.exitCode == nil)
        // A reload while the store fails neither ends it nor loses what is kept.
        #expect(try daemon.request("reload")["ok"].isTrue)

        try FileManager.default.removeItem(atPath: state + "/ballast")
        #expect(await waiting.isAcknowledged, "the retransmission is acknowledged")
        let alert = try await daemon.events("rule=store-failing", reach: 2)
        #expect(alert.map(\.observation.state) == [.firing, .resolved])
        #expect(alert.last?.observation.summary.contains("nothing was lost") == true)
        // A retransmission is not counted again, and an inform that was answered late may have been sent several times.
        var markers: [String] = []
        for marker in try daemon.storedMarkers() where marker != "answered late" || markers.last != marker {
            markers.append(marker)
        }
        var expected = ["before"]
        expected += (0..<committed).map { "filling-\($0)" }
        expected += (0..<10).map { "kept-\($0)" }
        expected += ["unanswered", "answered late"]
        #expect(markers == expected)
        #expect(try daemon.events("rule=link-down").count == committed)
        #expect(try daemon.events("rule=configuration-reloaded").count == 1)
        let ids = try daemon.events().map(\.id)
        #expect(ids == Array(1...Int64(ids.count)))
        #expect(try daemon.status()["store"]["failing"] == .null)
        #expect(try !daemon.reader().alerts().contains { $0.key.rule == "store-failing" })
        await patient.close()
        #expect(await daemon.end() == 0)
    }

    @Test("A device that is taken out while the store fails has its alerts resolved once there is room")
    func removedMeanwhile() async throws {
        let devices = "snmp:\n  devices:\n    - { name: sw1, address: 127.0.0.1 }"
        let daemon = try RunningDaemon(rest: devices)
        try await daemon.start(before: FailingStoreTests.wrapper(daemon, size: "3m"))
        let state = "/proc/\(daemon.id)/root\(daemon.state)"
        daemon.findState(at: state)
        try daemon.send(.linkDown(1))
        _ = try await daemon.events("rule=link-down", reach: 1)
        try FailingStoreTests.fill(state + "/ballast")
        #expect(
            try await eventually {
                try daemon.send(.marked("filling"))
                return try daemon.status()["store"]["failing"].text != nil
            })
        try daemon.configure()
        #expect(try daemon.request("reload")["ok"].isTrue)
        try FileManager.default.removeItem(atPath: state + "/ballast")
        #expect(try await daemon.events("rule=store-failing", reach: 2).count == 2)
        #expect(try await eventually { try daemon.reader().alerts().isEmpty })
        #expect(try daemon.events("device=sw1").last?.observation.summary.contains("no longer configured") == true)
        #expect(await daemon.end() == 0)
    }

    @Test("Without any room at the start the daemon says so and ends with 1")
    func noRoomAtStart() async throws {
        let daemon = try RunningDaemon()
        try daemon.launch(before: FailingStoreTests.wrapper(daemon, size: "8k"))
        #expect(await daemon.wait() == 1)
        #expect(daemon.errors.contains("no room to write"))
    }
}
