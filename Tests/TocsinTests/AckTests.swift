import Testing

@testable import tocsin

@Suite("Acknowledging by the command")
struct AckTests {
    private func daemon() throws -> FakeDaemon {
        try FakeDaemon { request in
            let asked = (request["alerts"]?.elements ?? []).compactMap(\.integer)
            let done = asked.filter { $0 < 100 }.map { #"{"alert":"A\#($0)","rule":"r","subject":"sw1/7"}"# }
            let refused = asked.filter { $0 >= 100 }.map { #"{"alert":"A\#($0)","why":"it is not open"}"# }
            return #"{"ok":true,"alerts":[\#(done.joined(separator: ","))],"#
                + #""refused":[\#(refused.joined(separator: ","))]}"#
        }
    }

    private func command(_ daemon: FakeDaemon, _ arguments: [String]) throws -> CommandRun {
        try CommandRun(arguments + ["--runtime", daemon.runtime])
    }

    @Test("The daemon is asked for what was typed, and what it did is said")
    func asks() throws {
        let daemon = try daemon()
        let run = try command(daemon, ["ack", "A17", "a18", "17", "-m", "spare line", "--sticky", "--until", "+2h"])
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.lines == ["A17 is acknowledged: r on sw1/7", "A18 is acknowledged: r on sw1/7"])
        let request = try #require(daemon.requests.last)
        #expect(request["request"] == .string("acknowledge") && request["note"] == .string("spare line"))
        #expect(request["sticky"] == .boolean(true) && request["take_back"] == .boolean(false))
        #expect(request["until"]?.string?.isEmpty == false)
        let back = try command(daemon, ["unack", "A17"])
        #expect(back.lines == ["A17 counts as new again: r on sw1/7"])
        #expect(daemon.requests.last?["take_back"] == .boolean(true))
    }

    @Test("What was refused is said on standard error, and the exit is 1; what is no alert is usage")
    func refuses() throws {
        let daemon = try daemon()
        let run = try command(daemon, ["ack", "A17", "A100"])
        #expect(run.exitCode == 1 && run.lines == ["A17 is acknowledged: r on sw1/7"])
        #expect(run.errors.contains("A100: it is not open"))
        for wrong in [["ack", "X1"], ["ack", "A-1"], ["ack", "A17", "--until", "yesterday"], ["ack"]] {
            let run = try command(daemon, wrong)
            #expect(run.exitCode == 64, "\(wrong): \(run.exitCode) \(run.errors)")
        }
        #expect(daemon.requests.count == 1)
    }
}
