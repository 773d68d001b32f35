@testable import Daemon
import Foundation
import Model
import Reactor
import TestPrograms
import Testing

@Suite("A probe of a time server")
struct TimeProbeTests {
    private static let loopback = IPAddress.v4(0x7f00_0001)

    private func freePort() throws -> UInt16 {
        let socket = try DatagramSocket(
            binding: Endpoint(address: Self.loopback, port: 0), executor: QueueExecutor(label: "port"))
        defer { socket.close() }
        return socket.localEndpoint.port
    }

    private func probe(_ port: UInt16, count: Int) async throws -> TimeProbe.Finding {
        try await TimeProbe(host: .ip(Self.loopback), address: Self.loopback, port: port, count: count).run()
    }

    @Test(
        "Debian's chronyd on this host agrees with this host's clock",
        .enabled(if: SpawnedProgram.exists("chronyd") && geteuid() == 0, "needs chronyd, and root to run it"))
    func chronyd() async throws {
        let folder = "/tmp/tocsin-chrony-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = try freePort()
        try Data(
            "local stratum 5\nallow\nport \(port)\nbindaddress 127.0.0.1\ncmdport 0\npidfile \(folder)/pid\n".utf8
        ).write(to: URL(fileURLWithPath: folder + "/conf"))
        let server = try SpawnedProgram(
            ["/usr/sbin/chronyd", "-d", "-x", "-u", "root", "-f", folder + "/conf"], ["PATH=/usr/bin:/bin"])
        // One question at a time, until it listens.
        var finding = try await probe(port, count: 1)
        for _ in 0..<20 where !finding.isMeasured { finding = try await probe(port, count: 1) }
        let object = JSON(text: finding.json)
        #expect(finding.isMeasured, "\(finding.text)")
        #expect(object["stratum"].int == 5)
        #expect(object["received"].int == 1)
        guard case .number(let offset) = object["offset_seconds"], case .number(let bound) = object["bound_seconds"]
        else {
            Issue.record("\(finding.json)")
            return
        }
        // The truth is zero: one clock.
        #expect(abs(offset) <= bound)
        server.end(SIGKILL)
    }

    @Test("A server that does not answer is told so, with the number of questions")
    func silent() async throws {
        let executor = QueueExecutor(label: "silent")
        let socket = try DatagramSocket(binding: Endpoint(address: Self.loopback, port: 0), executor: executor)
        let finding = try await probe(socket.localEndpoint.port, count: 1)
        #expect(!finding.isMeasured)
        #expect(finding.text.contains("does not answer"))
        #expect(JSON(text: finding.json)["sent"].int == 1)
        socket.close()
    }
}
