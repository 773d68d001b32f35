import Foundation
import Model
import Testing
@testable import tocsin

@Suite("Tables")
struct TableTests {
    private static let events = [
        event(1, summary: "Port 7 went down because somebody unplugged the cable in the second rack of the basement"),
        event(
            204_331, rule: "a-rule-with-a-very-long-name-that-nobody-likes", severity: .critical,
            device: "access-switch-in-the-attic-17",
            instance: "GigabitEthernet1/0/48", alert: 17, suppressed: "silenced"),
        event(3, device: "端口端口端口端口端口端口", summary: "电源故障电源故障电源故障电源故障 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 e\u{301}e\u{301}e\u{301}"),
    ]

    @Test(
        "No line is wider than the terminal, however narrow it is",
        arguments: [1, 2, 10, 20, 40, 60, 79, 80, 81, 120, 200, 400])
    func fits(width: Int) throws {
        let terminal = Terminal(width: width, height: 24, hasColour: false)
        for line in try printed(TableTests.events, .short, on: terminal).split(separator: "\n") {
            #expect(TextWidth.of(line) <= width, "\(line)")
        }
        let alerts = AlertsCommand.table([alert(1), alert(2, device: "端口端口端口端口端口端口", summary: hostile)], times)
        for line in alerts.lines(on: terminal) { #expect(TextWidth.of(line) <= width, "\(line)") }
    }

    @Test("The time, the number and the beginning of the summary are what stays on 80 columns")
    func eightyColumns() throws {
        let text = try printed(TableTests.events, .short, on: Terminal(width: 80, height: 24, hasColour: false))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1].hasPrefix("2026-11-24T00:00:01Z"))
        #expect(lines[1].contains("Port 7 went down") && lines[1].hasSuffix("…"))
        #expect(lines[2].contains("204331") && lines[2].contains("critical"))
    }

    @Test("On a pipe values are whole, without colour and without a header")
    func pipe() throws {
        let text = try printed(TableTests.events, .short)
        #expect(!text.contains("\u{1b}") && !text.contains("…") && !text.contains("SUMMARY"))
        for event in TableTests.events {
            #expect(text.contains(event.observation.summary))
            #expect(text.contains(event.observation.subject.text))
        }
        #expect(text.contains("a-rule-with-a-very-long-name-that-nobody-likes"))
    }

    @Test("A page after the first keeps its columns")
    func pages() throws {
        let terminal = Terminal(width: 100, height: 24, hasColour: false)
        let text = try printed(on: terminal) { output in
            var printer = try EventPrinter(format: .short, times: times, output: output)
            try printer.print([event(1, summary: "first")])
            try printer.print([event(2, device: "a-device-with-a-long-name-indeed-it-is", summary: "second")])
        }
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        let first = try #require(lines[1].range(of: "first"))
        let second = try #require(lines[2].range(of: "second"))
        #expect(TextWidth.of(lines[1][..<first.lowerBound]) == TextWidth.of(lines[2][..<second.lowerBound]))
    }

    @Test("Severities have the journal's colours, and what is over is green")
    func colours() throws {
        let terminal = Terminal(width: 120, height: 24, hasColour: true)
        let text = try printed(
            [event(1, severity: .error), event(2, severity: .info), event(3, state: .resolved)], .short, on: terminal)
        let lines = text.split(separator: "\n")
        #expect(lines[1].contains("\u{1b}[1;31merror\u{1b}[0m"))
        #expect(!lines[2].contains("\u{1b}"))
        #expect(lines[3].contains("\u{1b}[32mresolved\u{1b}[0m"))
    }

    @Test("Characters take the columns that a terminal gives them")
    func widths() {
        #expect(TextWidth.of("") == 0)
        #expect(TextWidth.of("abc") == 3)
        #expect(TextWidth.of("ü") == 1)
        #expect(TextWidth.of("e\u{301}\u{302}") == 1)
        #expect(TextWidth.of("端口") == 4)
        #expect(TextWidth.of("ｆｕｌｌ") == 8)
        #expect(TextWidth.of("한글") == 4)
        #expect(TextWidth.of("👩‍👩‍👧‍👦") == 2)
        #expect(TextWidth.of("✅") == 2)
        #expect(TextWidth.of("☎\u{fe0f}") == 2)
        #expect(TextWidth.of("…") == 1)
        #expect(TextWidth.of("a\u{200d}") == 1)
    }

    @Test("What does not fit loses its end or its middle, never half a character")
    func cuts() {
        #expect(TextWidth.fit("abcdef", to: 6) == "abcdef")
        #expect(TextWidth.fit("abcdef", to: 5) == "abcd…")
        #expect(TextWidth.fit("abcdef", to: 5, inMiddle: true) == "ab…ef")
        #expect(TextWidth.fit("abcdef", to: 1) == "…")
        #expect(TextWidth.fit("abcdef", to: 0) == "")
        #expect(TextWidth.fit("端口端口", to: 6) == "端口…")
        #expect(TextWidth.fit("端口端口", to: 7) == "端口端…")
        #expect(TextWidth.fit("ae\u{301}ie\u{301}o", to: 3) == "ae\u{301}…")
        #expect(TextWidth.fit("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", to: 5) == "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…")
    }
}
