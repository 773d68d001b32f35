import Dispatch
import Model

@testable import Reactor

/// An actor on its own queue with one socket, as the daemon's hosts are, that keeps what arrives.
actor DatagramHost {
    private let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    private var datagrams: [ReceivedDatagram] = []
    private var batches: [Int] = []
    private var drops: UInt64 = 0
    /// How many batches there were when a block ran that the first batch's handler put on the queue.
    private var batchesBeforeBlock = 0
    /// One element a batch; a stream, so that a test's time limit ends a wait for what never comes.
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(binding text: String, options: DatagramSocket.Options = .init()) throws {
        executor = QueueExecutor(label: "test")
        socket = try DatagramSocket(binding: loopback(text), options: options, executor: executor)
    }

    init(adopting descriptor: Int32, options: DatagramSocket.Options = .init()) throws {
        executor = QueueExecutor(label: "test")
        socket = try DatagramSocket(adopting: descriptor, options: options, executor: executor)
    }

    var endpoint: Endpoint { socket.localEndpoint }

    func start() {
        socket.start { batch in self.take(batch) }
    }

    /// Runs a test's steps on the queue, with the socket.
    func withSocket<Value: Sendable>(_ body: (DatagramSocket) throws -> Value) rethrows -> Value { try body(socket) }

    /// Returns when so many datagrams have come.
    func wait(for count: Int) async -> [ReceivedDatagram] {
        if datagrams.count < count { for await _ in arrivals where datagrams.count >= count { break } }
        return datagrams
    }

    /// How many datagrams each batch had, and the drops that all told of.
    var told: (batches: [Int], drops: UInt64) { (batches, drops) }

    /// How many batches were read at most before another block on the queue had its turn.
    var batchesWithoutTurn: Int { batchesBeforeBlock }

    private func take(_ batch: ReceivedBatch) {
        if batches.isEmpty {
            executor.queue.async { self.assumeIsolated { $0.batchesBeforeBlock = $0.batches.count } }
        }
        datagrams += batch.datagrams
        batches.append(batch.datagrams.count)
        drops += batch.newDrops
        arrival.yield()
    }
}

/// An address of this host with port 0.
func loopback(_ text: String) throws -> Endpoint {
    guard let address = IPAddress(text) else { throw NoAddress(text: text) }
    return Endpoint(address: address, port: 0)
}

/// A test named an address that is none.
struct NoAddress: Error {
    let text: String
}
