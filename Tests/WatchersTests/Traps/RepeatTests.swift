import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Repeats")
struct RepeatTests {
    private static let minute = TrapConfiguration.lab { $0.repeatWindow = .seconds(60) }

    @Test("Equal traps within the window are one event, a tally that grows, and one event with their count")
    func window() throws {
        let world = try TrapWorld(Self.minute)
        try world.link("linkDown", 3, sysUpTime: 100)
        world.manual.advance(by: .seconds(1))
        try world.link("linkDown", 3, sysUpTime: 200)
        world.manual.advance(by: .seconds(1))
        try world.link("linkDown", 3, sysUpTime: 300)
        #expect(world.kinds == ["event", "tally 1", "tally 2"])
        world.manual.advance(by: .seconds(57))
        #expect(world.kinds.count == 3)
        world.manual.advance(by: .seconds(1))
        #expect(world.kinds == ["event", "tally 1", "tally 2", "end 2"])
        let end = try #require(world.observations.last)
        #expect(end.rule == "link-down" && end.state == .firing && end.count == 2)
        #expect(end.time == Moment.start.wall + .seconds(2), "it bears the time of the last repeat")
        #expect(try world.watcher.counters.repeats == 2)
        world.manual.advance(by: .seconds(600))
        #expect(world.kinds.count == 4, "a window without repeats was told")
    }

    @Test("All reports of one tally bear one key, and another tally another")
    func tallyKeys() throws {
        let world = try TrapWorld(Self.minute)
        for index in Int32(1)...2 { for _ in 0..<3 { try world.link("linkDown", index) } }
        world.manual.advance(by: .seconds(60))
        let keys = world.manual.reports.compactMap { report -> String? in
            switch report.content {
            case .observation: nil
            case .tally(let tally), .endedTally(let tally): tally.key
            case .samples, .memory: nil
            }
        }
        try #require(keys.count == 6)
        #expect(keys == [keys[0], keys[0], keys[2], keys[2], keys[0], keys[2]])
        #expect(keys[0] != keys[2])
        #expect(keys.allSatisfy { $0.hasPrefix("traps/\(Moment.start.wall.microseconds)/") }, "runs share a key")
    }

    @Test("Another source, another OID and other varbinds are no repeats")
    func different() throws {
        let world = try TrapWorld(Self.minute)
        try world.link("linkDown", 3)
        try world.link("linkDown", 4)
        try world.link("linkDown", 3, from: .stranger)
        try world.trap("linkDown", .interface(3, oper: 7))
        try world.trap("coldStart")
        try world.trap("warmStart")
        #expect(world.kinds == ["event", "event", "event", "event", "event", "event"])
    }

    @Test("A steady stream is one event a window")
    func stream() throws {
        let world = try TrapWorld(Self.minute)
        for _ in 0..<300 {
            try world.trap("coldStart")
            world.manual.advance(by: .seconds(1))
        }
        world.manual.advance(by: .seconds(120))
        let ends = world.kinds.filter { $0.hasPrefix("end") }
        #expect(ends == ["end 59", "end 60", "end 60", "end 60", "end 60"])
        #expect(world.observations.reduce(0) { $0 + $1.count } == 300)
    }

    @Test("Down, up, down within a window are three events and the alert stays open")
    func flapping() throws {
        let world = try TrapWorld(Self.minute)
        try world.link("linkDown", 3)
        try world.trap("linkUp", .interface(3, oper: 1))
        try world.link("linkDown", 3)
        #expect(world.kinds == ["event", "event", "event"])
        #expect(world.observations.map(\.rule) == ["link-down", "link-up", "link-down"])
        #expect(OpenAlerts(world.observations).texts == ["link-down core-sw1/3"])
        world.manual.advance(by: .seconds(300))
        #expect(OpenAlerts(world.observations).texts == ["link-down core-sw1/3"])
    }

    @Test("Repeats are told before what ends their alert, and do not open it again later")
    func settledBeforeEnd() throws {
        let world = try TrapWorld(Self.minute)
        for _ in 0..<3 { try world.link("linkDown", 3) }
        for _ in 0..<2 { try world.trap("linkUp", .interface(3, oper: 1)) }
        #expect(world.kinds == ["event", "tally 1", "tally 2", "end 2", "event", "tally 1"])
        #expect(OpenAlerts(world.observations).texts == [])
        world.manual.advance(by: .seconds(300))
        #expect(OpenAlerts(world.observations).texts == [])
        #expect(world.observations.map(\.count) == [1, 2, 1, 1])
    }

