import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// How tables are walked.
@Suite("SNMP walks")
struct WalkTests {
    private func agent(_ interfaces: Int = 48, isHC: Bool = true) -> FabricatedAgent {
        let agent = FabricatedAgent()
        agent.setInterfaces((1...interfaces).map { (UInt32($0), "Gi1/0/\($0)") }, isHC: isHC)
        return agent
    }

    @Test("Interfaces are read with their names, states, speeds and, from the second poll on, rates")
    func interfaces() throws {
        let agent = agent(3)
        let world = PollWorld(agent)
        try world.pollOnce()
        let first = try world.reading()
        #expect(first.instances == ["Gi1/0/1", "Gi1/0/2", "Gi1/0/3"])
        #expect(first.indices == ["1", "2", "3"])
        #expect(first.label("alias") == ["to Gi1/0/1", "to Gi1/0/2", "to Gi1/0/3"])
        #expect(first.column("if_speed_bps") == [1e9, 1e9, 1e9])
        #expect(first.column("if_oper") == [1, 1, 1])
        #expect(try world.value("if_in_bps", "Gi1/0/2").isNaN)
        agent.set("ifHCInOctets.2", .counter64(1_000 + 60_000))
        try world.pollOnce()
        #expect(abs(try world.value("if_in_bps", "Gi1/0/2") - 8_000) < 1)
        #expect(try world.value("if_in_bps", "Gi1/0/1") == 0)
        #expect(abs(try world.value("if_in_utilization", "Gi1/0/2") - 8_000 / 1e9 * 100) < 1e-6)
        let system = try #require(try world.device().system)
        #expect(system.name == "sw" && system.description == "A fabricated agent" && system.restart == nil)
    }

    @Test("Replies grow while they succeed, and a large table then takes few questions")
    func growth() throws {
        let world = PollWorld(agent())
        try world.pollOnce()
        let first = world.requests().count { $0.isBulk }
        #expect(world.requests().filter(\.isBulk).allSatisfy { $0.mostVariables * 20 < 1_500 })
        for _ in 0..<6 { try world.pollOnce() }
        world.asked.removeAll()
        try world.pollOnce()
        let last = world.requests().count { $0.isBulk }
        #expect(last <= 2 && first > 8 * last, "\(first) questions at first, \(last) at last")
        // One row more than there are is asked for, and no more.
        let rows = world.requests().compactMap { request -> Int? in
            if case .getBulk(_, let repetitions) = request.operation { repetitions } else { nil }
        }
        #expect((rows.max() ?? 0) <= 49)
    }

    @Test("A reply that is too large for the way is asked for in smaller parts, which is remembered")
    func losses() throws {
        let agent = agent()
        agent.faults = [.losesAbove(200)]
        let world = PollWorld(agent)
        for _ in 0..<8 { try world.pollOnce() }
        #expect(try world.reading().instances.count == 48)
        #expect(try world.reading().column("if_oper") == [Double](repeating: 1, count: 48))
        let failures = try world.watcher.counters.failures["timed-out", default: 0]
        #expect((1...3).contains(failures))
        for _ in 0..<8 { try world.pollOnce() }
        #expect(try world.watcher.counters.failures["timed-out", default: 0] <= failures + 1)
        // An unproven size is given up at the first sign.
        let tries = world.requests().filter { $0.isBulk && $0.mostVariables > 200 }
        #expect(!tries.isEmpty && tries.allSatisfy { $0.retries == 0 })
    }

    @Test("tooBig shrinks the question down to one row, then to fewer columns, and to few variables of a GET")
    func tooBig() throws {
        let agent = agent(4)
        agent.faults = [.tooBigAbove(3)]
        let world = PollWorld(agent)
        world.advance(by: .seconds(120))
        #expect(try world.reading().instances.count == 4)
        #expect(try world.reading().column("if_speed_bps") == [1e9, 1e9, 1e9, 1e9])
        #expect(try world.device().system?.name == "sw")
        #expect(try world.watcher.counters.walkFaults.isEmpty)
    }

    @Test("An agent that can answer nothing but tooBig ends the walk with a fault")
    func tooBigForOne() throws {
        let agent = agent(2)
        let world = PollWorld(agent)
        try world.pollOnce()
        agent.faults = [.tooBigAbove(0)]
        world.advance(by: .seconds(120))
        #expect(try world.watcher.counters.walkFaults[.tooBig, default: 0] > 0)
    }

