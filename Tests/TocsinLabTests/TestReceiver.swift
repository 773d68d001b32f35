import Model
import Reactor
import SNMP
import Wire

@testable import TocsinLab

/// A receiver of notifications on loopback: it decodes as the daemon does, acknowledges informs when it is told to, and
/// keeps what came.
actor TestReceiver {
    private let executor = QueueExecutor(label: "test-receiver")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    private let engine: SNMPEngine
    /// How many informs of each request-id are left without an answer before one is acknowledged.
    private let ignoredAttempts: Int
    private var seen: [Int32: Int] = [:]
    private(set) var messages: [TrapMessage] = []
    private(set) var datagrams: [ReceivedDatagram] = []
    private(set) var refusals: [TrapRefusal] = []
    private(set) var malformed = 0
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(users: [USMUser] = [OfficeNetwork.user], ignoringAttempts: Int = 0, started: MonotonicTime = .now) throws {
        ignoredAttempts = ignoringAttempts
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = 8 << 20
        let any = Endpoint(address: .v4(0x7f00_0001), port: 0)
        socket = try DatagramSocket(binding: any, options: options, executor: executor)
        engine = try SNMPEngine(engineID: .make(from: 7), boots: 3, started: started)
        _ = engine.setUsers(users)
    }

    /// Begins to receive; where to send to.
    func start() throws -> LabDestination {
        socket.start { batch in self.take(batch) }
        return try LabDestination(socket.localEndpoint)
    }

    /// Returns when so many datagrams have come.
    func wait(for count: Int) async -> [ReceivedDatagram] {
        if datagrams.count < count { for await _ in arrivals where datagrams.count >= count { break } }
        return datagrams
    }

    private func take(_ batch: ReceivedBatch) {
        for datagram in batch.datagrams {
            datagrams.append(datagram)
            guard let envelope = try? SNMPEnvelope(datagram.bytes) else {
                malformed += 1
                continue
            }
            var response: [UInt8]?
            switch engine.decode(datagram.bytes, envelope: envelope, source: datagram.source) {
            case .trap(let message):
                messages.append(message)
                if message.kind == .inform {
                    seen[message.requestID, default: 0] += 1
                    if seen[message.requestID, default: 0] > ignoredAttempts { response = message.response }
                }
            case .refused(let refusal, let report):
                refusals.append(refusal)
                response = report
            }
            if let response { socket.send([OutgoingDatagram(answering: datagram, bytes: response)]) }
        }
        arrival.yield()
    }
}

extension MonotonicTime {
    /// Some time that is no time of this host.
    static let someTime = MonotonicTime(nanoseconds: 86_400_000_000_000)
}
