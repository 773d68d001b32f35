import Foundation
import Glibc
import Model
import Reactor
import TestPrograms
import Testing

/// Names against a real dnsmasq on loopback.
@Suite(.serialized, .timeLimit(.minutes(5))) struct NameResolverTests {
    /// A dnsmasq that knows some names, on a free port; nil where none is installed.
    private struct Server {
        let port: UInt16
        private let process: SpawnedProgram

        init?(records: [String]) {
            port = UInt16.random(in: 20_000..<60_000)
            let arguments =
                [
                    "dnsmasq", "-k", "--conf-file=/dev/null", "--user=root", "--group=root", "--pid-file=",
                    "--no-resolv",
                    "--no-hosts", "--listen-address=127.0.0.1", "--bind-interfaces", "--port=\(port)",
                    "--local=/lab.test/", "--log-facility=/dev/null",
                ] + records
            guard let process = try? SpawnedProgram(arguments) else { return nil }
            self.process = process
        }

        func stop() { process.end(SIGKILL) }
    }

    private actor Asker {
        let executor = QueueExecutor(label: "test.names")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
        private let resolver: NameResolver

        init(port: UInt16, hostsFile: String? = nil) {
            var options = NameResolver.Options()
            options.servers = [Endpoint(address: .v4(0x7f00_0001), port: port)]
            options.hostsFile = hostsFile
            resolver = NameResolver(options: options, executor: executor)
        }

        func ask(_ name: String, validated: Bool = false) async -> Result<NameResolver.Resolution, NameResolver.Fault> {
            await withCheckedContinuation { answer in
                resolver.resolve(name, validated: validated) { answer.resume(returning: $0) }
            }
        }

        func close() { resolver.close() }
    }

    @Test("A name has its addresses of both families and their TTL; what does not exist is said so")
    func names() async throws {
        let records = [
            "--host-record=sw1.lab.test,192.0.2.7,2001:db8::7,300", "--host-record=v4.lab.test,192.0.2.8,60",
        ]
        guard let server = Server(records: records) else {
            throw Missing.noDnsmasq
        }
        defer { server.stop() }
        let asker = Asker(port: server.port)
        // The server may still be opening its socket: the first question is asked until it is answered.
        var first = await asker.ask("sw1.lab.test")
        for _ in 0..<50 {
            if case .success = first { break }
            first = await asker.ask("sw1.lab.test")
        }
        let sw1 = try first.get()
        #expect(sw1.addresses.map(\.text) == ["192.0.2.7", "2001:db8::7"])
        #expect(sw1.timeToLive > .seconds(200) && sw1.timeToLive <= .seconds(300))
        let v4 = try await asker.ask("v4.lab.test").get()
        #expect(v4.addresses.map(\.text) == ["192.0.2.8"])
        #expect(await asker.ask("nobody.lab.test") == .failure(.noSuchName("nobody.lab.test")))
        await asker.close()
    }

    @Test("A hosts file is asked first, and needs no server")
    func hosts() async throws {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "tocsin-hosts-\(UInt32.random(in: 0 ... .max))")
        try "192.0.2.9 printer.lab.test\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let asker = Asker(port: 9, hostsFile: file.path())
        let printer = try await asker.ask("printer.lab.test").get()
        #expect(printer.addresses.map(\.text) == ["192.0.2.9"])
        await asker.close()
    }

    @Test("An answer that must be validated and cannot be is a failure, not an address")
    func validation() async throws {
        guard let server = Server(records: ["--host-record=sw1.lab.test,192.0.2.7,300"]) else {
            throw Missing.noDnsmasq
        }
        defer { server.stop() }
        let asker = Asker(port: server.port)
        let answer = await asker.ask("sw1.lab.test", validated: true)
        #expect(throws: NameResolver.Fault.self) { try answer.get() }
        await asker.close()
    }

    private enum Missing: Error { case noDnsmasq }
}
