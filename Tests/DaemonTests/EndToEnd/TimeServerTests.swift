import Daemon
import Foundation
import Model
import Testing

@Suite(
    "Real time servers", .enabled(if: TimeNetwork.isPossible, "needs root, ip, setpriv, openssl and chronyd"),
    .serialized)
struct TimeServerTests {
    @Test("The daemon measures chronyd servers, with a key, interleaved, plain, by IPv6, and reads chronyd's own word")
    func chronyd() async throws {
        let daemon = try RunningDaemon(
            rest: """
                ntp:
                  servers:
                    - { address: 10.79.0.11, stratum: 2, min_poll: 0, max_poll: 0 }
                    - { address: 10.79.0.12, stratum: 2, min_poll: 0, max_poll: 0, key: 3 }
                    - { address: 10.79.0.13, stratum: 4, min_poll: 0, max_poll: 0, interleaved: true }
                    - { address: "fd79::11", stratum: 2, min_poll: 0, max_poll: 0 }
                  keys: \(TimeNetwork.configuredKeys)
                  offset: { settle: 0 }
                  local: chronyd
                """)
        let network = try await TimeNetwork(folder: daemon.folder)
        do {
            try await daemon.start(before: network.wrapper)
            var status = JSON.null
            let isDone = try await eventually(within: .seconds(60)) {
                status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
                return status["truechimers"].int == 4 && (status["samples"].int ?? 0) >= 40
                    && status["local_daemon"]["synchronised"].isTrue
            }
            #expect(isDone, "\(status) \(daemon.errors)")
            // Servers and daemon share a clock: the truth is 0.
            guard case .number(let offset) = status["offset_seconds"], case .number(let bound) = status["bound_seconds"]
            else {
                Issue.record("no offset in \(status)")
                return
            }
            #expect(abs(offset) <= bound && abs(offset) < 0.001 && bound < 0.05, "\(offset) \(bound)")
            #expect(status["local_daemon"]["program"].text == "chronyd")
            #expect(status["refused"]["unauthenticated"].int == nil)
            // Who was not asked to does not answer in interleaved mode, and who was does.
            let servers = try daemon.query("servers", ("watcher", "ntp"))
            #expect(
                servers.map { "\($0["address"].text ?? "?") \($0["interleaved"].isTrue)" } == [
                    "10.79.0.11 false", "10.79.0.12 false", "10.79.0.13 true", "fd79::11 false",
                ], "\(servers)")
            for server in servers {
                let (offset, bound) = try #require(server.estimate)
                #expect(abs(offset) <= bound, "\(server)")
            }
            // The only thing that is wrong is what the configuration demands of the third.
            let events = try await daemon.events("watcher=ntp", reach: 1)
            #expect(events.map(\.observation.rule) == ["ntp-stratum-policy"], "\(events.map(\.observation.summary))")
            #expect(events.first?.observation.summary == "10.79.0.13 is at stratum 2 and should be at 4")
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }

    @Test(
        "The daemon measures a chronyd by NTS, also after that lost its keys, and says of another why its certificate is refused"
    )
    func nts() async throws {
        let daemon = try RunningDaemon()
        let trusted = TimeNetwork.trusted(in: daemon.folder)
        try daemon.configure(
            rest: """
                ntp:
                  servers:
                    - { address: 10.79.0.11, min_poll: 0, max_poll: 0 }
                    - { address: 10.79.0.14, nts: true, nts_ca: \(trusted), min_poll: 0, max_poll: 0 }
                    - { address: 10.79.0.15, nts: true, nts_ca: \(trusted), min_poll: 0, max_poll: 0 }
                  offset: { settle: 0 }
                  local: none
                """)
        let network = try await TimeNetwork(folder: daemon.folder)
        do {
            try await daemon.start(before: network.wrapper)
            var servers: [JSON] = []
            let isDone = try await eventually(within: .seconds(60)) {
                let line = ControlProtocol.line(query: "servers", arguments: [("watcher", "ntp")])
                servers = try daemon.exchange([line])[0]["answers"].items.flatMap { $0["objects"].items }
                let good = servers.first { $0["address"].text == "10.79.0.14" } ?? .null
                return (good["samples"].int ?? 0) >= 12 && good["nts_cookies"].int == 8
                    && servers.contains { $0["nts_cause"].text != nil }
            }
            #expect(isDone, "\(servers) \(daemon.errors)")
            let status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
            #expect(status["nts_servers"].int == 2 && status["nts_servers_established"].int == 1, "\(status)")
            #expect(status["refused"]["unauthenticated"].int == nil && status["refused"]["nts-refused"].int == nil)
            #expect(status["nts_faults"]["certificate-name"].int ?? 0 >= 1, "\(status)")
            let events = try await daemon.events("watcher=ntp", reach: 1)
            #expect(events.map(\.observation.rule) == ["ntp-nts-failed"], "\(events.map(\.observation.summary))")
            #expect(
                events.first?.observation.summary.hasPrefix(
                    "No new keys for 10.79.0.15, which uses NTS: the certificate of 10.79.0.15:4460 is not for 10.79.0.15"
                )
                    == true, "\(events.map(\.observation.summary))")

            // A server that has forgotten its keys says so (NTSN), and new ones are agreed on; that is nobody's alert.
            try await network.restartServer()
            var later = JSON.null
            let isRenewed = try await eventually(within: .seconds(60)) {
                later = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
                return (later["nts_agreed"].int ?? 0) > (status["nts_agreed"].int ?? 0)
                    && later["nts_servers_established"].int == 1 && (later["refused"]["nts-refused"].int ?? 0) >= 1
            }
            #expect(isRenewed, "\(later) \(daemon.errors)")
            #expect(try daemon.events("watcher=ntp").map(\.observation.rule) == ["ntp-nts-failed"])
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }
}

extension JSON {
    /// Offset and bound of an object that has both, in seconds.
    var estimate: (offset: Double, bound: Double)? {
        guard case .number(let offset) = self["offset_seconds"], case .number(let bound) = self["bound_seconds"] else {
            return nil
        }
        return (offset, bound)
    }
}
