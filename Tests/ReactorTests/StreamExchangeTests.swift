import CLinux
import Foundation
import Glibc
import Model
import Testing

@testable import Reactor

/// Exchanges with `openssl s_server`, which we did not write, on a free port of loopback.
@Suite("Streams", .timeLimit(.minutes(5)), .serialized)
struct StreamExchangeTests {
    @Test("A TLS 1.3 server is asked to the end, and both sides export the same key")
    func exchange() async throws {
        let server = try TLSServer(printsKey: true)
        var plan = server.plan("time.test")
        plan.exports = [.init(label: TLSServer.label, context: [], length: 32)]
        let result = try await run(plan)
        #expect(String(decoding: result.bytes, as: UTF8.self) == "time\n")
        let key = try #require(result.exportedKeys.first)
        let digits = key.map { String(format: "%02X", $0) }.joined()
        #expect(try server.log().contains("Keying material: \(digits)"), "the server exported another")
    }

    @Test("A certificate for another name is refused, and the sentence says so")
    func otherName() async throws {
        let server = try TLSServer()
        let fault = await fault(of: server.plan("other.test"))
        guard case .certificate(_, "other.test", .otherName, _) = fault else {
            Issue.record("\(fault.map { "\($0)" } ?? "no fault")")
            return
        }
    }

    @Test("A certificate that nobody trusted is refused")
    func untrusted() async throws {
        let server = try TLSServer()
        var plan = server.plan("time.test")
        plan.trustedCertificates = nil
        guard case .certificate(_, _, .selfSigned, _) = await fault(of: plan) else {
            Issue.record("it was not refused as signed by itself")
            return
        }
    }

    @Test("An expired certificate is refused as that")
    func expired() async throws {
        let server = try TLSServer(isExpired: true)
        guard case .certificate(_, _, .expired, _) = await fault(of: server.plan("time.test")) else {
            Issue.record("it was not refused as expired")
            return
        }
    }

    @Test("A server of another protocol is refused")
    func otherProtocol() async throws {
        let server = try TLSServer()
        var plan = server.plan("time.test")
        plan.applicationProtocol = "http/1.1"
        guard case .applicationProtocol(_, "http/1.1") = await fault(of: plan) else {
            Issue.record("it was not refused")
            return
        }
    }

    @Test("TLS 1.2 is refused")
    func oldVersion() async throws {
        let server = try TLSServer(version: "-tls1_2")
        guard case .handshake = await fault(of: server.plan("time.test")) else {
            Issue.record("it was not refused")
            return
        }
    }

    @Test("A port where nobody listens is a fault at once, and one that says nothing times out")
    func noServer() async throws {
        let closed = try TLSServer(starts: false)
        guard case .socket(let fault) = await fault(of: closed.plan("time.test")) else {
            Issue.record("it was connected")
            return
        }
        #expect(fault.code == ECONNREFUSED)
        let silent = try SilentListener()
        var plan = StreamExchange.Plan(endpoint: silent.endpoint, bytes: [1], timeout: .milliseconds(50))
        guard case .timedOut(_, _, let stage) = await self.fault(of: plan) else {
            Issue.record("it did not time out")
            return
        }
        #expect(stage.contains("awaited"))
        plan.serverName = "time.test"
        guard case .timedOut(_, _, let other) = await self.fault(of: plan) else {
            Issue.record("it did not time out")
            return
        }
        #expect(other.contains("TLS"))
    }

    @Test("An answer is read to its end, and more than the limit is refused")
    func tooLong() async throws {
        let server = try TLSServer()
        var plan = server.plan("time.test")
        let whole = try await run(plan)
        #expect(String(decoding: whole.bytes, as: UTF8.self).contains("BEGIN CERTIFICATE"))
        plan.answerLimit = 100
        guard case .tooLong(_, 100) = await fault(of: plan) else {
            Issue.record("it was taken")
            return
        }
    }

    private func run(_ plan: StreamExchange.Plan) async throws -> StreamExchange.Result {
        try await StreamHost().run(plan).get()
    }

    private func fault(of plan: StreamExchange.Plan) async -> StreamFault? {
        switch await StreamHost().run(plan) {
        case .success: nil
        case .failure(let fault): fault
        }
    }
}

/// Runs exchanges on a queue of its own.
private actor StreamHost {
    private let executor = QueueExecutor(label: "streams")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func run(_ plan: StreamExchange.Plan) async -> Result<StreamExchange.Result, StreamFault> {
        await withCheckedContinuation { continuation in
            do throws(StreamFault) {
                _ = try StreamExchange.start(plan, executor: executor) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
}

/// A TCP listener whose connections the kernel accepts and nobody serves.
final class SilentListener {
    let endpoint: Endpoint
    private let descriptor: OwnedDescriptor

    init() throws {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = OwnedDescriptor(number)
        try #require(listen(number, 8) == 0)
        var local = clinux_endpoint()
        try #require(unsafe clinux_local_endpoint(number, &local) == 0)
        endpoint = Endpoint(address: .v4(0x7f00_0001), port: local.endpoint.port)
    }
}
