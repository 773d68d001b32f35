import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// Switches whose interfaces come, go and get other numbers, with restarts and without, beside an oracle that knows by
/// its name what each took in.
@Suite("Random lives of interfaces that are renumbered")
struct RenumberingPropertyTests {
    /// A switch that knows what is true of it.
    private final class Switch {
        let agent = FabricatedAgent()
        /// What each interface takes in between two polls, by its name.
        let growth: [String: UInt64]
        /// Its interfaces by their index, and what each has counted.
        private var names: [UInt32: String] = [:]
        private var octets: [String: UInt64] = [:]
        private var changes: UInt32 = 0
        private var luck: SeededLuck
        private(set) var renumberings = 0
        private(set) var restarts = 0
        /// Whether no rate may be told with the next poll, since all began anew.
        private(set) var hasRestarted = false
        /// Interfaces that are there for the first time, or again.
        private(set) var new: Set<String> = []

        init(seed: UInt64) {
            luck = SeededLuck(state: seed)
            growth = Dictionary(
                uniqueKeysWithValues: (1...8).map { ("p\($0)", UInt64(60_000 * $0 * $0)) })
            for (index, name) in growth.keys.sorted().prefix(6).enumerated() {
                names[UInt32(index + 1)] = name
                octets[name] = luck.next(in: 1...1_000_000_000)
            }
            write()
        }

        /// A minute passes, in which something may happen.
        func live(until now: MonotonicTime) {
            hasRestarted = false
            new = []
            switch luck.next(in: 0...9) {
            case 0:
                // A restart: other numbers, and counters from 0 or from wherever they were kept.
                renumber()
                for name in octets.keys { octets[name] = luck.next(in: 0...1_000_000) }
                agent.started = now
                restarts += 1
                hasRestarted = true
            case 1:
                renumber()
                changes += 1
            case 2:
                let gone = names.keys.sorted()[Int(luck.next(in: 0...UInt64(names.count - 1)))]
                if names.count > 2 { names[gone] = nil }
                changes += 1
            case 3:
                if let absent = growth.keys.sorted().first(where: { !names.values.contains($0) }) {
                    names[(names.keys.max() ?? 0) + 1] = absent
                    octets[absent] = luck.next(in: 0...1_000_000_000)
                    new.insert(absent)
                    changes += 1
                }
            default: break
            }
            if !hasRestarted { for name in names.values { octets[name, default: 0] += growth[name] ?? 0 } }
            write()
        }

        private func renumber() {
            let old = names.sorted { $0.key < $1.key }.map(\.value)
            var order = Array(old.indices)
            for place in order.indices.dropFirst().reversed() {
                order.swapAt(place, Int(luck.next(in: 0...UInt64(place))))
            }
            let shift = UInt32(luck.next(in: 0...3))
            names = Dictionary(
                uniqueKeysWithValues: order.enumerated().map { (UInt32($0.offset + 1) + shift, old[$0.element]) })
            renumberings += 1
        }

        private func write() {
            agent.remove("interfaces")
            agent.remove("ifXTable")
            for (index, name) in names {
                agent.setInterfaces([(index, name)], octets: octets[name] ?? 0)
            }
            agent.set("ifTableLastChange.0", .timeTicks(changes))
        }
    }

    /// SplitMix64: the same lives in every run.
    private struct SeededLuck {
        var state: UInt64

        mutating func next(in range: ClosedRange<UInt64>) -> UInt64 {
            state = state &+ 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            z ^= z >> 31
            return range.lowerBound + z % (range.upperBound - range.lowerBound + 1)
        }
    }

    @Test("Every rate that is told is that of the interface of that name, and most are told")
    func lives() throws {
        var (told, possible, renumberings, restarts) = (0, 0, 0, 0)
        for seed in UInt64(1)...40 {
            let device = Switch(seed: seed)
            let world = PollWorld(device.agent)
            // The second poll may come sooner than an interval after the first.
            for _ in 0..<2 { try world.pollOnce() }
            for _ in 0..<30 {
                device.live(until: world.manual.now.monotonic)
                try world.pollOnce()
                let reading = try world.reading()
                let rates = try #require(reading.column("if_in_bps"))
                for (name, rate) in zip(reading.instances, rates) {
                    let truth = Double(device.growth[name] ?? 0) * 8 / 60
                    if !device.hasRestarted, !device.new.contains(name) { possible += 1 }
                    guard !rate.isNaN else { continue }
                    told += 1
                    #expect(!device.hasRestarted && !device.new.contains(name), "\(seed) \(name): \(rate)")
                    #expect(abs(rate - truth) <= truth * 0.01, "\(seed) \(name): \(rate), not \(truth)")
                }
            }
            renumberings += device.renumberings
            restarts += device.restarts
        }
        #expect(renumberings > 150 && restarts > 80, "\(renumberings) \(restarts)")
        #expect(Double(told) > 0.85 * Double(possible), "\(told) of \(possible)")
    }
}
