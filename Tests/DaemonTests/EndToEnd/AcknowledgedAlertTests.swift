import Daemon
import EventStore
import Foundation
import Model
import Testing
import TocsinLab

@Suite("Acknowledging alerts of a running daemon", .serialized)
struct AcknowledgedAlertTests {
    private func ask(_ daemon: RunningDaemon, _ alerts: [Int64], takeBack: Bool = false, until: Timestamp? = nil)
        throws -> JSON
    {
        try daemon.exchange([
            ControlProtocol.line(
                acknowledging: alerts, isTakenBack: takeBack, note: "known", until: until, behalf: "ann")
        ])[0]
    }

    @Test("It is stored, told, quiet over a restart, and ends when its time is over")
    func life() async throws {
        let daemon = try RunningDaemon(
            traps: "communities: [ public ]\nallow: [ 127.0.0.0/8 ]\nrepeats: { window: 0s }")
        try await daemon.start()
        try daemon.send(.linkDown(3))
        let alert = try #require(try await daemon.events("rule=link-down", reach: 1).first?.alert)

        let answer = try ask(daemon, [alert, 999])
        #expect(answer["ok"].isTrue)
        #expect(answer["alerts"].items.map { $0["alert"].text } == ["A\(alert)"])
        #expect(answer["refused"].items.map { $0["alert"].text } == ["A999"])
        let told = try await daemon.events("rule=alert-acknowledged", reach: 1)
        #expect(told.map(\.alert) == [alert])
        #expect(told.first?.observation.summary.hasSuffix(": known") == true)
        let stored = try #require(try daemon.reader().alert(alert))
        #expect(stored.state == .acknowledged && stored.acknowledgement?.note == "known")
        #expect(stored.acknowledgedBy == (geteuid() == 0 ? "ann" : stored.acknowledgedBy))
        #expect(try #require(stored.acknowledgedBy).isEmpty == false)

        try daemon.send(.linkDown(3))
        let second = try await daemon.events("rule=link-down", reach: 2)
        #expect(second.map { $0.suppressed == nil } == [true, false])
        #expect(await daemon.end() == 0)
        try await daemon.start()
        try daemon.send(.linkDown(3))
        let third = try await daemon.events("rule=link-down", reach: 3)
        #expect(third.last?.suppressed?.hasPrefix("acknowledged by") == true && third.last?.alert == alert)

        #expect(try ask(daemon, [alert], takeBack: true)["ok"].isTrue)
        try daemon.send(.linkDown(3))
        #expect(try await daemon.events("rule=link-down", reach: 4).last?.suppressed == nil)

        #expect(try ask(daemon, [alert], until: .now + .seconds(2))["ok"].isTrue)
        let ended = try await daemon.events("rule=alert-unacknowledged", reach: 2)
        #expect(ended.last?.observation.severity == .warning || ended.last?.observation.severity == .error)
        #expect(try daemon.reader().alert(alert)?.state == .open)
        #expect(try ask(daemon, [alert], until: .now + .seconds(-2))["exit"].int == 64)
        #expect(await daemon.end() == 0)
    }
}
