import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// What rows are called, and how they keep their histories.
@Suite("SNMP rows")
struct RowTests {
    private func agent(_ names: [String]) -> FabricatedAgent {
        let agent = FabricatedAgent()
        agent.setInterfaces(names.enumerated().map { (UInt32($0 + 1), $1) })
        return agent
    }

    @Test("A reboot that renumbers interfaces is noticed at once: each keeps its name, and no rate is made up")
    func renumbered() throws {
        let agent = agent(["a", "b", "c"])
        let world = PollWorld(agent)
        try world.pollOnce()
        try world.pollOnce()
        agent.remove("interfaces")
        agent.remove("ifXTable")
        agent.setInterfaces([(1, "c"), (2, "a"), (3, "b")], octets: 500_000_000)
        agent.started = world.manual.now.monotonic
        try world.pollOnce()
        let reading = try world.reading()
        #expect(reading.instances == ["c", "a", "b"])
        #expect(reading.column("if_in_bps")?.allSatisfy { $0.isNaN } == true)
        #expect(try world.device().system?.restart != nil)
        agent.set("ifHCInOctets.2", .counter64(500_060_000))
        try world.pollOnce()
        #expect(try world.device().system?.restart == nil)
    }

    @Test(
        "What is numbered anew or restarted in the midst of a poll is read anew: no value goes to another row's name",
        arguments: [true, false])
    func torn(restarts: Bool) throws {
        let agent = agent(["a", "b", "c"])
        agent.set("ifTableLastChange.0", .timeTicks(0))
        for (place, octets) in [1_000, 20_000_000, 900_000_000].enumerated() {
            agent.set("ifHCInOctets.\(place + 1)", .counter64(UInt64(octets)))
        }
        let world = PollWorld(agent)
        world.advance(by: .seconds(3_600))
        #expect(try world.reading().column("if_in_bps") == [0, 0, 0])
        // Not one that reads the names by itself.
        if try world.device().polls % SNMPWatcher.namesEvery == 0 { try world.pollOnce() }
        agent.interruption = (
            { $0.isBulk },
            { agent in
                agent.setInterfaces([(1, "c"), (2, "a"), (3, "b")])
                for (place, octets) in [900_000_000, 1_000, 20_000_000].enumerated() {
                    agent.set("ifHCInOctets.\(place + 1)", .counter64(UInt64(octets)))
                }
                if restarts {
                    agent.started = world.manual.now.monotonic
                } else {
                    agent.set("ifTableLastChange.0", .timeTicks(360_000))
                }
            }
        )
        try world.pollOnce()
        #expect(agent.interruption == nil)
        let reading = try world.reading()
        #expect(reading.instances == ["c", "a", "b"])
        let rates = try #require(reading.column("if_in_bps"))
        #expect(rates.allSatisfy { restarts ? $0.isNaN : $0 == 0 }, "\(rates)")
        #expect(try world.watcher.counters.reread == 1)
        #expect(try (world.device().system?.restart != nil) == restarts)
        // A question that is only lost costs one more, for the clocks.
        world.advance(by: .seconds(600))
        world.asked = []
        agent.interruption = ({ $0.isBulk }, { _ in })
        try world.pollOnce()
        #expect(try world.reading().column("if_in_bps") == [0, 0, 0])
        #expect(try world.watcher.counters.reread == 1)
        #expect(world.requests().count { $0.isGet } == 2)
    }

    /// How the device's clocks are not had once more.
    enum Loss: CaseIterable {
        /// Every question for them is lost.
        case all
        /// That for all of them is, and those for each half until the poll's time is over.
        case slow
    }

