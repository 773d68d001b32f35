import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("How the alerts of the time end when what they are about is over")
struct EndingScenarioTests {
    private static let clock = Subject(device: "clock")

    /// An alert that an earlier run left open.
    private func alert(_ rule: String, _ subject: Subject = clock) -> Alert {
        Alert(
            id: 1, key: AlertKey(rule: rule, subject: subject), watcher: .ntp, severity: .warning, state: .open,
            opened: Moment.start.wall, updated: Moment.start.wall, events: 1, summary: "")
    }

    // MARK: No majority

    /// Two servers that disagree, and are told to.
    private func disagreeing() -> TimeWorld {
        let world = TimeWorld(SimulatedServer.good(2).changing(1) { $0.error = { _ in 1 } })
        world.run(900)
        #expect(world.openAlerts == ["ntp-no-majority clock"])
        return world
    }

    @Test("No majority ends when the one of two that was wrong is taken out, and when all are")
    func noMajorityByReload() {
        let world = disagreeing()
        world.reconfigure { $0.servers.removeLast() }
        world.run(600)
        #expect(world.openAlerts.isEmpty)
        #expect(world.endings("ntp-no-majority") == ["Only one time server is left, which nobody contradicts"])
        let empty = disagreeing()
        empty.reconfigure { $0.servers = [] }
        #expect(empty.openAlerts.isEmpty)
        #expect(empty.endings("ntp-no-majority") == ["No time server is configured any more"])
    }

    @Test("No majority of an earlier run ends with one server, and with none", arguments: [1, 0])
    func noMajorityInherited(_ count: Int) {
        let world = TimeWorld(
            Array(SimulatedServer.good(2).prefix(count)), openAlerts: [alert("ntp-no-majority"), alert("ntp-offset")])
        world.run(600)
        #expect(world.endings("ntp-no-majority").count == 1, "\(world.observations.map(\.summary))")
        #expect(world.endings("ntp-no-majority").first?.contains("the daemon started") == false)
        #expect(world.endings("ntp-offset").count == 1)
    }

    @Test("No majority stays while one of two only loses answers, and ends once it is gone")
    func noMajorityOfTheAbsent() {
        let world = disagreeing()
        for _ in 0..<6 {
            world.servers[.server(2)]?.isUp = false
            world.run(240)
            world.servers[.server(2)]?.isUp = true
            world.run(400)
        }
        #expect(world.told("ntp-no-majority").count == 1)
        world.servers[.server(2)]?.isUp = false
        world.run(3_600)
        #expect(world.endings("ntp-no-majority") == ["Only one time server is left, which nobody contradicts"])
        world.servers[.server(2)]?.isUp = true
        world.run(900)
        #expect(world.openAlerts == ["ntp-no-majority clock"])
    }

    // MARK: The local daemon

    @Test("The local daemon's alert ends when nobody is asked any more, and the kernel's word goes with it")
    func localDaemonByReload() {
        let world = TimeWorld(
            SimulatedServer.good(3),
            kernel: KernelClock(
                isSynchronised: false, maximumErrorSeconds: 16, estimatedErrorSeconds: 16, frequencyPPM: 0, leap: 0,
                taiOffsetSeconds: 0)
        ) { $0.local = .auto }
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-local-daemon clock"])
        world.reconfigure { $0.local = .none }
        world.run(300)
        #expect(world.openAlerts.isEmpty)
        #expect(world.endings("ntp-local-daemon") == ["Nobody is asked about this clock any more, by ntp.local: none"])
        var status = JSONWriter()
        status.beginObject()
        world.watcher.writeStatus(into: &status)
        status.endObject()
        #expect(!status.text.contains("kernel\":{"), "\(status.text)")
    }

