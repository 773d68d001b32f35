import Model
import Reactor
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct TrapSenderTests {
    @Test(arguments: [
        SenderSecurity.v1(community: "words"), .v2c(community: "words"),
        .v3(OfficeNetwork.user, engineID: .make(from: 1)),
        .v3(USMUser(name: "plain"), engineID: .make(from: 2)),
    ])
    func `A trap of each version arrives whole, from the address of its device`(security: SenderSecurity) async throws {
        let receiver = try TestReceiver(users: [OfficeNetwork.user, USMUser(name: "plain")])
        let socket = try await LabSocket(to: receiver.start())
        let address = try #require(IPAddress("127.0.1.77"))
        var sender = try TrapSender(on: socket, security: security, source: address, uptime: .seconds(50), seed: 1)
        try sender.send(.linkDown(9, name: "Gi9"))
        let datagram = try #require(await receiver.wait(for: 1).first)
        #expect(datagram.source.address == address)
        let message = try #require(await receiver.messages.first)
        #expect(message.version == security.version)
        #expect(message.trapOID == StandardObjects.snmpTraps.appending(3))
        #expect(message.varBinds == SentNotification.linkDown(9, name: "Gi9").varBinds)
        #expect((5_000...6_000).contains(message.sysUpTime))
        #expect(message.agentAddress == (security.version == .v1 ? address : nil))
        #expect(message.community == (security.version == .v3 ? nil : Array("words".utf8)))
        if case .v3(let user, _, _) = security { #expect(message.securityLevel == user.securityLevel) }
    }

    @Test func `Each packet has another request-id`() throws {
        let socket = try LabSocket(to: LabDestination("127.0.0.1:9"))
        var sender = try TrapSender(on: socket, security: .v2c(community: "c"), seed: 1)
        let ids = try (0..<100).map { _ in try SNMPEnvelope(sender.packet(.coldStart, now: .now)).requestID }
        #expect(Set(ids).count == 100)
    }

    @Test func `A level without keys is refused`() throws {
        let socket = try LabSocket(to: LabDestination("127.0.0.1:9"))
        let security = SenderSecurity.v3(USMUser(name: "plain"), engineID: .make(from: 2))
        var sender = try TrapSender(on: socket, security: security, level: .authPriv, seed: 1)
        #expect(throws: SenderFault.noKeys(level: .authPriv, user: "plain")) {
            try sender.packet(.coldStart, now: .now)
        }
    }

    @Test func `A run sends its count from each source, malformed or not`() async throws {
        let receiver = try TestReceiver()
        let destination = try await receiver.start()
        let sources = try SourceAddresses(count: 3, to: destination)
        let good = try TrapRun(
            to: destination, sources: sources, security: .init(), notification: .linkUp(1), count: 4, rate: 10_000)
        #expect(try await good.run() == 12)
        let bad = try TrapRun(
            to: destination, sources: sources, security: .init(), notification: .linkUp(1), malformed: "truncated",
            count: 5)
        #expect(try await bad.run() == 15)
        let datagrams = await receiver.wait(for: 27)
        #expect(Set(datagrams.map(\.source.address)) == Set(sources.addresses))
        #expect(await receiver.messages.count == 12)
        #expect(await receiver.malformed == 15)
        #expect(throws: LabTextFault.self) {
            try TrapRun(
                to: destination, sources: sources, security: .init(), notification: .coldStart, malformed: "odd")
        }
    }
}
