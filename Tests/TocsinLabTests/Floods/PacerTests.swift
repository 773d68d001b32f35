import Model
import Testing

@testable import TocsinLab

@Suite struct PacerTests {
    private let start = MonotonicTime.someTime

    @Test func `The first packet is due at once and the others at the rate`() {
        var pacer = Pacer(rate: 100, now: start)
        #expect(pacer.take(atMost: 64, now: start) == 1)
        #expect(pacer.take(atMost: 64, now: start) == 0)
        #expect(pacer.next == start + .milliseconds(10))
        #expect(pacer.take(atMost: 64, now: start + .milliseconds(9)) == 0)
        #expect(pacer.take(atMost: 64, now: start + .milliseconds(10)) == 1)
        #expect(pacer.slips == 0)
    }

    @Test func `The rate is held on the average whatever the steps are`() {
        var pacer = Pacer(rate: 100_000, now: start)
        var generator = SeededGenerator(seed: 3)
        var now = start
        var taken = 0
        while now < start + .seconds(1) {
            var due = pacer.take(atMost: 64, now: now)
            while due > 0 {
                taken += due
                due = pacer.take(atMost: 64, now: now)
            }
            now = now + .microseconds(Int64.random(in: 1...3_000, using: &generator))
        }
        #expect((99_600...100_001).contains(taken))
        #expect(pacer.slips == 0)
    }

    @Test func `A late wake-up is made up for`() {
        var pacer = Pacer(rate: 1_000, burstLimit: .milliseconds(20), now: start)
        #expect(pacer.take(atMost: 100, now: start) == 1)
        #expect(pacer.take(atMost: 100, now: start + .milliseconds(15)) == 15)
        #expect(pacer.slips == 0)
        #expect(pacer.worstLateness == .milliseconds(14))
    }

    @Test func `What is later than the burst limit is a slip that moves the schedule`() {
        var pacer = Pacer(rate: 1_000, burstLimit: .milliseconds(20), now: start)
        #expect(pacer.take(atMost: 100, now: start) == 1)
        let due = pacer.take(atMost: 1_000, now: start + .seconds(1))
        #expect((20...22).contains(due))
        #expect(pacer.slips == 1)
        #expect(pacer.worstLateness == .milliseconds(999))
        #expect(pacer.take(atMost: 1_000, now: start + .seconds(1)) == 0)
    }
}
