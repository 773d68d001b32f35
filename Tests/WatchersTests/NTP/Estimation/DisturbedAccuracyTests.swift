import Model
import Testing
import Wire

@testable import Watchers

/// Every view that the watcher forms, from its first on, against the truth of the simulation, while much is wrong at once.
/// The figures stand in docs/NTP.md.
@Suite("How right the estimate is while the clock and a server are wrong")
struct DisturbedAccuracyTests {
    /// What goes wrong in a run.
    struct Setting: Sendable, CustomStringConvertible {
        var description: String
        var servers: [SimulatedServer]
        /// How far the root mean square error may go, in seconds.
        var limit: Double
        /// One server is wrong by 20 ms to half a second, or drifts away by 50 ppm.
        var hasLiar = false
        /// The clock is set, by up to 2 s.
        var isStepped = false
        /// This host sleeps for an hour, and the clock is wrong by up to 0.3 s when it wakes.
        var sleeps = false
        /// The servers are asked in interleaved mode.
        var isInterleaved = false
        /// The local daemon slews: by up to so many ppm, for ten minutes or until 0.3 s are done.
        var slewPPM = 0.0
        /// The local daemon corrects the frequency, by another 10 ppm or less each minute.
        var isDisciplined = false
    }

    static let settings = [
        Setting(description: "LAN", servers: SimulatedServer.good(5), limit: 0.000_1),
        Setting(description: "WAN", servers: AccuracyTests.wan(0.002), limit: 0.001),
        Setting(description: "WAN, a liar", servers: AccuracyTests.wan(0.002), limit: 0.002, hasLiar: true),
        Setting(
            description: "LAN, a liar, a step, a suspend", servers: SimulatedServer.good(5), limit: 0.000_1,
            hasLiar: true,
            isStepped: true, sleeps: true),
        Setting(
            description: "WAN, a liar, a step, a suspend", servers: AccuracyTests.wan(0.002), limit: 0.002,
            hasLiar: true, isStepped: true, sleeps: true),
        Setting(
            description: "LAN, slewed by up to 10 %", servers: SimulatedServer.good(5), limit: 0.000_1,
            slewPPM: 100_000),
        Setting(
            description: "LAN, interleaved, a liar, a step, a suspend, slewed", servers: SimulatedServer.good(5),
            limit: 0.000_1, hasLiar: true, isStepped: true, sleeps: true, isInterleaved: true, slewPPM: 500),
        Setting(
            description: "WAN, a liar, slewed by up to 500 ppm", servers: AccuracyTests.wan(0.002), limit: 0.002,
            hasLiar: true, slewPPM: 500),
        Setting(
            description: "WAN, disciplined and slewed", servers: AccuracyTests.wan(0.002), limit: 0.001,
            slewPPM: 500, isDisciplined: true),
    ]

    /// A run of three hours, in which the clock's frequency is wrong by 300 to 500 ppm: all views, and those from ten minutes
    /// after the start or the waking on.
    static func measure(
        _ setting: Setting, seed: UInt64
    ) -> (all: AccuracyTests.Figures, settled: AccuracyTests.Figures) {
        var random = NTPRandom(seed: seed &+ 7_000)
        func part() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }
        func sign() -> Double { part() < 0.5 ? -1 : 1 }
        let drift = sign() * (300 + 200 * part())
        var servers = setting.servers
        if setting.hasLiar {
            let (liar, lie) = (Int(part() * 5), sign() * (0.02 + 0.48 * part()))
            let drifts = part() < 0.5
            servers[liar].error = { seconds in drifts ? (lie < 0 ? -1 : 1) * seconds * 0.000_05 : lie }
        }
        let world = TimeWorld(servers, seed: seed, clockError: 0.1 * (part() - 0.5), driftPPM: drift) {
            for index in $0.servers.indices { $0.servers[index].isInterleaved = setting.isInterleaved }
        }
        var figures = (all: AccuracyTests.Figures(), settled: AccuracyTests.Figures())
        var seen: MonotonicTime?
        var wander = 0.0
        var steering = setting.isDisciplined ? -drift : 0
        var began = 0.0
        func look(_ world: TimeWorld) {
            guard let system = world.watcher.system, system.time.monotonic != seen else { return }
            seen = system.time.monotonic
            guard let agreement = system.agreement else { return }
            let error = agreement.offset - world.trueOffset
            figures.all.add(error, bound: agreement.bound)
            if world.seconds - began > 600 { figures.settled.add(error, bound: agreement.bound) }
        }
        func run(_ seconds: Double) {
            var left = seconds
            while left > 0 {
                world.run(min(left, 60), each: look)
                left -= 60
                // The oscillator's own wander: 0.05 ppm in an hour, one standard deviation.
                wander += (part() - 0.5) * 3.46 * 0.05 / 7.75
                world.setDrift(ppm: drift + wander)
                if setting.isDisciplined { steering += 20 * (part() - 0.5) }
                world.steer(ppm: steering)
            }
        }
        run(1_800 + 1_200 * part())
        if setting.isStepped { world.step(sign() * (0.01 + 2 * part())) }
        let slew = sign() * setting.slewPPM * part()
        let slewing = slew == 0 ? 600 : min(600, 300_000 / abs(slew))
        steering += slew
        world.steer(ppm: steering)
        run(slewing)
        steering -= slew
        world.steer(ppm: steering)
        run(600 - slewing)
        run(1_200 + 1_800 * part())
        if setting.sleeps {
            world.sleep(3_600, clockError: sign() * 0.3 * part())
            began = world.seconds
        }
        run(10_800 - world.seconds + (setting.sleeps ? 3_600 : 0))
        return figures
    }

    @Test(
        "The truth lies within the bound of all but one view in 1,000, and the error is small",
        arguments: settings)
    func figures(_ setting: Setting) {
        var all = AccuracyTests.Figures()
        var settled = AccuracyTests.Figures()
        for seed in 1...DisturbedAccuracyTests.seeds {
            let figures = Self.measure(setting, seed: seed)
            all.add(figures.all)
            settled.add(figures.settled)
        }
        print(
            "\(setting), \(DisturbedAccuracyTests.seeds) seeds: rms \(NTPText.seconds(settled.rms)), worst "
                + "\(NTPText.seconds(settled.worst)), from the start on \(NTPText.seconds(all.rms)), "
                + "\(NTPText.seconds(all.worst)); mean bound \(NTPText.seconds(all.bounds / Double(all.count))), outside "
                + "\(all.outside) of \(all.count)")
        #expect(all.count > 300 * Int(DisturbedAccuracyTests.seeds))
        #expect(all.outside * 1_000 < all.count, "\(all.outside) of \(all.count) outside")
        #expect(settled.rms < setting.limit)
    }

    /// How many runs each setting gets.
    static let seeds: UInt64 = 12
}
