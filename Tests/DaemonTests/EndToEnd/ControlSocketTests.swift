import Daemon
import Foundation
import Glibc
import Model
import Reactor
import TestPrograms
import Testing

@Suite("The control socket", .serialized)
struct ControlSocketTests {
    @Test("Each request is answered; what is no request is told so with 64, and the connection goes on")
    func grammar() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let wrong = [
            ControlProtocol.line("dance"), "status", "", "{}", "[]", "null", "{\"request\":7}",
            "{\"request\":\"status\"",
            "\u{0}\u{1}\u{7f}",
        ]
        let right = ["status", "reload"].map { ControlProtocol.line($0) }
        let answers = try daemon.exchange([ControlProtocol.line("ping")] + wrong + right)
        #expect(answers.first?["ok"].isTrue == true)
        for answer in answers[1...9] {
            #expect(answer["ok"] == .boolean(false))
            #expect(answer["exit"].int == 64)
            #expect(answer["error"].text?.isEmpty == false)
        }
        let status = answers[10]["status"]
        #expect(status["version"].text == TocsinVersion.text)
        #expect(status["site"].text == "test")
        #expect(status["pid"].int == Int(daemon.id))
        #expect(status["started"].text.flatMap { Timestamp(rfc3339: $0) } != nil)
        #expect(status["store"]["path"].text == daemon.state + "/tocsin.db")
        #expect(status["watchers"].items.map { $0["name"].text } == ["traps"])
        #expect(status["dropped"] != .null)
        let listeners = status["watchers"].items.first?["listeners"].items ?? []
        #expect(listeners.count == 2)
        for listener in listeners {
            #expect(listener["receive_buffer_asked_bytes"].int == 8 << 20)
            #expect(listener["receive_buffer_granted_bytes"].int ?? 0 > 0)
            #expect(listener["inherited"] == .boolean(false))
        }
        #expect(answers[11]["ok"].isTrue)
        #expect(await daemon.end() == 0)
    }

    @Test("A question goes to the watchers whose it is, and one that nobody can answer has no answers")
    func queries() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let answers = try daemon.exchange([
            ControlProtocol.line(query: "devices", arguments: []),
            ControlProtocol.line(query: "devices", arguments: [("watcher", "traps")]),
            ControlProtocol.line(query: "servers", arguments: [("watcher", "ntp")]),
            ControlProtocol.line(query: "nonsense", arguments: []),
        ])
        #expect(answers[0]["ok"].isTrue && answers[0]["answers"] == .array([]))
        #expect(answers[1]["ok"].isTrue && answers[1]["answers"] == .array([]))
        #expect(answers[2]["exit"].int == 1)
        #expect(answers[2]["error"].text == "the watcher ntp is not configured")
        #expect(answers[3]["exit"].int == 64)
        #expect(await daemon.end() == 0)
    }

    @Test("A line without an end, garbage, half-closed and silent peers do no harm")
    func hostile() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let path = ControlProtocol.socketPath(runtimeDirectory: daemon.runtime)
        let endless = try LocalClient(path: path)
        #expect(throws: SocketFault.self, "a line of 64 KiB and more ends the connection") {
            try endless.send(Array(repeating: UInt8(ascii: "a"), count: 1 << 20))
            while try endless.receiveLine() != nil {}
            throw SocketFault(operation: "read", target: path, code: EPIPE)
        }
        let garbage = try LocalClient(path: path)
        try garbage.send((0..<5_000).map { _ in UInt8.random(in: 0...255) }.filter { $0 != 10 })
        #expect(JSON(text: String(decoding: try garbage.receiveLine() ?? [], as: UTF8.self))["exit"].int == 64)
        // As `echo … | socat - UNIX:control.sock` does it: the answer still comes, then the end.
        let half = try LocalClient(path: path)
        try half.send(ControlProtocol.line("status").utf8)
        half.endSending()
        #expect(JSON(text: String(decoding: try half.receiveLine() ?? [], as: UTF8.self))["ok"].isTrue)
        #expect(try half.receiveLine() == nil)
        // Gone before the answer.
        for _ in 0..<20 { try LocalClient(path: path).send(ControlProtocol.line("status").utf8) }
        #expect(try daemon.request("ping")["ok"].isTrue)
        #expect(daemon.exitCode == nil)
        #expect(await daemon.end() == 0)
    }

    @Test("Many connections are bounded: those above the bound are closed, and room that is made is given")
    func many() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let path = ControlProtocol.socketPath(runtimeDirectory: daemon.runtime)
        var held: [LocalClient] = []
        var refused = 0
        for _ in 0..<80 {
            let client = try LocalClient(path: path)
            let answer = try? exchange(client, "ping")
            if answer?["ok"].isTrue == true { held.append(client) } else { refused += 1 }
        }
        #expect(held.count >= 60 && held.count <= 64)
        #expect(refused == 80 - held.count)
        #expect(try exchange(held[0], "status")["ok"].isTrue, "those that are open are served")
        held.removeAll()
        #expect(try await eventually { (try? daemon.request("ping"))?["ok"].isTrue == true })
        #expect(await daemon.end() == 0)
    }

    @Test("A flood does not keep the daemon from answering")
    func underFlood() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        async let flood = daemon.flood(30_000, rate: 15_000)
        var slowest = Duration.zero
        for _ in 0..<20 {
            let begun = MonotonicTime.now
            #expect(try daemon.request("status")["ok"].isTrue)
            slowest = max(slowest, .now - begun)
        }
        _ = try await flood
        #expect(slowest < .seconds(5))
        #expect(await daemon.end() == 0)
    }

    @Test(
        "Only those in the groups may ask, and only administrators may change something",
        .enabled(
            if: geteuid() == 0 && ["setpriv", "unshare", "perl"].allSatisfy(SpawnedProgram.exists),
            "needs root, setpriv, unshare and perl, to be other users"))
    func permissions() async throws {
        let daemon = try RunningDaemon()
        // The daemon alone sees these groups: a file of ours lies over /etc/group in its mount namespace.
        let groups = daemon.folder + "/group"
        try Data("root:x:0:\ntocsin-view:x:64001:\ntocsin-admin:x:64002:\n".utf8).write(
            to: URL(fileURLWithPath: groups))
        try await daemon.start(before: [
            "unshare", "--mount", "--propagation", "private", "sh", "-c",
            "mount --bind \"$0\" /etc/group && exec \"$@\"",
            groups,
        ])
        let script = """
            use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack_sockaddr_un($ARGV[0])) or die $!; \
            syswrite($s, "{\\"request\\":\\"$ARGV[1]\\"}\\n"); shutdown($s, 1); print while <$s>;
            """
        func ask(_ request: String, groups: [String]) async throws -> JSON {
            let answer = "\(daemon.folder)/answer-\(UInt32.random(in: 0 ... .max))"
            let membership = groups.isEmpty ? ["--clear-groups"] : ["--groups", groups.joined(separator: ",")]
            _ = try await ChildProcess.run(
                ["setpriv", "--reuid=65534", "--regid=65534"] + membership + [
                    "perl", "-e", script, daemon.runtime + "/control.sock", request,
                ], output: answer, errors: answer)
            return JSON(text: try String(contentsOfFile: answer, encoding: .utf8))
        }
        let stranger = ["status", "reload", "ping"]
        for request in stranger {
            let answer = try await ask(request, groups: [])
            #expect(answer["exit"].int == 77 && answer["ok"] == .boolean(false), "a stranger's \(request): \(answer)")
            #expect(answer["status"] == .null)
        }
        #expect(try await ask("status", groups: ["64001"])["ok"].isTrue)
        #expect(try await ask("ping", groups: ["63000", "64001"])["ok"].isTrue)
        #expect(try await ask("reload", groups: ["64001"])["exit"].int == 77)
        #expect(try await ask("status", groups: ["64002"])["ok"].isTrue)
        #expect(try await ask("reload", groups: ["64002"])["ok"].isTrue)
        #expect(try daemon.events("rule=configuration-reloaded").count == 1)

        // Strangers cannot take all connections from those who may ask.
        let holder = """
            use Socket; for (1..100) { socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack_sockaddr_un($ARGV[0])); \
            push @s, $s } open(F, ">", "/proc/self/fd/1"); syswrite(STDOUT, "held\\n"); sleep 60
            """
        let output = daemon.folder + "/holder"
        let child = try ChildProcess(
            [
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "perl", "-e", holder,
                daemon.runtime + "/control.sock",
            ],
            environment: ["PATH": "/usr/bin:/bin"], output: output)
        #expect(
            try await eventually { (try? String(contentsOfFile: output, encoding: .utf8))?.contains("held") == true })
        #expect(try await eventually(within: .seconds(5)) { (try? daemon.request("ping"))?["ok"].isTrue == true })
        child.signal(SIGKILL)
        _ = await child.wait()
        #expect(await daemon.end() == 0)
    }

    private func exchange(_ client: LocalClient, _ request: String) throws -> JSON {
        try client.send(ControlProtocol.line(request).utf8)
        return JSON(text: String(decoding: try client.receiveLine() ?? [], as: UTF8.self))
    }
}
