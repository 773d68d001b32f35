import Alerting
import Glibc
import Logging
import Testing

@Suite("Diagnostics")
struct DiagnosticLogTests {
    @Test("In the journal a line is text with its values, and each value a field")
    func journal() throws {
        let journal = try #require(BoundSocket())
        let log = DiagnosticLog(sender: try UnixDatagramSender(path: journal.path))
        var logger = Logger(label: "test") { _ in DiagnosticLogHandler(log: log) }
        logger[metadataKey: "device"] = "core sw1"
        logger.error("Poll failed", metadata: ["attempt": "3", "odd-key.x": "a\nPRIORITY=0"])
        let entry = journal.receiveEntry()
        #expect(entry.isWellFormed)
        #expect(
            entry.fields["MESSAGE"] == "Poll failed attempt=3 device=\"core sw1\" odd-key.x=\"a\\x0aPRIORITY=0\"")
        #expect(entry.fields["PRIORITY"] == "3" && entry.fields["SYSLOG_IDENTIFIER"] == "tocsind-log")
        #expect(entry.fields["TOCSIN_DEVICE"] == "core sw1" && entry.fields["TOCSIN_ATTEMPT"] == "3")
        #expect(entry.fields["TOCSIN_ODD_KEY_X"] == "a\nPRIORITY=0")
        #expect(entry.fields["CODE_LINE"] != nil)
    }

    @Test("The level of all loggers changes at once, except of one that has its own")
    func level() throws {
        let journal = try #require(BoundSocket())
        let log = DiagnosticLog(sender: try UnixDatagramSender(path: journal.path), level: .warning)
        let logger = Logger(label: "test") { _ in DiagnosticLogHandler(log: log) }
        var own = logger
        own.logLevel = .critical
        logger.info("Unheard")
        log.level = .debug
        own.error("Unheard, too")
        logger.debug("Heard")
        #expect(journal.receiveEntry().fields["MESSAGE"] == "Heard")
        #expect(log.level == .debug)
    }

    @Test("A journald that hangs never makes the writer wait, and the lines it missed are counted and told")
    func hung() throws {
        let journal = try #require(BoundSocket())
        let log = DiagnosticLog(sender: try UnixDatagramSender(path: journal.path, patience: .seconds(3_600)))
        let logger = Logger(label: "test") { _ in DiagnosticLogHandler(log: log) }
        var lines = 0
        while log.lostCount < 3, lines < 100_000 {
            logger.error("Line")
            lines += 1
        }
        #expect(log.lostCount == 3)
        for _ in 0..<lines - 3 { #expect(journal.receiveEntry().fields["MESSAGE"] == "Line") }
        logger.error("Line")
        #expect(journal.receiveEntry().fields["MESSAGE"] == "Line (3 lines before this one were lost)")
        #expect(log.lostCount == 0)
    }

    @Test("Without a journal a line goes to the descriptor with its time and level, also while the journal is away")
    func standardError() throws {
        for sender in [nil, try UnixDatagramSender(path: BoundSocket.freshPath())] {
            var pipes: [Int32] = [0, 0]
            try #require(unsafe pipe(&pipes) == 0)
            let log = DiagnosticLog(sender: sender, descriptor: pipes[1])
            Logger(label: "test") { _ in DiagnosticLogHandler(log: log) }.notice("Ready", metadata: ["port": "162"])
            var buffer = [UInt8](repeating: 0, count: 1_024)
            let count = unsafe read(pipes[0], &buffer, buffer.count)
            #expect(
                String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).hasSuffix(" [notice] Ready port=162\n"))
            for end in pipes { close(end) }
        }
    }
}
