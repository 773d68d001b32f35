import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("The first look")
struct FirstLookTests {
    private static func devices(_ count: Int) -> [DeviceEntry] {
        (1...count).map { number in
            .polled {
                $0.name = "sw\(number)"
                $0.uplinks = (1...100).map { "Gi1/0/\($0)" }
            }
        }
    }

    @Test("A thousand uplinks that are down at the first start are one summary and no alert")
    func thousand() throws {
        let devices = Self.devices(20)
        let world = JudgeWorld(devices: devices, kept: [:])
        let rows = (1...50).map { Interface.access(UInt32($0), oper: 2) }
        for _ in 0..<2 {
            for device in devices { world.give(.interfaces(rows), device: device.name) }
            world.advance(by: .seconds(60))
        }
        #expect(world.told == ["occurred snmp-first-look snmp"])
        let summary = try #require(world.observations.first)
        #expect(summary.severity == .warning)
        #expect(
            summary.summary == "At the first look at 20 devices 1000 things were wrong already: 1000 interface-down; "
                + "they raise no alerts until they have been right once")
        #expect(summary.evidence.json.contains("\"problems\":1000"))
        #expect(summary.evidence.json.contains("\"worst\":[{\"device\":\"sw1\""))
        for _ in 0..<20 { for device in devices { world.give(.interfaces(rows), device: device.name) } }
        #expect(world.told.count == 1)
    }

    @Test("What was known, recovers and fails again is an alert like any other")
    func again() {
        let world = JudgeWorld(kept: [:])
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.told == ["occurred snmp-first-look core-sw1"])
        for _ in 0..<2 { world.poll(.interfaces([.uplink()])) }
        #expect(world.told.last == "resolved interface-down core-sw1/Gi1/0/48")
        #expect(world.observations.last?.severity == .info)
        for _ in 0..<2 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.told.last == "firing interface-down core-sw1/Gi1/0/48")
    }

    @Test("A configured device that does not answer at the first look is in the summary and stays listed as down")
    func neverAnswered() throws {
        let world = JudgeWorld(kept: [:])
        for _ in 0..<10 { world.poll(.failure(.timedOut)) }
        #expect(world.told == ["occurred snmp-first-look core-sw1"])
        #expect(try #require(world.observations.first).evidence.json.contains("\"rule\":\"device-down\""))
        #expect(try world.judge().condition == .down)
        #expect(try world.judge().failureText == "it does not answer")
        world.poll(.answer())
        #expect(world.observations.last?.severity == .info)
        for _ in 0..<3 { world.poll(.failure(.timedOut)) }
        #expect(world.told.last == "firing device-down core-sw1")
    }

    @Test("Weak SNMP is part of the summary, and is not told otherwise")
    func weak() {
        let world = JudgeWorld(kept: [:])
        for _ in 0..<5 { world.poll(.answer { $0.credential = "lan" }) }
        #expect(world.told == ["occurred snmp-first-look core-sw1"])
        #expect(world.observations.first?.summary.contains("1 snmp-downgraded") == true)
    }

    @Test("What is right again before the summary is not in it, and where all is well there is none")
    func recovered() {
        let world = JudgeWorld(kept: [:])
        world.poll(.failure(.timedOut))
        world.poll(.answer())
        #expect(world.observations(of: "snmp-first-look").isEmpty)
        #expect(world.kept["judging"] != nil, "the next start is not the first")
        let well = JudgeWorld(kept: [:])
        for _ in 0..<5 { well.poll(.answer()) }
        #expect(well.told == [])
    }

    @Test("What breaks after the first look is an alert even before the summary is told")
    func brokenMeanwhile() {
        let devices = Self.devices(2)
        let world = JudgeWorld(devices: devices, kept: [:])
        for _ in 0..<2 { world.give(.answer(), device: "sw1") }
        for _ in 0..<3 { world.give(.failure(.timedOut), device: "sw1") }
        #expect(world.told == ["firing device-down sw1"])
    }

    @Test("The summary does not wait for ever: at its deadline it says who was not seen yet")
    func deadline() throws {
        let devices = Self.devices(2)
        let world = JudgeWorld(devices: devices, kept: [:])
        for _ in 0..<2 { world.poll(.failure(.timedOut), device: "sw1") }
        #expect(world.told == [])
        let armed = world.actions.contains { if case .setTimer(.firstLook, _) = $0 { true } else { false } }
        #expect(armed)
        world.advance(by: .seconds(300))
        world.wake()
        #expect(world.told == ["occurred snmp-first-look sw1"])
        #expect(try #require(world.observations.last).evidence.json.contains("\"devices_not_yet_seen\":1"))
        for _ in 0..<2 { world.poll(.failure(.timedOut), device: "sw2") }
        #expect(world.told.last == "occurred snmp-first-look sw2")
    }

    @Test("A start with a memory or with open alerts is no first look")
    func laterStart() {
        let world = JudgeWorld(kept: ["judging": "yes"])
        for _ in 0..<3 { world.poll(.failure(.timedOut)) }
        #expect(world.told == ["firing device-down core-sw1"])
    }

    @Test("What is known outlives a restart without becoming an alert")
    func outlives() {
        let world = JudgeWorld(kept: [:])
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        let next = JudgeWorld(kept: world.kept)
        for _ in 0..<5 { next.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(next.told == [])
        for _ in 0..<2 { next.poll(.interfaces([.uplink()])) }
        for _ in 0..<2 { next.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(next.told.last == "firing interface-down core-sw1/Gi1/0/48")
        #expect(next.kept["judging/core-sw1"] == nil)
        let down = JudgeWorld(kept: [:])
        for _ in 0..<3 { down.poll(.failure(.timedOut)) }
        let still = JudgeWorld(kept: down.kept)
        for _ in 0..<5 { still.poll(.failure(.timedOut)) }
        #expect(still.told == [])
    }
}
