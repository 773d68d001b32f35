import Glibc
import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct InformLoadTests {
    @Test(arguments: [SenderSecurity.v2c(community: "c"), .v3(OfficeNetwork.user, engineID: .make(from: 1))])
    func `The file has each acknowledged marker once, and the receiver has seen them all`(
        security: SenderSecurity
    ) async throws {
        let receiver = try TestReceiver()
        let destination = try await receiver.start()
        let path = "/tmp/tocsin-lab-markers-\(getpid())-\(security.version.text)"
        defer { unsafe unlink(path) }
        let sender = try InformSender(to: destination, security: security, seed: 1)
        let sources = try SourceAddresses(count: 4, to: destination).addresses
        let load = try InformLoad(on: sender, informers: 8, sources: sources, name: "t", log: MarkerLog(path: path))
        let report = try await load.run(for: nil, count: 25)
        #expect(report.acknowledged == 200)
        #expect(report.latencies.count == 200)
        #expect(report.sent == 200)
        let logged = try lines(of: path)
        #expect(logged.count == 200)
        #expect(Set(logged).count == 200)
        let seen = Set(
            await receiver.messages.compactMap { message -> String? in
                guard case .octetString(let marker) = message.varBinds.first?.value else { return nil }
                return String(decoding: marker, as: UTF8.self)
            })
        #expect(Set(logged) == seen)
        #expect(Set(await receiver.messages.map(\.source.address)) == Set(sources))
    }

    @Test func `A cancelled load ends at once and tells what it knows`() async throws {
        let receiver = try TestReceiver(ignoringAttempts: .max)
        let sender = try await InformSender(to: receiver.start(), security: .v2c(community: "c"), seed: 1)
        let load = InformLoad(on: sender, informers: 5, name: "t")
        let task = Task { try await load.run(for: nil) }
        _ = await receiver.wait(for: 5)
        task.cancel()
        let report = try await task.value
        #expect(report.abandoned == 5)
        #expect(report.acknowledged == 0)
    }

    private func lines(of path: String) throws -> [String] {
        String(decoding: try LabFolder.read(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
