import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct InformSenderTests {
    private static let quick = InformSender.Options(timeout: .milliseconds(40), retries: 20)
    private static let office = SenderSecurity.v3(OfficeNetwork.user, engineID: .make(from: 1))

    @Test(arguments: [
        SenderSecurity.v2c(community: "c"), office, .v3(USMUser(name: "plain"), engineID: .make(from: 1)),
    ])
    func `An inform is acknowledged`(security: SenderSecurity) async throws {
        let receiver = try TestReceiver(users: [OfficeNetwork.user, USMUser(name: "plain")])
        let sender = try await InformSender(to: receiver.start(), security: security, seed: 1)
        try await sender.open()
        let address = try #require(IPAddress("127.0.1.88"))
        guard case .acknowledged(_, let attempts) = await sender.send(.marked("one"), from: address) else {
            Issue.record("no acknowledgment")
            return
        }
        #expect(attempts >= 1)
        let message = try #require(await receiver.messages.first)
        #expect(message.kind == .inform)
        #expect(message.source.address == address)
        #expect(message.varBinds == SentNotification.marked("one").varBinds)
        await sender.close()
    }

    @Test(arguments: [SenderSecurity.v2c(community: "c"), office])
    func `An inform is sent again with the same request-id until it is acknowledged`(security: SenderSecurity)
        async throws
    {
        let receiver = try TestReceiver(ignoringAttempts: 3)
        let sender = try await InformSender(to: receiver.start(), security: security, options: Self.quick, seed: 1)
        try await sender.open()
        let outcome = await sender.send(.coldStart)
        guard case .acknowledged(let after, let attempts) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(attempts >= 4)
        #expect(after >= .milliseconds(120))
        #expect(Set(await receiver.messages.map(\.requestID)).count == 1)
        await sender.close()
    }

    @Test func `Informs to nobody are given up after all attempts`() async throws {
        let socketless = try LabDestination("127.0.0.1:9")
        let sender = try InformSender(
            to: socketless, security: .v2c(community: "c"), options: .init(timeout: .milliseconds(5), retries: 2),
            seed: 1)
        try await sender.open()
        #expect(await sender.send(.coldStart) == .unanswered(attempts: 3))
        await sender.close()
        #expect(await sender.send(.coldStart) == .abandoned)
    }

    @Test func `A cancelled inform is abandoned at once`() async throws {
        let receiver = try TestReceiver(ignoringAttempts: .max)
        let sender = try await InformSender(to: receiver.start(), security: .v2c(community: "c"), seed: 1)
        try await sender.open()
        let task = Task { await sender.send(.coldStart) }
        _ = await receiver.wait(for: 1)
        task.cancel()
        #expect(await task.value == .abandoned)
        await sender.close()
    }

    @Test func `A wrong passphrase and an unknown user are refused with the receiver's reason`() async throws {
        let receiver = try TestReceiver()
        let destination = try await receiver.start()
        var wrong = OfficeNetwork.user
        wrong.auth = .init(.sha256, "not the passphrase")
        for (user, counter) in [(wrong, UInt32(5)), (USMUser(name: "nobody"), 3)] {
            let sender = try InformSender(
                to: destination, security: .v3(user, engineID: .make(from: 1)), options: Self.quick, seed: 1)
            try await sender.open()
            let outcome = await sender.send(.coldStart)
            guard case .refused(.report(let object), _) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(object == InformRefusal.usmStats.appending(counter, 0))
            await sender.close()
        }
    }

    @Test func `A v1 inform and a user without the level's keys are refused before anything is sent`() throws {
        let destination = try LabDestination("127.0.0.1:9")
        #expect(throws: SenderFault.noInformInV1) {
            try InformSender(to: destination, security: .v1(community: "c"), seed: 1)
        }
        #expect(throws: SenderFault.noKeys(level: .authPriv, user: "plain")) {
            try InformSender(
                to: destination, security: .v3(USMUser(name: "plain"), engineID: .make(from: 1)),
                options: .init(level: .authPriv), seed: 1)
        }
    }

    @Test func `Percentiles are the nearest ranks`() {
        let summary = LatencySummary((1...100).shuffled().map { .milliseconds($0) })
        #expect(summary.median == .milliseconds(50))
        #expect(summary.ninetieth == .milliseconds(90))
        #expect(summary.ninetyNinth == .milliseconds(99))
        #expect(summary.longest == .milliseconds(100))
        #expect(LatencySummary([]).count == 0)
        #expect(LatencySummary([.seconds(1)]).median == .seconds(1))
    }
}
