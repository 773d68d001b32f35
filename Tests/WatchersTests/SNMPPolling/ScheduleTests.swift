import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// When devices are polled.
@Suite("SNMP schedule")
struct ScheduleTests {
    @Test("A device is polled every interval, at the same phase in every run")
    func phase() throws {
        let world = PollWorld(FabricatedAgent())
        world.advance(by: .seconds(600))
        let times = world.polls()
        #expect(times.count == 10)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .seconds(60) })
        let later = PollWorld([.device(1)], agents: [.device(1): FabricatedAgent()], at: .start + .seconds(4_007))
        later.advance(by: .seconds(60))
        let difference = try #require(later.polls().first) - times[0]
        #expect(difference.nanoseconds % 60_000_000_000 == 0)
    }

    @Test("The first round of many devices is over within one interval and spread evenly over it")
    func spread() throws {
        let world = PollWorld((1...600).map { .device($0) })
        world.advance(by: .seconds(60))
        let firsts = (1...600).compactMap { world.polls(of: .device($0)).first }
        #expect(firsts.count == 600)
        var perTenth = [Int](repeating: 0, count: 10)
        for time in firsts { perTenth[Int((time - Moment.start.monotonic).seconds / 6.000_01)] += 1 }
        // The last tenth of the interval is left free; its devices come in the first.
        #expect(perTenth.dropFirst().dropLast().allSatisfy { (35...90).contains($0) }, "\(perTenth)")
        #expect((70...180).contains(perTenth[0]) && perTenth[9] == 0, "\(perTenth)")
    }

    @Test("The first round leaves time for the last device's poll, and the grid stays as it is")
    func firstRound() throws {
        let world = PollWorld(
            (1...600).map { .device($0) },
            agents: Dictionary(uniqueKeysWithValues: (1...600).map { (.device($0), FabricatedAgent()) }))
        world.advance(by: .seconds(300))
        let start = Moment.start.monotonic
        var early = 0
        for number in 1...600 {
            let times = world.polls(of: .device(number))
            let first = try #require(times.first)
            #expect(first - start <= .seconds(54))
            // All but the first are on the grid.
            let rest = Array(times.dropFirst())
            #expect(zip(rest, rest.dropFirst()).allSatisfy { $1 - $0 == .seconds(60) })
            if rest[0] - first != .seconds(60) {
                early += 1
                #expect(rest[0] - first == .seconds(54))
            }
        }
        #expect((30...90).contains(early), "a tenth of them: \(early)")
    }

    @Test("A device never has two polls under way: one that is due meanwhile is skipped and counted")
    func skipped() throws {
        let agent = FabricatedAgent()
        agent.setInterfaces([(1, "a")])
        agent.latency = .seconds(40)
        let world = PollWorld(agent, .device(1) { $0.deadline = .seconds(200) })
        world.advance(by: .seconds(400))
        let counters = try world.watcher.counters
        // Two questions of 40 s each, at the first poll more: every other time of the grid comes too early.
        #expect(counters.skipped >= 2)
        #expect(counters.polls + counters.skipped == 6 || counters.polls + counters.skipped == 7)
        let times = world.polls()
        #expect(times.count > 1 && zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .seconds(120) })
    }

    @Test("A poll that has taken its whole time ends with what it has got, and the device is polled again")
    func deadline() throws {
        let agent = FabricatedAgent()
        agent.setInterfaces((1...40).map { (UInt32($0), "p\($0)") })
        let world = PollWorld(agent, .device(1) { $0.deadline = .seconds(10) })
        try world.pollOnce()
        let before = try world.device().polls
        agent.latency = .seconds(4)
        world.advance(by: .seconds(130))
        #expect(try world.watcher.counters.overtime >= 1)
        let overtime = PollWorld(
            FabricatedAgent(), .device(1) { ($0.deadline, $0.timeout, $0.retries) = (.seconds(3), .seconds(2), 9) })
        overtime.agents[.device(1)]?.faults = [.dead]
        overtime.advance(by: .seconds(70))
        #expect(try overtime.watcher.counters.overtime == 1)
        #expect(try overtime.watcher.counters.failures[SNMPFailure.Reason.timedOut.rawValue] == 1)
        #expect(try world.watcher.counters.walkFaults[.deadline, default: 0] >= 1)
        #expect(try world.device().polls > before + 1)
        // What was not come to is not gone.
        #expect(try world.reading().instances.count == 40)
    }

    @Test("A device that is down is left alone for longer and longer, and returns to its interval when it answers")
    func backoff() throws {
        let agent = FabricatedAgent()
        agent.faults = [.dead]
        let world = PollWorld(agent)
        world.advance(by: .seconds(1_800))
        let times = world.polls()
        let gaps = zip(times, times.dropFirst()).map { ($1 - $0).seconds }
        #expect(Array(gaps.prefix(2)) == [60, 60])
        #expect(gaps.contains(120))
        #expect(gaps.allSatisfy { $0 <= 300 })
        #expect(gaps.last == 300)
        agent.faults = []
        world.advance(by: .seconds(301))
        world.asked.removeAll()
        world.advance(by: .seconds(300))
        #expect(world.polls().count == 5)
        #expect(try world.device().failures == 0)
    }

    @Test("Polls that begin late are counted, and those that were missed are not made up for")
    func late() throws {
        let world = PollWorld(FabricatedAgent())
        world.advance(by: .seconds(61))
        let before = try world.watcher.counters
        // The machine sleeps: nothing is served for ten minutes.
        let due = try world.device().due
        let gap = due - world.manual.now.monotonic + .seconds(600)
        let sleeping = world.manual.now + gap
        var after = try world.watcher
        var actions: [Action] = []
        after.handle(.timer(.polls), at: sleeping, into: &actions)
        #expect(after.counters.late == before.late + 1)
        #expect(after.counters.skipped == before.skipped + 10)
        #expect(after.counters.polls == before.polls + 1)
    }

    @Test("How late polls begin is told by quantiles of the last minutes")
    func slips() {
        var meter = SlipMeter()
        #expect(meter.quantile(0.5) == nil)
        let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
        for step in 1...100 { meter.note(.milliseconds(Int64(step)), at: start + .seconds(Int64(step))) }
        let median = meter.quantile(0.5) ?? .zero
        #expect(median >= .milliseconds(50) && median <= .milliseconds(63))
        #expect((meter.quantile(0.99) ?? .zero) >= .milliseconds(99))
        meter.note(.microseconds(5), at: start + .seconds(1_000))
        #expect((meter.quantile(0.99) ?? .zero) <= .microseconds(8))
    }

    @Test("What is due comes in the order of its times, and of one time a poll before a deadline")
    func heap() {
        var heap = WakeHeap()
        var generator = Xorshift(seed: 7)
        for _ in 0..<500 {
            let time = MonotonicTime(nanoseconds: Int64(generator.next() % 1_000))
            heap.insert(WakeHeap.Entry(time: time, slot: 1, purpose: generator.next() % 2 == 0 ? .deadline : .poll))
        }
        var last: WakeHeap.Entry?
        var count = 0
        while let entry = heap.takeDue(at: MonotonicTime(nanoseconds: 1_000)) {
            if let last {
                #expect(last.time <= entry.time)
                if last.time == entry.time { #expect(last.purpose.rawValue <= entry.purpose.rawValue) }
            }
            last = entry
            count += 1
        }
        #expect(count == 500)
    }
}

/// Random numbers that are the same in every run.
struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
