import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("The local daemon's word against our measurement")
struct LocalDaemonTests {
    private func world(
        clockError: Double = 0, _ tracking: @escaping (inout TrackingFields) -> Void
    ) -> TimeWorld {
        let world = TimeWorld(SimulatedServer.good(4), clockError: clockError) { $0.local = .chronyd }
        world.tracking = tracking
        return world
    }

    @Test("A daemon that agrees with us raises nothing, also while it corrects an offset that it knows of")
    func agrees() {
        let quiet = world { _ in }
        quiet.run(1_500)
        #expect(quiet.observations.isEmpty)
        // Positive is slow, for chronyd as for us.
        let correcting = world(clockError: -0.020) { $0.correction = 0.020 }
        correcting.run(1_500)
        #expect(correcting.observations(of: NTPRules.localDaemon).isEmpty)
        #expect(correcting.watcher.daemon.word?.program == "chronyd")
        #expect(abs((correcting.watcher.daemon.word?.offset ?? 0) - 0.020) < 1e-6)
        #expect(correcting.openAlerts == ["ntp-offset clock"])
    }

    @Test("Synchronised by its own word and right by ours are two things")
    func disagrees() throws {
        let world = world(clockError: 0.040) { _ in }
        world.run(1_500)
        let found = try #require(world.observations(of: NTPRules.localDaemon).first)
        #expect(
            found.summary.hasPrefix(
                "chronyd says that the clock is synchronised to 10.0.0.1 and 0 ns slow, but by our measurement it is "
                    + "40.0 ms fast, give or take "))
        world.step(-0.040)
        world.run(900)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A daemon that says that it has no time is told until it has")
    func unsynchronised() {
        let world = world {
            $0.leap = 3
            $0.stratum = 0
        }
        world.run(1_500)
        #expect(
            world.observations.map(\.summary) == ["chronyd says that this host's clock is not synchronised"])
        world.tracking = { _ in }
        world.run(900)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A daemon that says that it may be wrong by less than nothing is taken to say nothing")
    func negativeBound() throws {
        let world = world {
            $0.rootDelay = -0.5
            $0.rootDispersion = -1
        }
        world.run(300)
        #expect(try #require(world.watcher.daemon.word).bound == 0)
    }

    @Test("A correction near what the kernel can give is told")
    func frequency() throws {
        let world = world { $0.frequencyPPM = -480 }
        world.run(1_500)
        let found = try #require(world.observations(of: NTPRules.frequency).first)
        #expect(found.summary.contains("corrected by -480 ppm"))
    }

    @Test("ntpd's variables are read, fragments and all, and answers to no question are ignored")
    func ntpd() throws {
        var random = NTPRandom(seed: 1)
        var daemon = LocalDaemon()
        daemon.choose(.ntpd)
        let questions = daemon.questions(random: &random)
        let packet = try #require(questions.first)
        #expect(packet.destination == LocalDaemon.ntpdEndpoint)
        var message = try NTPControlMessage(packet.bytes)
        message.isResponse = true
        message.status = 0x0615
        message.data = Array(
            "stratum=3, rootdelay=4.0, rootdisp=2.5, refid=10.0.0.1, offset=-1.25, frequency=-17.4".utf8)
        var foreign = message
        foreign.sequence &+= 1
        var receptions: [LocalDaemon.Reception] = []
        for bytes in [foreign.bytes, [6, 1], message.bytes] {
            receptions.append(daemon.take(bytes, from: LocalDaemon.ntpdEndpoint, at: .start))
        }
        #expect(receptions == [.ignored, .malformed, .taken])
        let word = try #require(daemon.word)
        #expect(word.isSynchronised && word.stratum == 3 && word.reference == "10.0.0.1")
        #expect(abs(word.offset + 0.00125) < 1e-12 && abs(word.bound - 0.0045) < 1e-12)
        // Silence for three turns: what it said is no longer known.
        for _ in 0..<4 { _ = daemon.questions(random: &random) }
        #expect(daemon.word == nil)
    }

    /// A kernel that says so of its clock.
    private func kernel(isSynchronised: Bool, maximumError: Double) -> KernelClock {
        KernelClock(
            isSynchronised: isSynchronised, maximumErrorSeconds: maximumError, estimatedErrorSeconds: maximumError,
            frequencyPPM: 12, leap: 0, taiOffsetSeconds: 37)
    }

    @Test("Where no daemon answers the kernel is believed when it says that nobody keeps the clock, until one does")
    func unkept() throws {
        let unkept = kernel(isSynchronised: false, maximumError: 16)
        let world = TimeWorld(SimulatedServer.good(4), kernel: unkept) { $0.local = .auto }
        world.run(500)
        #expect(world.observations.isEmpty, "it is not told while a daemon may still start")
        world.run(1_000)
        #expect(
            world.observations.map(\.summary) == [
                "No time daemon answers on this host, and the kernel says that nobody keeps its clock synchronised"
            ])
        #expect(world.observations.first?.evidence.json.contains("\"kernel_synchronised\":false") == true)
        world.kernel = kernel(isSynchronised: true, maximumError: 0.02)
        world.run(900)
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "The kernel says that the clock is synchronised, and so do we")
        world.kernel = unkept
        world.tracking = { _ in }
        world.run(1_500)
        #expect(world.openAlerts.isEmpty, "chronyd -x keeps no kernel clock, and its own word counts")
    }

    @Test(
        "A kernel that calls a wrong clock synchronised is told; not what it admits itself, nor where nobody is asked")
    func kernelIsWrong() throws {
        func world(_ error: Double, local: NTPConfiguration.LocalDaemon = .auto) -> TimeWorld {
            let kernel = kernel(isSynchronised: true, maximumError: error)
            let world = TimeWorld(SimulatedServer.good(4), clockError: 0.040, kernel: kernel) { $0.local = local }
            world.run(1_500)
            return world
        }
        let found = try #require(world(0.005).observations(of: NTPRules.localDaemon).first)
        #expect(
            found.summary.hasPrefix(
                "The kernel says that the clock is synchronised to 5.0 ms, but by our measurement it is 40."))
        #expect(world(0.2).observations(of: NTPRules.localDaemon).isEmpty)
        #expect(world(0.005, local: .none).observations(of: NTPRules.localDaemon).isEmpty)
    }

    @Test("Both daemons are asked until one answers, then that one")
    func auto() throws {
        let world = TimeWorld(SimulatedServer.good(1)) { $0.local = .auto }
        world.tracking = { _ in }
        world.run(600)
        let asked = world.sent.map(\.packet.destination).filter { $0.address.isLoopback }
        #expect(asked.count { $0 == LocalDaemon.ntpdEndpoint } == 2)
        #expect(asked.count { $0 == LocalDaemon.chronydEndpoint } > 5)
    }
}
