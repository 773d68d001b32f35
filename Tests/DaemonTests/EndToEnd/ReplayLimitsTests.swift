import Daemon
import Foundation
import Model
import Testing

@Suite("What a replay cannot know")
struct ReplayLimitsTests {
    private static let start = Timestamp(microseconds: 1_795_000_000_000_000)

    /// Two hours in which 192.0.2.60 gives the time to somebody once a minute.
    private func capture(in folder: String) throws -> String {
        var file = CaptureFile()
        let (server, client) = try (#require(IPAddress("192.0.2.60")), #require(IPAddress("192.0.2.50")))
        for minute in 0..<120 {
            let time = ReplayLimitsTests.start + .seconds(minute * 60)
            // NTP's seconds count from 1900.
            let seconds = UInt32(time.microseconds / 1_000_000 + 2_208_988_800)
            let stamp = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * $0)) } + [0, 0, 0, 0]
            let head: [UInt8] = [0x24, 2, 6, 0xec, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 1]
            file.add(
                head + stamp + stamp + stamp + stamp, from: Endpoint(address: server, port: 123),
                to: Endpoint(address: client, port: 4_000), at: time)
        }
        let path = folder + "/capture.pcap"
        try file.write(to: path)
        return path
    }

    private func replay(_ rest: String?) throws -> (events: [Event], limits: [String]) {
        let daemon = try RunningDaemon(rest: rest ?? "")
        var events: [Event] = []
        let summary = try CaptureReplay.run(
            capture: capture(in: daemon.folder), configuration: rest == nil ? nil : daemon.configurationFile
        ) { events.append($0) }
        return (events, summary.limits)
    }

    @Test("Time servers and devices that nobody asks are not called gone; a time server that is not listed is told")
    func silence() throws {
        let (events, limits) = try replay(
            """
            ntp: { servers: [ { address: 192.0.2.10 }, { address: 192.0.2.11 } ] }
            snmp:
              credentials: [ { name: lan, version: 2c, community: public } ]
              devices: [ { name: sw1, address: 192.0.2.20, credential: lan } ]
            """)
        #expect(
            events.map { "\($0.observation.rule) \($0.observation.subject.text) \($0.observation.state)" } == [
                "ntp-rogue-server 192.0.2.60 firing"
            ], "\(events.map(\.observation.summary))")
        #expect(events.first?.observation.time == ReplayLimitsTests.start)
        #expect(
            limits.sorted() == [
                "ntp: a capture answers no question: no server and no clock is measured; what is told is who is not "
                    + "listed (ntp-rogue-server)",
                "snmp: a capture answers no question: no device is polled, they only have their names",
            ])
    }

    @Test("While a server is a name, which a replay does not look up, nobody is a stranger, and that is said")
    func names() throws {
        let (events, limits) = try replay("ntp: { servers: [ { address: 192.0.2.10 }, { address: time.example } ] }")
        #expect(events.isEmpty, "\(events.map(\.observation.summary))")
        #expect(
            limits == [
                "ntp: a capture answers no question: no server and no clock is measured, nor is anybody called a "
                    + "stranger, since time.example is a name and not looked up"
            ])
    }

    @Test("Where nobody would be asked nothing is said")
    func nothing() throws {
        #expect(try replay("snmp: { devices: [ { name: sw1, address: 192.0.2.60 } ] }").limits.isEmpty)
        #expect(try replay(nil).limits.isEmpty)
    }
}
