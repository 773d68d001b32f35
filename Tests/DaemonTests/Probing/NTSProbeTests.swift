@testable import Daemon
import Foundation
import Model
import Reactor
import TestPrograms
import Testing

/// Debian's chronyd as a server of NTS (RFC 8915), on free ports of loopback, with certificates of a test authority.
@Suite(
    "A probe of authenticated time", .serialized, .timeLimit(.minutes(2)),
    .enabled(
        if: SpawnedProgram.exists("chronyd") && SpawnedProgram.exists("openssl") && geteuid() == 0,
        "needs chronyd and openssl, and root to run them"))
struct NTSProbeTests {
    private static let loopback = IPAddress.v4(0x7f00_0001)

    /// A running chronyd.
    private final class Server {
        let folder = "/tmp/tocsin-nts-\(UInt64.random(in: 0 ... .max))"
        let port: UInt16
        let keyPort: UInt16
        let authority: TestAuthority
        private var program: SpawnedProgram?

        init() throws {
            authority = try TestAuthority(folder: folder + "/ca")
            port = try DatagramSocket.freePort()
            keyPort = try DatagramSocket.freePort()
        }

        deinit {
            program?.end(SIGKILL)
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// Starts it anew with a certificate, and further lines of its configuration.
        func start(_ pair: (certificate: String, key: String), _ more: String = "") throws {
            program?.end(SIGKILL)
            let lines = """
                local stratum 5
                allow
                port \(port)
                bindaddress 127.0.0.1
                cmdport 0
                pidfile \(folder)/pid
                ntsport \(keyPort)
                ntsservercert \(pair.certificate)
                ntsserverkey \(pair.key)
                ntsprocesses 0
                \(more)

                """
            try Data(lines.utf8).write(to: URL(fileURLWithPath: folder + "/conf"))
            program = try SpawnedProgram(
                ["/usr/sbin/chronyd", "-d", "-x", "-u", "root", "-f", folder + "/conf"], ["PATH=/usr/bin:/bin"])
        }

        /// Probes it; once more while it is not yet there.
        func probe(
            trusted: String? = nil, host: HostAddress = .ip(NTSProbeTests.loopback), count: Int = 1
        ) async throws -> TimeProbe.Finding {
            while true {
                let finding = try await TimeProbe(
                    host: host, address: NTSProbeTests.loopback, port: 123, count: count,
                    nts: TimeProbe.NTS(port: keyPort, trustedCertificates: trusted ?? authority.certificate)
                ).run()
                if JSON(text: finding.json)["nts_cause"].text != "connection" { return finding }
            }
        }
    }

    @Test(
        "Keys are agreed on with chronyd, the port that it names is asked, and each question spends and brings a cookie"
    )
    func measured() async throws {
        let server = try Server()
        try server.start(try server.authority.sign("IP:127.0.0.1", as: "good"))
        let finding = try await server.probe(count: 3)
        let object = JSON(text: finding.json)
        #expect(finding.isMeasured, "\(finding.text)")
        #expect(object["authentication"].text == "nts" && object["received"].int == 3)
        // Not 123, which was given: chronyd names its own port among the records.
        #expect(object["port"].int == Int(server.port))
        #expect(object["nts_cookies"].int == 8)
        #expect(object["stratum"].int == 5)
        guard case .number(let offset) = object["offset_seconds"], case .number(let bound) = object["bound_seconds"]
        else {
            Issue.record("\(finding.json)")
            return
        }
        // The truth is zero: one clock.
        #expect(abs(offset) <= bound && bound < 1)
        #expect(finding.text.contains("authentication nts"))
    }

    @Test(
        "The time server that chronyd names among the records is asked: by address and by name",
        arguments: ["127.0.0.1", "localhost"])
    func negotiated(_ name: String) async throws {
        let server = try Server()
        try server.start(try server.authority.sign("IP:127.0.0.1", as: "good"), "ntsntpserver \(name)")
        let finding = try await server.probe()
        #expect(finding.isMeasured, "\(finding.text)")
        #expect(JSON(text: finding.json)["address"].text == "127.0.0.1")
    }

    @Test("What a certificate is refused for is said in its own words, and nothing is measured")
    func refused() async throws {
        let server = try Server()
        let authority = server.authority
        let cases = [
            (
                "expired", "certificate-expired",
                "valid from 2020-01-01 to 2020-02-01), by this host's clock, which shows 20"
            ),
            (
                "early", "certificate-not-yet-valid",
                "valid from 2098-01-01 to 2099-12-31), or this host's clock is behind: it shows 20"
            ),
            ("other", "certificate-name", "is not for 127.0.0.1: somebody else answers there"),
        ]
        for (name, cause, words) in cases {
            try server.start(
                try authority.sign(
                    name == "other" ? "DNS:other.test" : "IP:127.0.0.1", as: name,
                    from: name == "early" ? "20980101" : "20200101", to: name == "expired" ? "20200201" : "20991231"))
            let finding = try await server.probe()
            #expect(!finding.isMeasured)
            #expect(JSON(text: finding.json)["nts_cause"].text == cause, "\(finding.json)")
            #expect(finding.text.contains(words), "\(finding.text)")
            #expect(JSON(text: finding.json)["sent"].int == 0)
        }
        let good = try authority.sign("IP:127.0.0.1", as: "good")
        try server.start(good)
        // The system does not trust a test's authority.
        let unknown = try await server.probe(trusted: "/etc/ssl/certs/ca-certificates.crt")
        #expect(JSON(text: unknown.json)["nts_cause"].text == "certificate-authority", "\(unknown.json)")
        #expect(unknown.text.contains("comes from an authority that is not trusted here"), "\(unknown.text)")
        let noFile = try await server.probe(trusted: "/nonexistent.pem")
        #expect(JSON(text: noFile.json)["nts_cause"].text == "trusted-certificates", "\(noFile.json)")
        // And with the right one it works.
        #expect(try await server.probe().isMeasured)
    }
}

extension DatagramSocket {
    /// A port of loopback that was free a moment ago.
    fileprivate static func freePort() throws -> UInt16 {
        let socket = try DatagramSocket(
            binding: Endpoint(address: .v4(0x7f00_0001), port: 0), executor: QueueExecutor(label: "port"))
        defer { socket.close() }
        return socket.localEndpoint.port
    }
}
