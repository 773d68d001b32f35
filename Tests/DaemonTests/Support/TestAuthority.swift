import Foundation
import TestPrograms

/// A certification authority of a test, by OpenSSL's command, in a folder of its own: it signs certificates for time servers.
struct TestAuthority {
    private let folder: String
    /// The file of its own certificate.
    var certificate: String { folder + "/ca.pem" }

    /// Makes the authority's key and certificate.
    init(folder: String) throws {
        self.folder = folder
        let settings = "[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in [
            ("db", ""), ("serial", "01\n"),
            ("ca.cnf", settings + "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n"),
        ] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        try run(
            """
            openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem \
                -subj '/CN=Test authority' -days 3650
            """)
    }

    /// Signs a certificate for these alternative names (`DNS:time.test`, `IP:127.0.0.1`), from and to a day (`20200101`); the
    /// files of certificate and key.
    func sign(
        _ names: String, as file: String, from: String = "20200101", to: String = "20991231"
    ) throws -> (certificate: String, key: String) {
        try run(
            """
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(file).key \
                -out \(file).request -subj /CN=\(file)
            printf 'subjectAltName=\(names)\\nbasicConstraints=CA:FALSE\\n' >\(file).ext
            openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in \(file).request -startdate \(from)000000Z \
                -enddate \(to)000000Z -extfile \(file).ext -notext -out \(file).pem
            """)
        return ("\(folder)/\(file).pem", "\(folder)/\(file).key")
    }

    /// Spawned without Foundation, whose `Process` waits for what others inherited meanwhile.
    private func run(_ script: String) throws {
        let program = try SpawnedProgram(
            ["/bin/sh", "-ec", "cd '\(folder)' && exec </dev/null >>log 2>&1\n\(script)"],
            ["PATH=/usr/local/bin:/usr/bin:/bin"])
        guard program.wait() == 0 else {
            let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
            throw RunningDaemon.Fault(words: "openssl failed: \(log.suffix(600))")
        }
    }
}