    @Test("An agent that cuts its replies short is asked until it has said everything")
    func truncated() throws {
        let agent = agent(10)
        agent.faults = [.truncatesAt(30)]
        let world = PollWorld(agent)
        world.advance(by: .seconds(130))
        #expect(try world.reading().instances.count == 10)
        #expect(try world.reading().column("if_out_bps")?.count { $0 == 0 } == 10)
    }

    @Test("An SNMPv1 agent is walked by GETNEXT, and noSuchName ends a column or leaves out a variable")
    func version1() throws {
        let agent = agent(5, isHC: false)
        agent.isV1 = true
        let world = PollWorld(
            [.device(1) { $0.credentials = ["old"] }], credentials: [.byV1], agents: [.device(1): agent])
        world.advance(by: .seconds(60))
        #expect(try world.reading().instances.count == 5)
        #expect(world.requests().allSatisfy { !$0.isBulk })
        agent.set("ifInOctets.2", .counter32(1_000 + 6_000))
        try world.pollOnce()
        #expect(abs(try world.value("if_in_bps", "Gi1/0/2") - 800) < 1)
        // What the agent does not have is not asked again.
        world.asked.removeAll()
        try world.pollOnce()
        #expect(world.requests().filter(\.isGet).count == 1)
        #expect(try world.watcher.counters.walkFaults.isEmpty)
    }

    @Test("64-bit counters are used where there are any, and then the others are not asked for")
    func highCapacity() throws {
        let world = PollWorld(agent(3))
        try world.pollOnce()
        try world.pollOnce()
        world.asked.removeAll()
        try world.pollOnce()
        let columns = Set(world.requests().filter(\.isBulk).flatMap(\.variables).map { $0.arcs.prefix(11) })
        #expect(columns.contains([1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6]))
        #expect(!columns.contains([1, 3, 6, 1, 2, 1, 2, 2, 1, 10]))
    }

    @Test("An agent with 32-bit counters only is asked for these, and for no others once that is known")
    func lowCapacity() throws {
        let agent = agent(3, isHC: false)
        let world = PollWorld(agent)
        try world.pollOnce()
        agent.set("ifInOctets.3", .counter32(1_000 + 60_000))
        try world.pollOnce()
        #expect(abs(try world.value("if_in_bps", "Gi1/0/3") - 8_000) < 1)
        world.asked.removeAll()
        try world.pollOnce()
        let columns = Set(world.requests().filter(\.isBulk).flatMap(\.variables).map { $0.arcs.prefix(11) })
        #expect(!columns.contains([1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6]))
    }

    @Test("Columns with holes, and rows that only some columns have, keep their rows")
    func sparse() throws {
        let agent = agent(6)
        agent.set("ifHCInOctets.2", nil)
        agent.set("ifAlias.4", nil)
        agent.set("ifHighSpeed.6", nil)
        agent.set("ifOperStatus.9", .integer(2))
        agent.set("ifName.9", .text("odd"))
        let world = PollWorld(agent)
        try world.pollOnce()
        try world.pollOnce()
        let reading = try world.reading()
        #expect(reading.indices == ["1", "2", "3", "4", "5", "6", "9"])
        #expect(reading.instances.last == "odd")
        #expect(try world.value("if_in_bps", "Gi1/0/2").isNaN)
        #expect(try world.value("if_in_bps", "Gi1/0/3") == 0)
        #expect(try world.value("if_speed_bps", "Gi1/0/6").isNaN)
        #expect(try world.value("if_speed_bps", "Gi1/0/5") == 1e9)
        #expect(reading.label("alias")?[3] == "")
        #expect(try world.value("if_oper", "odd") == 2)
    }

    @Test("A name that does not increase ends its column with a fault, and the others are read to their ends")
    func notIncreasing() throws {
        let agent = agent(6)
        agent.faults = [.stuck(at: try .named("ifOperStatus.3"))]
        let world = PollWorld(agent)
        try world.pollOnce()
        #expect(try world.reading().instances.count == 6)
        #expect(try world.value("if_oper", "Gi1/0/3") == 1)
        #expect(try world.value("if_oper", "Gi1/0/4").isNaN)
        #expect(try world.value("if_admin", "Gi1/0/6") == 1)
        #expect(try world.watcher.counters.walkFaults == [.notIncreasing: 1])
    }

