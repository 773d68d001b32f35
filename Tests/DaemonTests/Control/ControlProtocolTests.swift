@testable import Daemon
import Model
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
