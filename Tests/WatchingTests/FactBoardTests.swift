import Model
import Synchronization
import Testing

@testable import Watching

@Suite("The board of facts")
struct FactBoardTests {
    /// Keeps what a subscriber is given.
    final class Subscriber: Sendable {
        private let state = Mutex<[Fact]>([])
        var facts: [Fact] { state.withLock { $0 } }

        func subscribe(_ name: WatcherName, to board: FactBoard) {
            board.subscribe(name) { facts in self.state.withLock { $0 += facts } }
        }
    }

    private static let up = Fact.interface(device: "d", index: 3, name: nil, isUp: true)
    private static let down = Fact.interface(device: "d", index: 3, name: nil, isUp: false)
    private static let call = Fact.interfaceChanged(device: "d", index: 3)

    @Test("A fact reaches every subscriber but its publisher, in order")
    func delivery() {
        let board = FactBoard()
        let (publisher, other, third) = (Subscriber(), Subscriber(), Subscriber())
        publisher.subscribe(.snmp, to: board)
        other.subscribe(.traps, to: board)
        third.subscribe(.dns, to: board)
        board.publish([Self.up], by: .snmp)
        board.publish([Self.down], by: .snmp)
        #expect(publisher.facts == [])
        #expect(other.facts == [Self.up, Self.down])
        #expect(third.facts == other.facts)
        #expect(board.fact(Self.up.key) == Self.down)
    }

    @Test("A fact that says nothing new is not delivered again")
    func unchanged() {
        let board = FactBoard()
        let subscriber = Subscriber()
        subscriber.subscribe(.traps, to: board)
        board.publish([Self.up], by: .snmp)
        board.publish([Self.up], by: .snmp)
        board.publish([Self.up], by: .dns)
        #expect(subscriber.facts == [Self.up])
        board.publish([Self.down], by: .snmp)
        board.publish([Self.up], by: .snmp)
        #expect(subscriber.facts == [Self.up, Self.down, Self.up])
    }

    @Test("Who subscribes late is told what holds, except what it said itself, and no calls")
    func late() {
        let board = FactBoard()
        board.publish([Self.up, Self.call], by: .snmp)
        board.publish([Self.down], by: .snmp)
        board.publish([.clock(trusted: true, boundSeconds: 1)], by: .ntp)
        let (late, clock) = (Subscriber(), Subscriber())
        late.subscribe(.snmp, to: board)
        clock.subscribe(.ntp, to: board)
        #expect(late.facts == [.clock(trusted: true, boundSeconds: 1)])
        #expect(clock.facts == [Self.down])
    }

    @Test("A call is delivered each time and never kept, so that many calls take no memory")
    func calls() {
        let board = FactBoard()
        let subscriber = Subscriber()
        subscriber.subscribe(.snmp, to: board)
        board.publish([Self.call], by: .traps)
        board.publish([Self.call], by: .traps)
        #expect(subscriber.facts == [Self.call, Self.call])
        #expect(board.fact(Self.call.key) == nil)
    }

    @Test("A watcher that subscribes again takes the place of its old subscription, and one that leaves hears no more")
    func resubscribe() {
        let board = FactBoard()
        let (old, new) = (Subscriber(), Subscriber())
        old.subscribe(.traps, to: board)
        new.subscribe(.traps, to: board)
        board.publish([Self.up], by: .snmp)
        #expect(old.facts == [])
        #expect(new.facts == [Self.up])
        board.unsubscribe(.traps)
        board.publish([Self.down], by: .snmp)
        #expect(new.facts == [Self.up])
    }
}
