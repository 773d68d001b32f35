import EventStore
import Foundation
import Model
import Testing
import TocsinLab

/// What the daemon makes of agents that are not ours and whose counters wrap, that are renumbered, or that answer walks
/// wrongly: snmpsim, which is ended and started anew with other recordings.
@Suite(
    "The daemon and snmpsim's agents with faults",
    .enabled(
        if: RecordedAgents.program != nil && DebianAgent.isInstalled,
        "needs snmpsim (Tests/Harness/install-snmpsim.sh), snmpd and snmpbulkwalk"), .serialized,
    .timeLimit(.minutes(3)))
struct RecordedFaultTests {
    /// More than ten times what any of them takes in.
    private static let falseRate = 12_000_000.0

    /// A daemon that polls the interfaces of devices, which are named as their communities, and has had its first look.
    private func daemon(
        _ agents: RecordedAgents, _ devices: [String], uplinks: String = "[]", interval: String = "1s"
    ) async throws -> RunningDaemon {
        let entries = devices.map {
            "    - { name: \($0), address: 127.0.0.1, port: \(agents.endpoint.port), credential: \($0), uplinks: \(uplinks) }"
        }
        let daemon = try RunningDaemon(
            rest: """
                snmp:
                  credentials:
                \(devices.map { "    - { name: \($0), version: 2c, community: \($0) }" }.joined(separator: "\n"))
                  defaults: { interval: \(interval), timeout: 5s, deadline: 30s, profiles: [interfaces] }
                  backoff: 1s
                  # On a busy machine the responder takes its time; while it is started nobody listens.
                  judging: { down: { polls: 16, of: 16 }, off: [snmp-polling-late, device-slow, device-loss] }
                  devices:
                \(entries.joined(separator: "\n"))
                """)
        try await daemon.start()
        let areUp = try await eventually(within: .seconds(60)) {
            let polling = try daemon.polling()
            return polling["devices_up"].int == devices.count && polling["first_look_pending"].int == 0
        }
        #expect(areUp, "\(agents.log) \(daemon.errors)")
        return daemon
    }

    /// Looks again and again at the interfaces of a device until they are as they should, and at no rate that is false.
    private func interfaces(
        _ daemon: RunningDaemon, _ device: String, quiet: String? = nil,
        become condition: ([String: JSON]) throws -> Bool
    ) async throws -> Bool {
        try await eventually(within: .seconds(60)) {
            let rows = try daemon.query("interfaces", ("device", device))
            for row in rows {
                guard case .number(let rate) = row["in_bps"] else { continue }
                #expect(rate < (row["name"].text == quiet ? 1 : Self.falseRate), "\(row)")
            }
            return try condition(Dictionary(rows.map { ($0["name"].text ?? "", $0) }, uniquingKeysWith: { $1 }))
        }
    }

    /// Whether a row has a rate that is no zero.
    private func hasRate(_ row: JSON?) -> Bool {
        if case .number(let rate)? = row?["in_bps"] { rate > 100_000 } else { false }
    }

    /// The restarts that were told.
    private func restarts(_ daemon: RunningDaemon) throws -> [String] {
        try (daemon.events("rule=device-restarted") + daemon.events("rule=snmp-agent-restarted"))
            .map(\.observation.summary)
    }

