import Foundation
import Model
import Testing

@testable import Daemon

@Suite struct SystemSecretResolverTests {
    private func resolver(
        _ files: MemoryFiles, strictness: SystemSecretResolver.Strictness = .required, variables: [String: String] = [:]
    ) -> SystemSecretResolver {
        SystemSecretResolver(
            configurationFile: "/etc/tocsin/tocsin.yaml", strictness: strictness, files: files,
            environment: { variables[$0] })
    }

    @Test("A secret comes from where it is, without the line end of its file")
    func found() {
        let files = MemoryFiles(["/run/cred/lan": "public\n", "/etc/tocsin/key": " s p \r\n", "/k": "two\nlines\n"])
        let variables = ["CREDENTIALS_DIRECTORY": "/run/cred", "LAN": "from-env"]
        let resolver = resolver(files, variables: variables)
        #expect(resolver.resolve(.systemdCredential("lan")) == .resolved(Secret("public"), warning: nil))
        #expect(resolver.resolve(.file("key")) == .resolved(Secret(" s p "), warning: nil))
        #expect(resolver.resolve(.file("/k")) == .resolved(Secret("two\nlines"), warning: nil))
        #expect(resolver.resolve(.environment("LAN")) == .resolved(Secret("from-env"), warning: nil))
        #expect(resolver.resolve(.literal(Secret("x"))) == .resolved(Secret("x"), warning: nil))
    }

    @Test("A file that everyone can read is warned about")
    func open() {
        var files = MemoryFiles(["/k": "secret"])
        files.permissions["/k"] = 0o644
        #expect(
            resolver(files).resolve(.file("/k"))
                == .resolved(
                    Secret("secret"), warning: "the secret file '/k' can be read by everyone; chmod o= would end that"))
        files.permissions["/k"] = 0o640
        #expect(resolver(files).resolve(.file("/k")) == .resolved(Secret("secret"), warning: nil))
    }

    @Test("The daemon does not start without a secret, and says which is missing")
    func required() {
        var files = MemoryFiles(["/run/cred/empty": "\n", "/large": String(repeating: "x", count: 4_097)])
        files.unreadable["/root"] = .forbidden
        let resolver = resolver(files, variables: ["CREDENTIALS_DIRECTORY": "/run/cred", "EMPTY": ""])
        for (source, reason) in [
            (
                SecretSource.systemdCredential("lan"),
                "the systemd credential '/run/cred/lan' cannot be read: no such file"
            ),
            (.systemdCredential("empty"), "the systemd credential '/run/cred/empty' is empty"),
            (.systemdCredential("../shadow"), "'../shadow' is not the name of a systemd credential"),
            (.file("/root"), "the secret file '/root' cannot be read: permission denied"),
            (.file("/large"), "the secret file '/large' cannot be read: it is larger than 4096 bytes"),
            (.environment("NONE"), "the environment variable 'NONE' is not set"),
            (.environment("EMPTY"), "the environment variable 'EMPTY' is empty"),
        ] {
            #expect(resolver.resolve(source) == .failed(reason))
        }
        #expect(
            self.resolver(files).resolve(.systemdCredential("lan"))
                == .failed("systemd has handed over no credentials ($CREDENTIALS_DIRECTORY is not set)"))
    }

    @Test("Who checks from outside is told what could not be checked, and what is wrong for everyone")
    func lenient() {
        var files = MemoryFiles([:])
        files.unreadable["/root"] = .forbidden
        let resolver = resolver(files, strictness: .lenient)
        func isUnchecked(_ source: SecretSource) -> Bool {
            if case .unchecked = resolver.resolve(source) { true } else { false }
        }
        #expect(isUnchecked(.file("/root")))
        #expect(isUnchecked(.systemdCredential("lan")))
        #expect(isUnchecked(.environment("LAN")))
        #expect(resolver.resolve(.file("/none")) == .failed("the secret file '/none' cannot be read: no such file"))
        #expect(self.resolver(files, strictness: .off).resolve(.file("/none")) == .skipped)
    }

    @Test("A pipe or folder in a secret's place never blocks")
    func pipe() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(unsafe mkfifo("\(folder)/pipe", 0o600) == 0)
        let resolver = SystemSecretResolver(configurationFile: "\(folder)/tocsin.yaml", strictness: .required)
        #expect(
            resolver.resolve(.file("pipe"))
                == .failed("the secret file '\(folder)/pipe' cannot be read: it is not a regular file"))
        #expect(
            resolver.resolve(.file(folder)) == .failed("the secret file '\(folder)' cannot be read: it is a folder"))
        #expect(
            resolver.resolve(.file("/dev/zero"))
                == .failed("the secret file '/dev/zero' cannot be read: it is not a regular file"))
    }

    @Test("An unresolvable secret is a fault at its place, and off looks for none")
    func faults() {
        let text = "snmp:\n  credentials:\n    - { name: lan, version: 2c, community: { file: /none } }\n"
        #expect(
            loadConfiguration(text, resolver: resolver(MemoryFiles([:]))).faults.map(\.text) == [
                "tocsin.yaml:3:44: snmp.credentials[0].community: the secret file '/none' cannot be read: no such file"
            ])
        let unchecked = loadConfiguration(text, resolver: resolver(MemoryFiles([:]), strictness: .off))
        #expect(unchecked.isUsable)
        #expect(unchecked.shared.credential(named: "lan")?.community == nil)
    }
}
