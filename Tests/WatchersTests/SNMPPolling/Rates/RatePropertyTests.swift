import Model
import Testing

@testable import Watchers

/// A million devices that live a random life of some polls each, beside an oracle that knows what they did.
///
/// Written without closures, generics and allocations, since it must run in a few seconds without optimization.
@Suite("A million random lives of counters")
struct RatePropertyTests {
    @Test("No rate is higher than the truth, no wrap is a restart, and nearly all that can be told is told")
    func lives() {
        var world = SimulatedDevice(seed: 0x70c5_1b00_0003)
        for _ in 0..<1_000_000 { world.live() }
        #expect(world.falseSpikes == 0, "\(world)")
        #expect(world.negatives == 0)
        #expect(world.falseValues == 0)
        #expect(world.falseRestarts == 0)
        #expect(world.missedRestarts == 0)
        #expect(world.wrongKinds == 0)
        #expect(Double(world.told) > 0.97 * Double(world.tellable), "\(world.told) of \(world.tellable)")
        // The lives had what they should have had.
        #expect(world.tellable > 1_500_000)
        #expect(world.wraps32 > 50_000)
        #expect(world.wraps64 > 20_000)
        #expect(world.uptimeWraps > 30_000)
        #expect(world.hostRestarts > 50_000)
        #expect(world.agentRestarts > 50_000)
        #expect(world.severalWraps > 10_000)
        #expect(world.bootsWentBack > 10_000)
        #expect(world.lookalikes < 2_000)
    }
}

/// One device at a time, with what came of all.
private struct SimulatedDevice {
    private(set) var falseSpikes = 0
    private(set) var negatives = 0
    private(set) var falseValues = 0
    private(set) var falseRestarts = 0
    private(set) var missedRestarts = 0
    private(set) var wrongKinds = 0
    private(set) var told = 0
    private(set) var tellable = 0
    private(set) var wraps32 = 0
    private(set) var wraps64 = 0
    private(set) var uptimeWraps = 0
    private(set) var hostRestarts = 0
    private(set) var agentRestarts = 0
    private(set) var severalWraps = 0
    private(set) var bootsWentBack = 0
    /// Restarts whose clocks look as if nothing had happened, or as a wrap, with nothing else to tell them.
    private(set) var lookalikes = 0

    private var state: UInt64

    // What the device has.
    private var hasUptime = false
    private var hasBoots = false
    private var hasHost = false
    private var is32 = false
    private var knowsSpeed = false
    private var maximum = 0.0
    // Its state; times are hundredths of a second.
    private var now: Int64 = 0
    private var agentStart: Int64 = 0
    private var hostStart: Int64 = 0
    private var boots: UInt32 = 0
    private var counter: UInt64 = 0

    init(seed: UInt64) { state = seed }

