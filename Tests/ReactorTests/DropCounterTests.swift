import Testing

@testable import Reactor

@Suite
struct DropCounterTests {
    @Test("The total goes on when the kernel's 32 bits wrap")
    func wraps() {
        var counter = DropCounter(from: 0xffff_fff0)
        counter.observe(0xffff_ffff)
        counter.observe(4)
        #expect(counter.total == 20)
        #expect(counter.takeNew() == 20)
        counter.observe(5)
        #expect(counter.takeNew() == 1)
        #expect(counter.takeNew() == 0)
    }

    @Test("An older number, told late by a queued datagram, changes nothing")
    func olderNumbers() {
        var counter = DropCounter(from: 0)
        counter.observe(100)
        counter.observe(40)
        counter.observe(100)
        #expect(counter.total == 100)
        #expect(counter.takeNew() == 100)
    }
}
