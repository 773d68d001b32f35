import Model
import Synchronization
import Testing
import Watching
import Wire

@testable import Watchers

/// The watchers of DHCP and NTP, joined by nothing but the board of facts, as in the daemon.
@Suite("Time servers of DHCP reach the NTP watcher as facts")
struct OfferedServerFactTests {
    /// A listed DHCP server's answer to a question of ours, with these time servers (option 42).
    private func answer(_ world: DHCPWorld, clocks: [UInt8]) throws {
        let question = try #require(try world.nextRound().first { $0.messageType == .discover })
        let more: [(UInt8, [UInt8])] =
            clocks.isEmpty ? [] : [(UInt8(42), clocks)]
        world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid, more: more))
    }

    @Test(
        "A strange time server of option 42 is told, until DHCP offers it no more; who subscribes late learns it, too")
    func offered() throws {
        let board = FactBoard()
        let dhcp = DHCPWorld()
        var posted = 0
        func publish() {
            board.publish(Array(dhcp.manual.facts.dropFirst(posted)), by: .dhcp)
            posted = dhcp.manual.facts.count
        }
        let arrived = Mutex<[Fact]>([])
        func deliver(to world: TimeWorld) {
            for fact in arrived.withLock({ facts in
                defer { facts = [] }; return facts
            }) { world.feed(.fact(fact)) }
        }
        board.subscribe(.ntp) { facts in arrived.withLock { $0 += facts } }
        let ntp = TimeWorld(SimulatedServer.good(2))
        // 10.0.0.1 is one of ntp.servers, 10.0.0.123 is not.
        try answer(dhcp, clocks: [10, 0, 0, 1, 10, 0, 0, 123])
        publish()
        deliver(to: ntp)
        #expect(ntp.openAlerts == ["ntp-rogue-server 10.0.0.123"])
        #expect(
            ntp.observations.map(\.summary) == [
                "The time server 10.0.0.123 is not in ntp.servers and is offered by the DHCP server 10.0.0.1"
            ])
        // A daemon that is reloaded makes a new host, which subscribes anew.
        let later = TimeWorld(SimulatedServer.good(2))
        board.subscribe(.ntp) { facts in arrived.withLock { $0 += facts } }
        deliver(to: later)
        #expect(later.openAlerts == ["ntp-rogue-server 10.0.0.123"])
        try answer(dhcp, clocks: [])
        publish()
        deliver(to: later)
        #expect(later.openAlerts.isEmpty)
        #expect(later.observations.last?.summary == "The time server 10.0.0.123 is no longer offered by a DHCP server")
    }
}