    @Test(
        "A table that was in doubt when the device's clocks could not be had is left out with a fault, and read by the next poll",
        arguments: [true, false], Loss.allCases)
    func doubtful(restarts: Bool, loss: Loss) throws {
        let agent = agent(["a", "b", "c"])
        agent.set("ifTableLastChange.0", .timeTicks(0))
        for (place, octets) in [1_000, 20_000_000, 900_000_000].enumerated() {
            agent.set("ifHCInOctets.\(place + 1)", .counter64(UInt64(octets)))
        }
        let world = PollWorld(agent, .device(1) { if loss == .slow { $0.deadline = .seconds(8) } })
        world.advance(by: .seconds(3_600))
        if try world.device().polls % SNMPWatcher.namesEvery == 0 { try world.pollOnce() }
        let before = try world.reading()
        let index = try #require(try world.device().tables.firstIndex { $0.reading?.table.name == "interfaces" })
        let readAt = try #require(try world.device().tables[index].readAt)
        // In the midst of the walk the rows get other numbers, and no question for the clocks arrives any more.
        agent.interruption = (
            { $0.isBulk },
            { agent in
                agent.setInterfaces([(1, "c"), (2, "a"), (3, "b")])
                for (place, octets) in [900_000_000, 1_000, 20_000_000].enumerated() {
                    agent.set("ifHCInOctets.\(place + 1)", .counter64(UInt64(octets)))
                }
                if restarts {
                    agent.started = world.manual.now.monotonic
                } else {
                    agent.set("ifTableLastChange.0", .timeTicks(360_000))
                }
                agent.loses = \.isGet
            }
        )
        try world.pollOnce()
        #expect(agent.interruption == nil)
        // What was known stands, and of what was read in between there is no trace.
        #expect(try world.reading().instances == before.instances)
        #expect(try world.reading().values == before.values)
        #expect(try world.device().tables[index].readAt == readAt)
        let counters = try world.watcher.counters
        #expect(counters.leftOut == 1 && counters.reread == 0)
        #expect(counters.walkFaults == [loss == .slow ? .deadline : .cutShort: 1])
        agent.loses = { _ in false }
        try world.pollOnce()
        #expect(try world.reading().instances == ["c", "a", "b"])
        let rates = try #require(try world.reading().column("if_in_bps"))
        #expect(rates.allSatisfy { restarts ? $0.isNaN : $0 == 0 }, "\(rates)")
        #expect(try (world.device().system?.restart != nil) == restarts)
        #expect(try world.watcher.counters.leftOut == 1)
    }

    @Test(
        "A question that was lost and asked again makes no rate higher or lower: each row counts from when it was read")
    func late() throws {
        let agent = agent(["a", "b"])
        let world = PollWorld(agent)
        world.advance(by: .seconds(120))
        // A thousand octets a second, as of when the agent answers.
        func count(_ agent: FabricatedAgent, after seconds: Int64) {
            let octets = UInt64(world.manual.now.monotonic.nanoseconds / 1_000_000 + seconds * 1_000)
            for row in 1...2 { agent.set("ifHCInOctets.\(row)", .counter64(octets)) }
            agent.set("ifHCOutOctets.1", .counter64(octets))
        }
        var rates: [Double] = []
        for lost in [false, false, true, false, true, true] {
            let timeout = try world.device().entry.timeout
            agent.interruption = (
                { $0.isBulk },
                { agent in count(agent, after: lost ? Int64(timeout.seconds) : 0) }
            )
            agent.losesInterrupted = lost
            try world.pollOnce()
            #expect(agent.interruption == nil)
            rates += try [world.value("if_in_bps", "a"), world.value("if_in_bps", "b"), world.value("if_out_bps", "a")]
        }
        #expect(rates.dropFirst(3).allSatisfy { abs($0 - 8_000) < 10 }, "\(rates)")
    }

    @Test("Rows that come and go are noticed at once, and the others keep their counters through the new indices")
    func inserted() throws {
        let agent = agent(["a", "b"])
        let world = PollWorld(agent)
        for _ in 0..<2 { try world.pollOnce() }
        agent.setInterfaces([(2, "new"), (3, "b")])
        agent.set("ifHCInOctets.3", .counter64(1_000 + 60_000))
        try world.pollOnce()
        #expect(try world.reading().instances == ["a", "new", "b"])
        // Known by its name, although its index is another.
        #expect(abs(try world.value("if_in_bps", "b") - 8_000) < 1)
        #expect(try world.value("if_in_bps", "new").isNaN)
        #expect(try world.value("if_in_bps", "a") == 0)
        agent.objects = agent.objects.filter { $0.key.arcs.last != 1 || $0.key.arcs.count < 11 }
        try world.pollOnce()
        #expect(try world.reading().instances == ["new", "b"])
    }

    @Test("Lists of names that many devices have alike are kept once, and the pool has a bound")
    func pool() {
        var pool = NamePool()
        let first = pool.shared((1...40).map { "interface \($0) of a model" })
        let second = pool.shared((1...40).map { "interface \($0) of a model" })
        #expect(first == second && isOneMemory(first, second))
        for number in 0...NamePool.most { _ = pool.shared(["\(number)"]) }
        let third = pool.shared((1...40).map { "interface \($0) of a model" })
        #expect(first == third && !isOneMemory(first, third))
    }

    /// Whether two lists are kept once.
    private func isOneMemory(_ first: [String], _ second: [String]) -> Bool {
        unsafe first.withUnsafeBufferPointer { a in
            unsafe second.withUnsafeBufferPointer { b in unsafe a.baseAddress == b.baseAddress }
        }
    }

