import Model
import Testing
import Wire

@testable import Watchers

/// The estimate against the truth of the simulation. The figures stand in docs/NTP.md.
@Suite("How right the estimate is")
struct AccuracyTests {
    /// A setting and how far its root mean square error may go, in seconds.
    struct Setting: Sendable, CustomStringConvertible {
        var description: String
        var servers: [SimulatedServer]
        var driftPPM = 0.0
        var wanderPPM = 0.0
        var limit: Double
        var isInterleaved = false
    }

    /// Errors of the estimate, seen each 16 s.
    struct Figures {
        var count = 0
        var outside = 0
        var squares = 0.0
        var worst = 0.0
        var bounds = 0.0

        var rms: Double { (squares / Double(max(1, count))).squareRoot() }

        mutating func add(_ error: Double, bound: Double) {
            count += 1
            if abs(error) > bound { outside += 1 }
            squares += error * error
            worst = max(worst, abs(error))
            bounds += bound
        }

        mutating func add(_ other: Figures) {
            count += other.count
            outside += other.outside
            squares += other.squares
            worst = max(worst, other.worst)
            bounds += other.bounds
        }
    }

    static func wan(_ jitter: Double, loss: Double = 0.02) -> [SimulatedServer] {
        (1...5).map { number in
            let base = 0.004 * Double(number)
            // Each path is asymmetric by up to a third, as routes are.
            let skew = base * (Double(number % 3) - 1) / 3
            return SimulatedServer(
                "10.0.0.\(number)",
                path: SimulatedPath(out: base + skew / 2, back: base - skew / 2, jitter: jitter, loss: loss)
            ).with { server in
                server.rootDelay = 0.004
                server.rootDispersion = 0.002
                let error = 0.0005 * (Double(number) - 3)
                server.error = { _ in error }
            }
        }
    }

    /// Servers at the ends of ways like those of Tests/Bench/ntp.py: seconds there and back, and mean jitter.
    private static func servers(_ ways: [(out: Double, back: Double, jitter: Double)], loss: Double)
        -> [SimulatedServer]
    {
        ways.enumerated().map { number, way in
            SimulatedServer(
                "10.0.0.\(number + 1)",
                path: SimulatedPath(out: way.out, back: way.back, jitter: way.jitter, loss: loss))
        }
    }

    static let settings = [
        Setting(description: "LAN, disciplined clock", servers: SimulatedServer.good(4), limit: 0.000_1),
        Setting(
            description: "LAN, clock that runs free by 30 ppm", servers: SimulatedServer.good(4), driftPPM: 30,
            wanderPPM: 0.05, limit: 0.000_15),
        Setting(
            description: "WAN, jitter 2 ms, loss 4 %", servers: wan(0.002), driftPPM: -20, wanderPPM: 0.1,
            limit: 0.001_2),
        Setting(
            description: "WAN, jitter 10 ms, loss 20 %", servers: wan(0.010, loss: 0.1), driftPPM: 5, wanderPPM: 0.1,
            limit: 0.002),
        Setting(
            description: "fair ways of the bench",
            servers: servers(
                [(0.002, 0.002, 0.000_5), (0.005, 0.005, 0.001), (0.010, 0.008, 0.002), (0.015, 0.015, 0.003)],
                loss: 0.02), limit: 0.000_2),
        Setting(
            description: "bad ways of the bench",
            servers: servers(
                [(0.020, 0.004, 0.004), (0.004, 0.016, 0.004), (0.010, 0.010, 0.006), (0.035, 0.025, 0.010)],
                loss: 0.08), limit: 0.002),
        Setting(
            description: "LAN, interleaved",
            servers: SimulatedServer.good(4).map { $0.with { $0.sendDelay = 0.000_5 } }, limit: 0.000_1,
            isInterleaved: true),
    ]

    static func measure(_ setting: Setting, seed: UInt64, hours: Double = 6) -> Figures {
        var figures = Figures()
        let world = TimeWorld(setting.servers, seed: seed, clockError: 0.003, driftPPM: setting.driftPPM) {
            for index in $0.servers.indices { $0.servers[index].isInterleaved = setting.isInterleaved }
        }
        var random = NTPRandom(seed: seed &+ 1_000)
        var drift = setting.driftPPM
        var next = 600.0
        world.run(600)
        while next < hours * 3_600 {
            next += 16
            world.run(16)
            if setting.wanderPPM > 0 {
                // A random walk of the oscillator: so much in an hour, one standard deviation.
                let kick = (Double(random.next() >> 11) / 9_007_199_254_740_992 - 0.5) * 3.46 * setting.wanderPPM
                drift += kick / 15
                world.setDrift(ppm: drift)
            }
            var view = world.watcher
            view.updateSystem(at: world.now)
            guard let agreement = view.system?.agreement else { continue }
            figures.add(agreement.offset - world.trueOffset, bound: agreement.bound)
        }
        return figures
    }

    @Test("The truth lies within the bound, and the error is small", arguments: settings)
    func figures(_ setting: Setting) {
        var all = Figures()
        for seed in 1...2 as ClosedRange<UInt64> {
            all.add(Self.measure(setting, seed: seed))
        }
        print(
            "\(setting): rms \(NTPText.seconds(all.rms)), worst \(NTPText.seconds(all.worst)), mean bound "
                + "\(NTPText.seconds(all.bounds / Double(all.count))), outside \(all.outside) of \(all.count)")
        #expect(all.count > 2_500)
        #expect(all.outside * 1_000 < all.count, "\(all.outside) of \(all.count) outside")
        #expect(all.rms < setting.limit)
    }
}
