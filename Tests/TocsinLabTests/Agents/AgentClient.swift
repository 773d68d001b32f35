import Model
import Reactor
import SNMP

@testable import TocsinLab

/// Asks one agent once and takes whatever comes first, wherever it comes from.
actor AgentClient {
    private let executor = QueueExecutor(label: "test-agent-client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var socket: DatagramSocket?
    private let (answers, answer) = AsyncStream.makeStream(of: Endpoint.self)

    /// Where the answer to a GET comes from.
    static func ask(_ target: String) async throws -> [Endpoint] {
        let client = AgentClient()
        try await client.send(to: LabDestination(target).endpoint)
        for await source in client.answers { return [source] }
        return []
    }

    private func send(to endpoint: Endpoint) throws {
        let socket = try DatagramSocket(binding: Endpoint(address: .v4(0), port: 0), executor: executor)
        socket.start { batch in
            for datagram in batch.datagrams { self.answer.yield(datagram.source) }
        }
        socket.send([OutgoingDatagram(bytes: AgentQuestion.get([1, 3]).datagram, destination: endpoint)])
        self.socket = socket
    }
}
