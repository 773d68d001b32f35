import Model
import Testing

@Suite struct SecretTests {
    private struct Holder {
        var secret: Secret
        var source: SecretSource
        var node: ConfigurationNode
        var credential: SNMPCredential
    }

    @Test("No way of printing shows a secret")
    func hidden() {
        let secret = Secret("hunter2-hunter2")
        let place = SourceLocation(file: "x.yaml")
        let node = ConfigurationNode(.scalar(.init(text: secret.text)), location: place, path: "community")
        let holder = Holder(
            secret: secret, source: .literal(secret), node: node,
            credential: SNMPCredential(
                name: "core", version: .v3, community: secret, user: "monitor",
                auth: .init(protocolName: "SHA-256", passphrase: secret)))
        var dumped = ""
        dump(holder, to: &dumped)
        dump(node.content, to: &dumped)
        dump(ConfigurationNode.Entry(key: "community", keyLocation: place, value: node), to: &dumped)
        dump([secret], to: &dumped)
        for text in [
            dumped, "\(holder)", String(reflecting: holder), "\(secret)", String(reflecting: secret), "\(node.content)",
            String(describing: [secret]), "\(Optional(secret) as Any)", "\(holder.source)", "\(holder.credential)",
        ] {
            #expect(!text.contains("hunter2"))
            // The bytes as numbers would tell as much: h, u and n of "hunter2".
            #expect(!text.contains("104, 117, 110"))
        }
        #expect(!dumped.contains("- 104\n"))
        #expect(dumped.contains("(hidden)"))
    }

    @Test("Secrets are equal when all of their bytes are")
    func equality() {
        #expect(Secret("public") == Secret(bytes: Array("public".utf8)))
        #expect(Secret("public") != Secret("publik"))
        #expect(Secret("qublic") != Secret("public"))
        #expect(Secret("public") != Secret("public "))
        #expect(Secret("") == Secret(""))
    }

    @Test("A reference prints as the configuration has it")
    func references() {
        #expect("\(SecretSource.systemdCredential("lan"))" == "{ systemd_credential: lan }")
        #expect("\(SecretSource.file("/etc/x"))" == "{ file: /etc/x }")
        #expect("\(SecretSource.environment("LAN"))" == "{ env: LAN }")
    }
}