    @Test("It ends when the daemon is removed and the kernel cannot tell, not while it only starts anew")
    func localDaemonRemoved() {
        let world = TimeWorld(SimulatedServer.good(3)) { $0.local = .auto }
        world.tracking = { $0.leap = 3 }
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-local-daemon clock"])
        world.tracking = nil
        world.run(200)
        world.tracking = { $0.leap = 3 }
        world.run(200)
        #expect(world.told("ntp-local-daemon").count == 1)
        world.tracking = nil
        world.run(1_200)
        #expect(
            world.endings("ntp-local-daemon") == [
                "No time daemon answers on this host any more, and the kernel cannot tell"
            ])
    }

    @Test("It ends after a restart with ntp.local: none, and where nobody answers", arguments: [true, false])
    func localDaemonInherited(_ isNone: Bool) {
        let world = TimeWorld(SimulatedServer.good(3), openAlerts: [alert("ntp-local-daemon")]) {
            $0.local = isNone ? .none : .auto
        }
        world.run(1_200)
        #expect(world.endings("ntp-local-daemon").count == 1)
    }

    // MARK: Amplifiers and reloads

    /// When the first server was asked for its list of clients.
    private func probes(_ world: TimeWorld, _ number: UInt32 = 1) -> [Double] {
        world.sent.filter { $0.packet.destination == .server(number) && ($0.packet.bytes.first ?? 0) & 7 == 7 }.map(
            \.at)
    }

    @Test("An amplifier probe that is switched on by a reload asks soon, and a shorter interval counts at once")
    func amplifierSoon() throws {
        let world = TimeWorld(SimulatedServer.good(1).changing(0) { $0.answersMonitorList = true }) {
            $0.amplifierInterval = nil
        }
        world.run(2_000)
        #expect(probes(world).isEmpty)
        world.reconfigure { $0.amplifierInterval = .seconds(20) }
        world.run(60)
        #expect(probes(world).count >= 2 && world.openAlerts == ["ntp-amplifier 10.0.0.1"])
        world.reconfigure { $0.amplifierInterval = .seconds(86_400) }
        world.run(7_200)
        let last = try #require(probes(world).last)
        #expect(world.seconds - last > 7_100)
        world.reconfigure { $0.amplifierInterval = .seconds(7_800) }
        world.run(1_000)
        let next = try #require(probes(world).last)
        #expect(abs(next - last - 7_800) < 1, "counted from the last probe: \(last), \(next)")
    }

    @Test(
        "An amplifier's alert ends with its reason when the probe is switched off, or the server is not ours",
        arguments: [true, false])
    func amplifierEnds(_ isOff: Bool) {
        let world = TimeWorld(SimulatedServer.good(2).changing(0) { $0.answersMonitorList = true }) {
            $0.amplifierInterval = .seconds(60)
        }
        world.run(100)
        #expect(world.openAlerts == ["ntp-amplifier 10.0.0.1"])
        // A probe is out when the reload comes.
        while (probes(world).last ?? 0) < 110 { world.run(0.5) }
        world.reconfigure {
            if isOff { $0.amplifierInterval = nil } else { $0.servers[0].isOwn = false }
        }
        world.run(600)
        #expect(world.openAlerts.isEmpty)
        #expect(
            world.endings("ntp-amplifier") == [
                isOff
                    ? "Nobody is asked what attackers ask any more, by ntp.amplifier_probe: off"
                    : "10.0.0.1 is not asked what attackers ask any more, for it is none of our own"
            ])
    }

    @Test("An amplifier's alert of an earlier run stays until it is asked, unless nobody is", arguments: [true, false])
    func amplifierInherited(_ isOff: Bool) {
        let world = TimeWorld(
            SimulatedServer.good(2).changing(0) { $0.answersMonitorList = true },
            openAlerts: [alert("ntp-amplifier", Subject(device: "10.0.0.1"))]
        ) { if isOff { $0.amplifierInterval = nil } }
        world.run(590)
        #expect(world.endings("ntp-amplifier").count == (isOff ? 1 : 0))
        world.run(2_000)
        #expect(world.told("ntp-amplifier").count == (isOff ? 1 : 0))
    }

    @Test("The settling time that a reload sets counts from the start")
    func settling() {
        let world = TimeWorld(SimulatedServer.good(3), clockError: 0.4) { $0.settlingTime = .seconds(86_400) }
        world.run(1_200)
        #expect(world.openAlerts.isEmpty)
        world.reconfigure { $0.settlingTime = .seconds(1_800) }
        world.run(500)
        #expect(world.openAlerts.isEmpty)
        world.run(600)
        #expect(world.openAlerts == ["ntp-offset clock"])
    }

    // MARK: Refusals

    @Test(
        "A server that was down and then refuses is not said to be unreachable, too",
        arguments: ["DENY", "RSTR", "RATE"])
    func refusesAfterSilence(_ code: String) {
        let world = TimeWorld(SimulatedServer.good(3))
        world.run(1_000)
        world.servers[.server(3)]?.isUp = false
        world.run(3_600)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.3"])
        world.servers[.server(3)]?.isUp = true
        world.servers[.server(3)]?.kiss = code
        world.run(1_200)
        let rule = code == "RATE" ? "ntp-rate-limited" : "ntp-server-denied"
        #expect(world.openAlerts == ["\(rule) 10.0.0.3"])
        #expect(world.told("ntp-server-unreachable").count == 2)
    }

    @Test("A refusal ends when the server falls silent after a reload, which is told instead")
    func silentAfterRefusal() {
        let world = TimeWorld(SimulatedServer.good(3).changing(0) { $0.kiss = "DENY" })
        world.run(300)
        #expect(world.openAlerts == ["ntp-server-denied 10.0.0.1"])
        world.servers[.server(1)]?.isUp = false
        world.reconfigure { _ in }
        world.run(3_600)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.1"])
    }

    @Test("Who refused before a restart is not asked at once after each suspend")
    func cautiousSleeper() {
        let before = TimeWorld(SimulatedServer.good(3).changing(0) { $0.kiss = "DENY" })
        before.run(60)
        let world = TimeWorld(
            SimulatedServer.good(3).changing(0) { $0.isUp = false }, at: before.now.wall, kept: before.kept)
        world.run(10)
        for _ in 0..<3 {
            world.sleep(60)
            world.run(10)
        }
        #expect(world.watcher.counters.pauses == 3)
        #expect(world.sent.count { $0.packet.destination == .server(1) } == 1)
        #expect(world.sent.count { $0.packet.destination == .server(2) } >= 12)
    }

    // MARK: No servers

    @Test("A socket that cannot be opened is missed by nobody once no server of its family is configured")
    func socket() throws {
        let address = try #require(IPAddress("2001:db8::1"))
        let world = TimeWorld(SimulatedServer.good(2)) {
            $0.servers.append(NTPConfiguration.Server(.ip(address)))
        } prepare: {
            $0.brokenSockets = [.ntp6]
        }
        world.run(100)
        #expect(world.openAlerts == ["ntp-socket-down tocsin/ntp:ipv6"])
        world.reconfigure { $0.servers.removeLast() }
        #expect(world.openAlerts.isEmpty)
        let tries = world.opened.count { $0 == .ntp6 }
        world.run(600)
        #expect(world.opened.count { $0 == .ntp6 } == tries, "it is not tried again")
    }

    @Test("What was told of the clock ends when no server is configured any more")
    func noServers() {
        let world = TimeWorld(SimulatedServer.good(3), clockError: -0.4, driftPPM: 200)
        world.run(3_000)
        #expect(world.openAlerts == ["ntp-frequency clock", "ntp-offset clock"])
        world.reconfigure { $0.servers = [] }
        #expect(world.openAlerts.isEmpty)
        #expect(world.endings("ntp-offset") == ["No time server is configured any more"])
    }
}

extension TimeWorld {
    /// What was told of one rule.
    func told(_ rule: String) -> [Observation] {
        observations.filter { $0.rule == rule }
    }

    /// How the alerts of one rule ended, in its words.
    func endings(_ rule: String) -> [String] {
        told(rule).filter { $0.state == .resolved }.map(\.summary)
    }

    /// Whether an alert of a rule is open, whatever it is about.
    func isOpen(_ rule: String) -> Bool {
        openAlerts.contains { $0.hasPrefix("\(rule) ") }
    }
}
