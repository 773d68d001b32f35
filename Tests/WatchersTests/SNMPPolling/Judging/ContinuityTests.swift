import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Restarts of the daemon, and reloads")
struct ContinuityTests {
    private static func alert(_ rule: String, _ instance: String? = nil, severity: Severity = .error) -> Alert {
        Alert(
            id: 1, key: AlertKey(rule: rule, subject: Subject(device: "core-sw1", instance: instance)), watcher: .snmp,
            severity: severity, state: .open, opened: Moment.start.wall - .seconds(3_600), updated: Moment.start.wall,
            events: 1, summary: "before")
    }

    private static let hot = Threshold(
        name: "hot", metric: "heat", instancePattern: nil, side: .above(60, clear: 50), polls: 2, severity: .warning,
        devices: [:])

    @Test("An open device-down is taken over: not told again while it lasts, ended by the first answer")
    func adoptDown() {
        let world = JudgeWorld(openAlerts: [Self.alert("device-down")])
        for _ in 0..<5 { world.poll(.failure(.timedOut)) }
        #expect(world.told == [])
        world.poll(.answer())
        #expect(world.told == ["resolved device-down core-sw1"])
        #expect(world.observations.first?.summary == "core-sw1 answers again after 1h 5m in which it did not")
    }

    @Test("Open alerts of interfaces and limits are taken over and ended when all is well")
    func adoptOthers() {
        let world = JudgeWorld(
            JudgingConfiguration(thresholds: [Self.hot]),
            openAlerts: [
                Self.alert("interface-down", "Gi1/0/48"), Self.alert("hot"),
                Self.alert("interface-in-busy", "Gi1/0/48"),
                Self.alert("snmp-polling-late"), Self.alert("snmp-other-address"),
            ])
        for _ in 0..<6 {
            var outcome = PollOutcome.scalar("heat", 20)
            outcome.tables = [.interfaces([.uplink()])]
            world.poll(outcome)
        }
        #expect(
            Set(world.told) == [
                "resolved interface-down core-sw1/Gi1/0/48", "resolved hot core-sw1",
                "resolved interface-in-busy core-sw1/Gi1/0/48", "resolved snmp-polling-late core-sw1",
                "resolved snmp-other-address core-sw1",
            ])
    }

    @Test("An alert whose rule is gone ends at the start with that reason")
    func unknownRule() {
        let world = JudgeWorld(openAlerts: [Self.alert("hot"), Self.alert("interface-in-busy", "x")])
        #expect(world.told == ["resolved hot core-sw1"])
        #expect(world.observations.first?.summary == "core-sw1: the rule hot is no longer configured")
        var configuration = JudgingConfiguration()
        configuration.settings.utilization = nil
        #expect(JudgeWorld(configuration, openAlerts: [Self.alert("interface-in-busy", "x")]).told.count == 1)
    }

    @Test("A reload that removes or changes a threshold ends its alert with that reason; others stay")
    func reload() {
        var other = Self.hot
        other.name = "other"
        let world = JudgeWorld(JudgingConfiguration(thresholds: [Self.hot, other]))
        for _ in 0..<2 { world.poll(.scalar("heat", 70)) }
        #expect(world.open == ["hot core-sw1", "other core-sw1"])
        world.reconfigure(JudgingConfiguration(thresholds: [Self.hot, other]))
        #expect(world.open.count == 2, "nothing has changed")
        var changed = other
        changed.side = .above(65, clear: 50)
        world.reconfigure(JudgingConfiguration(thresholds: [Self.hot, changed]))
        #expect(world.open == ["hot core-sw1"])
        #expect(world.observations.last?.summary.contains("the threshold was changed") == true)
        for _ in 0..<2 { world.poll(.scalar("heat", 70)) }
        #expect(world.open == ["hot core-sw1", "other core-sw1"])
        world.reconfigure(JudgingConfiguration())
        #expect(world.open == [])
        #expect(world.observations.last?.summary.contains("no longer configured") == true)
    }

    @Test("A rule that a reload switches off ends its alerts, and is quiet from then on")
    func switchedOff() {
        let world = JudgeWorld()
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        for _ in 0..<3 { world.poll(.failure(.timedOut)) }
        #expect(world.open.count == 2)
        var configuration = JudgingConfiguration()
        configuration.settings.disabled = ["device-down", "interface-down"]
        world.reconfigure(configuration)
        #expect(world.open == [])
        for _ in 0..<5 { world.poll(.failure(.timedOut)) }
        for _ in 0..<5 { world.poll(.interfaces([.uplink(oper: 2)])) }
        #expect(world.open == [])
    }

    @Test("An override judges some devices otherwise")
    func overrides() {
        var patient = JudgingSettings()
        patient.down = .init(polls: 5, of: 5)
        let world = JudgeWorld(
            JudgingConfiguration(overrides: [JudgingOverride(devices: ["role": "core"], settings: patient)]))
        for _ in 0..<4 { world.poll(.failure(.timedOut)) }
        #expect(world.told == [])
        world.poll(.failure(.timedOut))
        #expect(world.told.count == 1)
    }

    @Test("A severity of the configuration stands in place of the catalog's")
    func severities() {
        var configuration = JudgingConfiguration()
        configuration.settings.severities = ["device-down": .critical, "device-slow": .notice]
        let world = JudgeWorld(configuration)
        for _ in 0..<5 { world.poll(.answer { $0.latency = .seconds(3) }) }
        for _ in 0..<3 { world.poll(.failure(.timedOut)) }
        #expect(world.observations.map(\.severity) == [.notice, .critical])
    }
}
