import Alerting
import Glibc
import Model
import Testing

@Suite("The terminal sink")
struct TerminalSinkTests {
    @Test("A line has the local time, the severity, the subject, the summary and the alert")
    func line() throws {
        let event = JournalSinkTests.event()
        let clock = event.observation.time.rfc3339Local.prefix(19).split(separator: "T").joined(separator: " ")
        #expect(try written([event], hasColour: false) == "\(clock) warning  sw1/7: Link down (A3)\n")
    }

    @Test("Colour marks the severity and nothing else")
    func colour() throws {
        let text = try written([JournalSinkTests.event()], hasColour: true)
        #expect(text.contains(" \u{1b}[1;33mwarning \u{1b}[0m sw1/7: Link down (A3)\n"))
        let info = try written([JournalSinkTests.event { $0.observation.severity = .info }], hasColour: true)
        #expect(!info.contains("\u{1b}"))
    }

    @Test("A file, a pipe and NO_COLOR have no colour")
    func noColour() {
        var pipes: [Int32] = [0, 0]
        #expect(unsafe pipe(&pipes) == 0)
        #expect(!TerminalSink.wantsColour(descriptor: pipes[1], environment: ["TERM": "xterm"]))
        for end in pipes { close(end) }
        let terminal = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        if terminal >= 0, isatty(terminal) == 1 {
            #expect(TerminalSink.wantsColour(descriptor: terminal, environment: ["TERM": "xterm"]))
            #expect(!TerminalSink.wantsColour(descriptor: terminal, environment: ["TERM": "xterm", "NO_COLOR": "1"]))
            #expect(!TerminalSink.wantsColour(descriptor: terminal, environment: ["TERM": "dumb"]))
        }
        if terminal >= 0 { close(terminal) }
    }

    @Test("A pipe that nobody reads gives the events back to the queue, and loses none when it is read again")
    func stuck() throws {
        var pipes: [Int32] = [0, 0]
        try #require(unsafe pipe(&pipes) == 0)
        let sink = TerminalSink(descriptor: pipes[1], hasColour: false)
        let announcement = Announcement(JournalSinkTests.event())
        var told = 0
        while told < 100_000, sink.deliver(announcement) == .delivered { told += 1 }
        #expect(told > 0 && told < 100_000)
        var lines = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let first = unsafe read(pipes[0], &buffer, buffer.count)
        lines += buffer.prefix(first).count { $0 == 10 }
        #expect(sink.deliver(announcement) == .delivered)
        let second = unsafe read(pipes[0], &buffer, buffer.count)
        lines += buffer.prefix(second).count { $0 == 10 }
        #expect(lines == told + 1)
        for end in pipes { close(end) }
    }

    private func written(_ events: [Event], hasColour: Bool) throws -> String {
        var pipes: [Int32] = [0, 0]
        try #require(unsafe pipe(&pipes) == 0)
        let sink = TerminalSink(descriptor: pipes[1], hasColour: hasColour)
        for event in events { #expect(sink.deliver(Announcement(event)) == .delivered) }
        close(pipes[1])
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(pipes[0], &buffer, buffer.count)
        close(pipes[0])
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
