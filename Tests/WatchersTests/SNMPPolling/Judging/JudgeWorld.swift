import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// Judges of devices on a clock of their own, with what they told: what the tests of this folder share.
final class JudgeWorld {
    /// The time.
    private(set) var now = Moment.start
    /// All that was asked for, oldest first; a test may empty it.
    var actions: [Action] = []
    /// What is shared.
    private(set) var shared: PollingJudge
    private var judges: [String: DeviceJudge] = [:]
    private(set) var entries: [String: DeviceEntry] = [:]
    /// How often devices are polled.
    let interval = Duration.seconds(60)

    /// A world with a memory, so that nothing is new, unless told otherwise.
    init(
        _ configuration: JudgingConfiguration = JudgingConfiguration(), devices: [DeviceEntry] = [.polled],
        credentials: [SNMPCredential] = [.core, .lan], openAlerts: [Alert] = [],
        kept: [String: String] = ["judging": "yes"]
    ) {
        let configured = SharedConfiguration(credentials: credentials, devices: devices)
        shared = PollingJudge(configuration, shared: configured)
        shared.start(openAlerts: openAlerts, kept: kept, at: now, into: &actions)
        for device in devices {
            entries[device.name] = device
            judges[device.name] = shared.makeJudge(for: device, at: now, into: &actions)
        }
        shared.finishStart()
    }

    /// The observations so far.
    var observations: [Observation] {
        actions.compactMap {
            if case .report(let report) = $0, case .observation(let observation) = report.content {
                observation
            } else {
                nil
            }
        }
    }

    /// The observations of one rule so far.
    func observations(of rule: String) -> [Observation] { observations.filter { $0.rule == rule } }

    /// The observations in short: `firing device-down core-sw1`.
    var told: [String] { observations.map { "\($0.state.rawValue) \($0.rule) \($0.subject.text)" } }

    /// The alerts that are open after all that.
    var open: [String] { OpenAlerts(observations).texts }

