import EventStore
import Model
import Testing
@testable import tocsin

@Suite("Text of strangers")
struct HostileTextTests {
    private static let evil = event(
        1, rule: hostile, device: hostile, instance: hostile, tags: [hostile: hostile], summary: hostile,
        evidence: Evidence { $0.member(hostile, hostile) }, suppressed: hostile)

    /// Whether a terminal would obey something in it.
    private func isObeyed(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            if scalar == "\n" { return false }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: return true
            default: return false
            }
        }
    }

    @Test("Nothing in an event can drive a terminal, in any format", arguments: OutputFormat.allCases)
    func formats(format: OutputFormat) throws {
        let terminal = Terminal(width: 100, height: 24, hasColour: false)
        var text = try printed([HostileTextTests.evil], format, on: terminal)
        if format == .csv { text = text.replacing("\r\n", with: "\n") }
        #expect(!isObeyed(text), "\(text.debugDescription)")
        #expect(text.contains("red"))
        // Nor does what was written make lines of its own.
        switch format {
        case .cat, .json: #expect(text.split(separator: "\n").count == 1)
        case .short, .csv: #expect(text.split(separator: "\n").count == 2)
        case .verbose, .jsonPretty: #expect(!text.split(separator: "\n").contains { $0.hasPrefix("next") })
        }
    }

    @Test("Nor can it when `why` tells it at length")
    func account() throws {
        let state = try TemporaryState(events: [HostileTextTests.evil])
        let reader = try EventReader(stateDirectory: state.directory)
        let text = AccountText(
            try Account(parsing: "1", from: reader), times: times,
            terminal: Terminal(width: 80, height: 24, hasColour: false))
        #expect(!isObeyed(text.lines.joined(separator: "\n")))
        #expect(text.lines.contains { $0.contains("red") })
    }

    @Test("JSON says the same as what was stored, escaped or not")
    func json() throws {
        let text = try printed([HostileTextTests.evil], .json)
        let value = try #require(JSONValue(parsing: text))
        #expect(value["summary"]?.string == hostile)
        #expect(value["tags"]?[hostile]?.string == hostile)
        #expect(value["evidence"]?[hostile]?.string == hostile)
        #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20..<0x7f).contains($0) })
    }

    @Test("CSV on a pipe is what was stored, to the letter")
    func csv() throws {
        let text = try printed([HostileTextTests.evil], .csv)
        #expect(text.contains("\"" + hostile + "\""))
    }

    @Test("Messages about what was typed cannot drive a terminal either")
    func messages() {
        for fault in [
            CommandFault.usage(hostile), .failed(hostile), .unreachable(hostile), .faultyConfiguration([hostile]),
        ] {
            #expect(!isObeyed(fault.text))
        }
    }
}
