import Model
import Testing
import Watching

@Suite("Another kind of watcher on the manual clock")
struct EchoWatcherTests {
    private static let start = Moment(
        wall: Timestamp(microseconds: 1_000_000), monotonic: MonotonicTime(nanoseconds: 5_000_000_000))

    private func world() throws -> ManualWorld {
        let read = try readEcho(listen: ["udp:127.0.0.1:7"])
        return ManualWorld(try #require(read.plan).makeWatcher(), decoder: nil, at: Self.start)
    }

    private func datagram(_ text: String) -> Datagram {
        Datagram(
            bytes: Array(text.utf8), source: Endpoint(address: .v4(0x7f00_0001), port: 9),
            destination: Endpoint(address: .v4(0x7f00_0002), port: 7), received: Self.start.wall,
            socket: SocketName("udp:127.0.0.1:7"))
    }

    @Test("A kind carries its name, section and rules, and reads its own section with every fault")
    func kind() throws {
        #expect(WatcherKind.echo.name == .posture)
        #expect(WatcherKind.echo.section == "echo")
        #expect(WatcherKind.echo.rules.map(\.name) == ["echo-heard"])
        #expect(WatcherKind.echo.replayPlan == nil)
        #expect(try readEcho(listen: ["udp:127.0.0.1:7"]).faults == [])
        let faulty = try readEcho(listen: ["tcp:7"], extra: "bet")
        #expect(faulty.plan == nil)
        #expect(
            faulty.faults == [
                "echo.listen[0]: expected udp:ADDRESS:PORT, not 'tcp:7'", "echo.bet: unknown key; did you mean 'beat'?",
            ])
    }

    @Test("It asks for its socket, and its timer beats on the manual clock, each time at its own time")
    func timer() throws {
        let world = try world()
        guard case .listen(let name, let address, _)? = world.actions.first else {
            Issue.record("no socket was asked for")
            return
        }
        #expect(name.text == "udp:127.0.0.1:7")
        #expect(address.endpoint.port == 7)
        world.advance(by: .milliseconds(999))
        #expect(world.facts == [])
        world.advance(by: .milliseconds(2_001))
        #expect(world.facts == [1.0, 2, 3].map { Fact.clock(trusted: true, boundSeconds: $0) })
        #expect(world.now == Self.start + .seconds(3))
    }

    @Test("What it reports is committed before it answers, when commits are held back")
    func receipts() throws {
        let world = try world()
        world.actions.removeAll()
        world.commitsAtOnce = false
        world.feed(.datagram(datagram("a")))
        world.feed(.datagram(datagram("b")))
        #expect(world.observations.map(\.summary) == ["a", "b"])
        #expect(world.actions.isEmpty)
        world.grantCommits()
        let sent = world.actions.compactMap { if case .send(let packet, _) = $0 { packet } else { nil } }
        #expect(sent.map(\.bytes) == [Array("a".utf8), Array("b".utf8)])
        #expect(sent.first?.source == .v4(0x7f00_0002))
        world.grantCommits()
        #expect(world.actions.count == 2, "a receipt was granted twice")
    }

    @Test("Requests wait in the actions until the test answers them")
    func request() throws {
        let world = try world()
        world.feed(.datagram(datagram("ask")))
        let requests = world.actions.compactMap { if case .request(let token, _) = $0 { token } else { nil } }
        #expect(requests == [7])
        world.feed(.answer(7, .failed("no resolver")))
        #expect(world.observations.last?.summary == "answer 7: no resolver")
    }

    @Test("A plan reconfigures the running watcher, which keeps what it knows")
    func reconfigure() throws {
        let world = try world()
        world.feed(.datagram(datagram("a")))
        world.reconfigure(try #require(try readEcho(listen: ["udp:127.0.0.1:8"]).plan))
        world.feed(.stopping)
        #expect(world.observations.map(\.summary) == ["a", "reconfigured", "stopping after 1"])
        let closed = world.actions.compactMap { if case .close(let name) = $0 { name.text } else { nil } }
        #expect(closed == ["udp:127.0.0.1:7"])
    }

    @Test("A time in the past moves only the wall clock: captures are not always in order")
    func pastTime() throws {
        let world = try world()
        let past = Moment(wall: Timestamp(microseconds: 5), monotonic: MonotonicTime(nanoseconds: 1))
        world.advance(to: past)
        #expect(world.now.wall == past.wall)
        #expect(world.now.monotonic == Self.start.monotonic)
    }
}
