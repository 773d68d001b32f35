import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// Which credential a device is asked with.
@Suite("SNMP credentials")
struct CredentialTests {
    private static let all: [SNMPCredential] = [.byV3, .byV2c, .byV1]

    private func world(_ agent: FabricatedAgent, kept: [String: String] = [:]) -> PollWorld {
        PollWorld(
            [.device(1) { $0.credentials = ["core", "lan", "old"] }], credentials: Self.all, kept: kept,
            agents: [.device(1): agent])
    }

    @Test("Credentials are tried in order, and the one that worked is asked alone from then on")
    func order() throws {
        let agent = FabricatedAgent()
        agent.credentials = ["lan"]
        agent.refusal = .unknownUser
        let world = world(agent)
        try world.pollOnce()
        #expect(world.requests().map(\.credential).prefix(2) == ["core", "lan"])
        world.asked.removeAll()
        try world.pollOnce()
        #expect(Set(world.requests().map(\.credential)) == ["lan"])
        #expect(try world.device().judge.condition == .up)
    }

    @Test("The one that worked is remembered over a restart, and so is the size of replies")
    func memory() throws {
        let agent = FabricatedAgent()
        agent.setInterfaces((1...48).map { (UInt32($0), "p\($0)") })
        agent.credentials = ["lan"]
        let first = world(agent)
        for _ in 0..<5 { try first.pollOnce() }
        first.advance(by: .seconds(120))
        let size = try first.device().size.budget
        #expect(size > UInt16(BulkSize.first))
        let kept = first.kept.filter { $0.key.hasPrefix(PollMemory.prefix) }
        #expect(kept.count == 1)
        let second = world(agent, kept: kept)
        #expect(try second.device().size.budget == size)
        second.advance(by: .seconds(60))
        #expect(Set(second.requests().map(\.credential)) == ["lan"])
    }

    @Test(
        "Where v3 was refused it is tried again now and then, at no cost to the device's state, and used once it works")
    func better() throws {
        let agent = FabricatedAgent()
        agent.credentials = ["lan"]
        let world = world(agent)
        for _ in 0..<40 { try world.pollOnce() }
        let tries = world.requests().filter { $0.credential == "core" }
        #expect(tries.count == 1 + 2 || tries.count == 1 + 3, "\(tries.count)")
        #expect(tries.dropFirst().allSatisfy { $0.retries == 0 })
        #expect(try world.watcher.counters.failures.values.reduce(0, +) == 1, "only the first poll's counts")
        #expect(try world.device().judge.condition == .up && world.device().failures == 0)
        agent.credentials = ["core", "lan"]
        for _ in 0..<15 { try world.pollOnce() }
        world.asked.removeAll()
        for _ in 0..<16 { try world.pollOnce() }
        #expect(Set(world.requests().map(\.credential)) == ["core"])
    }

    @Test("What stands behind a v3 credential that works, or is no better, is never tried")
    func noBetter() throws {
        let agent = FabricatedAgent()
        agent.credentials = ["old"]
        agent.isV1 = true
        let world = PollWorld(
            [.device(1) { $0.credentials = ["lan", "old", "core"] }], credentials: Self.all,
            agents: [.device(1): agent])
        try world.pollOnce()
        world.asked.removeAll()
        for _ in 0..<31 { try world.pollOnce() }
        #expect(Set(world.requests().map(\.credential)) == ["old"])
    }

    @Test("What is kept is written at the end, too, and a device that is gone is forgotten")
    func keptAtEnd() throws {
        let agent = FabricatedAgent()
        let world = world(agent)
        try world.pollOnce()
        world.manual.reports.removeAll()
        world.manual.feed(.stopping)
        #expect(world.kept.values.contains { $0.hasPrefix("d1\tcore\t") })
        world.reconfigure([])
        world.manual.reports.removeAll()
        world.manual.feed(.stopping)
        let shelf = "\(PollMemory.prefix)\(PollMemory.shelf(of: "d1"))"
        #expect(world.manual.reports.contains { if case .memory(shelf, nil) = $0.content { true } else { false } })
    }