    /// What the watcher would find again after a restart.
    var kept: [String: String] {
        var kept: [String: String] = [:]
        for case .report(let report) in actions {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        return kept
    }

    /// The facts that were published.
    var facts: [Fact] { actions.compactMap { if case .publish(let fact) = $0 { fact } else { nil } } }

    /// A device's judge.
    func judge(_ device: String = "core-sw1") throws -> DeviceJudge { try #require(judges[device]) }

    /// Gives a device's judge a poll, and then lets an interval pass.
    func poll(_ outcome: PollOutcome, device: String = "core-sw1") {
        give(outcome, device: device)
        now = now + interval
    }

    /// Gives a device's judge a poll now.
    func give(_ outcome: PollOutcome, device: String = "core-sw1") {
        guard let entry = entries[device], var judge = judges[device] else { return }
        var outcome = outcome
        outcome.started = now
        outcome.ended = now
        judge.take(outcome, of: entry, at: now, shared: &shared, into: &actions)
        judges[device] = judge
    }

    /// Lets time pass.
    func advance(by duration: Duration) { now = now + duration }

    /// The timer of the first look is due.
    func wake() { shared.wake(at: now, into: &actions) }

    /// Gives a device's judge what one interface said by itself.
    func look(_ look: InterfaceLook, device: String = "core-sw1") {
        guard let entry = entries[device] else { return }
        judges[device]?.take(look, of: entry, at: now, into: &actions)
    }

    /// A device is no longer configured.
    func forget(_ device: String) {
        judges[device] = nil
        entries[device] = nil
        shared.forget(device, at: now, into: &actions)
    }

    /// A trap spoke of an interface.
    func trap(_ index: UInt32, device: String = "core-sw1") { judges[device]?.noteInterfaceChanged(index) }

    /// Gives all another configuration.
    func reconfigure(_ configuration: JudgingConfiguration) {
        shared.reconfigure(
            configuration,
            shared: SharedConfiguration(credentials: [.core, .lan], devices: Array(entries.values)))
        for (name, entry) in entries {
            judges[name]?.reconfigure(entry, shared: &shared, at: now, into: &actions)
        }
    }
}

extension DeviceEntry {
    /// The device of most scenarios: 192.0.2.7, asked by v3 first.
    static let polled = DeviceEntry(
        name: "core-sw1", address: .ip(.v4(0xc000_0207)), credentials: ["core", "lan"], uplinks: ["Gi1/0/48"],
        tags: ["role": "core"])

    /// The device with changes.
    static func polled(_ change: (inout DeviceEntry) -> Void) -> DeviceEntry {
        var device = polled
        change(&device)
        return device
    }
}

extension SNMPCredential {
    /// Version 3 with all it has.
    static let core = SNMPCredential(
        name: "core", version: .v3, user: "monitor", auth: Protection(protocolName: "SHA-256", passphrase: Secret("x")),
        privacy: Protection(protocolName: "AES-128", passphrase: Secret("y")))
    /// A community that nobody guesses.
    static let lan = SNMPCredential(name: "lan", version: .v2c, community: Secret(.community))
}

extension PollOutcome {
    /// A healthy answer with changes.
    static func answer(_ change: (inout PollOutcome) -> Void = { _ in }) -> PollOutcome {
        var outcome = PollOutcome(
            started: .start, ended: .start, result: .answered, credential: "core", questions: 3, answers: 3,
            latency: .milliseconds(4),
            system: SystemReading(
                uptime: .seconds(864_000), name: "core-sw1", description: "", objectID: nil, restart: nil,
                isAgentOnly: false),
            scalars: [], tables: [], faults: [], otherSource: nil)
        change(&outcome)
        return outcome
    }

    /// An answer with interfaces.
    static func interfaces(_ rows: [Interface]) -> PollOutcome { .answer { $0.tables = [.interfaces(rows)] } }

    /// A poll that failed.
    static func failure(_ reason: SNMPFailure.Reason) -> PollOutcome {
        .answer {
            $0.result = .failed(
                SNMPFailure(reason: reason, text: "SNMP GET from 192.0.2.7:161 failed: \(reason.rawValue)", attempts: 3)
            )
            $0.answers = 0
            $0.latency = nil
            $0.system = nil
        }
    }

    /// A poll that was skipped.
    static let skipped = PollOutcome.answer {
        $0.result = .skipped
        $0.questions = 0
        $0.answers = 0
        $0.latency = nil
        $0.system = nil
    }

    /// An answer with one scalar.
    static func scalar(_ name: String, _ value: Double?, unit: String = "", states: [Int64: String] = [:])
        -> PollOutcome
    {
        .answer {
            $0.scalars = [
                ScalarReading(
                    metric: ProfileMetric(
                        name: name, objects: [], kind: states.isEmpty ? .gauge : .state, unit: unit, scale: 1,
                        states: states, isKept: false), value: value)
            ]
        }
    }
}

/// One row of the table of interfaces; up, idle and sound unless told otherwise.
struct Interface {
    var name: String
    var index: UInt32
    var alias = ""
    var admin = 1.0
    var oper = 1.0
    var inUtilization = 1.0
    var inErrors = 0.0
    var inPackets = 1_000.0

    init(_ name: String, _ index: UInt32, alias: String = "", admin: Double = 1, oper: Double = 1) {
        self.name = name
        self.index = index
        self.alias = alias
        self.admin = admin
        self.oper = oper
    }

    /// The uplink of the configuration.
    static func uplink(oper: Double = 1, admin: Double = 1) -> Interface {
        Interface("Gi1/0/48", 48, alias: "to dist-2", admin: admin, oper: oper)
    }

    /// A port with a computer behind it.
    static func access(_ number: UInt32 = 1, oper: Double = 1) -> Interface {
        Interface("Gi1/0/\(number)", number, oper: oper)
    }
}

extension TableReading {
    /// The table as the profile `interfaces` gives it, with the columns that judging looks at.
    static func interfaces(_ rows: [Interface]) -> TableReading {
        let states: [Int64: String] = [1: "up", 2: "down", 3: "testing", 5: "dormant", 6: "notPresent"]
        func metric(_ name: String, _ unit: String = "", states: [Int64: String] = [:]) -> ProfileMetric {
            ProfileMetric(
                name: name, objects: [], kind: states.isEmpty ? .gauge : .state, unit: unit, scale: 1, states: states,
                isKept: false)
        }
        return TableReading(
            table: ProfileTable(
                name: "interfaces",
                labels: ["name", "alias"].map { ProfileLabel(name: $0, objects: [], form: .text) },
                identity: ["name"],
                metrics: [
                    metric("if_admin", states: states), metric("if_oper", states: states),
                    metric("if_in_errors_per_s", "packets/s"), metric("if_in_packets_per_s", "packets/s"),
                ],
                ratios: [
                    ProfileRatio(
                        name: "if_in_utilization", numerator: "if_in_bps", denominator: "if_speed_bps", scale: 100,
                        unit: "%", isKept: false)
                ], everyPolls: 1),
            indices: rows.map { "\($0.index)" }, instances: rows.map(\.name),
            labels: [rows.map(\.name), rows.map(\.alias)],
            values: [
                rows.map(\.admin), rows.map(\.oper), rows.map(\.inErrors), rows.map(\.inPackets),
                rows.map(\.inUtilization),
            ])
    }

    /// The table as the profile `lldp` gives it: local port, neighbour, what it is.
    static func neighbours(_ rows: [(port: String, system: String, capabilities: String)]) -> TableReading {
        TableReading(
            table: ProfileTable(
                name: "lldp_neighbours",
                labels: ["local_port", "system", "capabilities"].map {
                    ProfileLabel(name: $0, objects: [], form: .text)
                }, identity: [], metrics: [], ratios: [], everyPolls: 10),
            indices: rows.indices.map { "\($0)" }, instances: rows.indices.map { "\($0)" },
            labels: [rows.map(\.port), rows.map(\.system), rows.map(\.capabilities)], values: [])
    }

    /// A table of one column, as a profile of the user's own has it.
    static func column(
        _ metric: String, unit: String = "", _ values: KeyValuePairs<String, Double>, object: ObjectIdentifier = []
    ) -> TableReading {
        TableReading(
            table: ProfileTable(
                name: "sensors", labels: [], identity: [],
                metrics: [
                    ProfileMetric(
                        name: metric, objects: [object], kind: .gauge, unit: unit, scale: 1, states: [:], isKept: false)
                ], ratios: [], everyPolls: 1),
            indices: values.map(\.key), instances: values.map(\.key), labels: [], values: [values.map(\.value)])
    }
}
