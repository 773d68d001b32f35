import Alerting
import Model
import Testing

@Suite("The journal sink")
struct JournalSinkTests {
    static let rule = Rule(
        name: "link-down", watcher: .traps, severity: .warning, meaning: "An interface is down.", advice: "",
        falsePositives: [], messageID: "0123456789abcdef0123456789abcdef", isAlert: true)

    static func event(_ change: (inout Event) -> Void = { _ in }) -> Event {
        var event = Event(
            id: 12, site: "hq", observation: .link(7, .firing, at: 1_764_000_000, summary: "Link down"), alert: 3)
        change(&event)
        return event
    }

    @Test("An event bears every field of the contract")
    func fields() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [JournalSinkTests.rule], socketPath: journal.path)
        #expect(sink.deliver(Announcement(JournalSinkTests.event())) == .delivered)
        let entry = journal.receiveEntry()
        #expect(entry.isWellFormed)
        #expect(
            entry.fields == [
                "MESSAGE": "sw1/7: Link down (A3)", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "tocsind",
                "MESSAGE_ID": "0123456789abcdef0123456789abcdef", "TOCSIN_EVENT": "12", "TOCSIN_ALERT": "A3",
                "TOCSIN_RULE": "link-down", "TOCSIN_WATCHER": "traps", "TOCSIN_SUBJECT": "sw1/7",
                "TOCSIN_DEVICE": "sw1", "TOCSIN_STATE": "firing", "TOCSIN_SEVERITY": "warning", "TOCSIN_SITE": "hq",
                "TOCSIN_TIME": "2025-11-24T16:00:00.000000Z", "DOCUMENTATION": "man:tocsin-rules(7)",
            ])
    }

    @Test("A suppressed event is information and says why, and its severity still stands")
    func suppressed() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [JournalSinkTests.rule], socketPath: journal.path)
        #expect(sink.deliver(Announcement(JournalSinkTests.event { $0.suppressed = "silence 4" })) == .delivered)
        let fields = journal.receiveEntry().fields
        #expect(fields["PRIORITY"] == "6" && fields["TOCSIN_SEVERITY"] == "warning")
        #expect(fields["TOCSIN_SUPPRESSED"] == "silence 4")
        #expect(fields["MESSAGE"] == "sw1/7: Link down (A3, suppressed: silence 4)")
    }

    @Test("An event that could not be stored is marked, and has no number that another will bear")
    func notStored() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [], socketPath: journal.path)
        #expect(sink.deliver(Announcement(JournalSinkTests.event(), isStored: false)) == .delivered)
        let fields = journal.receiveEntry().fields
        #expect(fields["TOCSIN_STORED"] == "no" && fields["TOCSIN_EVENT"] == nil && fields["TOCSIN_ALERT"] == nil)
        #expect(fields["MESSAGE"] == "sw1/7: Link down (not stored)")
        #expect(fields["PRIORITY"] == "4")
    }

    @Test("A rule of the user's own has the one MESSAGE_ID of all such rules")
    func userRule() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [JournalSinkTests.rule], socketPath: journal.path)
        for change in [{ $0.observation.isUserRule = true }, { $0.observation.rule = "mine" }]
            as [(inout Event) -> Void]
        {
            _ = sink.deliver(Announcement(JournalSinkTests.event(change)))
            #expect(journal.receiveEntry().fields["MESSAGE_ID"] == Rule.userMessageID)
        }
    }

    @Test("What a stranger sends cannot forge a field, a line or a terminal's escape")
    func hostile() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [], socketPath: journal.path)
        let event = JournalSinkTests.event {
            $0.observation.subject = Subject(device: "a\nPRIORITY=0", instance: "b")
            $0.observation.summary = "up\n\u{1b}[2J\u{202e}gnp\u{0}=\u{9b}x"
        }
        #expect(sink.deliver(Announcement(event)) == .delivered)
        let entry = journal.receiveEntry()
        #expect(entry.isWellFormed)
        #expect(entry.fields["PRIORITY"] == "4")
        #expect(entry.fields["TOCSIN_DEVICE"] == "a\nPRIORITY=0")
        #expect(entry.fields["TOCSIN_SUBJECT"] == "a\nPRIORITY=0/b")
        #expect(
            entry.fields["MESSAGE"]
                == "a\\x0aPRIORITY=0/b: up\\x0a\\x1b[2J\\u202egnp\\x00=\\x9bx (A3)")
    }

    @Test("Values beyond bounds are cut at a character", arguments: ["x", "é", "漢", "🔔", "e\u{301}"])
    func long(character: String) throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [], socketPath: journal.path)
        let long = String(repeating: character, count: 30_000)
        let event = JournalSinkTests.event {
            $0.observation.subject = Subject(device: long, instance: long)
            $0.observation.summary = long
            $0.observation.rule = long
            $0.suppressed = long
            $0.site = long
        }
        #expect(sink.deliver(Announcement(event)) == .delivered)
        let entry = journal.receiveEntry()
        #expect(entry.isWellFormed)
        let device = try #require(entry.fields["TOCSIN_DEVICE"])
        #expect(device.hasSuffix("…") && long.unicodeScalars.starts(with: device.unicodeScalars.dropLast()))
        #expect((4_080...4_096).contains(device.utf8.count))
        #expect((8_180...8_192).contains(try #require(entry.fields["MESSAGE"]).utf8.count))
    }

    @Test("While journald is away nothing is lost in silence, and it is found again when it is back")
    func away() throws {
        let path = BoundSocket.freshPath()
        let sink = try JournalSink(rules: [], socketPath: path)
        let announcement = Announcement(JournalSinkTests.event())
        func isAway() -> Bool { if case .later = sink.deliver(announcement) { true } else { false } }
        #expect(isAway())
        do {
            let journal = try #require(BoundSocket(path: path))
            #expect(sink.deliver(announcement) == .delivered)
            #expect(journal.receiveEntry().fields["TOCSIN_EVENT"] == "12")
        }
        #expect(isAway())
        let back = try #require(BoundSocket(path: path))
        #expect(sink.deliver(announcement) == .delivered)
        #expect(back.receiveEntry().fields["TOCSIN_EVENT"] == "12")
    }

    @Test("A journald that reads nothing does not block for ever, and what it was not given stays with the caller")
    func hung() throws {
        let journal = try #require(BoundSocket())
        let sink = try JournalSink(rules: [], socketPath: journal.path)
        var sent = 0
        while sent < 100_000, sink.deliver(Announcement(JournalSinkTests.event { $0.id = Int64(sent) })) == .delivered {
            sent += 1
        }
        #expect(sent < 100_000)
        for id in 0..<sent { #expect(journal.receiveEntry().fields["TOCSIN_EVENT"] == String(id)) }
        #expect(sink.deliver(Announcement(JournalSinkTests.event { $0.id = 7_000_000 })) == .delivered)
        #expect(journal.receiveEntry().fields["TOCSIN_EVENT"] == "7000000")
    }
}
