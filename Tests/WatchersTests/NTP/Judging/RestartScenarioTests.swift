import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("What servers told of being asked, over restarts")
struct RestartScenarioTests {
    /// The line of 10.0.0.1 in what is kept.
    private func line(
        _ allowed: String, _ refusal: String, told: Timestamp, asked: Timestamp? = nil, name: String = "10.0.0.1",
        address: String = "10.0.0.1", port: Int = 123
    ) -> String {
        [name, address, String(port), allowed, refusal, told.rfc3339, asked?.rfc3339 ?? "-"].joined(separator: "\t")
    }

    /// When a server was asked for the time, in seconds since the start.
    private func times(_ world: TimeWorld, _ number: UInt32 = 1) -> [Double] {
        world.sent.filter { $0.packet.destination == .server(number) && ($0.packet.bytes.first ?? 0) & 7 == 3 }.map(
            \.at)
    }

    private func gaps(_ times: [Double]) -> [Double] { zip(times.dropFirst(), times).map { $0 - $1 } }

    private let start = Moment.start.wall

    /// A run whose first server finds us too fast three times, and what it has kept.
    private func limited() -> TimeWorld {
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.kiss = "RATE" })
        world.run(600)
        world.feed(.stopping)
        return world
    }

    @Test("A server that asked for fewer questions is asked in its turn after a restart, and in no burst")
    func rate() throws {
        let before = limited()
        let last = try #require(times(before).last)
        #expect(before.watcher.sources.values.first { $0.endpoint == .server(1) }?.poll.allowed == 9)
        let pause = 20.0
        let world = TimeWorld(
            SimulatedServer.good(4), at: before.now.wall + .milliseconds(Int64(pause * 1_000)), kept: before.kept)
        world.run(4_000)
        let asked = times(world)
        #expect(times(world, 2).prefix(4).last ?? 9 < 8, "the others begin with a burst")
        #expect(abs((asked.first ?? 0) - (512 - (600 - last + pause))) < 1, "first in its turn: \(asked), \(last)")
        #expect(gaps(asked).allSatisfy { $0 >= 512 })
        #expect(world.agreement?.candidates == 4)
        // A third run knows it, too, and when the second asked last.
        world.feed(.stopping)
        let again = TimeWorld(SimulatedServer.good(4), at: world.now.wall, kept: world.kept)
        again.run(2_000)
        #expect(times(again).allSatisfy { $0 > 1 })
        #expect(gaps(times(again)).allSatisfy { $0 >= 512 })
    }

    @Test("A daemon that is killed again and again asks such a server no more often than it allows")
    func killed() {
        var kept = limited().kept
        var asked: [Double] = []
        for life in 0..<20 {
            let world = TimeWorld(
                SimulatedServer.good(1), at: start + .seconds(5_000 + 100 * life), kept: kept)
            world.run(100)
            asked += times(world).map { $0 + Double(100 * life) }
            kept = world.kept
        }
        #expect((3...4).contains(asked.count), "\(asked)")
        #expect(gaps(asked).allSatisfy { $0 >= 511 })
    }

    @Test("Nobody is asked before it is known what was kept")
    func order() {
        var actions: [Action] = []
        var configuration = NTPConfiguration(servers: [.init(.ip(.v4(0x0a00_0001)))])
        configuration.local = .none
        var watcher = NTPWatcher(configuration, shared: SharedConfiguration())
        watcher.handle(.started(openAlerts: []), at: .start, into: &actions)
        // A reload that comes this early asks nobody, either.
        watcher.reconfigure(configuration, shared: SharedConfiguration(), at: .start, into: &actions)
        let isQuiet = !actions.contains { if case .send = $0 { true } else { false } }
        #expect(isQuiet && watcher.sources.isEmpty)
        let timers = actions.compactMap { action -> TimerName? in
            if case .setTimer(let name, Moment.start.monotonic) = action { name } else { nil }
        }
        #expect(timers == [.begin])
        watcher.handle(.kept(["limits": line("9", "-", told: start)]), at: .start, into: &actions)
        watcher.handle(.timer(.begin), at: .start, into: &actions)
        #expect(watcher.sources.values.map(\.poll.allowed) == [9])
    }

    @Test("An address that a name has later is asked as it told before, too")
    func name() {
        let kept = ["limits": line("8", "-", told: start, name: "ntp.example")]
        let world = TimeWorld([], kept: kept) { $0.servers = [NTPConfiguration.Server(.name("ntp.example"))] }
        for server in SimulatedServer.good(2) { world.servers[server.endpoint] = server }
        world.run(70)
        world.names["ntp.example"] = [.v4(0x0a00_0001), .v4(0x0a00_0002)]
        world.run(2_000)
        #expect(times(world, 2).count > 8)
        #expect(abs((times(world).first ?? 0) - 256) < 1)
        #expect(gaps(times(world)).allSatisfy { $0 >= 256 })
    }

    @Test("It holds for a week, begins without a burst even then, and is told anew if it is still so")
    func week() {
        let day = 86_400
        let kept = limited().kept
        let late = TimeWorld(SimulatedServer.good(4), at: start + .seconds(7 * day - 60), kept: kept)
        late.run(2_000)
        #expect(gaps(times(late)).allSatisfy { $0 >= 512 })
        let calm = TimeWorld(SimulatedServer.good(4), at: start + .seconds(7 * day + 600), kept: kept)
        calm.run(60)
        #expect(times(calm) == [0] && times(calm, 2).count == 4)
        calm.run(300)
        #expect(gaps(times(calm)).allSatisfy { (64..<67).contains($0) } && times(calm).count > 4)
        let over = TimeWorld(
            SimulatedServer.good(4).changing(0) { $0.kiss = "RATE" }, at: start + .seconds(7 * day + 600), kept: kept)
        #expect(times(over) == [0])
        over.run(1)
        #expect(times(over).count == 1 && over.watcher.sources.values.contains { $0.poll.allowed == 7 })
        let told = TimeWorld(SimulatedServer.good(4), at: start + .seconds(14 * day), kept: over.kept)
        #expect(times(told) == [0], "long ago enough")
        told.run(2_000)
        #expect(gaps(times(told)).allSatisfy { $0 >= 128 })
    }

    @Test("A wall clock that is set makes it neither eternal nor void")
    func clocks() throws {
        let day = 86_400.0
        // It told in what is a year ahead by the clock of the next start: it holds, for a week from there on.
        let kept = limited().kept
        let early = TimeWorld(SimulatedServer.good(4), at: start - .seconds(365 * day), kept: kept)
        early.run(2_000)
        #expect((times(early).first ?? 0) > 510, "and at most one interval is waited")
        #expect(gaps(times(early)).allSatisfy { $0 >= 512 })
        let soon = TimeWorld(SimulatedServer.good(1), at: early.now.wall + .seconds(6 * day), kept: early.kept)
        #expect(soon.watcher.sources.values.map(\.poll.allowed) == [9])
        let later = TimeWorld(SimulatedServer.good(1), at: early.now.wall + .seconds(8 * day), kept: early.kept)
        #expect(later.watcher.sources.values.map(\.poll.allowed) == [nil])
        // The clock is set by a month while we run: it is no month since.
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.kiss = "RATE" })
        world.run(600)
        world.step(30 * day)
        world.feed(.stopping)
        let after = TimeWorld(SimulatedServer.good(1), at: world.now.wall, kept: world.kept)
        #expect(after.watcher.sources.values.map(\.poll.allowed) == [9])
        #expect(times(after).isEmpty)
        after.run(600)
        #expect(times(after).count == 1)
    }

    @Test(
        "A server that refuses is asked once after a restart, and goes on being asked only if it serves us",
        arguments: ["DENY", "RSTR"])
    func refused(_ code: String) {
        let before = TimeWorld(SimulatedServer.good(4).changing(0) { $0.kiss = code })
        before.run(600)
        #expect(times(before) == [0])
        let still = TimeWorld(
            SimulatedServer.good(4).changing(0) { $0.kiss = code }, at: before.now.wall, kept: before.kept)
        still.run(3_000)
        #expect(times(still) == [0])
        #expect(still.openAlerts == ["ntp-server-denied 10.0.0.1"])
        #expect(still.agreement?.candidates == 3)
        // It says nothing at all: the others need not wait for it, and it is asked as seldom as may be.
        let silent = TimeWorld(
            SimulatedServer.good(2).changing(0) { $0.isUp = false }, at: still.now.wall, kept: still.kept)
        silent.run(10)
        #expect(silent.agreement?.candidates == 1)
        silent.run(3_000)
        #expect(times(silent).first == 0 && times(silent).count > 8)
        #expect(gaps(times(silent)).allSatisfy { $0 >= 256 })
        // It serves us again.
        let served = TimeWorld(SimulatedServer.good(4), at: still.now.wall, kept: still.kept)
        served.run(300)
        #expect(gaps(times(served)).allSatisfy { (60..<68).contains($0) }, "\(times(served))")
        #expect(served.kept["limits"] == nil)
        #expect(TimeWorld(SimulatedServer.good(1), kept: served.kept).watcher.sources.values.map(\.poll.burst) == [3])
    }

    @Test("A server that refuses and was too much asked keeps its interval when it serves us again")
    func both() {
        let kept = ["limits": line("8", "DENY", told: start - .seconds(3_600))]
        let world = TimeWorld(SimulatedServer.good(1), kept: kept)
        world.run(2_000)
        #expect(gaps(times(world)).allSatisfy { $0 >= 256 })
        #expect(world.kept["limits"]?.contains("\t8\t-\t") == true, "\(world.kept)")
    }

    @Test("What is kept goes with the server, and is of no other")
    func removed() {
        let before = limited()
        #expect(before.kept["limits"]?.split(separator: "\n").count == 1)
        before.reconfigure { $0.servers.removeFirst() }
        #expect(before.kept["limits"] == nil)
        before.reconfigure { $0.servers.insert(.init(.ip(.v4(0x0a00_0001))), at: 0) }
        #expect(before.watcher.sources.values.first { $0.endpoint == .server(1) }?.poll.allowed == nil)
        // Between two runs.
        let kept = ["limits": line("9", "-", told: start) + "\n" + line("9", "-", told: start, port: 124)]
        let other = TimeWorld(SimulatedServer.good(2).suffix(1), kept: kept)
        other.feed(.stopping)
        #expect(other.watcher.limits.limits.isEmpty)
        // Asked in another way at the same place it is the same server.
        let world = TimeWorld(SimulatedServer.good(1), kept: kept)
        world.reconfigure { $0.servers[0].usesNTS = true }
        #expect(world.watcher.sources.values.map(\.poll.allowed) == [9])
        #expect(world.watcher.limits.limits.count == 1)
    }

    @Test("There are no more of one name than it may have sources: those that told last")
    func bounded() {
        let lines = (1...20).map { number in
            line(
                "9", "-", told: start - .seconds(number), name: "ntp.example", address: "10.0.0.\(number)")
        }
        let world = TimeWorld([], kept: ["limits": lines.shuffled().joined(separator: "\n")]) {
            $0.servers = [NTPConfiguration.Server(.name("ntp.example"))]
        }
        let kept = world.watcher.limits.limits.keys.map(\.address.text).sorted()
        #expect(kept == (1...8).map { "10.0.0.\($0)" })
    }

    @Test(
        "What cannot be read is left out and counted, and the rest holds",
        arguments: [
            "", "rubbish", "\t\t\t\t\t\t", "10.0.0.1\t10.0.0.1\t123\t9\t-\tyesterday\t-",
            "10.0.0.1\t10.0.0.1\t123\t-\t-\t2026-11-23T10:00:00Z\t-",
            "10.0.0.1\tname\t123\t9\t-\t2026-11-23T10:00:00Z\t-",
            "10.0.0.1\t10.0.0.1\t123\t18\t-\t2026-11-23T10:00:00Z\t-",
            "10.0.0.1\t10.0.0.1\t123\t-1\t-\t2026-11-23T10:00:00Z\t-",
            "10.0.0.1\t10.0.0.1\t123\t9\tNTSN\t2026-11-23T10:00:00Z\t-",
            "10.0.0.1\t10.0.0.1\t123\t9\t-\t2026-11-23T10:00:00Z\tsoon",
            "10.0.0.1\t10.0.0.1\t123456\t9\t-\t2026-11-23T10:00:00Z\t-",
        ])
    func malformed(_ text: String) {
        let good = line("9", "-", told: start, name: "10.0.0.2", address: "10.0.0.2")
        let world = TimeWorld(SimulatedServer.good(2), kept: ["limits": text + "\n" + good, "other": text])
        #expect(world.watcher.counters.malformedKept == (text.isEmpty ? 0 : 1))
        #expect(times(world) == [0])
        #expect(times(world, 2) == [])
        world.run(30)
        #expect(times(world).count == 4)
    }

    @Test(
        "The extremes of what can be read harm nothing",
        arguments: ["1700-01-01T00:00:00Z", "2250-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])
    func extremes(_ told: String) {
        let text = "10.0.0.1\t10.0.0.1\t123\t17\tDENY\t\(told)\t\(told)"
        let world = TimeWorld(SimulatedServer.good(1), kept: ["limits": text])
        #expect(world.watcher.counters.malformedKept == 0)
        world.run(4_000)
        world.feed(.stopping)
        #expect(times(world).count <= 70)
    }
}
