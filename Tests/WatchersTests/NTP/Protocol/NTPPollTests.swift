import Testing

@testable import Watchers

@Suite("How often a server is asked")
struct NTPPollTests {
    @Test(
        "A server that finds us too fast is asked half as often, or as seldom as it says",
        arguments: [(6, 7), (4, 7), (-128, 7), (7, 7), (10, 10), (127, 17)] as [(Int8, Int8)])
    func slowDown(_ asked: Int8, _ minimum: Int8) {
        var poll = NTPPoll(minimum: 6, maximum: 8, allowsBurst: true)
        poll.slowDown(to: asked)
        #expect(poll.minimum == minimum && poll.exponent == minimum && poll.maximum == max(8, minimum))
        #expect(poll.burst == 0)
        poll.slowDown(to: asked)
        #expect(poll.minimum == min(minimum + 1, NTPPoll.longest), "and again")
    }

    @Test("What a server told stands above new settings, and settings above nothing")
    func adopt() {
        var poll = NTPPoll(minimum: 6, maximum: 8, allowsBurst: true)
        poll.adopt(minimum: 4, maximum: 5, allowsBurst: true)
        #expect(poll.minimum == 4 && poll.maximum == 5 && poll.burst == 0 && !poll.isSlowed)
        poll.startBurst()
        #expect(poll.burst == NTPPoll.burstLength)
        poll.slowDown(to: 9)
        poll.adopt(minimum: 4, maximum: 6, allowsBurst: true)
        #expect(poll.minimum == 9 && poll.maximum == 9 && poll.exponent == 9 && poll.isSlowed)
        poll.startBurst()
        #expect(poll.burst == 0)
        poll.adopt(minimum: 10, maximum: 12, allowsBurst: true)
        #expect(poll.minimum == 10)
        poll.adopt(minimum: 4, maximum: 6, allowsBurst: true)
        #expect(poll.minimum == 9, "what it told, not what was configured meanwhile")
    }

    @Test("A server that is gone is asked more and more seldom, down to the longest interval")
    func backOff() {
        var poll = NTPPoll(minimum: 6, maximum: 8, allowsBurst: false)
        for expected in [7, 8, 8] as [Int8] {
            poll.backOff()
            #expect(poll.exponent == expected)
        }
        let isFaster = poll.hasten()
        #expect(isFaster && poll.exponent == 6)
    }
}
