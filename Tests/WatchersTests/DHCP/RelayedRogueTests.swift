import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct RelayedRogueTests {
    @Test("A rogue behind a relay agent is critical where the agent or the address is of our own network")
    func relayedSeverity() {
        let cases: [(relay: IPAddress, address: IPAddress, severity: Severity)] = [
            (.v4(0x0a01_0001), .v4(0x0a01_0020), .error), (.host(254), .v4(0x0a01_0020), .critical),
            (.v4(0x0a01_0001), .host(150), .critical),
        ]
        for one in cases {
            let world = DHCPWorld()
            var answer = Answer4.rogue
            answer.relay = one.relay
            answer.address = one.address
            world.answer(answer)
            #expect(world.story == ["dhcp-rogue-server firing"])
            #expect(world.manual.observations.first?.severity == one.severity)
        }
        for (address, severity) in [("2001:db8:1::100", Severity.error), ("2001:db8::100", .critical)] {
            let world = DHCPWorld(
                .lab { $0.servers[0].expected.subnets = ["2001:db8::/64"].compactMap { Network($0) } })
            var answer = Answer6.rogue
            answer.relayed = true
            answer.address = IPAddress(address)
            world.answer(answer)
            #expect(world.manual.observations.map(\.severity) == [severity])
        }
    }
}