    @Test("Two rows of one name are told apart by their indices")
    func twins() throws {
        let world = PollWorld(agent(["same", "same", "other"]))
        try world.pollOnce()
        #expect(try world.reading().instances == ["same", "same#2", "other"])
    }

    @Test("A row without a name is called by the next label, and at last by its index")
    func nameless() throws {
        let agent = agent(["a", "b"])
        agent.set("ifName.1", .text(""))
        agent.set("ifName.2", nil)
        agent.set("ifDescr.2", .text(""))
        let world = PollWorld(agent)
        try world.pollOnce()
        #expect(try world.reading().instances == ["Ethernet a", "2"])
    }

    @Test("Names are read anew only now and then, and at once when the agent says that interfaces have changed")
    func names() throws {
        let agent = agent(["a", "b"])
        agent.set("ifTableLastChange.0", .timeTicks(5))
        let world = PollWorld(agent)
        for _ in 0..<3 { try world.pollOnce() }
        world.asked.removeAll()
        agent.set("ifAlias.1", .text("uplink"))
        try world.pollOnce()
        let alias = try ObjectIdentifier.named("ifAlias")
        #expect(!world.requests().flatMap(\.variables).contains { $0.starts(with: alias) })
        #expect(try world.reading().label("alias") == ["to a", "to b"])
        agent.set("ifTableLastChange.0", .timeTicks(6))
        try world.pollOnce()
        #expect(try world.reading().label("alias") == ["uplink", "to b"])
        agent.set("ifAlias.2", .text("late"))
        for _ in 0..<SNMPWatcher.namesEvery { try world.pollOnce() }
        #expect(try world.reading().label("alias") == ["uplink", "late"])
    }

    @Test("Counters that an agent says began anew give no rate")
    func discontinuity() throws {
        let agent = agent(["a", "b"])
        agent.set("ifCounterDiscontinuityTime.1", .timeTicks(0))
        agent.set("ifCounterDiscontinuityTime.2", .timeTicks(0))
        let world = PollWorld(agent)
        for _ in 0..<2 { try world.pollOnce() }
        agent.set("ifCounterDiscontinuityTime.1", .timeTicks(500))
        for index in 1...2 { agent.set("ifHCInOctets.\(index)", .counter64(61_000)) }
        try world.pollOnce()
        #expect(try world.value("if_in_bps", "a").isNaN)
        #expect(abs(try world.value("if_in_bps", "b") - 8_000) < 1)
        try world.pollOnce()
        #expect(try world.value("if_in_bps", "a") == 0)
    }