    @Test("A sysUpTime of 497 days and a counter of 32 bits wrap: no restart, and no rate above the truth")
    func wraps() async throws {
        let agents = try RecordedAgents([
            "old": Recordings.oldRouter(boots: nil), "counted": Recordings.oldRouter(boots: 7),
            "narrow": Recordings.narrowSwitch, "wide": Recordings.wideSwitch,
        ])
        #expect(try await agents.answers("old"), "\(agents.log)")
        let daemon = try await daemon(agents, ["old", "counted", "narrow", "wide"])
        #expect(try await eventually { try daemon.device("old")["uptime_seconds"].int ?? 0 > 42_000_000 })
        for name in ["old", "counted", "narrow", "wide"] {
            #expect(try await interfaces(daemon, name) { hasRate($0["wan"]) }, "\(name)")
        }
        for name in ["old", "counted"] {
            let hasWrapped = try await interfaces(daemon, name) { _ in
                try daemon.device(name)["uptime_seconds"].int ?? .max < 1_000
            }
            #expect(hasWrapped, "\(name)")
        }
        let octets = "1.3.6.1.2.1.2.2.1.10"
        let counter = WalkedNumbers(
            try await DebianAgent.bulkWalk(agents.endpoint, "narrow", octets, folder: daemon.folder))
        #expect(counter.values["\(octets).1"] ?? .infinity < 1_000_000_000, "it has wrapped, too")
        let wide = "1.3.6.1.2.1.31.1.1.1.6"
        let wideCounter = WalkedNumbers(
            try await DebianAgent.bulkWalk(agents.endpoint, "wide", wide, folder: daemon.folder))
        #expect(wideCounter.values["\(wide).1"] ?? .infinity < 1_000_000_000, "and so has that")
        for _ in 1...3 {
            for name in ["old", "counted", "narrow", "wide"] {
                let polled = try daemon.device(name)["last_poll"]
                let goesOn = try await interfaces(daemon, name) { rows in
                    // Without snmpEngineBoots a restart at that very moment would look alike: there is no rate for a while.
                    try daemon.device(name)["last_poll"] != polled && (name == "old" || hasRate(rows["wan"]))
                }
                #expect(goesOn, "\(name)")
            }
        }
        let missing = try daemon.polling()["rates_missing"]
        for gap in ["restarted", "wentBack", "severalWraps", "implausible"] {
            #expect(missing[gap] == .null, "\(missing)")
        }
        #expect(missing["uncertain"].int ?? 0 > 0, "\(missing)")
        #expect(try restarts(daemon) == [])
        #expect(await daemon.end() == 0)
    }

    @Test(
        "Interfaces that are numbered anew, with a restart and without, are known by their names and have no false rates"
    )
    func renumbering() async throws {
        let agents = try RecordedAgents(["stack": Recordings.stack()])
        #expect(try await agents.answers("stack"), "\(agents.log)")
        let daemon = try await daemon(agents, ["stack"])
        func become(_ numbers: [Int]) async throws -> Bool {
            try await interfaces(daemon, "stack", quiet: "Gi0/2") { rows in
                hasRate(rows["Gi0/1"]) && (1...3).map { rows["Gi0/\($0)"]?["index"].int } == numbers
            }
        }
        #expect(try await become([1, 2, 3]))
        // It was restarted, and comes up with other numbers.
        try agents.restart(["stack": Recordings.stack(ports: [2, 1, 3], uptime: 700)])
        #expect(try await become([2, 1, 3]))
        #expect(try restarts(daemon).count == 1)
        // It goes on, and a module of it is exchanged.
        let uptime = 5 + (try daemon.device("stack")["uptime_seconds"].int ?? 0)
        #expect(uptime > 12)
        try agents.restart([
            "stack": Recordings.stack(
                ports: [1, 2, 3], uptime: uptime * 100, octets: 125_000 * (uptime - 5), changed: uptime * 100)
        ])
        #expect(try await become([1, 2, 3]))
        #expect(try restarts(daemon).count == 1, "that was none")
        #expect(try daemon.device("stack")["state"].text == "up")
        #expect(await daemon.end() == 0)
    }

    @Test(
        "A link that is lost is an alert where it is an uplink, by its name or its alias, and for the record elsewhere")
    func uplinks() async throws {
        let agents = try RecordedAgents(["stack": Recordings.stack()])
        #expect(try await agents.answers("stack"), "\(agents.log)")
        let daemon = try await daemon(agents, ["stack"], uplinks: #"[ "Gi0/1", "core uplink" ]"#)
        try agents.restart(["stack": Recordings.stack(uptime: 700, down: [1, 2, 3])])
        let lost = try await daemon.events("rule=interface-down", reach: 2, within: .seconds(60))
        #expect(Set(lost.compactMap(\.observation.subject.instance)) == ["Gi0/1", "Gi0/3"])
        #expect(
            lost.allSatisfy { $0.observation.state == .firing && $0.alert != nil && $0.observation.severity == .error })
        let noted = try await daemon.events("rule=interface-state", reach: 1)
        #expect(noted.map(\.observation.subject.instance) == ["Gi0/2"])
        #expect(noted.allSatisfy { $0.alert == nil && $0.observation.severity == .info })
        try agents.restart(["stack": Recordings.stack(uptime: 900)])
        let areBack = try await eventually(within: .seconds(60)) {
            try daemon.events("rule=interface-down", "state=resolved").count == 2
        }
        #expect(areBack, "\(agents.log)")
        #expect(try daemon.events("rule=interface-down").allSatisfy { $0.observation.subject.instance != "Gi0/2" })
        #expect(await daemon.end() == 0)
    }