    private mutating func next() -> UInt64 {
        state = state &+ 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    private mutating func below(_ bound: UInt64) -> UInt64 { ((next() >> 32) &* bound) >> 32 }

    /// One device from its first poll to its last.
    mutating func live() {
        let traits = next()
        hasUptime = traits & 15 != 0
        hasBoots = traits >> 4 & 7 < 4
        hasHost = traits >> 7 & 1 == 0
        is32 = traits >> 8 & 1 == 0
        knowsSpeed = traits >> 9 & 7 != 0
        switch traits >> 12 & 7 {
        case 0: maximum = 1.25e6
        case 1, 2: maximum = 1.25e7
        case 3, 4: maximum = is32 ? 1.25e7 : 1.25e8
        case 5: maximum = 1.25e8
        default: maximum = is32 ? 1.25e6 : 1.25e9
        }
        now = 1 << 40
        let age: UInt64
        switch traits >> 16 & 15 {
        // Shortly before the wrap of 497 days, young, or anything.
        case 0, 1: age = 0x1_0000_0000 &- below(60_000)
        case 2: age = below(30_000)
        default: age = below(0x1_0000_0000)
        }
        agentStart = now &- Int64(age)
        hostStart = agentStart &- Int64(traits >> 20 & 1 == 0 ? 1_500 : below(0x1_0000_0000))
        boots = UInt32(truncatingIfNeeded: below(100))
        switch traits >> 24 & 3 {
        case 0: counter = (is32 ? 0x1_0000_0000 : 0) &- below(is32 ? 200_000_000 : 0xffff_ffff) &- 1
        case 1: counter = below(1_000_000)
        default: counter = is32 ? below(0x1_0000_0000) : next()
        }
        var clock = DeviceClock()
        var before = counter
        var beforeNow = now
        _ = clock.advance(reading(delay: 0))
        var hostBefore = now &- hostStart
        for _ in 0..<(2 &+ Int(traits >> 30 & 3)) {
            let event = step()
            let interval = clock.advance(reading(delay: Int64(below(150))))
            let host = verdictOnHost(hostBefore, elapsed: now &- beforeNow)
            judge(interval, event, before: before, elapsed: now &- beforeNow, hostIsClear: host == event.hostRestart)
            before = counter
            hostBefore = now &- hostStart
            beforeNow = now
        }
    }

    /// What a poll of the device gives, so many hundredths of a second after its answer.
    private func reading(delay: Int64) -> ClockReading {
        ClockReading(
            own: MonotonicTime(nanoseconds: (now &+ delay) &* 10_000_000),
            uptime: hasUptime ? UInt32(truncatingIfNeeded: now &- agentStart) : nil, boots: hasBoots ? boots : nil,
            hostUptime: hasHost ? UInt32(truncatingIfNeeded: now &- hostStart) : nil)
    }

    /// What happened between two polls.
    private struct Event {
        var agentRestart = false
        var hostRestart = false
        var wasReset = false
        var cleared = false
        var grown = 0.0
    }

    /// Lets time pass until the next poll that comes through.
    private mutating func step() -> Event {
        let dice = next()
        var event = Event()
        var length: Int64
        switch dice & 31 {
        case 0: length = Int64(below(100))
        case 1...4: length = 6_000 &* Int64(2 &+ below(6))
        case 5: length = 100_000 &+ Int64(below(8_000_000))
        default: length = 5_800 &+ Int64(below(400))
        }
        let rate = dice >> 5 & 3 == 0 ? maximum : dice >> 5 & 3 == 1 ? 0 : maximum * Double(below(1_000)) / 1_000
        let what = dice >> 8 & 31
        if what < 2, length > 200 {
            // A restart at any time, of the agent alone or of all.
            let first = Int64(below(UInt64(length &- 100)))
            let down = min(Int64(below(6_000)), length &- first &- 50)
            grow(first, rate, &event)
            now = now &+ first
            let isHost = what == 0
            let keeps = !isHost && dice >> 13 & 1 == 0
            if keeps { grow(down, rate, &event) } else { counter = 0 }
            now = now &+ down
            length = length &- first &- down
            agentStart = now
            // A device that was reset to its defaults counts anew.
            let forgets = dice >> 14 & 7 == 0 && boots > 1
            if forgets { bootsWentBack &+= 1 }
            boots = forgets ? 1 : boots &+ 1
            event.wasReset = !keeps
            event.agentRestart = !isHost
            event.hostRestart = isHost
            if isHost { hostStart = now &- Int64(min(UInt64(down), below(1_500))) }
        } else if what == 2, !is32, counter < 1 << 63 {
            // Somebody clears the counters. Near its end a counter that is cleared looks as one that wraps.
            counter = 0
            event.wasReset = true
            event.cleared = true
        }
        grow(length, rate, &event)
        now = now &+ length
        return event
    }

    private mutating func grow(_ ticks: Int64, _ rate: Double, _ event: inout Event) {
        let grown = UInt64(rate * Double(ticks) / 100)
        counter = counter &+ grown
        if is32 { counter &= 0xffff_ffff }
        event.grown += Double(grown)
    }

    /// Whether hrSystemUptime looks as if the host was restarted: it has not moved as time did, or has just begun.
    private func verdictOnHost(_ before: Int64, elapsed: Int64) -> Bool {
        let after = UInt32(truncatingIfNeeded: now &- hostStart)
        let moved = Int64(after &- UInt32(truncatingIfNeeded: before))
        let hasMovedAsTime = abs(moved &- elapsed) <= 1_160 &+ elapsed / 100
        let isYoung = Int64(after) <= elapsed &+ elapsed / 100 &+ 1_160 && UInt32(truncatingIfNeeded: before) <= after
        return !hasMovedAsTime || isYoung
    }

    private mutating func judge(
        _ interval: DeviceInterval, _ event: Event, before: UInt64, elapsed: Int64, hostIsClear: Bool
    ) {
        let seconds = Double(elapsed) / 100
        let hasRestarted = event.agentRestart || event.hostRestart
        judgeRestart(interval, event, hasRestarted, hostIsClear: hostIsClear)
        var rate = -1.0
        var gap = interval.gap
        if gap == nil {
            switch CounterGrowth.between(
                before, counter, is32: is32, elapsedSeconds: interval.seconds,
                maximumPerSecond: knowsSpeed ? maximum : nil, wrapsAreCertain: interval.wrapsAreCertain)
            {
            case .grown(let grown): rate = Double(grown) / interval.seconds
            case .gap(let reason): gap = reason
            }
        }
        if gap == .severalWraps { severalWraps &+= 1 }
        if gap == nil, rate < 0 { negatives &+= 1 }

        // The truth, as sharp as the clock: two hundredths of a second, or the delay of an answer where ours is used.
        let blur = interval.isDeviceTime ? 0.02 : 1.52
        let truth = event.grown / seconds
        let wraps = event.grown + Double(before) >= 4_294_967_296
        // Several wraps that cannot be seen, because nothing is known of the speed, are no spike: less is told.
        let isLow = is32 && !knowsSpeed && event.grown >= 4_294_967_296
        if gap == nil {
            let highest = event.grown / max(0.01, seconds - blur) + 2 / max(0.01, seconds - blur)
            if rate > highest { falseSpikes &+= 1 }
            if !event.wasReset, !isLow, rate < event.grown / (seconds + blur) - 2 / seconds { falseValues &+= 1 }
            if event.grown > 0, counter < before, !event.wasReset {
                if is32 { wraps32 &+= 1 } else { wraps64 &+= 1 }
            }
        }

        // What the readings can tell at all, whoever reads them.
        guard !hasRestarted, !event.wasReset, seconds >= 1.6 else { return }
        if !hasUptime, !hasBoots, counter < before { return }
        if is32 {
            let delta = Double((counter &- before) & 0xffff_ffff)
            if knowsSpeed ? delta + 4_294_967_296 <= maximum * (seconds * 1.25 + 4) : wraps && truth > 900_000 {
                return
            }
            if !knowsSpeed, counter < before, delta > 900_000 * seconds { return }
        } else if !knowsSpeed, counter < before, truth > 900_000 {
            return
        }
        tellable &+= 1
        if gap == nil { told &+= 1 }
    }

    private mutating func judgeRestart(
        _ interval: DeviceInterval, _ event: Event, _ hasRestarted: Bool, hostIsClear: Bool
    ) {
        if interval.uptimeWrapped, interval.restart == nil { uptimeWraps &+= 1 }
        if let restart = interval.restart {
            if !hasRestarted {
                falseRestarts &+= 1
            } else {
                if event.hostRestart { hostRestarts &+= 1 } else { agentRestarts &+= 1 }
                // Only the host's clock can tell the one from the other.
                if hasHost, hasUptime, hostIsClear, restart.isAgentOnly != event.agentRestart { wrongKinds &+= 1 }
            }
        } else if hasRestarted, hasUptime {
            // It may look like a young device, or like one whose sysUpTime has wrapped; then there are no rates.
            if interval.gap != nil, !hasBoots { lookalikes &+= 1 } else { missedRestarts &+= 1 }
        }
    }
}