    @Test("A label that is an identifier has the identifier's name, which limits go by")
    func identifierLabel() throws {
        let type: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 2]
        let table = ProfileTable(
            name: "storage",
            labels: [ProfileLabel(name: "type", objects: [type], form: .automatic)], identity: [], metrics: [],
            ratios: [], everyPolls: 1)
        let profile = Profile(
            name: "storage", summary: "", appliesTo: [], scalars: [], texts: [], tables: [table], thresholds: [])
        var configuration = SNMPConfiguration()
        configuration.profiles = ProfileBook([profile])
        let agent = FabricatedAgent()
        agent.set("hrStorageType.31", .objectIdentifier([1, 3, 6, 1, 2, 1, 25, 2, 1, 4]))
        let world = PollWorld(
            [.device(1) { $0.profiles = ["storage"] }], configuration: configuration, agents: [.device(1): agent])
        try world.pollOnce()
        let reading = try world.reading("storage")
        #expect(reading.label("type") == ["hrStorageFixedDisk"])
    }

    @Test("A table that is read every tenth poll has its rates over the whole time between")
    func everyTenth() throws {
        let counter: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 99_999, 5, 1, 2]
        let metric = ProfileMetric(
            name: "widgets_per_s", objects: [counter], kind: .counter, unit: "1/s", scale: 1, states: [:], isKept: true)
        let table = ProfileTable(
            name: "widgets", labels: [], identity: [], metrics: [metric], ratios: [], everyPolls: 10)
        let profile = Profile(
            name: "widgets", summary: "", appliesTo: [], scalars: [], texts: [], tables: [table], thresholds: [])
        var configuration = SNMPConfiguration()
        configuration.profiles = ProfileBook([profile])
        let agent = FabricatedAgent()
        agent.objects[counter.appending(7)] = .counter32(0)
        let world = PollWorld(
            [.device(1) { $0.profiles = ["widgets"] }], configuration: configuration, agents: [.device(1): agent])
        try world.pollOnce()
        let first = try #require(try world.device().tables[0].readAt)
        agent.objects[counter.appending(7)] = .counter32(60_000)
        var reads: [Timestamp] = []
        for _ in 0..<25 {
            try world.pollOnce()
            let read = try #require(try world.device().tables[0].readAt)
            if read != reads.last ?? first { reads.append(read) }
        }
        #expect((2...3).contains(reads.count))
        let gap = reads[0] - first
        let reading = try world.reading("widgets")
        #expect(reading.instances == ["7"])
        if reads.count == 1 { #expect(abs(reading.values[0][0] - 60_000 / gap.seconds) < 1) }
        #expect(reads.count < 2 || reads[1] - reads[0] == .seconds(600))
    }

    @Test("A table that is read every tenth poll and was left out is read by the very next one")
    func owed() throws {
        let counter: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 99_999, 5, 1, 2]
        let metric = ProfileMetric(
            name: "widgets_per_s", objects: [counter], kind: .counter, unit: "1/s", scale: 1, states: [:], isKept: true)
        let table = ProfileTable(
            name: "widgets", labels: [], identity: [], metrics: [metric], ratios: [], everyPolls: 10)
        var configuration = SNMPConfiguration()
        configuration.profiles = ProfileBook([
            Profile(
                name: "widgets", summary: "", appliesTo: [], scalars: [], texts: [], tables: [table], thresholds: [])
        ])
        let agent = FabricatedAgent()
        agent.objects[counter.appending(7)] = .counter32(0)
        let world = PollWorld(
            [.device(1) { $0.profiles = ["widgets"] }], configuration: configuration, agents: [.device(1): agent])
        try world.pollOnce()
        let first = try #require(try world.device().tables[0].readAt)
        agent.interruption = ({ $0.isBulk }, { $0.loses = \.isGet })
        // Its turn comes once in ten polls.
        for _ in 0..<11 where agent.interruption != nil { try world.pollOnce() }
        #expect(try world.watcher.counters.leftOut == 1)
        #expect(try world.device().tables[0].readAt == first)
        agent.loses = { _ in false }
        try world.pollOnce()
        #expect(try world.device().tables[0].readAt ?? first > first)
        #expect(try world.watcher.counters.leftOut == 1)
    }

    @Test("Scalars have factors, ratios and the best of several objects")
    func scalars() throws {
        let base: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 99_999, 6]
        func metric(_ name: String, _ objects: [UInt32], _ change: (inout ProfileMetric) -> Void = { _ in })
            -> ProfileMetric
        {
            var metric = ProfileMetric(
                name: name, objects: objects.map { base.appending($0, 0) }, kind: .gauge, unit: "", scale: 1,
                states: [:], isKept: false)
            change(&metric)
            return metric
        }
        var profile = Profile(
            name: "p", summary: "", appliesTo: [],
            scalars: [
                metric("used", [1]) { $0.factors = [ProfileFactor(object: base.appending(9, 0), form: .number)] },
                metric("size", [2, 3]) { $0.objectScales = [1, 1_000] }, metric("absent", [4]),
            ], texts: [], tables: [], thresholds: [])
        profile.ratios = [
            ProfileRatio(name: "use", numerator: "used", denominator: "size", scale: 100, unit: "%", isKept: true)
        ]
        var configuration = SNMPConfiguration()
        configuration.profiles = ProfileBook([profile])
        let agent = FabricatedAgent()
        agent.objects[base.appending(1, 0)] = .integer(5)
        agent.objects[base.appending(9, 0)] = .integer(100)
        agent.objects[base.appending(3, 0)] = .gauge32(2)
        let world = PollWorld(
            [.device(1) { $0.profiles = ["p"] }], configuration: configuration, agents: [.device(1): agent])
        for _ in 0..<2 { try world.pollOnce() }
        let values = try world.device().scalars.values
        #expect(Array(values.prefix(2)) == [500, 2_000] && values[2].isNaN && values[3] == 25)
        let samples = world.manual.reports.compactMap { report -> [Sample]? in
            if case .samples(let samples) = report.content { samples } else { nil }
        }.joined()
        #expect(samples.allSatisfy { $0.metric == "use" && $0.value == 25 && $0.unit == "%" } && !samples.isEmpty)
        // What is absent is not asked for with every poll.
        world.asked.removeAll()
        try world.pollOnce()
        #expect(!world.requests().flatMap(\.variables).contains(base.appending(4, 0)))
    }
}
