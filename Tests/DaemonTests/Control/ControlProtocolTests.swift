@testable import Daemon
import Model
import Reactor
import Testing
import Watching

@Suite("The lines of the control socket")
struct ControlProtocolTests {
    private func parsed(_ line: String) -> ControlServer.Request? { try? ControlProtocol.request(in: line) }

    @Test("What the command writes is what the daemon reads")
    func roundTrip() {
        let odd = "a\"b\\\n\u{1b}\u{0}ü"
        let cases: [(String, [(name: String, value: String?)], WatcherQuery)] = [
            ("devices", [], .devices(name: nil)), ("devices", [("name", odd)], .devices(name: odd)),
            ("devices", [("name", nil)], .devices(name: nil)),
            ("interfaces", [("device", odd)], .interfaces(device: odd)),
            (
                "samples", [("device", "d"), ("metric", nil), ("instance", nil)],
                .samples(device: "d", metric: nil, instance: nil)
            ),
            (
                "samples", [("device", "d"), ("metric", "m"), ("instance", odd)],
                .samples(device: "d", metric: "m", instance: odd)
            ),
            ("servers", [], .servers), ("servers_as_configuration", [], .serversAsConfiguration),
        ]
        for (name, arguments, query) in cases {
            let line = ControlProtocol.line(query: name, arguments: arguments)
            #expect(!line.contains("\n"))
            #expect(parsed(line) == .query(query, of: nil))
            let addressed = ControlProtocol.line(query: name, arguments: arguments + [("watcher", "ntp")])
            #expect(parsed(addressed) == .query(query, of: .ntp))
        }
        for (name, request) in [("status", ControlServer.Request.status), ("reload", .reload), ("ping", .ping)] {
            #expect(parsed(ControlProtocol.line(name)) == request)
        }
    }

    @Test("An acknowledgement is read as it was written, and one that cannot be is refused in words")
    func acknowledgements() throws {
        let until = Timestamp(microseconds: Timestamp.now.microseconds + 3_600_000_000)
        let line = ControlProtocol.line(
            acknowledging: [17, 18], isTakenBack: false, note: "a \"b\"\n", isSticky: true, until: until, behalf: "ann")
        #expect(
            parsed(line)
                == .acknowledge(
                    AcknowledgementRequest(
                        alerts: [17, 18], note: "a \"b\"\n", isSticky: true, until: until, behalf: "ann")))
        #expect(
            parsed(ControlProtocol.line(acknowledging: [1], isTakenBack: true, behalf: nil))
                == .acknowledge(AcknowledgementRequest(alerts: [1], isTakenBack: true)))
        let long = String(repeating: "x", count: 1_001)
        for wrong in [
            ControlProtocol.line(acknowledging: [], isTakenBack: false, behalf: nil),
            ControlProtocol.line(acknowledging: Array(1...101), isTakenBack: false, behalf: nil),
            ControlProtocol.line(acknowledging: [1], isTakenBack: false, note: long, behalf: nil),
            ControlProtocol.line(acknowledging: [1], isTakenBack: false, until: .now + .seconds(-1), behalf: nil),
            ControlProtocol.line(acknowledging: [1], isTakenBack: false, behalf: ""),
            #"{"request":"acknowledge","alerts":["A1"]}"#, #"{"request":"acknowledge","alerts":7}"#,
            #"{"request":"acknowledge","alerts":[1],"until":"soon"}"#,
        ] { #expect(parsed(wrong) == nil, "\(wrong.prefix(80))") }
    }

    @Test("Who acknowledges is whom the kernel names, and root alone may speak for another")
    func names() {
        let request = ControlServer.Request.acknowledge(AcknowledgementRequest(alerts: [1], by: "x", behalf: "ann"))
        func name(_ user: UInt32) -> String? {
            guard case .acknowledge(let asked) = request.asked(by: PeerCredentials(user: user, group: 0, process: 1))
            else { return nil }
            return asked.by
        }
        #expect(name(0) == "ann")
        #expect(name(4_242_424) == "uid 4242424")
        #expect(request.needsAdministrator && request.name == "ack")
    }

    @Test(
        "What is no request is refused, whatever it is",
        arguments: [
            "", "{}", "[]", "7", "{\"request\":7}", "{\"request\":null}", "{\"request\":\"query\"}",
            "{\"request\":\"query\",\"query\":7}", "{\"request\":\"query\",\"query\":\"secrets\"}",
            "{\"request\":\"query\",\"query\":\"devices\",\"name\":[]}",
            "{\"request\":\"query\",\"query\":\"devices\",\"name\":{\"a\":1}}",
            "{\"request\":\"query\",\"query\":\"devices\",\"name\":true}",
            "{\"request\":\"query\",\"query\":\"interfaces\"}",
            "{\"request\":\"query\",\"query\":\"interfaces\",\"device\":null}",
            "{\"request\":\"query\",\"query\":\"samples\",\"metric\":\"m\"}",
            "{\"request\":\"query\",\"query\":\"servers\",\"watcher\":\"ghost\"}",
            "{\"request\":\"query\",\"query\":\"servers\",\"watcher\":1}",
            "{\"request\":\"query\",\"query\":\"servers\",\"watcher\":\"ntp\"", "\u{0}",
            String(repeating: "[", count: 60_000), String(repeating: "{\"a\":", count: 10_000),
        ])
    func hostile(line: String) {
        #expect(throws: ControlProtocol.Fault.self) { try ControlProtocol.request(in: line) }
    }
}
