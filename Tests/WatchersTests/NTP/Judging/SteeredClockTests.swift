import Model
import Testing
import Wire

@testable import Watchers

@Suite("This host's clock while somebody steers or sets it, or the machine stands still")
struct SteeredClockTests {
    @Test(
        "A slew is told once, when it begins, with its size, as one of this clock, and its measurements go on",
        arguments: [(500.0, 900.0), (-500, 900), (500, 80), (-500, 40), (500, 2_000), (5_000, 20)])
    func slewed(ppm: Double, seconds: Double) throws {
        let world = TimeWorld(SimulatedServer.good(4), driftPPM: -40)
        world.steer(ppm: 40)
        world.run(3_000)
        world.steer(ppm: 40 + ppm)
        var worst = 0.0
        var truth: [Timestamp: Double] = [:]
        func look(_ world: TimeWorld) {
            guard let system = world.watcher.system, system.time == world.now else { return }
            truth[system.time.wall] = world.trueOffset
            if let agreement = system.agreement { worst = max(worst, abs(agreement.offset - world.trueOffset)) }
        }
        world.run(seconds, each: look)
        world.steer(ppm: 40)
        world.run(3_000, each: look)
        #expect(worst < 0.000_3, "\(worst)")
        let found = world.observations(of: NTPRules.shifted)
        #expect(found.count == 1, "\(found.map(\.summary))")
        let json = try #require(found.first?.evidence.json)
        #expect(json.contains("\"cause\":\"ourClockSlewed\""))
        let told = try #require(ServerScenarioTests.numbers("slewed_seconds", in: json).first)
        let size = try #require(ServerScenarioTests.numbers("shift_seconds", in: json).first)
        let interval = try #require(ServerScenarioTests.numbers("interval_seconds", in: json).first)
        #expect(abs(size + told) < 0.001)
        let time = try #require(found.first?.time)
        let before = truth.min { abs((time - $0.key).seconds - interval) < abs((time - $1.key).seconds - interval) }
        let moved =
            try #require(truth[time]) - (before.map { (time - $0.key).seconds > interval - 1 ? $0.value : 0 } ?? 0)
        #expect(abs(told + moved) < 0.000_1, "\(told) of \(moved)")
        #expect(abs(told) > min(seconds, 64) * abs(ppm) * 1e-6 - 0.006, "no more than half of the threshold is lost")
        #expect(
            found.first?.summary.contains(
                ": it is this clock, which was slewed by \(NTPText.signed(told)) in that time")
                == true)
        let samples = world.watcher.sources.values.map(\.history.samples.count)
        #expect(samples.allSatisfy { $0 >= 24 }, "\(samples)")
        // What is left is an offset, and nothing else; only what goes on for longer is a wrong frequency.
        let rules = Set(world.observations.map(\.rule)).subtracting([NTPRules.offset.name])
        #expect(rules == (seconds < 512 ? [NTPRules.shifted.name] : [NTPRules.shifted.name, NTPRules.frequency.name]))
    }

    @Test("An offset that is slewed away for half an hour is no wrong frequency, and one that goes on beyond is")
    func slewedAway() {
        let world = TimeWorld(SimulatedServer.good(4), clockError: -0.8)
        world.run(3_000)
        world.steer(ppm: 500)
        world.run(1_600)
        #expect(abs(world.trueOffset) < 0.001)
        #expect(world.observations(of: NTPRules.frequency).isEmpty)
        #expect(world.watcher.frequency.secondsToBreach(of: 0.050, from: 0.001) == nil)
        world.run(600)
        #expect(world.observations(of: NTPRules.frequency).count == 1)
    }

    @Test("What moves between the two looks that tell a shift is told with it")
    func twoShifts() throws {
        let world = TimeWorld(SimulatedServer.good(4), driftPPM: -40)
        world.steer(ppm: 40)
        world.run(3_000)
        world.steer(ppm: 540)
        var looks = 0
        var seen: MonotonicTime?
        while looks < 2 {
            world.run(1)
            if world.watcher.suspectedShift != nil, world.watcher.system?.time.monotonic != seen {
                seen = world.watcher.system?.time.monotonic
                looks = 2
            }
        }
        for number in 1...4 as ClosedRange<UInt32> { world.servers[.server(number)]?.error = { _ in -0.2 } }
        world.run(300)
        let found = try #require(world.observations(of: NTPRules.shifted).first)
        let size = try #require(ServerScenarioTests.numbers("shift_seconds", in: found.evidence.json).first)
        #expect(size < -0.2 - 0.03, "\(found.summary)")
    }

    @Test("A clock whose daemon corrects its oscillator keeps its frequency, and both are told")
    func disciplined() throws {
        let world = TimeWorld(SimulatedServer.good(4), driftPPM: 120)
        world.steer(ppm: -120)
        world.run(3_000)
        let frequency = world.watcher.frequency
        let drift = try #require(frequency.driftPPM)
        #expect(abs(drift) < 0.5, "\(drift)")
        #expect(abs((frequency.oscillatorPPM ?? 0) + 120) < 0.5)
        #expect(abs(frequency.steering.ppm + 120) < 0.01)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
        var writer = JSONWriter()
        writer.beginObject()
        world.watcher.writeStatus(into: &writer)
        writer.endObject()
        let told = ServerScenarioTests.numbers("steering_ppm", in: writer.text).first
        #expect(abs((told ?? 0) + 120) < 0.01)
        // The daemon dies and its correction with it.
        world.steer(ppm: 0)
        world.run(1_500)
        #expect(world.openAlerts.contains("ntp-frequency clock"))
    }

    @Test("A way that fills up makes no wrong frequency of the first minutes, whatever is told that early")
    func early() {
        var told = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            let world = TimeWorld(
                SimulatedServer.good(4), seed: seed,
                configure: { configuration in
                    configuration.settlingTime = .zero
                    for index in configuration.servers.indices {
                        configuration.servers[index].minimumPoll = 0
                        configuration.servers[index].maximumPoll = 0
                    }
                })
            world.run(40) { world in
                for number in 1...4 as ClosedRange<UInt32> {
                    world.servers[.server(number)]?.path.out = 0.002 + 0.000_2 * world.seconds
                }
            }
            if abs(world.watcher.frequency.driftPPM ?? 0) > 60 { told += 1 }
            #expect(world.observations(of: NTPRules.frequency).isEmpty, "seed \(seed)")
        }
        #expect(told > 6, "nothing was there that could have been told")
    }

    @Test("While an offset is slewed away no drift is told of, and no time to a breach")
    func unsteady() {
        var record = FrequencyRecord()
        var moment = Moment.start
        func pass(_ seconds: Int64, ppm: Int64) {
            for _ in 0..<seconds {
                moment = moment + .seconds(1)
                moment.steeredNanoseconds += ppm * 1_000
                record.observe(moment)
            }
        }
        record.observe(moment)
        pass(600, ppm: 20)
        record.update([(drift: -10e-6, deviation: 0.1e-6)], at: moment.monotonic)
        #expect(abs((record.driftPPM ?? 0) + 30) < 0.001)
        #expect(abs((record.secondsToBreach(of: 0.050, from: 0) ?? 0) - 0.050 / 30e-6) < 1)
        pass(120, ppm: 400)
        #expect(record.deviationPPM > 150)
        #expect(record.secondsToBreach(of: 0.050, from: 0) == nil)
        pass(600, ppm: 20)
        #expect(abs((record.driftPPM ?? 0) + 30) < 0.001 && record.deviationPPM < 0.2)
        // A sleep counts for nothing.
        moment = moment + .seconds(10_000)
        moment.suspendedNanoseconds += 10_000_000_000_000
        pass(32, ppm: 20)
        #expect(abs((record.driftPPM ?? 0) + 30) < 0.001)
    }

    @Test("A machine that stands still: whoever is heard first is no falseticker", arguments: [10] as [Int8])
    func frozenWitnesses(maximum: Int8) {
        for seed in 1...40 as ClosedRange<UInt64> {
            let world = TimeWorld(
                SimulatedServer.good(5), seed: seed,
                configure: { configuration in
                    for index in configuration.servers.indices { configuration.servers[index].maximumPoll = maximum }
                })
            world.run(9_000 + 97 * Double(seed))
            world.freeze(20)
            world.run(6_000)
            #expect(world.observations(of: NTPRules.falseticker).isEmpty, "seed \(seed)")
        }
    }

    @Test("A step in interleaved mode loses nothing, and no view is wrong", arguments: [0.2, -0.2, 30, -3])
    func interleavedStep(_ size: Double) {
        for seed in 1...8 as ClosedRange<UInt64> {
            let world = TimeWorld(
                SimulatedServer.good(4).map { $0.with { $0.isInterleaved = true } }, seed: seed,
                configure: { configuration in
                    for index in configuration.servers.indices { configuration.servers[index].isInterleaved = true }
                })
            world.run(3_000 + 13 * Double(seed))
            world.step(size)
            var figures = AccuracyTests.Figures()
            var seen: MonotonicTime?
            world.run(900) { world in
                guard let system = world.watcher.system, system.time.monotonic != seen, world.watcher.steps.isSettled,
                    world.watcher.counters.steps == 1
                else { return }
                seen = system.time.monotonic
                guard let agreement = system.agreement else {
                    Issue.record("nobody agrees, seed \(seed)")
                    return
                }
                figures.add(agreement.offset - world.trueOffset, bound: agreement.bound)
            }
            #expect(figures.count > 20 && figures.outside == 0, "\(figures.outside) of \(figures.count), seed \(seed)")
            #expect(world.watcher.sources.values.allSatisfy { $0.history.samples.count > 10 })
            #expect(world.watcher.sources.values.contains { $0.association.lastWasInterleaved })
        }
    }
}
