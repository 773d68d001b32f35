import Alerting
import Model
import Testing

@Suite("Acknowledged alerts")
struct AcknowledgementTests {
    private var book = AlertBook(recovered: RecoveredState(), site: "hq")

    /// A book with one open alert of severity warning, whose batch is committed.
    private mutating func open() {
        _ = book.apply(.link(7, .firing, at: 1, summary: "Port 7 went down"))
        _ = book.takeChanges()
    }

    private mutating func acknowledge(sticky: Bool = false, until: Timestamp? = nil) -> Event? {
        book.acknowledge(1, by: "ann", at: .second(2), note: "spare line", isSticky: sticky, until: until)
    }

    @Test("The event says who and why, belongs to the alert, and what follows is suppressed until the alert ends")
    mutating func quiet() throws {
        open()
        let given = acknowledge()
        let event = try #require(given)
        #expect(event.alert == 1 && event.observation.rule == "alert-acknowledged" && event.suppressed == nil)
        #expect(event.observation.severity == .info && event.observation.state == .occurred)
        #expect(event.observation.subject == AlertKey.link(7).subject && event.site == "hq")
        #expect(event.observation.summary == "ann acknowledged A1, link-down on sw1/7: spare line")
        let changed = try #require(book.takeChanges().first)
        #expect(changed.state == .acknowledged && changed.acknowledgedBy == "ann" && changed.events == 2)
        #expect(changed.summary == "Port 7 went down" && changed.updated == .second(2))
        #expect(changed.acknowledgement?.note == "spare line" && changed.acknowledgement?.severity == .warning)

        let repeats = book.apply(.link(7, .firing, at: 3)) + book.apply(.link(7, .firing, severity: .notice, at: 4))
        #expect(repeats.map(\.suppressed) == ["acknowledged by ann", "acknowledged by ann"])
        // Back to what was acknowledged is nothing new.
        #expect(book.apply(.link(7, .firing, severity: .warning, at: 5)).first?.suppressed != nil)
        let end = book.apply(.link(7, .resolved, at: 6))
        #expect(end.map(\.suppressed) == [nil])
        #expect(book.takeChanges().map(\.acknowledgedBy) == ["ann"])
        #expect(book.apply(.link(7, .firing, at: 7)).first?.suppressed == nil, "another alert is another matter")
    }

    @Test("An alert that gets worse speaks again and counts as new, unless the acknowledgement is sticky")
    mutating func worse() {
        open()
        _ = acknowledge()
        let worse = book.apply(.link(7, .firing, severity: .error, at: 3))
        #expect(worse.map(\.suppressed) == [nil])
        #expect(book.openAlert(.link(7))?.state == .open && book.openAlert(.link(7))?.acknowledgement == nil)
        #expect(book.apply(.link(7, .firing, severity: .error, at: 4)).first?.suppressed == nil)
        _ = acknowledge(sticky: true)
        #expect(book.apply(.link(7, .firing, severity: .critical, at: 5)).first?.suppressed != nil)
        #expect(book.openAlert(.link(7))?.state == .acknowledged)
        #expect(book.openAlert(.link(7))?.severity == .critical)
    }

    @Test("When its time is over the alert speaks again, as loud as it is")
    mutating func until() {
        open()
        #expect(book.nextAcknowledgementEnd == nil)
        _ = acknowledge(until: .second(100))
        #expect(book.nextAcknowledgementEnd == .second(100))
        #expect(book.endAcknowledgements(at: .second(99)).isEmpty)
        let ended = book.endAcknowledgements(at: .second(100))
        #expect(ended.map(\.observation.rule) == ["alert-unacknowledged"])
        #expect(ended.map(\.observation.severity) == [.warning] && ended.map(\.alert) == [1])
        #expect(ended.first?.observation.summary.hasSuffix("still open: Port 7 went down") == true)
        #expect(book.nextAcknowledgementEnd == nil && book.openAlert(.link(7))?.state == .open)
        #expect(book.apply(.link(7, .firing, at: 101)).first?.suppressed == nil)
        #expect(book.endAcknowledgements(at: .second(200)).isEmpty)
    }

    @Test("It can be taken back once; what is not open or not acknowledged is refused")
    mutating func takenBack() throws {
        open()
        #expect(book.unacknowledge(1, by: "bob", at: .second(3)) == nil)
        #expect(book.acknowledge(2, by: "ann", at: .second(3), note: nil, isSticky: false, until: nil) == nil)
        _ = acknowledge()
        let taken = book.unacknowledge(1, by: "bob", at: .second(3))
        let event = try #require(taken)
        #expect(event.observation.summary == "bob took ann's acknowledgement of A1 back, link-down on sw1/7")
        #expect(book.unacknowledge(1, by: "bob", at: .second(4)) == nil)
        #expect(book.apply(.link(7, .firing, at: 5)).first?.suppressed == nil)
    }

    @Test("A commit that fails leaves the alert as it was")
    mutating func undone() {
        open()
        #expect(acknowledge()?.id == 2)
        book.undo()
        #expect(book.openAlert(.link(7))?.acknowledgement == nil && book.openAlert(.link(7))?.events == 1)
        #expect(acknowledge()?.id == 2, "the number is given again")
        _ = book.takeChanges()
        _ = book.unacknowledge(1, by: "ann", at: .second(3))
        book.undo()
        #expect(book.openAlert(.link(7))?.state == .acknowledged)
    }
}
