import Foundation
import Glibc
import Model
import Reactor
import Testing
import TocsinLab

/// A start that cannot be made, or not wholly.
@Suite("A start", .serialized)
struct StartTests {
    @Test("A second daemon on the same state ends with 1 and says who has it")
    func second() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let child = try ChildProcess(
            [
                RunningDaemon.program, "--config", daemon.configurationFile, "--state", daemon.state, "--runtime",
                daemon.runtime,
            ], environment: [:], errors: daemon.folder + "/second")
        #expect(await child.wait() == 1)
        let words = try String(contentsOfFile: daemon.folder + "/second", encoding: .utf8)
        #expect(words.contains("another tocsind (process \(daemon.id)) already uses this state directory"))
        #expect(words.components(separatedBy: "another tocsind").count == 2, "it is said once: \(words)")
        #expect(try daemon.request("ping")["ok"].isTrue, "the first goes on")
        #expect(await daemon.end() == 0)
    }

    @Test("Directories that are missing are made, for the owner and the group, and are as good as others")
    func madeDirectories() async throws {
        let daemon = try RunningDaemon()
        for path in [daemon.state, daemon.runtime] { try FileManager.default.removeItem(atPath: path) }
        try await daemon.start()
        for path in [daemon.state, daemon.runtime] {
            let found = try FileManager.default.attributesOfItem(atPath: path)
            #expect(found[.type] as? FileAttributeType == .typeDirectory)
            // Whatever the umask of the tests leaves of 0750.
            let mode = (found[.posixPermissions] as? NSNumber)?.intValue ?? 0
            #expect(mode & 0o700 == 0o700 && mode & ~0o750 == 0, "\(String(mode, radix: 8)) of \(path)")
        }
        #expect(await daemon.end() == 0)
        try await daemon.start()
        #expect(try daemon.events("rule=daemon-started").count == 2)
        #expect(await daemon.end() == 0)
    }

    @Test(
        "A state directory whose parent is missing too, or that may not be written, ends with 1 and says which")
    func noState() async throws {
        let daemon = try RunningDaemon()
        let deep = daemon.folder + "/unmounted/state"
        try daemon.launch(arguments: ["--state", deep])
        #expect(await daemon.wait() == 1)
        #expect(
            daemon.errors.contains(
                "making the directory \(deep) for the store failed: No such file or directory"), "\(daemon.errors)")
        #expect(!FileManager.default.fileExists(atPath: daemon.folder + "/unmounted"))
        guard geteuid() == 0 else { return }
        try daemon.launch(before: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        #expect(await daemon.wait() == 1)
        #expect(daemon.errors.contains("may not be written (Permission denied)"))
    }

    @Test("Without a configuration it ends with 78 and says how to write one")
    func noConfiguration() async throws {
        let daemon = try RunningDaemon()
        try FileManager.default.removeItem(atPath: daemon.configurationFile)
        try daemon.launch()
        #expect(await daemon.wait() == 78)
        #expect(daemon.errors.contains("tocsin config init > \(daemon.configurationFile)"))
    }

    @Test("A faulty configuration ends with 78 and tells every fault, a line each")
    func faultyConfiguration() async throws {
        let daemon = try RunningDaemon(traps: "alow: [ 127.0.0.1 ]\nrepeats: { window: soon }")
        try daemon.launch()
        #expect(await daemon.wait() == 78)
        let lines = daemon.errors.split(separator: "\n").filter { $0.hasPrefix(daemon.configurationFile + ":") }
        #expect(lines.count == 2)
        #expect(lines.first?.contains("did you mean 'allow'?") == true)
        #expect(FileManager.default.fileExists(atPath: daemon.state + "/tocsin.db") == false)
    }

    @Test("Nothing to watch is no fault: it runs, says so, and answers")
    func nothingToWatch() async throws {
        let daemon = try RunningDaemon()
        try Data("site: test\n".utf8).write(to: URL(fileURLWithPath: daemon.configurationFile))
        try await daemon.start()
        #expect(try daemon.status()["watchers"].items.isEmpty)
        #expect(daemon.errors.contains("No watcher is configured"))
        #expect(await daemon.end() == 0)
    }

    @Test("Without a place for its control socket it watches all the same")
    func noRuntime() async throws {
        let daemon = try RunningDaemon()
        try daemon.launch(arguments: ["--runtime", daemon.folder + "/unmounted/run"])
        #expect(try await eventually { (try? daemon.events("rule=daemon-started").count) == 1 })
        #expect(
            try await eventually {
                try daemon.send(.marked("heard"))
                return try !daemon.storedMarkers().isEmpty
            })
        #expect(daemon.errors.contains("Control socket could not be made"))
        let missing = daemon.folder + "/unmounted/run"
        #expect(daemon.errors.contains("making the directory \(missing) for the control socket failed"))
        #expect(await daemon.end() == 0)
    }

    @Test("A socket file that a killed daemon left is replaced, and the next start tells how long nothing was watched")
    func afterAKill() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        #expect(await daemon.end() == 0)
        try await daemon.start()
        #expect(await daemon.end(by: SIGKILL) == 128 + SIGKILL)
        #expect(FileManager.default.fileExists(atPath: daemon.runtime + "/control.sock"))
        try await daemon.start()
        let started = try daemon.events("rule=daemon-started").map(\.observation.summary)
        try #require(started.count == 3)
        #expect(started[0].contains("empty store"))
        #expect(started[1].contains("nothing was watched for"))
        #expect(await daemon.end() == 0)
    }
}

/// Apart from the others because it waits for the daemon's own half minute.
@Suite("A port that somebody else has")
struct TakenPortTests {
    @Test("It is an alert, the other listeners work, and it is opened once it is free")
    func takenPort() async throws {
        let daemon = try RunningDaemon()
        var holder: DatagramSocket? = try DatagramSocket(
            binding: Endpoint(address: .loopback4, port: daemon.port), executor: QueueExecutor(label: "holder"))
        try await daemon.start()
        let down = try daemon.events("rule=trap-listener-down")
        #expect(down.map(\.observation.state) == [.firing])
        #expect(down.first?.observation.subject.instance == "udp:127.0.0.1:\(daemon.port)")
        #expect(down.first?.observation.summary.contains("Address already in use") == true)
        #expect(try daemon.trapStatus()["listeners"].items.map { $0["endpoint"].text } == ["[::1]:\(daemon.port)"])
        holder?.close()
        holder = nil
        let up = try await daemon.events("rule=trap-listener-down", reach: 2, within: .seconds(60))
        #expect(up.map(\.observation.state) == [.firing, .resolved])
        try daemon.send(.marked("through the freed port"))
        #expect(try await daemon.events("rule=trap", reach: 1).count == 1)
        #expect(await daemon.end() == 0)
    }
}
