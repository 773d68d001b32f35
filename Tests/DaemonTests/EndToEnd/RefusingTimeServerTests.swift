import Daemon
import Foundation
import Model
import Reactor
import Testing

@Suite("Time servers that refuse, and a daemon that starts again", .serialized)
struct RefusingTimeServerTests {
    @Test("Who asked for fewer questions is not asked before its turn", arguments: [SIGKILL, SIGTERM])
    func rate(_ signal: Int32) async throws {
        let server = try RefusingTimeServer("RATE", poll: 12)
        await server.start()
        let daemon = try daemon(asking: server)
        try await daemon.start()
        _ = try await daemon.events("rule=ntp-rate-limited", reach: 1)
        _ = await daemon.end(by: signal)
        let questions = await server.questions
        for _ in 0..<2 {
            try await daemon.start()
            let found = try await self.server(of: daemon) { _ in true }
            #expect(found["poll"].int == 12, "\(found)")
            #expect(try watcher(of: daemon)["sent"].int == 0)
            #expect(await daemon.end() == 0)
            #expect(await server.questions == questions)
        }
        await server.close()
    }

    @Test("Who refused is asked once", arguments: ["DENY", "RSTR"])
    func denied(_ code: String) async throws {
        let server = try RefusingTimeServer(code, poll: 6)
        await server.start()
        let daemon = try daemon(asking: server)
        try await daemon.start()
        _ = try await daemon.events("rule=ntp-server-denied", reach: 1)
        _ = await daemon.end(by: SIGKILL)
        await server.beSilent()
        try await daemon.start()
        let found = try await self.server(of: daemon) { _ in try watcher(of: daemon)["sent"].int == 1 }
        #expect(found["poll"].int == 10 && found["state"].text == "unknown", "\(found)")
        #expect(await daemon.end() == 0)
        await server.close()
    }

    private func daemon(asking server: RefusingTimeServer) throws -> RunningDaemon {
        try RunningDaemon(
            rest: """
                ntp:
                  servers: [ { address: 127.0.0.1, port: \(server.endpoint.port), min_poll: 0, max_poll: 10 } ]
                  local: none
                """)
    }

    private func watcher(of daemon: RunningDaemon) throws -> JSON {
        try daemon.status()["watchers"].items.first { $0["name"].text == "ntp" } ?? .null
    }

    /// The server as the daemon sees it, once that knows it and something is so.
    private func server(of daemon: RunningDaemon, once isSo: (JSON) throws -> Bool) async throws -> JSON {
        var found = JSON.null
        let isDone = try await eventually(within: .seconds(60)) {
            found = try daemon.query("servers", ("watcher", "ntp")).first ?? .null
            return try found["name"].text != nil && isSo(found)
        }
        #expect(isDone, "\(found) \(daemon.errors)")
        return found
    }
}

/// Answers each question with a kiss-o'-death (RFC 5905, section 7.4), and counts them.
private actor RefusingTimeServer {
    private let executor = QueueExecutor(label: "time-server")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let socket: DatagramSocket
    nonisolated let endpoint: Endpoint
    private let code: [UInt8]
    private let poll: UInt8
    private var isSilent = false
    private(set) var questions = 0

    init(_ code: String, poll: UInt8) throws {
        socket = try DatagramSocket(binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: executor)
        endpoint = socket.localEndpoint
        self.code = Array(code.utf8)
        self.poll = poll
    }

    func start() { socket.start { batch in self.take(batch) } }

    func beSilent() { isSilent = true }

    func close() { socket.close() }

    private func take(_ batch: ReceivedBatch) {
        questions += batch.datagrams.count
        guard !isSilent else { return }
        socket.send(
            batch.datagrams.filter { $0.bytes.count >= 48 }.map { request in
                // Leap 3, version 4, mode 4, stratum 0; what the client sent comes back as the origin.
                let times =
                    [UInt8](repeating: 0, count: 8) + request.bytes[40..<48] + request.bytes[40..<48]
                    + request.bytes[40..<48]
                let bytes: [UInt8] = [0xe4, 0, poll, 0xec] + [UInt8](repeating: 0, count: 8) + code + times
                return OutgoingDatagram(answering: request, bytes: bytes)
            })
    }
}
