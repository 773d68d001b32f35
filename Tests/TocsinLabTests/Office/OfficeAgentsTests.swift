import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite struct OfficeAgentsTests {
    private static func asked() throws -> AskedAgents { AskedAgents(try AgentFarm(OfficeAgents.agents(port: 1))) }

    private static func number(_ device: OfficeDevice, in agents: AskedAgents) throws -> Int {
        try #require(agents.agents.firstIndex { $0.name == device.name })
    }

    private static func value(
        _ object: AgentObject, _ index: UInt32, of device: OfficeDevice, at time: Duration, _ agents: AskedAgents
    ) throws -> VarBindValue? {
        let question = AgentQuestion.get(object.identifier.appending(index))
        return try agents.ask(question, of: number(device, in: agents), at: time)?.varBinds.first?.value
    }

    @Test func `Every device of the configuration is an agent at its address, in its version`() throws {
        let agents = try Self.asked().agents
        #expect(agents.map(\.name) == OfficeNetwork.devices.filter(\.isListed).map(\.name))
        #expect(agents.map(\.endpoint.address) == OfficeNetwork.devices.filter(\.isListed).map(\.address))
        #expect(agents.filter { $0.version == .v3 }.map(\.name) == ["edge-rtr1"])
    }

    @Test(arguments: 0..<3)
    func `The uplink is down between its traps, in every round`(round: Int) throws {
        let agents = try Self.asked()
        let begin = OfficeStory.length * Double(round)
        for (after, state) in [(Duration.seconds(10), Int32(1)), (.milliseconds(16_100), 2), (.seconds(29), 2)] {
            let value = try Self.value(.ifOperStatus, 24, of: OfficeNetwork.accessSwitch, at: begin + after, agents)
            #expect(value == .integer(state))
        }
        let again = try Self.value(
            .ifOperStatus, 24, of: OfficeNetwork.accessSwitch, at: begin + .milliseconds(30_400), agents)
        #expect(again == .integer(1))
        for scene in OfficeStory.scenes(round: round) where scene.device == OfficeNetwork.accessSwitch {
            guard case .traps(let traps, _) = scene.act, traps.first?.varBinds.first?.value == .integer(24) else {
                continue
            }
            let isDown = traps.first?.trap == StandardObjects.snmpTraps.appending(3)
            let value = try Self.value(
                .ifOperStatus, 24, of: OfficeNetwork.accessSwitch, at: begin + scene.time + .milliseconds(1), agents)
            #expect(value == .integer(isDown ? 2 : 1))
        }
    }

    @Test func `Devices go down, up, busy and wrong within a minute`() throws {
        let agents = try Self.asked()
        let (core, server) = (OfficeNetwork.coreSwitch, OfficeNetwork.server)
        #expect(try Self.value(.sysUpTime, 0, of: server, at: .seconds(3), agents) != nil)
        #expect(try Self.value(.sysUpTime, 0, of: server, at: .seconds(10), agents) == nil)
        #expect(try Self.value(.sysUpTime, 0, of: server, at: .seconds(16), agents) != nil)
        func octets(_ second: Int) throws -> UInt64 {
            guard
                case .counter64(let octets)? = try Self.value(.ifHCInOctets, 47, of: core, at: .seconds(second), agents)
            else { return 0 }
            return octets
        }
        let busy = try octets(17) - octets(7)
        #expect(busy == 10_000_000_000 / 8 / 100 * 95 * 10)
        #expect(try octets(29) - octets(19) < busy / 2)
        // In the next round, too.
        #expect(try octets(47) - octets(37) == busy)
        #expect(
            try Self.value(.entPhySensorValue, 1_001, of: OfficeNetwork.sensor, at: .seconds(10), agents)
                == .integer(410))
        #expect(try Self.value(.upsOutputSource, 0, of: OfficeNetwork.ups, at: .seconds(40), agents) == .integer(5))
        #expect(try Self.value(.sysUpTime, 0, of: OfficeNetwork.printer, at: .seconds(31), agents) == .timeTicks(100))
    }

    @Test func `No counter ever goes back but by a restart or at its end`() throws {
        let agents = try Self.asked()
        for device in OfficeNetwork.devices where device.isListed && device != OfficeNetwork.printer {
            let number = try Self.number(device, in: agents)
            guard device.security.version != .v3, !agents.agents[number].behaviour.hasOnly32Bit else { continue }
            let agent = agents.agents[number]
            for identity in [0, agent.interfaces - 1, agent.interfaces - 2] where identity >= 0 {
                for kind in [AgentTraffic.Kind.octets, .unicast, .errors, .discards] {
                    var last: UInt64 = 0
                    for step in 0..<10_000 {
                        let state = AgentState(of: agent, at: Int64(step) * 7_310_000)
                        let now = AgentTraffic(agent: agent, state: state, identity: identity).counter(
                            kind, isOut: true)
                        if now < last { Issue.record("\(device.name) \(identity) \(kind) at step \(step)") }
                        last = now
                    }
                }
            }
        }
    }

    @Test func `The configuration polls the agents only where it is told their port`() throws {
        let listen = try LabDestination("127.0.0.1:9162")
        let traps = LabConfiguration(listen: listen, literalSecrets: false).yaml
        let polls = LabConfiguration(
            listen: listen, literalSecrets: false, agentsPort: 16_161, realAgent: try LabDestination("127.0.1.90:1161")
        ).yaml
        #expect(!traps.contains("thresholds") && !traps.contains("16161"))
        #expect(polls.contains("defaults: { interval: 2s, timeout: 400ms, retries: 1, port: 16161 }"))
        #expect(polls.contains("{ name: snmpd, address: 127.0.1.90, port: 1161, credential: lan,"))
        #expect(polls.contains("uplinks: [Gi1/0/24], tags: { role: access } }"))
        for line in traps.split(separator: "\n") where !line.contains("{ name:") { #expect(polls.contains(line)) }
    }
}
