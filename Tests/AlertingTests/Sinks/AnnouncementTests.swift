import Alerting
import Model
import Testing

@Suite("The one line of an event")
struct AnnouncementTests {
    @Test("A person understands it without the fields beside it")
    func lines() {
        #expect(line { _ in } == "sw1/7: Link down (A3)")
        #expect(line { $0.observation.state = .resolved } == "sw1/7: Link down (A3 resolved)")
        #expect(line { $0.alert = nil } == "sw1/7: Link down")
        #expect(line { $0.observation.count = 12 } == "sw1/7: Link down (A3, 12 times)")
        #expect(line { $0.observation.subject = Subject(device: "ups1") } == "ups1: Link down (A3)")
    }

    @Test("A summary that names its subject is not given it twice")
    func namesItself() {
        #expect(line { $0.observation.summary = "sw1/7 is down" } == "sw1/7 is down (A3)")
    }

    private func line(_ change: (inout Event) -> Void) -> String {
        Announcement(JournalSinkTests.event(change)).message
    }
}
