import Model
import Testing
import Watching

@testable import Watchers

@Suite("A linkDown trap and the poll of its interface are one alert")
struct TrapAndPollTests {
    private static func trap(_ state: EventState, _ index: Int, at time: Timestamp = Moment.start.wall) -> Observation {
        Observation(
            rule: "link-down", watcher: .traps, severity: .warning, state: state,
            subject: Subject(device: "core-sw1", instance: "\(index)"), time: time, summary: "trap")
    }

    @Test("The real trap rule raises the key that the poll uses")
    func sameKey() throws {
        let traps = try TrapWorld()
        try traps.link("linkDown", 48)
        let world = JudgeWorld()
        world.poll(.interfaces([.uplink()]))
        world.trap(48)
        world.poll(.interfaces([.uplink(oper: 2)]))
        let trap = try #require(traps.observations.first)
        let poll = try #require(world.observations.last)
        #expect(poll.state == .firing)
        #expect(trap.key == poll.key)
        #expect(poll.summary == "core-sw1: Gi1/0/48 (to dist-2) is down, as its trap says, too")
    }

    @Test("The poll that the trap asked for confirms it at once, and the poll ends it when the linkUp is lost")
    func confirmed() {
        let world = JudgeWorld()
        world.poll(.interfaces([.uplink()]))
        world.trap(48)
        world.poll(.interfaces([.uplink(oper: 2)]))
        let first = [Self.trap(.firing, 48)] + world.observations
        #expect(OpenAlerts(first).texts == ["link-down core-sw1/48"])
        for _ in 0..<5 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.observations.count == 1, "told once")
        for _ in 0..<2 { world.poll(.interfaces([.uplink()])) }
        #expect(OpenAlerts([Self.trap(.firing, 48)] + world.observations).texts == [])
        #expect(world.observations.last?.clears.map(\.rule) == ["interface-down"])
        #expect(
            world.observations.last?.severity == .info, "the linkUp may have ended it, and then it is for the record")
    }

    @Test("A trap that comes after the poll's alert ends in it")
    func trapAfterPoll() {
        let world = JudgeWorld()
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.open == ["interface-down core-sw1/Gi1/0/48"])
        world.trap(48)
        let before = world.observations + [Self.trap(.firing, 48)]
        world.actions = []
        world.poll(.interfaces([.uplink(oper: 2)]))
        #expect(OpenAlerts(before + world.observations).texts == ["interface-down core-sw1/Gi1/0/48"])
        #expect(world.observations.map(\.clears).joined().map(\.rule) == ["link-down"])
    }

    @Test("A trap about an interface that is no uplink is for the record, and its alert ends")
    func accessPort() {
        let world = JudgeWorld()
        world.poll(.interfaces([.access(), .uplink()]))
        world.trap(1)
        world.poll(.interfaces([.access(oper: 2), .uplink()]))
        for _ in 0..<3 { world.poll(.interfaces([.access(oper: 2), .uplink()])) }
        #expect(world.told == ["occurred interface-state core-sw1/Gi1/0/1"])
        #expect(OpenAlerts([Self.trap(.firing, 1)] + world.observations).texts == [])
    }

    @Test("Of a polled device with known uplinks, a trap about another interface is no alert at all")
    func knownAccessPort() throws {
        let world = JudgeWorld()
        world.poll(.interfaces([.access(), .uplink()]))
        var facts: [Fact] { world.actions.compactMap { if case .publish(let fact) = $0 { fact } else { nil } } }
        let known = Fact.watchedInterfaces(device: "core-sw1", indices: [48])
        #expect(facts == [known])
        for _ in 0..<40 { world.poll(.interfaces([.access(), .uplink()])) }
        #expect(facts == [known], "told once")
        let traps = try TrapWorld()
        try traps.link("linkDown", 1)
        traps.manual.feed(.fact(known))
        try traps.link("linkDown", 2)
        try traps.link("linkDown", 48)
        #expect(traps.observations.map(\.state) == [.firing, .occurred, .firing])
        #expect(traps.observations.map(\.severity) == [.warning, .info, .warning])
        #expect(traps.observations[1].summary.hasSuffix("; it is no uplink, so this is for the record"))
    }

    @Test("Where no uplink is known nothing is said of the others")
    func unknownUplinks() {
        let world = JudgeWorld()
        for _ in 0..<20 { world.poll(.interfaces([.access(), .access(2)])) }
        #expect(!world.actions.contains { if case .publish = $0 { true } else { false } })
    }

    @Test("A link that was up again before the poll ends the trap's alert at the second poll")
    func lostLinkUp() {
        let world = JudgeWorld()
        world.poll(.interfaces([.uplink()]))
        world.trap(48)
        world.poll(.interfaces([.uplink()]))
        #expect(world.told == [], "the linkUp may be on its way")
        world.poll(.interfaces([.uplink()]))
        #expect(OpenAlerts([Self.trap(.firing, 48)] + world.observations).texts == [])
        let other = JudgeWorld()
        other.poll(.interfaces([.uplink()]))
        other.trap(48)
        other.trap(48)
        for _ in 0..<3 { other.poll(.interfaces([.uplink()])) }
        #expect(other.told == [], "down and up: both traps came")
    }

    @Test("After a restart the trap's alert that the poll had opened is found again and ended")
    func adopted() {
        let alert = Alert(
            id: 7, key: AlertKey(rule: "link-down", subject: Subject(device: "core-sw1", instance: "48")),
            watcher: .snmp,
            severity: .error, state: .open, opened: Moment.start.wall, updated: Moment.start.wall, events: 1,
            summary: "down")
        let world = JudgeWorld(openAlerts: [alert])
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.told == [])
        for _ in 0..<2 { world.poll(.interfaces([.uplink()])) }
        #expect(world.told == ["resolved link-down core-sw1/48"])
    }

    @Test("After a restart an alert that only the trap had opened is ended by the poll when its linkUp was lost")
    func trapsAlert() {
        func alert(_ rule: String, _ instance: String?) -> Alert {
            Alert(
                id: 7, key: AlertKey(rule: rule, subject: Subject(device: "core-sw1", instance: instance)),
                watcher: .traps, severity: .warning, state: .open, opened: Moment.start.wall,
                updated: Moment.start.wall, events: 1, summary: "told by a trap")
        }
        let world = JudgeWorld(openAlerts: [alert("link-down", "48"), alert("ups-on-battery", nil)])
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.told == [])
        for _ in 0..<2 { world.poll(.interfaces([.uplink()])) }
        #expect(world.told == ["resolved link-down core-sw1/48"], "what no poll judges here is left to the traps")
        #expect(SNMPWatcher.sharedRules.contains("link-down"))
        let first = JudgeWorld(openAlerts: [alert("link-down", "48")], kept: [:])
        for _ in 0..<2 { first.poll(.answer { $0.credential = "lan" }) }
        #expect(first.told == ["occurred snmp-first-look core-sw1"], "a trap's alert is no memory of polls")
    }

    @Test("The look that a trap asks for is judged at once, without the rest of the table")
    func look() throws {
        let world = JudgeWorld()
        var aliased = Interface("Te1", 101, alias: "core ring")
        world.poll(.interfaces([.access(), aliased, .uplink()]))
        world.trap(101)
        world.look(InterfaceLook(index: 101, name: "Te1", admin: 1, oper: 2))
        #expect(world.told == [], "whether it is an uplink is for the poll to find, which reads the alias")
        world.trap(48)
        world.look(InterfaceLook(index: 48, name: "Gi1/0/48", admin: 1, oper: 2))
        #expect(world.told == ["firing link-down core-sw1/48"])
        #expect(world.observations.first?.summary == "core-sw1: Gi1/0/48 (uplink) is down, as its trap says, too")
        aliased.oper = 2
        world.poll(.interfaces([.access(), aliased, .uplink(oper: 2)]))
        #expect(world.told == ["firing link-down core-sw1/48", "firing link-down core-sw1/101"])
        world.trap(1)
        world.look(InterfaceLook(index: 1, name: "Gi1/0/1", admin: 1, oper: 2))
        #expect(world.told.last == "occurred interface-state core-sw1/Gi1/0/1", "it is known to be none by now")
        for _ in 0..<2 { world.poll(.interfaces([.access(oper: 2), aliased, .uplink()])) }
        #expect(world.told.last == "resolved link-down core-sw1/48")
        #expect(try world.judge().interfaces.entries.count == 3)
        world.look(InterfaceLook(index: 9, name: "never seen", admin: 1, oper: 2))
        #expect(try world.judge().interfaces.entries.count == 3)
    }
}
