import Model
import Testing
import Watching

@Suite("Several watchers on one clock that is moved by hand")
struct ManualWorldsTests {
    private static let start = Moment(
        wall: Timestamp(nanoseconds: 1_795_600_000_000_000_000),
        monotonic: MonotonicTime(nanoseconds: 1_795_600_000_000_000_000))

    /// What was observed: seconds after the start, and the sentence.
    private final class Told {
        var lines: [String] = []

        func take(_ observation: Observation) {
            let seconds = (observation.time - ManualWorldsTests.start.wall).components.seconds
            lines.append("\(seconds) \(observation.summary)")
        }
    }

    private func worlds() -> ManualWorlds {
        ManualWorlds(
            [(.dhcp, EchoPlan(beat: .seconds(3))), (.ra, EchoPlan(beat: .seconds(5)))], decoder: { nil },
            at: Self.start)
    }

    @Test("What one publishes the others hear at the time of it, not its publisher, and nothing twice")
    func facts() {
        let worlds = worlds()
        let told = Told()
        worlds.advance(to: Self.start + .seconds(10), tell: told.take)
        // The second one's first beat, after five seconds, says what the first one has said: no news.
        #expect(told.lines == ["3 fact clock", "6 fact clock", "9 fact clock", "10 fact clock"])
        #expect(worlds.worlds[0].now == Self.start + .seconds(10))
        told.lines = []
        worlds.end(after: .seconds(2), tell: told.take)
        #expect(told.lines == ["12 fact clock", "12 stopping after 0", "12 stopping after 0"])
    }

    @Test("A frame comes to each watcher after its timers, and moves the clock never back")
    func frames() {
        let worlds = worlds()
        let told = Told()
        func frame(_ seconds: Int) {
            worlds.feed(
                CapturedPacket(bytes: [], linkType: 1, time: Self.start.wall + .seconds(seconds)), tell: told.take)
        }
        frame(7)
        #expect(told.lines == ["3 fact clock", "6 fact clock"])
        let before = worlds.now
        frame(-5)
        #expect(worlds.now.monotonic == before.monotonic)
        #expect(worlds.now.wall == Self.start.wall + .seconds(-5))
    }

    @Test("What cannot be watched is answered at once, and each watcher has a status")
    func watches() {
        let worlds = worlds()
        let told = Told()
        let here = Endpoint(address: .v4(0x7f00_0001), port: 1)
        for text in ["ask", "where"] {
            worlds.worlds[1].feed(
                .datagram(
                    Datagram(
                        bytes: Array(text.utf8), source: here, destination: here, received: Self.start.wall,
                        socket: SocketName("udp:1"))))
        }
        worlds.advance(to: Self.start + .seconds(1), tell: told.take)
        #expect(
            told.lines == [
                "0 ask", "0 where", "0 answer 7: /nowhere: No such file or directory",
                "0 answer 8: a capture does not tell the addresses of a host",
            ])
        #expect(worlds.statuses == ["{\"name\":\"dhcp\",\"heard\":0}", "{\"name\":\"ra\",\"heard\":2}"])
    }
}
