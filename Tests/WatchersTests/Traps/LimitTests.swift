import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Limits, drops and listeners")
struct LimitTests {
    private static let tight = TrapConfiguration.lab {
        $0.limitPerSecond = 10
        $0.limitBurst = 20
    }

    private func flood(_ world: TrapWorld, _ count: Int, from source: Endpoint = .coreSwitch) throws {
        for _ in 0..<count { try world.trap("1.3.6.1.4.1.99999.0.1", from: source) }
    }

    @Test("A bucket holds its burst and fills at its rate")
    func bucket() {
        var limiter = SourceLimiter(perSecond: 10, burst: 20)
        let start = Moment.start.monotonic
        let address = Endpoint.coreSwitch.address
        func granted(_ tries: Int, at time: MonotonicTime) -> Int {
            (0..<tries).count { _ in limiter.take(address, at: time) }
        }
        #expect(granted(30, at: start) == 20)
        #expect(granted(30, at: start + .milliseconds(99)) == 0)
        #expect(granted(30, at: start + .milliseconds(100)) == 1)
        #expect(granted(30, at: start + .milliseconds(1_100)) == 10)
        #expect(granted(30, at: start + .seconds(3_600)) == 20, "it is never fuller than its burst")
        limiter.perSecond = nil
        #expect(granted(30, at: start + .seconds(3_600)) == 30)
    }

    @Test("A hundred thousand sources take bounded memory, and one that floods meanwhile stays limited")
    func manySources() {
        var limiter = SourceLimiter(perSecond: 0.001, burst: 1, capacity: 1_000)
        var granted = 0
        var largest = 0
        var now = Moment.start.monotonic
        for number in UInt32(0)..<100_000 {
            now = now + .microseconds(1)
            _ = limiter.take(.v4(number), at: now)
            if number % 100 == 0, limiter.take(Endpoint.coreSwitch.address, at: now) { granted += 1 }
            largest = max(largest, limiter.count)
        }
        #expect(largest <= 1_000)
        #expect(granted == 1)
    }