    @Test("A credential that stops working is asked alone at first; then all are tried from the top")
    func change() throws {
        let agent = FabricatedAgent()
        agent.credentials = ["lan"]
        let world = world(agent)
        try world.pollOnce()
        agent.credentials = ["old"]
        world.asked.removeAll()
        try world.pollOnce()
        #expect(world.requests().map(\.credential) == ["lan"])
        try world.pollOnce()
        #expect(world.requests().map(\.credential) == ["lan", "lan"])
        world.asked.removeAll()
        agent.isV1 = true
        try world.pollOnce()
        #expect(world.requests().map(\.credential).prefix(3) == ["lan", "core", "old"])
        #expect(try world.device().failures == 0)
    }

    @Test("A refusal shows that the device is there, so that the other credentials are tried at once")
    func refusal() throws {
        let agent = FabricatedAgent()
        agent.credentials = ["core"]
        let world = world(agent)
        try world.pollOnce()
        agent.credentials = ["lan"]
        agent.refusal = .wrongKey
        world.asked.removeAll()
        try world.pollOnce()
        #expect(world.requests().map(\.credential).prefix(2) == ["core", "lan"])
    }

    @Test("Of several failures the one that came furthest is told")
    func furthest() throws {
        let agent = FabricatedAgent()
        agent.credentials = []
        agent.refusal = .wrongKey
        let world = PollWorld(
            [.device(1) { $0.credentials = ["core", "lan"] }], credentials: Self.all, agents: [.device(1): agent])
        world.advance(by: .seconds(30))
        while try world.device().failures == 0 { world.advance(by: .seconds(5)) }
        #expect(try world.device().judge.failure?.latest.reason == .wrongKey)
        #expect(SNMPFailure.Reason.wrongKey.reach > SNMPFailure.Reason.timedOut.reach)
        #expect(Set(SNMPFailure.Reason.allCases.map(\.reach)).count == SNMPFailure.Reason.allCases.count)
    }

    @Test("An agent that lets a user see nothing refuses: the next credential is tried, and it is not up")
    func authorizationError() throws {
        let agent = FabricatedAgent()
        agent.faults = [.errorStatus(16)]
        let world = PollWorld(
            [.device(1) { $0.credentials = ["core", "lan"] }], credentials: Self.all, agents: [.device(1): agent])
        try world.pollOnce()
        #expect(world.requests().map(\.credential).prefix(2) == ["core", "lan"])
        #expect(try world.device().judge.failure?.latest.reason == .unsupportedSecurityLevel)
        agent.faults = []
        try world.pollOnce()
        #expect(try world.device().judge.condition == .up)
    }

    @Test("Where nobody listens no other credential is tried")
    func unreachable() throws {
        let agent = FabricatedAgent()
        agent.faults = [.portUnreachable]
        let world = world(agent)
        try world.pollOnce()
        #expect(world.requests().count == 1)
    }

    @Test("An agent that must not answer us is asked one question, whether it answers or not, and is never down")
    func expectsRefusal() throws {
        let agent = FabricatedAgent()
        agent.faults = [.dead]
        let world = PollWorld(agent, .device(1) { $0.expectsRefusal = true })
        world.advance(by: .seconds(600))
        #expect(world.requests().count == 10)
        #expect(world.manual.observations.isEmpty)
        agent.faults = []
        world.asked.removeAll()
        world.advance(by: .seconds(120))
        #expect(world.requests().count == 2)
        #expect(world.manual.observations.map(\.rule).contains(PollingRules.accessNotRefused.name))
    }

    @Test("A device without a credential, or with poll: false, is not polled")
    func notPolled() throws {
        let world = PollWorld([
            .device(1) { $0.credentials = [] }, .device(2) { $0.isPolled = false }, .device(3),
        ])
        world.advance(by: .seconds(60))
        #expect(Set(world.asked.map(\.request.endpoint)) == [.device(3)])
    }
}
