import Daemon
import Model
import Testing

/// chronyd at the ends of bad ways. The servers' clock is ours, so that the truth is an offset of 0.
extension TimeServerTests {
    /// The `ntp:` section for so many of the relayed servers, asked once a second.
    private func section(_ count: Int) -> String {
        let servers = (0..<count).map {
            "    - { address: \(TimeNetwork.end(of: $0)), stratum: 2, min_poll: 0, max_poll: 0 }"
        }
        return """
            ntp:
              servers:
            \(servers.joined(separator: "\n"))
              offset: { settle: 0 }
              local: none
            """
    }

    @Test(
        "Delay, jitter, loss, asymmetry and a lie: what is wrong is said, and the truth lies within every bound",
        arguments: [TimeNetwork.Means.here])
    func badWays(by means: TimeNetwork.Means) async throws {
        let ways = [
            TimeNetwork.Way(out: 0.002, back: 0.002, jitter: 0.0005),
            TimeNetwork.Way(out: 0.015, back: 0.003, jitter: 0.0005),
            TimeNetwork.Way(out: 0.005, back: 0.005, jitter: 0.003, loss: 0.15),
            TimeNetwork.Way(out: 0.003, back: 0.003, jitter: 0.0005, lie: 0.25),
            TimeNetwork.Way(out: 0.002, back: 0.002, jitter: 0.0002, loadOut: 0.1),
        ]
        let daemon = try RunningDaemon(rest: section(ways.count))
        let network = try await TimeNetwork(
            folder: daemon.folder, places: [.relayed], ways: ways, by: means, local: nil)
        do {
            try await daemon.start(before: network.wrapper)
            var status = JSON.null
            var views = 0
            var servers: [JSON] = []
            let isDone = try await eventually(within: .seconds(180)) {
                status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
                servers = try daemon.query("servers", ("watcher", "ntp"))
                if let (offset, bound) = status.estimate {
                    views += 1
                    #expect(abs(offset) <= bound, "\(status)")
                }
                for (server, way) in zip(servers, ways) {
                    guard let (offset, bound) = server.estimate else { continue }
                    #expect(abs(offset - way.lie) <= bound, "\(server)")
                }
                let open = Set(
                    try daemon.events("watcher=ntp").map { "\($0.observation.rule) \($0.observation.subject.text)" })
                return open.isSuperset(of: ["ntp-falseticker 10.81.0.14", "ntp-asymmetric-path 10.81.0.15"])
                    && servers.allSatisfy { ($0["samples"].int ?? 0) >= 20 }
            }
            #expect(isDone, "\(status) \(servers) \(daemon.errors) \(network.words)")
            #expect(views > 20 && status["truechimers"].int == 4 && status["falsetickers"].int == 1, "\(status)")
            // 12 ms more on the way there than back are an offset of 6 ms that is not there; the bound knows.
            let (offset, bound) = try #require(servers[1].estimate)
            #expect(offset > 0.003 && bound > 0.008, "\(servers[1])")
            #expect(servers[2]["reach"].text != "377" || (status["sent"].int ?? 0) > (status["samples"].int ?? 0))
            let events = try daemon.events("watcher=ntp").map(\.observation)
            let liar = try #require(events.first { $0.rule == "ntp-falseticker" })
            #expect(
                liar.summary.hasPrefix("10.81.0.14 is 2") && liar.summary.contains(" ms ahead of "), "\(liar.summary)")
            let congested = try #require(
                events.first { $0.rule == "ntp-asymmetric-path" && $0.subject.text == "10.81.0.15" })
            #expect(
                congested.summary.hasPrefix("The way to 10.81.0.15 seems to delay packets by up to "),
                "\(congested.summary)")
            // A machine that has other things to do starves the relay, which can look like congestion elsewhere, too.
            #expect(
                events.allSatisfy {
                    $0.rule == "ntp-asymmetric-path" || $0.rule == "ntp-falseticker" && $0.subject.text == "10.81.0.14"
                }, "\(events.map(\.summary))")
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }

    @Test(
        "Three of five that lie, each in its own way, leave no majority, and no offset is told",
        arguments: [TimeNetwork.Means.here])
    func noMajority(by means: TimeNetwork.Means) async throws {
        let ways = [0, 0, 0.3, -0.3, 0.7].map { TimeNetwork.Way(out: 0.002, back: 0.002, jitter: 0.0005, lie: $0) }
        let daemon = try RunningDaemon(rest: section(ways.count))
        let network = try await TimeNetwork(
            folder: daemon.folder, places: [.relayed], ways: ways, by: means, local: nil)
        do {
            try await daemon.start(before: network.wrapper)
            let events = try await daemon.events("rule=ntp-no-majority", reach: 1, within: .seconds(60))
            let summary = events.first?.observation.summary ?? "\(daemon.errors) \(network.words)"
            #expect(summary.hasPrefix("No more than half of 5 time servers can be right together: "), "\(summary)")
            let servers = try daemon.query("servers", ("watcher", "ntp"))
            #expect(servers.map { $0["state"].text } == Array(repeating: "no-majority", count: 5), "\(servers)")
            let status = try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
            #expect(status.estimate == nil, "\(status)")
            #expect(Set(try daemon.events("watcher=ntp").map(\.observation.rule)) == ["ntp-no-majority"])
        } catch {
            try await network.remove()
            throw error
        }
        #expect(await daemon.end() == 0)
        try await network.remove()
    }
}