    @Test("A loop ends the walk, and is told apart from a mere step back")
    func loop() throws {
        let agent = agent(6)
        agent.faults = [.loop(at: try .named("ifOperStatus.6"), to: try .named("ifOperStatus.2"))]
        let world = PollWorld(agent)
        try world.pollOnce()
        #expect(try world.watcher.counters.walkFaults == [.loop: 1])
        #expect(try world.value("if_oper", "Gi1/0/6") == 1)
        #expect(world.requests().count < 40)
    }

    @Test("A table without an end is left after so many rows")
    func tooManyRows() throws {
        let agent = FabricatedAgent()
        for index in 1...20_100 {
            agent.objects[ObjectIdentifier([1, 3, 6, 1, 2, 1, 2, 2, 1, 8, UInt32(index)])] = .integer(1)
        }
        let world = PollWorld(agent, .device(1) { $0.deadline = .seconds(600) })
        world.advance(by: .seconds(60))
        while try world.device().poll != nil { world.advance(by: .seconds(5)) }
        #expect(try world.watcher.counters.walkFaults[.tooManyRows] == 1)
        #expect(try world.reading().instances.count == TableWalk.mostRows)
    }

    @Test("An agent that goes away in the middle leaves what was read, and its rows are not taken for gone")
    func cutShort() throws {
        let agent = agent(40)
        let world = PollWorld(agent)
        try world.pollOnce()
        try world.pollOnce()
        agent.latency = .milliseconds(300)
        let before = try world.device().polls
        while try world.device().polls == before { world.advance(by: .milliseconds(100)) }
        while try world.watcher.polls.compactMap(\.walk).isEmpty { world.advance(by: .milliseconds(100)) }
        agent.faults = [.dead]
        world.advance(by: .seconds(30))
        #expect(try world.watcher.counters.walkFaults[.cutShort] == 1)
        #expect(try world.reading().instances.count == 40)
        #expect(try world.device().failures == 0)
    }

    @Test("A reply from another address is told of")
    func otherAddress() throws {
        let agent = agent(1)
        let world = PollWorld(agent, .device(1) { $0.acceptsOtherAddress = true })
        for _ in 0..<3 { try world.pollOnce() }
        agent.source = .device(9)
        for _ in 0..<3 { try world.pollOnce() }
        #expect(world.requests().allSatisfy { $0.acceptsOtherAddress })
        #expect(!world.observations(of: PollingRules.otherAddress.name).isEmpty)
    }

    @Test("Somebody else who answers beside the agent is told of, though the agent's own reply is used")
    func impostor() throws {
        let agent = agent(1)
        let world = PollWorld(agent)
        for _ in 0..<3 { try world.pollOnce() }
        agent.impostor = .device(9)
        for _ in 0..<3 { try world.pollOnce() }
        let told = world.observations(of: PollingRules.otherAddress.name)
        #expect(told.map(\.state) == [.firing] && told[0].summary.contains(Endpoint.device(9).text))
        #expect(try world.device().judge.condition == .up)
        agent.impostor = nil
        for _ in 0..<3 { try world.pollOnce() }
        #expect(world.observations(of: PollingRules.otherAddress.name).map(\.state) == [.firing, .resolved])
    }

    @Test("Indices order as numbers, whatever their length in octets")
    func indexOrder() {
        let arcs: [[UInt32]] = [[1], [2], [127], [128], [128, 1], [300], [16_383], [16_384], [.max]]
        let keys = arcs.map { ObjectIndex.encoded($0) }
        for (left, first) in keys.enumerated() {
            #expect(ObjectIndex.arcs(first) == arcs[left])
            for (right, second) in keys.enumerated() {
                let order = ObjectIndex.order(first, first.indices, second, second.indices)
                #expect(order == (left < right ? -1 : left == right ? 0 : 1), "\(arcs[left]) and \(arcs[right])")
            }
        }
    }

    @Test("The union of columns' rows has each once, in order")
    func union() {
        func keys(_ indices: [UInt32]) -> RowKeys {
            var keys = RowKeys()
            for index in indices {
                let key = ObjectIndex.encoded([index])
                keys.append(key, key.indices)
            }
            return keys
        }
        #expect(RowKeys.union([keys([1, 200, 3_000]), keys([2, 200]), keys([])]) == keys([1, 2, 200, 3_000]))
        #expect(RowKeys.union([]) == RowKeys())
    }
}