    @Test("A flood is one alert that ends after ten quiet seconds with the number that was not stored")
    func flood() throws {
        let world = try TrapWorld(Self.tight)
        try flood(world, 50)
        #expect(world.observations(of: "trap").count == 20)
        let opened = try #require(world.observations(of: "trap-flood").first)
        #expect(opened.state == .firing)
        #expect(opened.subject == Subject(device: "core-sw1"))
        #expect(opened.tags == ["role": "core"])
        #expect(
            opened.summary
                == "Sends more traps than the limit of 10 a second; those above it are counted and not stored")
        world.manual.advance(by: .seconds(5))
        try flood(world, 60)
        world.manual.advance(by: .milliseconds(9_999))
        #expect(world.observations(of: "trap-flood").count == 1)
        world.manual.advance(by: .milliseconds(1))
        let ended = try #require(world.observations(of: "trap-flood").last)
        #expect(ended.state == .resolved)
        #expect(ended.count == 70)
        #expect(ended.summary == "Keeps to the limit again; 70 traps were not stored")
        #expect(ended.evidence.json == #"{"not_stored":70,"limit_per_second":10.0,"burst":20}"#)
        #expect(OpenAlerts(world.observations).texts == [])
        #expect(try world.watcher.counters.limited == 70)
        world.manual.advance(by: .seconds(3_600))
        #expect(world.observations(of: "trap-flood").count == 2)
    }

    @Test("A flood that goes on is told every ten minutes with what came since")
    func reminder() throws {
        let world = try TrapWorld(Self.tight)
        try flood(world, 20)
        for _ in 0..<1_300 {
            try flood(world, 11)
            world.manual.advance(by: .seconds(1))
        }
        let told = world.observations(of: "trap-flood")
        try #require(told.map(\.state) == [.firing, .firing, .firing])
        #expect(told[1].summary.hasPrefix("Still sends more traps than the limit of 10 a second; "))
        #expect(told[1].time - told[0].time == .seconds(600))
        #expect(told[2].time - told[1].time == .seconds(600))
        world.manual.advance(by: .seconds(10))
        let all = world.observations(of: "trap-flood")
        #expect(all.last?.state == .resolved)
        #expect(all.last?.count == (try world.watcher.counters.limited))
        #expect(all.dropLast().reduce(0) { $0 + $1.count } <= (try world.watcher.counters.limited))
    }

    @Test("One source's flood takes nothing from another")
    func perSource() throws {
        let world = try TrapWorld(Self.tight)
        try flood(world, 500)
        try flood(world, 15, from: .stranger)
        #expect(world.observations(of: "trap").filter { $0.subject.device == "192.0.2.9" }.count == 15)
        #expect(world.observations(of: "trap-flood").map(\.subject.device) == ["core-sw1"])
    }

    @Test("Floods of several sources end each in its own time")
    func severalFloods() throws {
        let world = try TrapWorld(Self.tight)
        try flood(world, 30)
        world.manual.advance(by: .seconds(6))
        try flood(world, 30, from: .stranger)
        world.manual.advance(by: .seconds(4))
        #expect(OpenAlerts(world.observations).texts == ["trap-flood 192.0.2.9"])
        world.manual.advance(by: .seconds(6))
        #expect(OpenAlerts(world.observations).texts == [])
    }

    @Test("Without a limit nothing is held back")
    func off() throws {
        let world = try TrapWorld(.lab)
        try flood(world, 3_000)
        #expect(world.observations.count == 3_000)
        #expect(Set(world.observations.map(\.rule)) == ["trap"])
    }

    // MARK: What the last run left

    private func alert(_ rule: String, _ subject: Subject) -> Alert {
        Alert(
            id: 1, key: AlertKey(rule: rule, subject: subject), watcher: .traps, severity: .warning, state: .open,
            opened: Moment.start.wall, updated: Moment.start.wall, events: 1, summary: "s")
    }

    @Test("Floods and drops that the last run left open are ended unless they go on")
    func leftOpen() throws {
        let flood = Subject(device: "core-sw1")
        let drops = Subject(device: "tocsin", instance: "udp:0.0.0.0:162")
        let world = try TrapWorld(
            Self.tight, openAlerts: [alert("trap-flood", flood), alert("trap-drops", drops)])
        #expect(world.observations == [])
        world.manual.advance(by: .seconds(10))
        #expect(Set(world.observations.map(\.key.rule)) == ["trap-flood", "trap-drops"])
        #expect(world.observations.allSatisfy { $0.state == .resolved && $0.count == 1 })
        #expect(
            world.observations(of: "trap-flood").first?.summary
                == "Keeps to the limit again; 0 traps were not stored since the daemon started")
        #expect(Set(world.observations.map(\.subject)) == [flood, drops])
    }

    @Test("An alert of a rule that is no longer configured is ended at start, others are left alone")
    func ruleIsGone() throws {
        let world = try TrapWorld(
            openAlerts: [
                alert("my-old-rule", Subject(device: "core-sw1", instance: "4")),
                alert("link-down", Subject(device: "core-sw1", instance: "3")),
            ])
        world.manual.advance(by: .seconds(100))
        #expect(world.observations.map(\.key.rule) == ["my-old-rule"])
        #expect(world.observations.first?.state == .resolved)
        #expect(world.observations.first?.subject == Subject(device: "core-sw1", instance: "4"))
        #expect(world.observations.first?.summary == "The rule my-old-rule is no longer configured")
    }

    // MARK: Drops

    @Test("Kernel drops are one alert that ends after ten quiet seconds with their number")
    func drops() throws {
        let world = try TrapWorld()
        let socket = SocketName("udp:0.0.0.0:162")
        world.manual.feed(.kernelDrops(40, socket: socket))
        world.manual.advance(by: .seconds(3))
        world.manual.feed(.kernelDrops(2, socket: socket))
        world.manual.feed(.kernelDrops(5, socket: SocketName("udp:[::]:162")))
        world.manual.advance(by: .seconds(10))
        let told = world.observations.filter { $0.subject.instance == socket.text }
        try #require(told.map(\.state) == [.firing, .resolved])
        #expect(told.map(\.count) == [40, 42])
        #expect(
            told[0].summary
                == "The kernel drops packets of this listener because its receive buffer is full: 40 so far")
        #expect(told[1].summary == "The kernel drops no more packets of this listener; it dropped 42 in all")
        #expect(told[0].subject.device == "tocsin")
        #expect(OpenAlerts(world.observations).texts == [])
        #expect(try world.watcher.counters.kernelDrops == 47)
    }

    // MARK: Listeners

    private var listens: [SocketName] { TrapConfiguration.defaultListen.map { SocketName($0.text) } }

    private func opened(_ world: TrapWorld) -> [SocketName] {
        world.manual.actions.compactMap { if case .listen(let name, _, _) = $0 { name } else { nil } }
    }

    @Test("Every configured address is opened at start with the configured buffer")
    func start() throws {
        let world = try TrapWorld(.lab { $0.receiveBufferBytes = 1 << 20 })
        #expect(opened(world) == listens)
        let buffers = world.manual.actions.compactMap { if case .listen(_, _, let bytes) = $0 { bytes } else { nil } }
        #expect(buffers == [1 << 20, 1 << 20])
        world.manual.feed(.socketOpened(listens[0]))
        #expect(world.observations == [])
    }

    @Test("A listener that fails is one alert, is tried every 30 seconds, and its end is told")
    func listener() throws {
        let world = try TrapWorld()
        world.manual.actions.removeAll()
        world.manual.feed(.socketFailed(listens[0], "bind udp 0.0.0.0:162: Address already in use"))
        for _ in 0..<3 {
            world.manual.advance(by: .seconds(30))
            world.manual.feed(.socketFailed(listens[0], "bind udp 0.0.0.0:162: Address already in use"))
        }
        #expect(opened(world) == [listens[0], listens[0], listens[0]])
        #expect(world.observations.map(\.state) == [.firing])
        #expect(
            world.observations.first?.summary
                == "Traps sent to this listener are lost: bind udp 0.0.0.0:162: Address already in use")
        world.manual.feed(.socketOpened(listens[0]))
        #expect(world.observations.map(\.state) == [.firing, .resolved])
        #expect(OpenAlerts(world.observations).texts == [])
        world.manual.advance(by: .seconds(300))
        #expect(opened(world).count == 3, "an open listener was tried again")
    }

    @Test("A listener's alert of the last run ends when it opens, or when it is no longer configured")
    func listenerLeftOpen() throws {
        let configured = Subject(device: "tocsin", instance: listens[0].text)
        let gone = Subject(device: "tocsin", instance: "udp:192.0.2.99:162")
        let world = try TrapWorld(
            openAlerts: [alert("trap-listener-down", configured), alert("trap-listener-down", gone)])
        #expect(world.observations.map(\.subject) == [gone])
        world.manual.feed(.socketOpened(listens[0]))
        #expect(world.observations.map(\.subject) == [gone, configured])
        #expect(world.observations.allSatisfy { $0.state == .resolved })
    }

    @Test("A reload opens new addresses, closes those that went and touches no other; a failed one that went is ended")
    func reload() throws {
        let world = try TrapWorld()
        world.manual.feed(.socketFailed(listens[1], "no IPv6"))
        world.manual.actions.removeAll()
        let new = ListenAddress(Endpoint(address: .v4(0x7f00_0001), port: 1_162))
        world.reconfigure(.lab { $0.listen = [TrapConfiguration.defaultListen[0], new] })
        let closed = world.manual.actions.compactMap { if case .close(let name) = $0 { name } else { nil } }
        #expect(closed == [listens[1]])
        #expect(opened(world) == [SocketName("udp:127.0.0.1:1162")])
        #expect(world.observations.map(\.state) == [.firing, .resolved])
        #expect(OpenAlerts(world.observations).texts == [])
        world.manual.actions.removeAll()
        world.manual.advance(by: .seconds(60))
        #expect(opened(world) == [], "a listener that is no longer configured was tried again")
    }

    @Test("The status object is whole JSON with every counter")
    func status() throws {
        let world = try TrapWorld()
        try world.trap("coldStart")
        world.receive([0])
        var writer = JSONWriter()
        writer.beginObject()
        world.manual.watcher.writeStatus(into: &writer)
        writer.endObject()
        #expect(
            writer.text.hasPrefix(
                #"{"received":2,"events":1,"repeats":0,"limited":0,"acknowledged":0,"retransmissions":0,"#))
        #expect(writer.text.hasSuffix(#""floods_now":0,"informs_remembered":0}"#))
        #expect(writer.text.contains("\"refused\":{\"malformed-"))
    }
}
