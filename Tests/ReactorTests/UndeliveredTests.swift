import Glibc
import Model
import Testing

@testable import Reactor

/// An actor with one socket that hears of what the network does not deliver.
private actor ErrorHost {
    private let executor = QueueExecutor(label: "errors")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    private var undelivered: [UndeliveredDatagram] = []
    private var received = 0
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init() throws {
        var options = DatagramSocket.Options()
        options.tellsUndelivered = true
        socket = try DatagramSocket(
            binding: Endpoint(address: .v4(0x7f00_0001), port: 0), options: options, executor: executor)
    }

    var endpoint: Endpoint { socket.localEndpoint }

    func start() {
        socket.start { batch in
            self.received += batch.datagrams.count
            self.arrival.yield()
        } undelivered: { undelivered in
            self.note(undelivered)
        }
    }

    func send(_ datagrams: [OutgoingDatagram]) -> SendOutcome {
        let outcome = socket.send(datagrams)
        note(socket.takeUndelivered())
        return outcome
    }

    func wait(undelivered count: Int, received: Int) async -> [UndeliveredDatagram] {
        while undelivered.count < count || self.received < received {
            var iterator = arrivals.makeAsyncIterator()
            await iterator.next()
        }
        return undelivered
    }

    func close() { socket.close() }

    private func note(_ more: [UndeliveredDatagram]) {
        undelivered += more
        if !more.isEmpty { arrival.yield() }
    }
}

@Suite("Undelivered datagrams", .timeLimit(.minutes(5)))
struct UndeliveredTests {
    @Test("A socket hears which of its datagrams found no listener, and the others are sent and received all the same")
    func refused() async throws {
        let host = try ErrorHost()
        await host.start()
        let mine = await host.endpoint
        let closed = Endpoint(address: .v4(0x7f00_0001), port: 1)
        let datagrams = (0..<200).map { number in
            OutgoingDatagram(bytes: [UInt8(number)], destination: number.isMultiple(of: 2) ? closed : mine)
        }
        let outcome = await host.send(datagrams)
        #expect(outcome.sent == 200)
        #expect(outcome.failed == [:])
        let undelivered = await host.wait(undelivered: 100, received: 100)
        #expect(undelivered.count == 100)
        #expect(undelivered.allSatisfy { $0.destination == closed && $0.code == ECONNREFUSED })
        #expect(Set(undelivered.map(\.quoted)) == Set((0..<100).map { [UInt8(2 * $0)] }))
        await host.close()
    }

    @Test("A datagram that the kernel refuses is told by its index")
    func index() async throws {
        let host = try ErrorHost()
        await host.start()
        let mine = await host.endpoint
        let broadcast = Endpoint(address: .v4(0xffff_ffff), port: 9)
        let outcome = await host.send([
            OutgoingDatagram(bytes: [1], destination: mine), OutgoingDatagram(bytes: [2], destination: broadcast),
            OutgoingDatagram(bytes: [3], destination: mine),
        ])
        #expect(outcome.sent == 2)
        #expect(outcome.refused == [1: EACCES] || outcome.refused == [1: ENETUNREACH])
        _ = await host.wait(undelivered: 0, received: 2)
        await host.close()
    }
}
