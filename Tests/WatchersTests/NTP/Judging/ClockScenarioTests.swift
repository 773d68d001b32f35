import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("This host's own clock")
struct ClockScenarioTests {
    @Test("A clock that is wrong is told with its bound, not before 512 s, and once for each severity")
    func offset() throws {
        let world = TimeWorld(SimulatedServer.good(4), clockError: 0.030)
        world.run(500)
        #expect(world.observations.isEmpty)
        world.run(700)
        let found = try #require(world.observations(of: NTPRules.offset).first)
        #expect(found.severity == .warning && found.subject.text == "clock")
        #expect(
            found.summary.hasPrefix("This host's clock is 30.")
                && found.summary.contains(" ms fast by 4 servers that agree, give or take "))
        #expect(found.evidence.json.contains("\"offset_seconds\":-0.03"))
        world.step(-0.2)
        world.run(900)
        let offsets = world.observations(of: NTPRules.offset)
        #expect(offsets.map(\.severity) == [.warning, .critical])
        #expect(offsets.last?.summary.hasPrefix("This host's clock is 170 ms slow") == true)
        world.step(0.170)
        world.run(900)
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations(of: NTPRules.offset).count == 3)
    }

    @Test("An offset within its bound is never told: the path could be the cause")
    func withinBound() {
        let far = (1...4).map { SimulatedServer("10.0.0.\($0)", path: SimulatedPath(out: 0.120, back: 0.020)) }
        let world = TimeWorld(far)
        world.run(3_600)
        #expect(world.observations(of: NTPRules.offset).isEmpty)
        #expect((world.agreement?.bound ?? 0) > 0.05)
        #expect(abs(world.agreement?.offset ?? 0) > 0.045, "the asymmetry shows as an offset of 50 ms")
    }

    @Test("A step is told with its size, and the measurements before it stay good", arguments: [30.0, -2.5, 0.02])
    func step(_ size: Double) throws {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000)
        world.step(size)
        world.run(5)
        world.receive([0], from: .server(1))
        world.run(300)
        let found = world.observations(of: NTPRules.stepped)
        #expect(found.count == 1)
        let way = size > 0 ? "forward" : "back"
        #expect(found[0].summary.hasPrefix("This host's clock was set \(way) by \(NTPText.seconds(size))"))
        #expect(abs((world.agreement?.offset ?? 0) + size) < 0.001)
        let samples = world.watcher.sources.values.map(\.history.samples.count)
        #expect(samples.allSatisfy { $0 > 10 }, "the history was thrown away: \(samples)")
        world.run(600)
        #expect(world.observations(of: NTPRules.offset).count == 1)
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
        #expect(world.observations(of: NTPRules.shifted).isEmpty)
    }

    @Test("A step that is undone at once, as a scheduler's pause between two readings looks, is none")
    func glitch() {
        var detector = StepDetector()
        let late = Moment(wall: Moment.start.wall, monotonic: Moment.start.monotonic + .milliseconds(20))
        // Inputs of one turn share a reading, which is one sighting.
        let stepped = Moment(wall: Moment.start.wall + .seconds(5), monotonic: Moment.start.monotonic + .seconds(1))
        let readings: [Moment] =
            [.start, late, .start + .milliseconds(100)] + Array(repeating: stepped, count: 5)
            + [stepped + .milliseconds(200), stepped + .milliseconds(400)]
        var findings: [StepDetector.Finding] = []
        for reading in readings { findings.append(detector.observe(reading)) }
        #expect(
            findings == [.settled, .unsettled, .settled] + Array(repeating: .unsettled, count: 6)
                + [.stepped(seconds: 4)])
        #expect(detector.isSettled)
    }

    @Test("A suspend makes no alarm: old samples go, a burst comes, and what the sleep did to the clock is told later")
    func suspend() throws {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000)
        world.sleep(8 * 3_600, clockError: 0.3)
        let woken = world.seconds
        world.run(60)
        #expect(world.watcher.counters.pauses == 1)
        #expect(world.sent.count { $0.at >= woken } >= 16, "a burst to each")
        #expect(world.observations(of: NTPRules.unreachable).isEmpty)
        #expect(abs((world.agreement?.offset ?? 0) + 0.3) < 0.001)
        world.run(900)
        // Nobody set the clock: on waking Linux moved both of them alike.
        let rules = Set(world.observations.map(\.rule))
        #expect(rules == [NTPRules.offset.name], "\(world.observations.map(\.summary))")
        #expect(world.watcher.counters.steps == 0)
    }

    @Test(
        "A sleep of any length is noticed, and tells nothing if it leaves the clock right",
        arguments: [1.0, 20, 45, 90, 3_600])
    func shortSuspend(seconds: Double) {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000)
        world.sleep(seconds)
        world.run(1_200)
        #expect(world.watcher.counters.pauses == 1)
        #expect(world.watcher.counters.steps == 0)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
    }

    @Test("A sleep is told by the clocks alone, once, and not by a reading that was interrupted")
    func suspendDetector() {
        var detector = SuspendDetector()
        func slept(_ seconds: Double) -> Double? {
            var moment = Moment.start
            moment.suspendedNanoseconds = Int64(seconds * 1e9)
            return detector.observe(moment)?.seconds
        }
        #expect(slept(100) == nil, "what was before the start")
        #expect(slept(100.000_01) == nil)
        #expect(slept(107.5) == 7.5 - 0.000_01)
        // A process that is put aside sees less, and the same as before in its next reading.
        #expect(slept(106) == nil)
        #expect(slept(107.5) == nil)
    }

    @Test("A machine that stands still together with its clocks: all servers move, and the summary says what it may be")
    func frozen() throws {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000)
        world.freeze(90)
        world.run(600)
        let found = try #require(world.observations(of: NTPRules.shifted).first)
        #expect(found.summary.contains("this machine stood still for a while"))
        #expect(world.observations(of: NTPRules.shifted).count == 1)
        #expect(world.openAlerts == ["ntp-offset clock"])
    }

    @Test("All servers move back at once: no clock gains so fast, so it is the path or they")
    func shifted() throws {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000)
        for number in 1...4 as ClosedRange<UInt32> { world.servers[.server(number)]?.error = { _ in -60 } }
        world.run(900)
        let found = try #require(world.observations(of: NTPRules.shifted).first)
        #expect(found.summary.contains("no clock that nobody touches gains so fast"))
        #expect(found.evidence.json.contains("\"cause\":\"path\""))
        #expect(world.observations(of: NTPRules.shifted).count == 1)
    }

    @Test("A leap second that was announced is told as one, and raises nothing else")
    func leap() throws {
        // Starts four hours before the last midnight of 2026 in UTC.
        let midnight = try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        let servers = SimulatedServer.good(4).map { $0.with { $0.leap = .insert } }
        let world = TimeWorld(servers, at: midnight - .seconds(4 * 3_600))
        world.run(4 * 3_600)
        for number in 1...4 as ClosedRange<UInt32> {
            world.servers[.server(number)]?.leap = .none
            world.servers[.server(number)]?.error = { _ in -1 }
        }
        world.step(-1)
        world.run(3_600)
        #expect(world.observations.count == 1, "\(world.observations.map(\.summary))")
        let found = try #require(world.observations.first)
        #expect(found.rule == "clock-stepped" && found.severity == .info)
        #expect(found.summary.hasPrefix("A leap second was inserted; by the servers it is now "))
        #expect(
            abs(world.agreement?.offset ?? 1) < 0.002
                || abs((world.agreement?.offset ?? 1) - (world.trueOffset - 1)) < 0.002)
    }

    @Test("A server that smears a leap second is suspected of that, and not called a falseticker")
    func smear() throws {
        let midnight = try #require(Timestamp(rfc3339: "2027-01-01T00:00:00Z"))
        var servers = SimulatedServer.good(5).map { $0.with { $0.leap = .insert } }
        servers[2].leap = .none
        // Half a second over the twelve hours before.
        servers[2].error = { seconds in -0.5 * seconds / 43_200 }
        let world = TimeWorld(servers, at: midnight - .seconds(12 * 3_600))
        world.run(8 * 3_600)
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
        let found = world.observations(of: NTPRules.leap)
        #expect(found.count == 1, "one problem, one alert: \(found.map(\.summary))")
        #expect(world.openAlerts == ["ntp-leap clock"])
        let evidence = world.watcher.system?.agreement
        #expect(evidence?.falsetickers.count == 1)
    }

    @Test("Servers that disagree about a leap second are told")
    func leapDisagreement() throws {
        let world = TimeWorld(SimulatedServer.good(4).changing(0) { $0.leap = .insert })
        world.run(1_200)
        let found = try #require(world.observations(of: NTPRules.leap).first)
        #expect(found.summary == "10.0.0.1 announces a leap second and 10.0.0.2, 10.0.0.3, 10.0.0.4 do not")
    }

    @Test("Nothing happens when the seconds of era 0 end in 2036")
    func era() throws {
        let change = try #require(Timestamp(rfc3339: "2036-02-07T06:28:16Z"))
        let world = TimeWorld(SimulatedServer.good(4), at: change - .seconds(1_800), clockError: 0.001)
        var worst = 0.0
        world.run(3_600) { world in
            guard world.seconds > 600, let agreement = world.agreement else { return }
            worst = max(worst, abs(agreement.offset - world.trueOffset))
        }
        #expect(world.observations.isEmpty)
        #expect(world.watcher.counters.refused.isEmpty)
        #expect(worst < 0.001)
        #expect(abs((world.agreement?.offset ?? 0) + 0.001) < 0.0005)
    }

    @Test("A clock that runs too fast is told with when it will be wrong, and its drift is measured")
    func drift() throws {
        let world = TimeWorld(SimulatedServer.good(4), driftPPM: 80)
        world.run(1_000)
        let ppm = try #require(world.watcher.frequency.driftPPM)
        #expect(abs(ppm + 80) < 2, "\(ppm)")
        let found = try #require(world.observations(of: NTPRules.frequency).first)
        #expect(found.summary.contains("ppm too fast"))
        world.setDrift(ppm: 1)
        world.step(world.trueOffset)
        world.run(7_200)
        #expect(!world.openAlerts.contains("ntp-frequency clock"))
        #expect(abs((world.watcher.frequency.driftPPM ?? 99) + 1) < 1)
        #expect(world.watcher.frequency.wanderPPM != nil)
    }

    @Test("The evidence of an offset that grows has when it will be critical, and how steady the drift is")
    func offsetEvidence() throws {
        let world = TimeWorld(SimulatedServer.good(4), clockError: 0.015, driftPPM: 20)
        world.run(1_000)
        let found = try #require(world.observations(of: NTPRules.offset).first)
        #expect(found.severity == .warning)
        let json = found.evidence.json
        let seconds = try #require(ServerScenarioTests.numbers("seconds_to_critical", in: json).first, "\(json)")
        let offset = try #require(ServerScenarioTests.numbers("offset_seconds", in: json).first)
        let expected = (0.050 - abs(offset)) / 20e-6
        #expect(abs(seconds - expected) < 0.1 * expected, "\(seconds) for \(expected)")
        let wander = try #require(ServerScenarioTests.numbers("wander_ppm", in: json).first)
        #expect(wander >= 0 && wander < 5)
    }

    @Test("The time to a threshold follows from offset and drift, and there is none for a drift that is noise")
    func breach() {
        var record = FrequencyRecord()
        record.update([(drift: -10e-6, deviation: 0.1e-6)], at: Moment.start.monotonic)
        // 20 ms behind, growing fast by 10 ppm: through zero to -50 ms.
        let seconds = record.secondsToBreach(of: 0.050, from: 0.020)
        #expect(abs((seconds ?? 0) - 7_000) < 1e-6)
        #expect(record.secondsToBreach(of: 0.010, from: 0.020) == nil, "it is beyond it already")
        var noise = FrequencyRecord()
        noise.update([(drift: 1e-6, deviation: 1e-6)], at: Moment.start.monotonic)
        #expect(noise.secondsToBreach(of: 0.050, from: 0) == nil)
    }

    @Test("Other watchers are told whether the clock can be believed, and by how much it may be wrong")
    func fact() throws {
        let world = TimeWorld(SimulatedServer.good(4), clockError: 0.001)
        world.run(600)
        guard case .clock(let trusted, let bound) = try #require(world.facts.last) else {
            Issue.record("it is another fact")
            return
        }
        #expect(trusted)
        #expect(bound >= abs(world.trueOffset) && bound < 0.02)
        let count = world.facts.count
        world.run(3_600)
        #expect(world.facts.count < count + 8, "small changes are kept")
        world.step(120)
        world.run(120)
        #expect(world.facts.last.map { if case .clock(false, let bound) = $0 { bound > 100 } else { false } } == true)
    }

    @Test(
        "The end of a month in UTC",
        arguments: [
            ("2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"), ("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
            ("2028-02-10T12:00:00Z", "2028-03-01T00:00:00Z"), ("2100-02-28T00:00:00Z", "2100-03-01T00:00:00Z"),
            ("1969-06-15T00:00:00Z", "1969-07-01T00:00:00Z"),
        ])
    func months(_ time: String, _ end: String) throws {
        let time = try #require(Timestamp(rfc3339: time))
        #expect(LeapCalendar.endOfMonth(after: time).rfc3339.hasPrefix(end.prefix(19)))
    }
}
