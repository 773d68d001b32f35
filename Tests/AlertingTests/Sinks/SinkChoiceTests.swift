import Alerting
import Testing

@Suite("The choice of sinks")
struct SinkChoiceTests {
    @Test("Started by systemd, events and diagnostics go to the journal alone")
    func service() {
        for environment in [["NOTIFY_SOCKET": "/run/systemd/notify"], ["JOURNAL_STREAM": "8:1234"]] {
            let choice = SinkChoice(environment: environment, standardError: "8:1234", journalIsThere: true)
            #expect(choice.journal && !choice.terminal && choice.diagnosticsToJournal)
        }
    }

    @Test("Started by hand, events are printed too, also in a desktop's shell that inherited JOURNAL_STREAM")
    func foreground() {
        let choice = SinkChoice(
            environment: ["JOURNAL_STREAM": "8:1234"], standardError: "23:4", journalIsThere: true)
        #expect(choice.journal && choice.terminal && !choice.diagnosticsToJournal)
    }

    @Test("Without a journal events are printed, whoever started the daemon")
    func noJournal() {
        for environment in [[:], ["NOTIFY_SOCKET": "@notify"]] {
            let choice = SinkChoice(environment: environment, standardError: nil, journalIsThere: false)
            #expect(!choice.journal && choice.terminal && !choice.diagnosticsToJournal)
        }
    }

    @Test("A process finds out whether a socket is there")
    func current() throws {
        let journal = try #require(BoundSocket())
        #expect(SinkChoice.current(environment: [:], socketPath: journal.path).journal)
        #expect(!SinkChoice.current(environment: [:], socketPath: BoundSocket.freshPath()).journal)
    }
}
