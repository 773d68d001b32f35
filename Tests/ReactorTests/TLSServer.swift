import Foundation
import Glibc
import Model
import TestPrograms
import Testing

@testable import Reactor

/// `openssl s_server` with a certificate for `time.test`, which serves that certificate's file.
final class TLSServer {
    static let label = "EXPORTER-network-time-security"
    let endpoint: Endpoint
    private let folder: String
    private var process: SpawnedProgram?

    /// One that serves files, or one that says nothing, prints the key that it exported, and ends.
    init(isExpired: Bool = false, printsKey: Bool = false, version: String = "-tls1_3", starts: Bool = true) throws {
        folder = NSTemporaryDirectory() + "/tocsin-tls-\(UUID().uuidString)"
        endpoint = try TLSServer.freeEndpoint()
        let end = isExpired ? "20200201000000Z" : "20991231000000Z"
        let settings = "[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in [
            ("db", ""), ("serial", "01\n"), ("extensions", "subjectAltName=DNS:time.test\n"),
            ("ca.cnf", settings + "policy=p\n[p]\ncommonName=supplied\n"),
        ] {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        try #require(
            try shell(
                """
                openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem \
                    -out request.pem -subj /CN=time.test
                openssl ca -batch -config ca.cnf -selfsign -in request.pem -keyfile key.pem \
                    -startdate 20200101000000Z -enddate \(end) -extfile extensions -notext -out certificate.pem
                """
            ).wait() == 0)
        guard starts else { return }
        let input =
            printsKey
            ? "(until grep -q 'Keying material:' log; do sleep 0.02; done; echo time; sleep 0.1; echo Q) | " : "exec "
        let mode = printsKey ? "" : "-WWW"
        process = try shell(
            """
            \(input)openssl s_server -accept 127.0.0.1:\(endpoint.port) -cert certificate.pem -key key.pem \(version) \
                -alpn ntske/1 \(mode) -keymatexport \(TLSServer.label) -keymatexportlen 32
            """)
        while !isListening { usleep(5_000) }
    }

    deinit {
        process?.end(SIGKILL)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What the server has printed, once it has ended.
    func log() throws -> String {
        process?.wait()
        process = nil
        return try String(contentsOfFile: "\(folder)/log", encoding: .utf8)
    }

    /// Asks for the certificate's file and trusts it.
    func plan(_ name: String) -> StreamExchange.Plan {
        StreamExchange.Plan(
            endpoint: endpoint, serverName: name, applicationProtocol: "ntske/1",
            trustedCertificates: "\(folder)/certificate.pem",
            bytes: Array("GET /certificate.pem HTTP/1.0\r\n\r\n".utf8), timeout: .seconds(20))
    }

    /// A port that was free a moment ago.
    private static func freeEndpoint() throws -> Endpoint { try SilentListener().endpoint }

    /// Whether the kernel has a listener at the endpoint.
    private var isListening: Bool {
        let table = (try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)) ?? ""
        let port = String(endpoint.port, radix: 16, uppercase: true)
        return table.contains("0100007F:\(String(repeating: "0", count: 4 - port.count))\(port) 00000000:0000 0A")
    }

    /// Starts a script in the folder; its output goes into the file `log`.
    private func shell(_ script: String) throws -> SpawnedProgram {
        try SpawnedProgram(["/bin/sh", "-c", "cd '\(folder)' && exec >log 2>&1\n\(script)"])
    }
}
