import Model
import Testing

@testable import Reactor

@Suite
struct PeriodicScheduleTests {
    private let schedule = PeriodicSchedule(
        origin: MonotonicTime(nanoseconds: 1_000), period: .nanoseconds(100), phase: .nanoseconds(30))

    @Test("A handler that is always late does not move the ticks")
    func noDrift() {
        var now = MonotonicTime(nanoseconds: 1_000)
        var last: MonotonicTime?
        var ticks: [Int64] = []
        for _ in 0..<1_000 {
            let tick = schedule.next(after: now, last: last)
            #expect(tick.missed == 0)
            ticks.append(tick.time.nanoseconds)
            last = tick.time
            now = tick.time + .nanoseconds(60)
        }
        #expect(ticks == (0..<1_000).map { 1_030 + $0 * 100 })
    }

    @Test("Ticks that went by are skipped and counted")
    func missedTicks() {
        let tick = schedule.next(after: MonotonicTime(nanoseconds: 1_530), last: MonotonicTime(nanoseconds: 1_130))
        #expect(tick.time.nanoseconds == 1_630)
        #expect(tick.missed == 4)
        #expect(schedule.next(after: MonotonicTime(nanoseconds: 1_530)).missed == 0)
    }

    @Test("Before the origin the first tick is the first")
    func beforeTheOrigin() {
        #expect(schedule.next(after: MonotonicTime(nanoseconds: -5_000)).time.nanoseconds == 1_030)
        #expect(schedule.next(after: MonotonicTime(nanoseconds: 1_030)).time.nanoseconds == 1_130)
    }
}
