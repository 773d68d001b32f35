import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// What the SNMP watcher takes from the others, and what it gives them.
@Suite("SNMP facts")
struct PollFactTests {
    private func agent() -> FabricatedAgent {
        let agent = FabricatedAgent()
        agent.setInterfaces([(1, "Gi1/0/1"), (7, "Gi1/0/7")])
        return agent
    }

    @Test("A trap about an interface has it asked for at once, and what it is is published")
    func look() throws {
        let agent = agent()
        let world = PollWorld(agent)
        try world.pollOnce()
        agent.set("ifOperStatus.7", .integer(2))
        world.asked.removeAll()
        let before = world.manual.now.monotonic
        world.manual.feed(.fact(.interfaceChanged(device: "d1", index: 7)))
        world.advance(by: .milliseconds(20))
        #expect(world.asked.map(\.time) == [before])
        #expect(world.requests().first?.variables.map(\.arcs.last) == [7, 7, 7])
        #expect(world.manual.facts == [.interface(device: "d1", index: 7, name: "Gi1/0/7", isUp: false)])
    }

    @Test("Traps that come while an interface is asked for have it asked once more, not each")
    func coalesced() throws {
        let agent = agent()
        let world = PollWorld(agent)
        try world.pollOnce()
        world.asked.removeAll()
        for _ in 0..<10 { world.manual.feed(.fact(.interfaceChanged(device: "d1", index: 7))) }
        world.advance(by: .milliseconds(50))
        #expect(world.requests().count == 2)
        #expect(world.manual.facts.count == 2)
    }

    @Test("A flood of traps asks for no more interfaces at once than is bearable, and the rest is counted")
    func flood() throws {
        let world = PollWorld(agent())
        try world.pollOnce()
        world.asked.removeAll()
        for index in 1...100 { world.manual.feed(.fact(.interfaceChanged(device: "d1", index: UInt32(index)))) }
        world.advance(by: .milliseconds(1))
        #expect(world.requests().count == InterfaceLooks.mostOfDevice)
        #expect(try world.watcher.counters.looksDropped == UInt64(100 - InterfaceLooks.mostOfDevice))
    }

    @Test("An SNMPv1 agent without ifName is asked without it")
    func version1() throws {
        let agent = agent()
        agent.isV1 = true
        agent.remove("ifXTable")
        let world = PollWorld(
            [.device(1) { $0.credentials = ["old"] }], credentials: [.byV1], agents: [.device(1): agent])
        try world.pollOnce()
        world.manual.feed(.fact(.interfaceChanged(device: "d1", index: 1)))
        world.advance(by: .milliseconds(50))
        #expect(world.manual.facts == [.interface(device: "d1", index: 1, name: nil, isUp: true)])
    }

    @Test("A trap of a device that was left alone has it polled at its next time")
    func wakesUp() throws {
        let agent = agent()
        agent.faults = [.dead]
        let world = PollWorld(agent)
        world.advance(by: .seconds(1_500))
        let due = try world.device().due
        agent.faults = []
        world.manual.feed(.fact(.interfaceChanged(device: "d1", index: 1)))
        let soon = try world.device().due
        #expect(soon <= due && soon - world.manual.now.monotonic <= .seconds(60))
        world.advance(by: .seconds(61))
        #expect(try world.device().failures == 0)
    }

    @Test("A fact about a device that is not polled asks no one")
    func stranger() throws {
        let world = PollWorld(agent())
        world.manual.feed(.fact(.interfaceChanged(device: "other", index: 1)))
        world.advance(by: .milliseconds(50))
        #expect(world.asked.isEmpty)
    }

    @Test("A trap's alert ends when a poll sees the interface up, also when the linkUp was lost")
    func oneAlert() throws {
        let agent = agent()
        let world = PollWorld(agent, .device(1) { $0.uplinks = ["Gi1/0/7"] })
        for _ in 0..<4 { try world.pollOnce() }
        agent.set("ifOperStatus.7", .integer(2))
        world.manual.feed(.fact(.interfaceChanged(device: "d1", index: 7)))
        // Before the next poll: the look is enough.
        world.advance(by: .milliseconds(50))
        let down = world.manual.observations.filter { $0.state == .firing }
        #expect(down.map(\.key) == [AlertKey(rule: "link-down", subject: Subject(device: "d1", instance: "7"))])
        agent.set("ifOperStatus.7", .integer(1))
        world.manual.reports.removeAll()
        for _ in 0..<3 { try world.pollOnce() }
        let up = world.manual.observations.filter { $0.state == .resolved }
        #expect(up.first?.key == AlertKey(rule: "link-down", subject: Subject(device: "d1", instance: "7")))
    }

    @Test("A bridge's learned addresses are published once with their ports' names; uplinks and its own are not")
    func ports() throws {
        let agent = agent()
        for (port, index) in [(11, 1), (17, 7)] {
            agent.set("dot1dBasePortIfIndex.\(port)", .integer(Int32(index)))
        }
        func learn(_ mac: String, port: Int32, status: Int32 = 3) {
            agent.set("dot1dTpFdbPort.\(mac)", .integer(port))
            agent.set("dot1dTpFdbStatus.\(mac)", .integer(status))
        }
        learn("82.84.0.0.0.1", port: 11)
        learn("82.84.0.0.0.2", port: 17)
        learn("82.84.0.0.0.3", port: 11, status: 4)
        let world = PollWorld(
            agent,
            .device(1) {
                $0.profiles += ["bridge"]
                $0.uplinks = ["Gi1/0/7"]
            })
        try world.pollOnce()
        let mac = try #require(MACAddress("52:54:00:00:00:01"))
        var places: [Fact] { world.manual.facts.filter { if case .portOfMAC = $0 { true } else { false } } }
        #expect(places == [.portOfMAC(mac, device: "d1", port: "Gi1/0/1")])
        for _ in 0..<21 { try world.pollOnce() }
        #expect(places.count == 1)
        learn("82.84.0.0.0.4", port: 11)
        for _ in 0..<11 { try world.pollOnce() }
        #expect(places.count == 2)
    }

    @Test("A Cisco switch's DHCP snooping and the ports that it trusts are published when they change")
    func snooping() throws {
        let agent = agent()
        agent.set("sysObjectID.0", .objectIdentifier([1, 3, 6, 1, 4, 1, 9, 1, 2066]))
        let mib = "1.3.6.1.4.1.9.9.380.1"
        agent.set("\(mib).1.1.0", .integer(1))
        agent.set("\(mib).3.1.1.1.1", .integer(1))
        agent.set("\(mib).3.1.1.1.7", .integer(2))
        let world = PollWorld(agent)
        for _ in 0..<12 { try world.pollOnce() }
        #expect(world.manual.facts == [.dhcpSnooping(device: "d1", isOn: true, trustedPorts: ["Gi1/0/1"])])
        agent.set("\(mib).1.1.0", .integer(2))
        try world.pollOnce()
        #expect(world.manual.facts.last == .dhcpSnooping(device: "d1", isOn: false, trustedPorts: ["Gi1/0/1"]))
        agent.set("\(mib).3.1.1.1.7", .integer(1))
        for _ in 0..<11 { try world.pollOnce() }
        #expect(
            world.manual.facts.last == .dhcpSnooping(device: "d1", isOn: false, trustedPorts: ["Gi1/0/1", "Gi1/0/7"]))
        #expect(world.manual.facts.count == 3)
    }
}
