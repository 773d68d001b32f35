import Daemon
import Foundation
import Model
import Testing

/// Servers that nobody listed, seen in the traffic of others.
extension TimeServerTests {
    private func section(_ server: String) -> String {
        """
        ntp:
          servers: [ { address: \(server), min_poll: 0, max_poll: 0 } ]
          capture: { interfaces: [ \(TimeNetwork.Host.guest.interface) ] }
          offset: { settle: 0 }
          local: none
        """
    }

    @Test(
        "Of two servers that answer a host whose traffic passes, the one that is not listed is told, and after a reload the other"
    )
    func rogue() async throws {
        let (ours, stranger) = ("10.79.0.11", TimeNetwork.Host.stranger.address)
        let daemon = try RunningDaemon(rest: section(ours))
        let network = try await TimeNetwork(folder: daemon.folder, local: nil)
        do {
            for host in [TimeNetwork.Host.guest, .stranger] { try await network.add(host) }
            try await daemon.start(before: network.wrapper)
            // Ours is asked first, so that what its answers led to would be there with what the stranger's lead to.
            #expect(try await network.ask(ours, from: .guest), "\(network.lastAnswer) \(network.words)")
            #expect(try await network.ask(stranger, from: .guest), "\(network.lastAnswer) \(network.words)")
            let alert = try #require(
                try await daemon.events("rule=ntp-rogue-server", reach: 1).first, "\(daemon.errors)")
            #expect(alert.observation.subject.text == stranger && alert.observation.state == .firing)
            #expect(
                alert.observation.summary
                    == "The time server \(stranger) is not in ntp.servers and answers on the network")
            #expect(alert.evidence["server"].text == stranger && alert.evidence["seen_by"].text == "traffic guest")
            #expect(alert.evidence["interface"].text == "guest" && alert.evidence["mac"].text != nil)
            // Neither ours nor the host that asks, which speaks NTP as well; ours is measured meanwhile.
            #expect(
                try await eventually {
                    let status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
                    return status["truechimers"].int == 1
                })
            #expect(
                try daemon.events("watcher=ntp").map { "\($0.observation.rule) \($0.observation.subject.text)" } == [
                    "ntp-rogue-server \(stranger)"
                ])

            // The other way round: what ended the one's alert is that it is listed, and the other's answers did pass by.
            try daemon.configure(rest: section(stranger))
            #expect(try daemon.request("reload")["ok"].isTrue)
            #expect(try await network.ask(ours, from: .guest), "\(network.lastAnswer) \(network.words)")
            let events = try await daemon.events("rule=ntp-rogue-server", reach: 3)
            #expect(
                events.map { "\($0.observation.subject.text) \($0.observation.state)" } == [
                    "\(stranger) firing", "\(stranger) resolved", "\(ours) firing",
                ], "\(daemon.errors)")
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }
}
