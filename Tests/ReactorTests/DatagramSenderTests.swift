import Glibc
import Model
import Testing

@testable import Reactor

@Suite
struct DatagramSenderTests {
    /// A kernel that answers as the test wrote down, and then takes everything.
    private final class ScriptedKernel {
        var answers: [Int]
        var taken: [UInt8] = []

        init(_ answers: [Int]) { self.answers = answers }

        /// A sender of one-octet datagrams that this kernel serves.
        func sender(backlogLimit: Int) -> DatagramSender {
            DatagramSender(backlogLimit: backlogLimit, isIPv6: false) { _, octets, items in
                let answer = self.answers.isEmpty ? items.count : min(self.answers.removeFirst(), items.count)
                if answer > 0 { self.taken += octets[..<answer] }
                return answer
            }
        }
    }

    private func datagrams(_ numbers: Range<UInt8>) -> [OutgoingDatagram] {
        numbers.map { OutgoingDatagram(bytes: [$0], destination: Endpoint(address: .v4(0x7f00_0001), port: 9)) }
    }

    @Test("What the kernel has no room for waits in order, and what the backlog has no room for is counted")
    func backlog() {
        let kernel = ScriptedKernel([64, 6, -Int(EAGAIN)])
        var sender = kernel.sender(backlogLimit: 10)
        let first = sender.send(datagrams(0..<100), on: 0)
        #expect(first.sent == 70)
        #expect(first.waiting == 10)
        #expect(first.overflowed == 20)

        let second = sender.send(datagrams(200..<203), on: 0)
        #expect(second.overflowed == 3, "nothing overtakes the backlog")

        kernel.answers = [4, -Int(EAGAIN)]
        #expect(sender.drain(on: 0).sent == 4)
        #expect(sender.backlog.count == 6)
        #expect(sender.send(datagrams(210..<212), on: 0).waiting == 2)
        #expect(sender.drain(on: 0).sent == 8)
        #expect(sender.backlog.isEmpty)
        #expect(kernel.taken == Array(0..<80) + [210, 211])
    }

    @Test("A datagram that is refused is passed over; an error of an earlier one gets this one a second try")
    func errors() {
        let kernel = ScriptedKernel([2, -Int(EMSGSIZE), 1, -Int(ECONNREFUSED)])
        var sender = kernel.sender(backlogLimit: 10)
        let outcome = sender.send(datagrams(0..<6), on: 0)
        #expect(outcome.sent == 5)
        #expect(outcome.failed == [EMSGSIZE: 1])
        #expect(kernel.taken == [0, 1, 3, 4, 5])

        let refusing = ScriptedKernel([-Int(ECONNREFUSED), -Int(ECONNREFUSED)])
        var unlucky = refusing.sender(backlogLimit: 10)
        let refused = unlucky.send(datagrams(0..<2), on: 0)
        #expect(refused.failed == [ECONNREFUSED: 1])
        #expect(refusing.taken == [1])
    }

    @Test(
        "A source that nothing can be sent from is left to the routing table",
        arguments: [
            ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false), ("192.0.2.1", true), ("::", false),
            ("ff02::1", false), ("2001:db8::1", true), ("fe80::1%1", true),
        ])
    func sources(text: String, isUsable: Bool) throws {
        #expect(try loopback(text).address.canBeSource == isUsable)
    }
}
