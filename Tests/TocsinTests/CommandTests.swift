import EventStore
import Foundation
import Model
import Testing
@testable import tocsin

@Suite("The built command")
struct CommandTests {
    private static func some(_ count: Int) -> [Event] {
        (1...count).map {
            event(
                Int64($0), severity: $0.isMultiple(of: 10) ? .error : .notice, device: "sw\($0 % 3)",
                summary: "Event \($0)")
        }
    }

    @Test("Every event is shown, in order, over many pages")
    func all() throws {
        let state = try TemporaryState(events: CommandTests.some(3_500))
        let run = try CommandRun(["--state", state.directory, "events", "-o", "cat"])
        #expect(run.exitCode == 0)
        #expect(run.lines == (1...3_500).map { "Event \($0)" })
        #expect(run.errors.isEmpty)
    }

    @Test("-n, -r, -p, times and matches narrow it as they do in journalctl")
    func narrowing() throws {
        let state = try TemporaryState(events: CommandTests.some(3_500))
        func cat(_ arguments: String...) throws -> [String] {
            let run = try CommandRun(
                ["events", "-o", "cat"] + arguments, environment: ["TOCSIN_STATE": state.directory])
            #expect(run.exitCode == 0, "\(run.errors)")
            return run.lines
        }
        #expect(try cat("-n", "2") == ["Event 3499", "Event 3500"])
        #expect(try cat("-n3", "-r") == ["Event 3500", "Event 3499", "Event 3498"])
        #expect(try cat("-n").count == 10)
        #expect(try cat("-n", "2000") == (1_501...3_500).map { "Event \($0)" })
        #expect(try cat("-n", "1500", "-p", "error").count == 350)
        #expect(try cat("-n", "0") == [])
        #expect(try cat("-r").first == "Event 3500")
        #expect(try cat("-p", "error", "-n", "1") == ["Event 3500"])
        #expect(try cat("-p", "notice..notice", "-n", "1") == ["Event 3499"])
        #expect(try cat("device=sw1", "device=sw2", "-n", "3") == ["Event 3497", "Event 3499", "Event 3500"])
        #expect(try cat("device=sw1", "severity=error", "-n", "1") == ["Event 3490"])
        #expect(try cat("-g", "event 12$") == ["Event 12"])
        #expect(
            try cat("-S", "2026-11-24 00:00:05", "-U", "2026-11-24T00:00:07Z") == ["Event 5", "Event 6", "Event 7"])
        #expect(try cat("-U@1795478402") == ["Event 1", "Event 2"])
        #expect(try cat("id=17", "id=18") == ["Event 17", "Event 18"])
        #expect(try cat("device=nobody") == [])
    }

    @Test("What is typed wrongly ends with 64 and says what would be right")
    func usage() throws {
        let state = try TemporaryState(events: [event(1)])
        for (arguments, part) in [
            (["evnts"], "did you mean 'events'?"), (["events", "-S", "yesterdy"], "did you mean 'yesterday'?"),
            (["events", "devise=x"], "did you mean \"device\"?"), (["events", "severity=loud"], "one of critical"),
            (["events", "-p", "loud"], "critical, error, warning"), (["events", "-o", "xml"], "json-pretty"),
            (["events", "-n", "x"], "takes a number"), (["events", "-n", "-5"], "'-5'"),
            (["events", "nonsense"], "FIELD=VALUE"),
            (["events", "-f", "-r"], "leave -r away"), (["events", "-f", "-U", "now"], "leave -U away"),
            (["events", "-S", "now", "-U", "-1h"], "is after"), (["events", "--utcc"], "--utc"),
            (["events", "-g", "("], "pattern"), (["why", "A"], "A17 for an alert"), (["why"], "id"),
            (["why", "1", "-o", "csv"], "no listing"),
            (["alerts", "count=1"], "there is no field"), (["rules", "no-such-rule"], "no rule"),
            (["config", "chek"], "check"),
            (["events", "--state"], "--state"), (["status", "-o", "csv"], "no listing"),
        ] {
            let run = try CommandRun(arguments, environment: ["TOCSIN_STATE": state.directory])
            #expect(run.exitCode == 64, "\(arguments): \(run.errors)")
            #expect(run.errors.hasPrefix("tocsin: "), "\(run.errors)")
            #expect(run.errors.contains(part), "\(arguments): \(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    @Test("What cannot be done ends with its own code")
    func codes() throws {
        let state = try TemporaryState(events: [event(1)], alerts: [alert(1)])
        let places = ["--state", state.directory, "--runtime", state.directory]
        for (arguments, code) in [
            (["events", "--state", "/nonexistent"], 1), (["why", "2"], 1), (["why", "A2"], 1), (["reload"], 69),
            (["status"], 69),
            (["replay", "/nonexistent"], 1), (["config", "check", "/nonexistent"], 78), (["--version"], 0),
            (["--help"], 0),
            (["events", "--help"], 0), ([], 0), (["alerts"], 0), (["why", "1"], 0), (["why", "a1"], 0),
        ] as [([String], Int32)] {
            let isVerb = arguments.first.map { !$0.hasPrefix("-") } ?? false
            let run = try CommandRun((isVerb && !arguments.contains("--state") ? places : []) + arguments)
            #expect(run.exitCode == code, "\(arguments): \(run.errors)")
            #expect(run.errors.isEmpty == (code == 0 || arguments.first == "config"), "\(arguments): \(run.errors)")
        }
    }

    @Test("A replay says on standard error what its configuration cannot tell from a capture")
    func replayLimits() throws {
        let state = try TemporaryState()
        let (capture, configuration) = (state.directory + "/none.pcap", state.directory + "/tocsin.yaml")
        // A file without frames: magic, version, no zone, length, Ethernet.
        let head: [UInt32] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 1]
        try Data(head.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
            .write(to: URL(fileURLWithPath: capture))
        try "ntp: { servers: [ { address: 192.0.2.1 } ] }\n".write(
            toFile: configuration, atomically: true, encoding: .utf8)
        let run = try CommandRun(["replay", "--config", configuration, capture])
        #expect(run.exitCode == 0 && run.output.isEmpty, "\(run.output)")
        #expect(run.errors.hasPrefix("ntp: a capture answers no question: "), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        let bare = try CommandRun(["replay", capture])
        #expect(bare.exitCode == 0 && bare.errors.isEmpty, "\(bare.errors)")
    }

    @Test("Without a daemon the status tells what the store knows, and ends with 69")
    func statusWithoutDaemon() throws {
        let state = try TemporaryState(
            events: [event(1), event(2)], alerts: [alert(1), alert(2, severity: .critical)])
        let places = ["--state", state.directory, "--runtime", state.directory]
        let run = try CommandRun(places + ["status", "--utc"])
        #expect(run.exitCode == 69)
        #expect(run.output.contains("2 open: 1 critical, 1 warning"))
        #expect(run.output.contains("newest 2026-11-24T00:00:02Z"))
        #expect(run.errors.contains("cannot be reached"))
        let json = try #require(JSONValue(parsing: try CommandRun(places + ["status", "-o", "json"]).output))
        #expect(json["running"] == .boolean(false))
        #expect(json["store"]?["events"]?.integer == 2)
    }

    @Test("Alerts come worst first, and those that are resolved only when asked for")
    func alerts() throws {
        let state = try TemporaryState(
            alerts: [alert(1), alert(2, severity: .critical, device: "sw2"), alert(3, state: .resolved, device: "sw3")])
        let open = try CommandRun(["alerts", "--state", state.directory])
        #expect(open.lines.count == 3)
        #expect(open.lines[0].hasPrefix("ALERT  SEVERITY"))
        #expect(open.lines[1].hasPrefix("A2") && open.lines[2].hasPrefix("A1"))
        let all = try CommandRun(["alerts", "--all", "-o", "json", "--state", state.directory])
        #expect(all.lines.compactMap { JSONValue(parsing: $0)?["id"]?.string }.sorted() == ["A1", "A2", "A3"])
        #expect(try CommandRun(["alerts", "-o", "csv", "device=nobody", "--state", state.directory]).lines.count == 1)
    }

    @Test("`why` tells the evidence, the life and the way of an alert")
    func why() throws {
        let state = try TemporaryState(
            events: [
                event(
                    1, state: .firing, instance: "7", summary: "Port 7 went down",
                    evidence: Evidence { $0.member("trap", "linkDown") }, alert: 1),
                event(2, state: .resolved, instance: "7", summary: "Port 7 is up again", alert: 1),
            ], alerts: [alert(1, state: .resolved)])
        let run = try CommandRun(["why", "A1", "--utc", "--state", state.directory])
        #expect(run.exitCode == 0)
        for part in [
            "A1 link-down on core-sw1/7: warning, resolved", "Life of A1", "What led to it: event 1, firing",
            "trap  linkDown", "What ended it: event 2, resolved", "Port 7 went down", "Port 7 is up again",
            "No pipeline stage has acted on it.",
        ] { #expect(run.output.contains(part), "\(run.output)") }
        #expect(try CommandRun(["why", "1", "--state", state.directory]).output.contains("trap  linkDown"))
        let json = try #require(
            JSONValue(parsing: try CommandRun(["why", "A1", "-o", "json", "--state", state.directory]).output))
        #expect(json["alert"]?["id"]?.string == "A1")
        #expect(json["events"]?.elements.count == 2)
        #expect(json["stages"] == .array([]))
    }

    @Test("-f shows the last ones, then each as it is committed, and ^C ends it with 0", .timeLimit(.minutes(5)))
    func follow() throws {
        let state = try TemporaryState(events: CommandTests.some(30))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandRun.program)
        process.arguments = ["events", "-f", "-o", "cat", "severity=notice", "--state", state.directory]
        process.environment = CommandRun.environment([:])
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let lines = LineSource(pipe.fileHandleForReading)
        let last = (19...29).filter { !$0.isMultiple(of: 10) }.suffix(10).map { "Event \($0)" }
        #expect((0..<10).map { _ in lines.next() } == last)
        let store = try EventStore(stateDirectory: state.directory)
        try commit(
            [event(31, severity: .error, summary: "no"), event(32, severity: .notice, summary: "Event 32")], to: store)
        #expect(lines.next() == "Event 32")
        try commit([event(33, severity: .notice, summary: "Event 33")], to: store)
        #expect(lines.next() == "Event 33")
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        try store.close()
    }

    @Test("A reader that has seen enough ends the command with 0 and without a word")
    func closedPipe() throws {
        let state = try TemporaryState(events: CommandTests.some(5_000))
        for verb in ["events -o verbose", "events -o verbose -f -n all"] {
            let script = "{ '\(CommandRun.program)' \(verb) --state '\(state.directory)'; echo $? >&2; } | head -n 1"
            let run = try CommandRun(["-c", script], program: "/bin/sh")
            #expect(run.errors == "0\n")
            #expect(run.lines.count == 1)
        }
    }

    @Test("On a terminal there is colour and everything fits; NO_COLOR takes the colour away")
    func terminal() throws {
        let state = try TemporaryState(events: CommandTests.some(20))
        let arguments = ["events", "--no-pager", "--state", state.directory]
        let (text, code) = try TerminalRun(arguments, columns: 70).finish()
        #expect(code == 0)
        #expect(text.contains("\u{1b}[1;31merror"))
        let (plain, _) = try TerminalRun(arguments, columns: 70, environment: ["NO_COLOR": "1"]).finish()
        #expect(!plain.contains("\u{1b}"))
        let lines = plain.split(separator: "\n")
        #expect(lines.count == 21)
        #expect(lines.allSatisfy { TextWidth.of($0) <= 70 })
        #expect(try TerminalRun(arguments + ["device=nobody"], columns: 70).finish().output.contains("-- No events --"))
    }

    @Test("The pager gets the text; one that closes early, or is not there, does no harm")
    func pager() throws {
        let state = try TemporaryState(events: CommandTests.some(5_000))
        func run(_ pager: String, _ format: String = "cat") throws -> (lines: [Substring], code: Int32) {
            let run = try TerminalRun(
                ["events", "-o", format, "--state", state.directory], columns: 80,
                environment: ["SYSTEMD_PAGER": pager, "SYSTEMD_PAGERSECURE": "0"])
            let (text, code) = try run.finish()
            return (text.split(separator: "\n"), code)
        }
        #expect(try run("tail -n 1") == (["Event 5000"], 0))
        #expect(try run("head -n 1") == (["Event 1"], 0))
        // More than a pipe holds, so that the command is still writing.
        #expect(try run("head -n 2", "verbose").lines.last == "    id=1")
        #expect(try run("head -n 1", "verbose").code == 0)
        #expect(try run("cat").lines.count == 5_000)
        #expect(try run("").lines.count == 5_000)
    }

    @Test("The version, completions and man pages come from the command itself")
    func generated() throws {
        #expect(try CommandRun(["--version"]).output == "tocsin \(DaemonBridge.version)\n")
        for shell in ["bash", "zsh", "fish"] {
            let run = try CommandRun(["--generate-completion-script", shell])
            #expect(run.exitCode == 0)
            #expect(run.output.contains("json-pretty"))
        }
        let directory = try TemporaryState()
        #expect(try CommandRun(["generate-manuals", directory.directory]).exitCode == 0)
        #expect(FileManager.default.fileExists(atPath: directory.directory + "/tocsin-events.1"))
    }
}

/// Reads a pipe line by line.
private final class LineSource {
    private let handle: FileHandle
    private var rest: [UInt8] = []

    init(_ handle: FileHandle) { self.handle = handle }

    /// The next line; nil at the end.
    func next() -> String? {
        while true {
            if let end = rest.firstIndex(of: 10) {
                defer { rest.removeFirst(end + 1) }
                return String(decoding: rest[..<end], as: UTF8.self)
            }
            let data = handle.availableData
            if data.isEmpty { return nil }
            rest += data
        }
    }
}

private func == (left: (lines: [Substring], code: Int32), right: ([String], Int32)) -> Bool {
    left.lines.map(String.init) == right.0 && left.code == right.1
}
