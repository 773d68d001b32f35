import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Informs")
struct InformTests {
    private func world(_ configuration: TrapConfiguration = .lab) throws -> TrapWorld {
        let world = try TrapWorld(configuration)
        world.manual.commitsAtOnce = false
        return world
    }

    @Test("An inform is acknowledged after its commit and not before, from the address that it was sent to")
    func afterCommit() throws {
        let world = try world()
        world.receive(try world.packet("coldStart", kind: .inform, requestID: 77))
        #expect(world.sent == [])
        #expect(world.kinds == ["event"])
        world.manual.grantCommits()
        #expect(world.sent.count == 1)
        let packet = try #require(world.sent.first)
        #expect(packet.destination == .coreSwitch)
        #expect(packet.source == Endpoint.listener.address)
        let answer = try SNMPAnswer(packet.bytes)
        #expect(answer.isAcknowledgment && answer.requestID == 77)
        #expect(try world.watcher.counters.acknowledged == 1)
    }

    @Test("A trap is not acknowledged")
    func trap() throws {
        let world = try world()
        try world.trap("coldStart")
        world.manual.grantCommits()
        #expect(world.sent == [])
        #expect(world.manual.reports.allSatisfy { $0.receipt == nil })
    }

    @Test("A retransmission while the commit is pending is not counted again and answered with the commit")
    func pendingRetransmission() throws {
        let world = try world()
        let inform = try world.packet("coldStart", kind: .inform)
        for _ in 0..<3 { world.receive(inform) }
        #expect(world.kinds == ["event"])
        #expect(world.sent == [])
        world.manual.grantCommits()
        #expect(world.sent.count == 3)
        #expect(try world.watcher.counters.retransmissions == 2)
        #expect(try world.watcher.counters.events == 1)
    }

    @Test("A retransmission after the commit is answered at once and not counted again")
    func lateRetransmission() throws {
        let world = try world()
        let inform = try world.packet("coldStart", kind: .inform)
        world.receive(inform)
        world.manual.grantCommits()
        world.receive(inform)
        #expect(world.sent.count == 2)
        #expect(world.kinds == ["event"])
    }

