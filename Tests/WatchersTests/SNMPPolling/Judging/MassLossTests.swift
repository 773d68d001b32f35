import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Many devices that are lost at once")
struct MassLossTests {
    private static let alert = "snmp-devices-lost snmp"

    private static func devices(_ count: Int) -> [DeviceEntry] {
        (1...count).map { number in .polled { $0.name = "sw\(number)" } }
    }

    private static func open(_ rule: String, _ device: String, watcher: WatcherName = .snmp) -> Alert {
        Alert(
            id: 7, key: AlertKey(rule: rule, subject: Subject(device: device)), watcher: watcher, severity: .error,
            state: .open, opened: Moment.start.wall, updated: Moment.start.wall, events: 1, summary: "before")
    }

    /// One round of polls, in which some devices do not answer.
    private func round(
        _ world: JudgeWorld, lost: Set<Int>, _ reason: SNMPFailure.Reason = .timedOut
    ) {
        for name in world.entries.keys.sorted() {
            let number = Int(name.dropFirst(2)) ?? 0
            world.give(lost.contains(number) ? .failure(reason) : .answer(), device: name)
        }
        world.advance(by: world.interval)
    }

    @Test("One alert says so, theirs are held back as events, and it ends when three of four answer again")
    func most() throws {
        let world = JudgeWorld(devices: Self.devices(10))
        for _ in 0..<2 { round(world, lost: []) }
        for _ in 0..<6 { round(world, lost: Set(3...10)) }
        #expect(world.open == [Self.alert])
        #expect(world.observations.filter { $0.state == .firing }.count == 1)
        let alert = try #require(world.observations.first)
        #expect(alert.severity == .critical)
        #expect(alert.summary.hasPrefix("8 of 10 devices have stopped answering SNMP at once; look at this host's own"))
        #expect(alert.evidence.json.contains("\"devices_lost\":8") && alert.evidence.json.contains("\"sw10\",\"sw3\""))
        let held = world.observations(of: "device-down")
        #expect(held.count == 8 && held.allSatisfy { $0.state == .occurred && $0.severity == .info })
        #expect(
            held.allSatisfy { $0.summary.hasSuffix("its alert is held back, since 8 of 10 devices are lost at once") })
        #expect(held.allSatisfy { $0.evidence.json.contains("\"held_back_by\":\"snmp-devices-lost\"") })
        #expect(try world.judge("sw3").condition == .down)
        // Seven of ten are not three of four yet.
        world.actions = []
        round(world, lost: Set(8...10))
        #expect(!world.told.contains("resolved \(Self.alert)"))
        #expect(world.observations(of: "device-down").allSatisfy { $0.severity == .info && $0.state == .resolved })
        #expect(world.observations(of: "device-down").count == 5)
        world.actions = []
        round(world, lost: Set(9...10))
        #expect(
            world.told == ["resolved device-down sw8", "resolved \(Self.alert)"]
                || world.told.contains("resolved \(Self.alert)"))
        let end = try #require(world.observations(of: "snmp-devices-lost").first)
        #expect(end.summary.hasPrefix("8 of 10 devices answer SNMP again after"))
        // Who still does not answer alerts by itself.
        round(world, lost: Set(9...10))
        #expect(
            world.told.filter { $0.hasPrefix("firing") }.sorted() == [
                "firing device-down sw10", "firing device-down sw9",
            ])
        round(world, lost: [])
        #expect(OpenAlerts(world.observations).texts == [])
    }

    @Test("Half of them is not most, and four are not many: each alerts by itself")
    func few() {
        let half = JudgeWorld(devices: Self.devices(10))
        round(half, lost: [])
        for _ in 0..<4 { round(half, lost: Set(1...5)) }
        #expect(half.open.count == 5 && !half.open.contains(Self.alert))
        let four = JudgeWorld(devices: Self.devices(4))
        round(four, lost: [])
        for _ in 0..<4 { round(four, lost: Set(1...4)) }
        #expect(four.open.count == 4 && !four.open.contains(Self.alert))
    }

    @Test("What was down before counts neither as lost nor as a device")
    func downBefore() {
        let alerts = (1...20).map { Self.open("device-down", "sw\($0)") }
        let world = JudgeWorld(devices: Self.devices(30), openAlerts: alerts)
        round(world, lost: Set(1...20))
        for _ in 0..<4 { round(world, lost: Set(1...25)) }
        #expect(world.told.sorted() == (21...25).map { "firing device-down sw\($0)" }, "five of ten are not most")
        let most = JudgeWorld(devices: Self.devices(30), openAlerts: alerts)
        round(most, lost: Set(1...20))
        for _ in 0..<4 { round(most, lost: Set(1...26)) }
        #expect(most.open == [Self.alert])
    }

    @Test("Who refuses, or whose port is closed, is not lost: the way to it is there")
    func refusals() {
        for reason in [SNMPFailure.Reason.wrongKey, .unknownUser, .portUnreachable] {
            let world = JudgeWorld(devices: Self.devices(8))
            round(world, lost: [])
            for _ in 0..<4 { round(world, lost: Set(1...8), reason) }
            #expect(world.open.count == 8 && !world.open.contains(Self.alert))
        }
        let unreachable = JudgeWorld(devices: Self.devices(8))
        round(unreachable, lost: [])
        for _ in 0..<4 { round(unreachable, lost: Set(1...8), .notSent) }
        #expect(unreachable.open == [Self.alert])
    }

    @Test("Where one poll is enough, the first half has alerted before it is clear, and the others are held back")
    func onePoll() {
        var configuration = JudgingConfiguration()
        configuration.settings.down = .init(polls: 1, of: 1)
        let world = JudgeWorld(configuration, devices: Self.devices(12))
        round(world, lost: [])
        round(world, lost: Set(1...12))
        #expect(world.told.filter { $0.hasPrefix("firing device-down") }.count == 6)
        #expect(world.open.contains(Self.alert) && world.open.count == 7)
        // Much later those six are down by themselves.
        let slow = JudgeWorld(configuration, devices: Self.devices(12))
        round(slow, lost: [])
        for number in 1...6 {
            round(slow, lost: Set(1...number))
            slow.advance(by: MassLoss.memory)
        }
        round(slow, lost: Set(1...9))
        #expect(slow.open.sorted() == (1...9).map { "device-down sw\($0)" })
    }

    @Test("A restart in the middle of it holds them back on, and does not take a silent start for its end")
    func restart() {
        let world = JudgeWorld(devices: Self.devices(10), openAlerts: [Self.open("snmp-devices-lost", "snmp")])
        for _ in 0..<4 { round(world, lost: Set(1...9)) }
        #expect(world.told.allSatisfy { $0.hasPrefix("occurred device-down") } && world.told.count == 9)
        round(world, lost: [])
        #expect(world.told.filter { $0.hasSuffix(Self.alert) } == ["resolved \(Self.alert)"])
    }

    @Test("Where the rule is off each alerts by itself; a device that is to refuse us never counts")
    func off() {
        var configuration = JudgingConfiguration()
        configuration.settings.disabled = ["snmp-devices-lost"]
        let world = JudgeWorld(configuration, devices: Self.devices(8))
        round(world, lost: [])
        for _ in 0..<4 { round(world, lost: Set(1...8)) }
        #expect(world.open.count == 8)
        let refusing = Self.devices(12).map { device in
            var device = device
            device.expectsRefusal = ["sw1", "sw2", "sw3", "sw4", "sw5", "sw6"].contains(device.name)
            return device
        }
        let other = JudgeWorld(devices: refusing)
        for _ in 0..<4 { round(other, lost: Set(1...9)) }
        #expect(other.open.sorted() == (7...9).map { "device-down sw\($0)" })
    }

    @Test("It ends when those that are lost are no longer configured; a first look has a summary and no such alert")
    func removed() {
        let world = JudgeWorld(devices: Self.devices(8))
        round(world, lost: [])
        for _ in 0..<4 { round(world, lost: Set(1...6)) }
        #expect(world.open == [Self.alert])
        for number in 1...6 { world.forget("sw\(number)") }
        #expect(world.open == [])
        let first = JudgeWorld(devices: Self.devices(8), kept: [:])
        for _ in 0..<5 { round(first, lost: Set(1...8)) }
        #expect(first.told == ["occurred snmp-first-look snmp"])
    }
}