    @Test("Two traps that touch other alerts do not disturb each other's windows")
    func otherAlert() throws {
        let world = try TrapWorld(Self.minute)
        try world.link("linkDown", 3)
        try world.trap("linkUp", .interface(4, oper: 1))
        try world.link("linkDown", 3)
        #expect(world.kinds == ["event", "event", "tally 1"])
    }

    @Test("A window of zero folds nothing")
    func off() throws {
        let world = try TrapWorld(.lab)
        for _ in 0..<3 { try world.trap("coldStart") }
        #expect(world.kinds == ["event", "event", "event"])
    }

    @Test("What was counted is told when the daemon stops, in the order in which it began")
    func stop() throws {
        let world = try TrapWorld(Self.minute)
        for index in Int32(1)...12 { for _ in 0..<2 { try world.link("linkDown", index) } }
        world.manual.reports.removeAll()
        world.manual.feed(.stopping)
        #expect(world.kinds == [String](repeating: "end 1", count: 12))
        #expect(world.observations.map(\.subject.instance) == (1...12).map { "\($0)" })
    }

    @Test("A reload that keeps the window keeps what was counted")
    func reload() throws {
        let world = try TrapWorld(Self.minute)
        for _ in 0..<2 { try world.link("linkDown", 3) }
        world.reconfigure(
            .lab {
                $0.repeatWindow = .seconds(60)
                $0.limitPerSecond = 7
            })
        try world.link("linkDown", 3)
        #expect(world.kinds == ["event", "tally 1", "tally 2"])
    }

    @Test("A reload that changes the window tells what was counted under the old one")
    func windowChanged() throws {
        let world = try TrapWorld(Self.minute)
        for _ in 0..<2 { try world.link("linkDown", 3) }
        world.reconfigure(.lab)
        try world.trap("linkUp", .interface(3, oper: 1))
        #expect(world.kinds == ["event", "tally 1", "end 1", "event"])
        #expect(OpenAlerts(world.observations).texts == [])
    }

    // MARK: The table itself

    private static func observation(_ device: String) -> Observation {
        Observation(
            rule: "r", watcher: .traps, severity: .info, state: .occurred, subject: Subject(device: device),
            time: Moment.start.wall, summary: "s")
    }

    private static func key(_ number: Int32) -> RepeatTable.Key {
        RepeatTable.Key(
            TrapMessage(
                version: .v2c, kind: .trap, source: .coreSwitch, trapOID: [1, 3],
                varBinds: [VarBind([1, 3], .integer(number))]), sender: Endpoint.coreSwitch.address)
    }

    @Test("A full table ends its oldest window to make room, and tells what that had counted")
    func capacity() {
        var table = RepeatTable(window: .seconds(60), prefix: "t", capacity: 3)
        var settled: [Tally] = []
        for number in [Int32(1), 1, 2, 3] {
            _ = table.see(
                Self.key(number), Self.observation("d\(number)"), touches: [], at: Moment.start.monotonic,
                settled: &settled)
        }
        #expect(settled == [])
        _ = table.see(
            Self.key(4), Self.observation("d4"), touches: [], at: Moment.start.monotonic, settled: &settled)
        #expect(settled.map(\.observation.subject.device) == ["d1"])
        #expect(settled.map(\.observation.count) == [1])
        #expect(table.count == 3)
    }

    @Test("Traps that settle each other without end take bounded memory")
    func boundedOrder() {
        var table = RepeatTable(window: .seconds(86_400), prefix: "t")
        let alert = AlertKey(rule: "r", subject: Subject(device: "d"))
        var settled: [Tally] = []
        for number in Int32(0)..<20_000 {
            _ = table.see(
                Self.key(number % 2), Self.observation("d"), touches: [alert], at: Moment.start.monotonic,
                settled: &settled)
        }
        #expect(table.count == 1)
        #expect(table.orderCount < 2_000)
        #expect(table.nextEnd == Moment.start.monotonic + .seconds(86_400))
    }
}
