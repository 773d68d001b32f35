import Daemon
import Foundation
import Model
import Testing

/// Servers of ours that answer what attackers ask.
extension TimeServerTests {
    private func section(_ servers: String...) -> String {
        """
        ntp:
          servers:
        \(servers.map { "    - { address: \($0), min_poll: 0, max_poll: 0 }" }.joined(separator: "\n"))
          offset: { settle: 0 }
          local: none
          amplifier_probe: 20s
        """
    }

    private func amplifiers(_ daemon: RunningDaemon, reach count: Int) async throws -> [Event] {
        try await daemon.events("rule=ntp-amplifier", reach: count, within: .seconds(120))
    }

    /// How much of a kind an event counts.
    private func count(_ event: Event, _ name: String) -> Int {
        JSON(text: event.observation.evidence.json)[name].int ?? -1
    }

    @Test(
        "An ntpd that answers control messages is told, one that lies beside it and answers none is not; noquery ends it",
        .enabled(if: TimeNetwork.ntpd != nil, "needs ntpd of ntpsec (Tests/Harness/install-ntpsec.sh)"))
    func controlMessages() async throws {
        let daemon = try RunningDaemon(rest: section("10.80.0.11", "10.79.0.11"))
        let network = try await TimeNetwork(folder: daemon.folder, places: [.chronyd, .ntpsec], local: nil)
        do {
            // With a long variable of the administrator's its answer does not go into one packet.
            try network.rewrite("ntpsec.conf") {
                $0 + "setvar motd = \"\(String(repeating: "m", count: 200))\" default\n"
            }
            try await network.restartServer(.ntpsec)
            try await daemon.start(before: network.wrapper)
            let alert = try #require(try await amplifiers(daemon, reach: 1).first, "\(daemon.errors) \(network.words)")
            #expect(alert.observation.subject.text == "10.80.0.11" && alert.observation.severity == .notice)
            let octets = count(alert, "control_octets")
            #expect(
                alert.observation.summary
                    == "10.80.0.11 answers control messages with \(octets) octets to a question of 12: it can be used to flood others"
            )
            // Two headers of 12 octets, its own variables, and the long one.
            #expect(octets > 24 + 200 + 300 && count(alert, "control_packets") == 2, "\(alert.observation.evidence)")
            #expect(count(alert, "monlist_packets") == 0 && count(alert, "monlist_octets") == 0)

            try network.rewrite("ntpsec.conf") {
                $0.replacingOccurrences(of: "255.255.255.0", with: "255.255.255.0 noquery")
                    + "restrict default noquery\n"
            }
            try await network.restartServer(.ntpsec)
            let events = try await amplifiers(daemon, reach: 2)
            #expect(events.map(\.observation.subject.text) == ["10.80.0.11", "10.80.0.11"])
            #expect(events.last?.observation.state == .resolved)
            #expect(
                events.last?.observation.summary == "10.80.0.11 no longer answers questions that attackers use",
                "\(daemon.errors) \(network.words)")
            // It ended while the server gave the time, not because it was gone.
            let servers = try daemon.query("servers", ("watcher", "ntp"))
            #expect(servers.allSatisfy { $0["reach"].text.map { Int($0, radix: 8) ?? 0 } ?? 0 > 0 }, "\(servers)")
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }

    @Test(
        "A list of clients, as scapy writes it, is told with its packets; without it the same server is none",
        .enabled(if: TimeNetwork.hasScapy, "needs Debian's python3-scapy"))
    func monitorList() async throws {
        let daemon = try RunningDaemon(rest: section("10.79.0.11", "10.79.0.12"))
        let network = try await TimeNetwork(folder: daemon.folder, local: nil)
        do {
            try await network.answerMonitorList(at: "10.79.0.12")
            try await daemon.start(before: network.wrapper)
            let alert = try #require(try await amplifiers(daemon, reach: 1).first, "\(daemon.errors) \(network.words)")
            #expect(alert.observation.subject.text == "10.79.0.12" && alert.observation.severity == .warning)
            // 27 clients of 72 octets, six to a packet with 8 octets before them.
            #expect(count(alert, "monlist_packets") == 5 && count(alert, "monlist_octets") == 5 * 8 + 27 * 72)
            #expect(count(alert, "control_packets") == 0)
            #expect(
                alert.observation.summary
                    == "10.79.0.12 answers monlist with 5 packets of 1984 octets in all: it can be used to flood others"
            )
            try await network.stop("monlist")
            let events = try await amplifiers(daemon, reach: 2)
            #expect(events.map(\.observation.state) == [.firing, .resolved], "\(daemon.errors) \(network.words)")
            #expect(events.map(\.observation.subject.text) == ["10.79.0.12", "10.79.0.12"])
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }
}