    @Test(
        "Names that do not increase and an answer that is always too big end the walk with an alert; the rest is read")
    func badWalks() async throws {
        let agents = try RecordedAgents([
            "disordered": Recordings.stack(), "overflowing": Recordings.stack(),
        ])
        #expect(try await agents.answers("disordered"), "\(agents.log)")
        let daemon = try await daemon(agents, ["disordered", "overflowing"])
        let faults = [
            "disordered": "oid-not-increasing", "overflowing": "too-big",
        ]
        try agents.restart([
            "disordered": Recordings.disorderedStack, "overflowing": Recordings.overflowingStack,
        ])
        let told = try await daemon.events("rule=snmp-walk-fault", reach: 2, within: .seconds(60))
        #expect(
            Dictionary(
                told.map { ($0.observation.subject.device, $0.evidence["fault"].text ?? "") },
                uniquingKeysWith: { "\($0) \($1)" }) == faults, "\(told.map(\.observation.summary))")
        for event in told {
            #expect(event.observation.state == .firing && event.evidence["oid"].text == "1.3.6.1.2.1.2.2.1.14")
        }
        for name in faults.keys {
            let isRead = try await interfaces(daemon, name) { rows in rows.count == 3 && hasRate(rows["Gi0/1"]) }
            #expect(isRead, "\(name)")
        }
        try agents.restart([
            "disordered": Recordings.stack(), "overflowing": Recordings.stack(),
        ])
        let areRight = try await eventually(within: .seconds(60)) {
            try daemon.events("rule=snmp-walk-fault", "state=resolved").count == 2
        }
        #expect(areRight)
        #expect(await daemon.end() == 0)
    }

    @Test("A linkDown trap has its interface asked at once, trap and poll are one alert, and the poll ends it")
    func trapAndPoll() async throws {
        let agents = try RecordedAgents(["stack": Recordings.stack()])
        #expect(try await agents.answers("stack"), "\(agents.log)")
        let daemon = try await daemon(agents, ["stack"], uplinks: #"[ "Gi0/1" ]"#, interval: "8s")
        try agents.restart(["stack": Recordings.stack(uptime: 700, down: [1])])
        #expect(try await agents.answers("stack"), "\(agents.log)")
        let polled = try daemon.device("stack")["last_poll"]
        try daemon.send(.linkDown(1))
        let told = try await daemon.events("rule=link-down", reach: 1)
        #expect(told.first?.observation.subject == Subject(device: "stack", instance: "1"), "\(told)")
        let isAsked = try await eventually { try daemon.polling()["interface_looks"].int ?? 0 > 0 }
        #expect(isAsked, "at once, and not with the next poll")
        let isPolled = try await eventually(within: .seconds(60)) {
            try daemon.device("stack")["last_poll"] != polled
        }
        #expect(isPolled)
        // Two more polls find it down, too.
        for _ in 0..<2 {
            let before = try daemon.device("stack")["last_poll"]
            #expect(try await eventually(within: .seconds(60)) { try daemon.device("stack")["last_poll"] != before })
        }
        let alerts = try daemon.reader().alerts().map { "\($0.key.rule) \($0.key.subject.text)" }
        #expect(alerts == ["link-down stack/1"], "\(alerts)")
        // The linkUp is lost: the poll ends the alert.
        try agents.restart(["stack": Recordings.stack(uptime: 900)])
        #expect(try daemon.events("rule=link-down").last?.observation.summary.contains("as its trap says, too") == true)
        let ended = try await daemon.events("rule=link-down", reach: 3, within: .seconds(90))
        let all = try daemon.events().map(\.observation.summary)
        #expect(
            ended.last?.observation.state == .resolved && ended.last?.alert == told.first?.alert,
            "\(all.joined(separator: "\n"))")
        #expect(await daemon.end() == 0)
    }
}
