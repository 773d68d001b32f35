import Dispatch
import Model
import SNMP
import Synchronization
import Testing

@testable import TocsinLab

/// Agents on loopback that answer until the test lets go of them.
final class RunningAgents: Sendable {
    let port: UInt16
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)

    init(_ groups: [AgentPlan.Group], network: String = "127.77.0.0/16", access: AgentFarm.Access = .init()) throws {
        let plan = try AgentPlan(groups, at: AgentNetwork("\(network):0"))
        let wait = DispatchSemaphore(value: 0)
        let bound = Atomic<UInt16>(0)
        let (stop, ended) = (stop, ended)
        let farm = try AgentFarm(plan.agents, access: access)
        DispatchQueue(label: "test-agents").async {
            if var server = try? AgentServer(plan, farm) {
                bound.store(server.endpoint.port, ordering: .relaxed)
                wait.signal()
                server.run(until: stop)
            }
            wait.signal()
            ended.signal()
        }
        wait.wait()
        port = bound.load(ordering: .relaxed)
        try #require(port > 0)
    }

    deinit {
        stop.raise()
        ended.wait()
    }

    /// `127.77.0.3:PORT`, agents counted from 1.
    func target(_ number: Int) -> String { "127.77.0.\(number):\(port)" }
}

@Suite(.timeLimit(.minutes(10)), .enabled(if: NetSNMPCommand.isInstalled)) struct AgentServerTests {
    private static let community = OfficeNetwork.community

    @Test func `net-snmp's GET, walk and bulk walk agree with each other and with what the agent is`() async throws {
        let agents = try RunningAgents([.init(count: 2, name: "sw", interfaces: 12)])
        let get = await NetSNMPCommand.run(
            "snmpget -v2c -c \(Self.community) -Onqv \(agents.target(2)) 1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.2.1.0 1.3.6.1.2.1.31.1.1.1.1.12"
        )
        #expect(get == ["\"sw2\"", "12", "\"Gi1/0/12\""])
        let columns = "1.3.6.1.2.1.2.2.1"
        let walk = await NetSNMPCommand.run("snmpwalk -v2c -c \(Self.community) -Onq \(agents.target(1)) \(columns)")
        let bulk = await NetSNMPCommand.run(
            "snmpbulkwalk -v2c -Cr50 -c \(Self.community) -Onq \(agents.target(1)) \(columns)")
        let old = await NetSNMPCommand.run("snmpwalk -v1 -c \(Self.community) -Onq \(agents.target(1)) \(columns)")
        func names(_ lines: [String]) -> [String] {
            lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        }
        let expected =
            AgentMIB.shared(features: .all, hasOnly32Bit: false).columns
            .filter { $0.object.identifier.starts(with: [1, 3, 6, 1, 2, 1, 2, 2, 1]) }.count * 12
        #expect(walk.count == expected)
        #expect(names(bulk) == names(walk))
        #expect(names(old) == names(walk))
        #expect(walk.contains(".1.3.6.1.2.1.2.2.1.6.3 \"02 01 00 00 00 02 \""))
        #expect(walk.contains(".1.3.6.1.2.1.2.2.1.5.12 4294967295"))
    }

    @Test func `A 64-bit counter that net-snmp reads twice has grown as the agent's own time says`() async throws {
        let agents = try RunningAgents([.init(count: 1, interfaces: 2)], network: "127.77.0.1/32")
        func read() async throws -> (octets: UInt64, ticks: UInt64) {
            let lines = await NetSNMPCommand.run(
                "snmpget -v2c -c \(Self.community) -Oqvt \(agents.target(1)) 1.3.6.1.2.1.31.1.1.1.6.1 1.3.6.1.2.1.1.3.0"
            )
            try #require(lines.count == 2)
            return (try #require(UInt64(lines[0])), try #require(UInt64(lines[1])))
        }
        let first = try await read()
        var second = try await read()
        while second.ticks == first.ticks { second = try await read() }
        let plan = try AgentPlan([.init(count: 1, interfaces: 2)], at: AgentNetwork("127.77.0.1/32:1"))
        let perTick = plan.agents[0].octetsPerTick(ofInterface: 0, isOut: false)
        #expect(second.octets - first.octets == perTick * (second.ticks - first.ticks))
    }

    @Test func `net-snmp reads v3 agents with every algorithm`() async throws {
        var users = [USMUser(name: "plain")]
        var commands = [("plain", "-l noAuthNoPriv")]
        for auth in AuthProtocol.allCases {
            let sign = "-a \(auth.rawValue) -A 'authentic words'"
            users.append(USMUser(name: auth.rawValue, auth: .init(auth, "authentic words")))
            commands.append((auth.rawValue, "-l authNoPriv \(sign)"))
            for privacy in PrivacyProtocol.allCases {
                let name = "\(auth.rawValue)+\(privacy.rawValue)"
                users.append(
                    USMUser(
                        name: name, auth: .init(auth, "authentic words"), privacy: .init(privacy, "private words")))
                commands.append((name, "-l authPriv \(sign) -x \(privacy.rawValue) -X 'private words'"))
            }
        }
        let agents = try RunningAgents(
            [.init(count: 1, name: "old"), .init(count: 1, name: "secure", version: .v3)],
            access: .init(users: users))
        for (user, options) in commands {
            let lines = await NetSNMPCommand.run(
                "snmpget -v3 -u '\(user)' \(options) -Oqv \(agents.target(2)) 1.3.6.1.2.1.1.5.0")
            #expect(lines == ["\"secure\""], "\(user)")
        }
        #expect(commands.count == 43)
    }

    @Test func `net-snmp says of each v3 fault what it is`() async throws {
        let agents = try RunningAgents([.init(count: 2, name: "secure", version: .v3)])
        let right = "-a SHA-256 -A 'lab authentication' -x AES -X 'lab encryption'"
        func ask(_ options: String) async -> String {
            await NetSNMPCommand.run(
                "snmpget -v3 -r0 -t5 \(options) -Oqv \(agents.target(1)) 1.3.6.1.2.1.1.5.0"
            ).joined(separator: " ")
        }
        #expect(await ask("-u lab-monitor -l authPriv \(right)") == "\"secure1\"")
        #expect(await ask("-u nobody -l authPriv \(right)").contains("Unknown user name"))
        #expect(
            await ask("-u lab-monitor -l authNoPriv -a SHA-256 -A 'wrong words'").contains("Authentication failure"))
        #expect(
            await ask("-u lab-monitor -l authPriv -a SHA-256 -A 'lab authentication' -x AES -X 'wrong words'")
                .contains("ecryption error"))
        #expect(await ask("-u lab-monitor -l authPriv \(right) -n nowhere").lowercased().contains("context"))
        // With boots and time long gone by: the Report of the time window puts them right.
        #expect(await ask("-u lab-monitor -l authPriv \(right) -Z 1,7") == "\"secure1\"")
    }

    @Test func `A slow agent delays nobody else, and one that answers from elsewhere is not heard`() async throws {
        var slow = AgentBehaviour()
        slow.delay = .milliseconds(300)
        var other = AgentBehaviour()
        other.answersFromOtherAddress = true
        let agents = try RunningAgents([
            .init(count: 1, name: "slow", behaviour: slow), .init(count: 1, name: "quick"),
            .init(count: 1, name: "other", behaviour: other),
        ])
        let begun = MonotonicTime.now
        async let late = NetSNMPCommand.run(
            "snmpget -v2c -t5 -r0 -c \(Self.community) -Oqv \(agents.target(1)) 1.3.6.1.2.1.1.5.0")
        let quick = await NetSNMPCommand.run(
            "snmpget -v2c -t5 -r0 -c \(Self.community) -Oqv \(agents.target(2)) 1.3.6.1.2.1.1.5.0")
        #expect(quick == ["\"quick\""])
        #expect(await late == ["\"slow\""])
        #expect(MonotonicTime.now - begun >= .milliseconds(300))
        // snmpget connects no socket, but compares addresses.
        let answers = try await AgentClient.ask(agents.target(3))
        #expect(answers.map { $0.address.text } == ["127.255.0.3"])
    }
}