    @Test("A v3 retransmission has a new msgID and its answer bears it", arguments: [false, true])
    func v3Retransmission(isCommitted: Bool) throws {
        let world = try world(UserSecurityTests.configuration)
        var sender = try UserSecurityTests.sender(engineID: .receiver)
        for id in Int32(1)...3 {
            world.receive(
                try #require(
                    sender.notification(.inform, messageID: 100 + id, requestID: 9, trapOID: try .named("coldStart"))))
            if isCommitted { world.manual.grantCommits() }
        }
        world.manual.grantCommits()
        #expect(world.kinds == ["event"])
        let answers = try world.sent.map { try sender.answer($0.bytes) }
        #expect(answers.map(\.messageID) == [101, 102, 103])
        #expect(answers.allSatisfy { $0.isAcknowledgment && $0.requestID == 9 })
    }

    @Test("The same request id with other content, or from another port, is another inform")
    func newContent() throws {
        let world = try world()
        let source = Endpoint(address: Endpoint.coreSwitch.address, port: 40_001)
        world.receive(try world.packet("linkDown", .interface(3), kind: .inform, requestID: 5))
        world.receive(try world.packet("linkDown", .interface(4), kind: .inform, requestID: 5))
        world.receive(try world.packet("linkDown", .interface(3), kind: .inform, requestID: 5, sysUpTime: 9_999))
        world.receive(try world.packet("linkDown", .interface(3), kind: .inform, requestID: 5), from: source)
        #expect(world.kinds == ["event", "event", "event", "event"])
        world.manual.grantCommits()
        #expect(world.sent.count == 4)
    }

    @Test("A refused inform is not acknowledged")
    func refused() throws {
        let world = try world()
        world.receive(
            SNMPEncoder.v2cNotification(.inform, community: "guess", requestID: 1, trapOID: try .named("coldStart")))
        world.receive(
            try world.packet("coldStart", kind: .inform), from: Endpoint(address: .v4(0x0a00_0001), port: 40_000))
        world.manual.grantCommits()
        #expect(world.sent == [])
    }

    @Test("An inform over the limit is not acknowledged, and is taken when it comes again within the limit")
    func limited() throws {
        let world = try world(
            .lab {
                $0.limitPerSecond = 1
                $0.limitBurst = 1
            })
        world.receive(try world.packet("linkDown", .interface(3), kind: .inform))
        let second = try world.packet("linkDown", .interface(4), kind: .inform)
        world.receive(second)
        world.manual.grantCommits()
        #expect(world.sent.count == 1)
        world.manual.advance(by: .seconds(1))
        world.receive(second)
        world.manual.grantCommits()
        #expect(world.sent.count == 2)
        #expect(world.observations(of: "link-down").count == 2)
    }

    @Test("A retransmission of what is committed is answered also over the limit")
    func limitedRetransmission() throws {
        let world = try world(
            .lab {
                $0.limitPerSecond = 1
                $0.limitBurst = 1
            })
        let inform = try world.packet("linkDown", .interface(3), kind: .inform)
        world.receive(inform)
        world.manual.grantCommits()
        world.receive(inform)
        #expect(world.sent.count == 2)
        #expect(world.observations(of: "trap-flood") == [])
    }

    @Test("An inform that repeats another is acknowledged when the tally that counts it is committed")
    func repeated() throws {
        let world = try world(.lab { $0.repeatWindow = .seconds(60) })
        world.receive(try world.packet("coldStart", kind: .inform))
        world.manual.grantCommits()
        world.receive(try world.packet("coldStart", kind: .inform))
        #expect(world.kinds == ["event", "tally 1"])
        #expect(world.sent.count == 1)
        world.manual.grantCommits()
        #expect(world.sent.count == 2)
    }

    @Test("Informs are forgotten after five minutes and never more than so many are kept")
    func bounded() throws {
        var memory = InformMemory(capacity: 100)
        var message = TrapMessage(version: .v2c, kind: .inform, source: .coreSwitch, trapOID: [1, 3])
        let start = Moment.start.monotonic
        let reply = InformMemory.Reply(
            bytes: [],
            to: Datagram(
                bytes: [], source: .coreSwitch, destination: .listener, received: Moment.start.wall,
                socket: SocketName("s")))
        for id in Int32(0)..<1_000 {
            message.requestID = id
            let key = InformMemory.Key(message, source: .coreSwitch)
            memory.remember(key, receipt: UInt64(id), reply: reply, at: start)
            _ = memory.committed(UInt64(id))
            #expect(memory.count <= 100)
        }
        #expect(memory.count == 100)
        // The newest is still known, the first is not.
        let knowsNewest = memory.isKnown(InformMemory.Key(message, source: .coreSwitch), reply)
        #expect(knowsNewest)
        message.requestID = 0
        let first = InformMemory.Key(message, source: .coreSwitch)
        let knowsFirst = memory.isKnown(first, reply)
        #expect(!knowsFirst)
        memory.remember(first, receipt: 5_000, reply: reply, at: start + .seconds(301))
        #expect(memory.count == 1)
    }

    @Test("A sender that retransmits without end while a commit is pending is kept in bounds")
    func boundedReplies() throws {
        let world = try world()
        let inform = try world.packet("coldStart", kind: .inform)
        for _ in 0..<1_000 { world.receive(inform) }
        world.manual.grantCommits()
        #expect(world.sent.count == 8)
    }

    @Test("An inform that an earlier run has stored is acknowledged at once and not counted again, another is new")
    func recalled() throws {
        let before = try TrapWorld()
        let inform = try before.packet("linkDown", .interface(3), kind: .inform, requestID: 5)
        before.receive(inform)
        let world = try world()
        world.manual.feed(.remembered(before.observations))
        world.receive(inform)
        #expect(world.sent.count == 1)
        #expect(world.observations == [])
        world.receive(try world.packet("linkDown", .interface(4), kind: .inform, requestID: 5))
        #expect(world.kinds == ["event"], "an inform of other content was taken for a retransmission and lost")
        world.manual.advance(by: .seconds(301))
        world.receive(inform)
        #expect(world.kinds == ["event", "event"])
    }

    @Test("A reload keeps what is pending and what is remembered")
    func reload() throws {
        let world = try world()
        let inform = try world.packet("coldStart", kind: .inform)
        world.receive(inform)
        world.reconfigure(.lab { $0.limitPerSecond = 5 })
        world.manual.grantCommits()
        world.receive(inform)
        #expect(world.sent.count == 2)
        #expect(world.kinds == ["event"])
    }
}

extension InformMemory {
    /// Whether an inform would be taken for a retransmission.
    fileprivate mutating func isKnown(_ key: Key, _ reply: Reply) -> Bool {
        if case .new = judge(key, reply: reply) { false } else { true }
    }
}
