import Alerting
import Model
import Testing

@Suite("The alert book")
struct AlertBookTests {
    @Test("A firing observation opens an alert, and its repeats are further events of it")
    func opensAndRepeats() {
        var book = AlertBook(recovered: RecoveredState(), site: "hq")
        let first = book.apply(.link(7, .firing, at: 1, summary: "down"))
        let second = book.apply(.link(7, .firing, severity: .critical, at: 2, summary: "still down"))
        #expect(first.map(\.id) == [1] && second.map(\.id) == [2])
        #expect(first.map(\.alert) == [1] && second.map(\.alert) == [1])
        #expect(first.map(\.site) == ["hq"] && second.map(\.observation.state) == [.firing])
        let changes = book.takeChanges()
        #expect(changes.count == 1)
        #expect(changes.first?.events == 2)
        #expect(changes.first?.severity == .critical)
        #expect(changes.first?.opened == .second(1) && changes.first?.updated == .second(2))
        #expect(changes.first?.summary == "still down" && changes.first?.state == .open)
        #expect(book.takeChanges().isEmpty)
    }

    @Test("A resolved event keeps the severity of its alert, and the next firing opens a new alert")
    func resolves() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        _ = book.apply(.link(7, .firing, severity: .error, at: 1))
        let end = book.apply(.link(7, .resolved, severity: .info, at: 2))
        #expect(end.map(\.alert) == [1])
        #expect(end.map(\.observation.severity) == [.error])
        #expect(end.map(\.observation.state) == [.resolved])
        #expect(book.openCount == 0)
        let again = book.apply(.link(7, .firing, at: 3))
        #expect(again.map(\.alert) == [2])
        let changes = book.takeChanges()
        #expect(changes.map(\.state) == [.resolved, .open])
        #expect(changes.map(\.resolved) == [.second(2), nil])
        #expect(changes.map(\.events) == [2, 1])
    }

    @Test("An end with nothing to end is kept as an event that occurred, at its own severity")
    func resolvesNothing() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        let events = book.apply(.link(7, .resolved, severity: .notice, at: 2))
        #expect(events.map(\.observation.state) == [.occurred])
        #expect(events.map(\.observation.severity) == [.notice])
        #expect(events.map(\.alert) == [nil])
        #expect(book.takeChanges().isEmpty)
    }

    @Test("What merely occurs belongs to no alert, even when one with its key is open")
    func occurs() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        _ = book.apply(.link(7, .firing, at: 1))
        let events = book.apply(.link(7, .occurred, at: 2))
        #expect(events.map(\.alert) == [nil])
        #expect(book.openAlerts.map(\.events) == [1])
    }

    @Test("A clearing observation is the end of the first alert that it clears, and each further one ends too")
    func clears() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        _ = book.apply(.link(7, .firing, severity: .warning, at: 1))
        _ = book.apply(.link(8, .firing, severity: .error, at: 1))
        var up = Observation.link(0, .occurred, severity: .info, at: 5, summary: "up again")
        up.rule = "link-up"
        up.evidence = Evidence { $0.member("trap", "linkUp") }
        up.clears = [.link(9), .link(7), .link(8), .link(8)]
        let events = book.apply(up)
        #expect(events.map(\.id) == [3, 4])
        #expect(events.map(\.observation.key) == [.link(7), .link(8)])
        #expect(events.map(\.alert) == [1, 2])
        #expect(events.map(\.observation.severity) == [.warning, .error])
        #expect(events.allSatisfy { $0.observation.state == .resolved && $0.observation.summary == "up again" })
        #expect(events.allSatisfy { $0.observation.evidence == up.evidence })
        #expect(book.openCount == 0)
    }

    @Test("A clearing observation that finds nothing open stands as it is")
    func clearsNothing() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        var up = Observation.link(7, .occurred, severity: .notice, at: 5)
        up.rule = "link-up"
        up.clears = [.link(7)]
        let events = book.apply(up)
        #expect(events.map(\.observation) == [up])
        #expect(events.map(\.alert) == [nil])
    }

    @Test("A firing observation that clears another alert opens its own first")
    func firesAndClears() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        _ = book.apply(.link(7, .firing, at: 1))
        var other = Observation.link(8, .firing, at: 2)
        other.clears = [.link(7), .link(8)]
        let events = book.apply(other)
        #expect(events.map(\.alert) == [2, 1])
        #expect(events.map(\.observation.state) == [.firing, .resolved])
        #expect(book.openAlerts.map(\.key) == [.link(8)])
    }

    @Test("An acknowledged alert stays so when it repeats, and is found again after a restart")
    func acknowledged() {
        var alert = Alert(
            id: 41, key: .link(7), watcher: .traps, severity: .warning, state: .acknowledged, opened: .second(1),
            updated: .second(1), events: 3, summary: "down")
        alert.acknowledgement = Acknowledgement(by: "ada", time: .second(1), severity: .warning)
        var book = AlertBook(
            recovered: RecoveredState(lastEvent: 900, lastAlert: 44, openAlerts: [alert]), site: "")
        let events = book.apply(.link(7, .firing, at: 2)) + book.apply(.link(8, .firing, at: 2))
        #expect(events.map(\.id) == [901, 902])
        #expect(events.map(\.alert) == [41, 45])
        let changes = book.takeChanges()
        #expect(changes.map(\.state) == [.acknowledged, .open])
        #expect(changes.map(\.acknowledgedBy) == ["ada", nil])
        #expect(changes.map(\.events) == [4, 1])
    }

    @Test("Alerts of a device that is gone resolve with the reason")
    func resolvesByReason() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        for instance in 1...3 { _ = book.apply(.link(instance, .firing, at: 1)) }
        _ = book.takeChanges()
        let events = book.resolve(
            where: { $0.key.subject.instance != "2" }, reason: "No longer configured", at: .second(9))
        #expect(events.map(\.observation.key) == [.link(1), .link(3)])
        #expect(events.map(\.id) == [4, 5])
        #expect(events.allSatisfy { $0.observation.summary == "No longer configured" })
        #expect(events.allSatisfy { $0.observation.evidence.json.contains("No longer configured") })
        #expect(book.takeChanges().map(\.state) == [.resolved, .resolved])
        #expect(book.openAlerts.map(\.key) == [.link(2)])
    }

    @Test("A book that is full keeps every observation as an event, and counts those without an alert")
    func full() {
        var book = AlertBook(recovered: RecoveredState(), site: "", limit: 2)
        for instance in 1...2 { _ = book.apply(.link(instance, .firing, at: 1)) }
        let third = book.apply(.link(3, .firing, at: 2))
        #expect(third.map(\.alert) == [nil] && third.map(\.observation.state) == [.occurred])
        #expect(book.withoutAlert == 1)
        #expect(book.apply(.link(2, .firing, at: 3)).map(\.alert) == [2])
        _ = book.apply(.link(1, .resolved, at: 4))
        #expect(book.apply(.link(3, .firing, at: 5)).map(\.alert) == [3])
    }

    @Test("A batch whose commit failed leaves nothing behind and its numbers are given again")
    func undoes() {
        var book = AlertBook(recovered: RecoveredState(), site: "")
        _ = book.apply(.link(1, .firing, at: 1))
        _ = book.takeChanges()
        _ = book.apply(.link(1, .resolved, at: 2))
        _ = book.apply(.link(1, .firing, at: 3))
        _ = book.apply(.link(2, .firing, at: 3))
        _ = book.takeChanges()
        book.undo()
        #expect(book.openAlerts.map(\.id) == [1])
        #expect(book.openAlerts.map(\.updated) == [.second(1)])
        #expect(book.lastEvent == 1 && book.lastAlert == 1)
        #expect(book.takeChanges().isEmpty)
        let events = book.apply(.link(2, .firing, at: 4))
        #expect(events.map(\.id) == [2] && events.map(\.alert) == [2])
        #expect(book.takeChanges().map(\.key) == [.link(2)])
    }
}

extension Observation {
    /// The observation of an interface.
    static func link(
        _ index: Int, _ state: EventState, severity: Severity = .warning, at second: Int64, summary: String = "Link"
    ) -> Observation {
        Observation(
            rule: "link-down", watcher: .traps, severity: severity, state: state,
            subject: AlertKey.link(index).subject, time: .second(second), summary: summary)
    }
}

extension AlertKey {
    /// The key of an interface's alert.
    static func link(_ index: Int) -> AlertKey {
        AlertKey(rule: "link-down", subject: Subject(device: "sw1", instance: "\(index)"))
    }
}

extension Timestamp {
    /// So many seconds after the epoch.
    static func second(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }
}
