import Foundation
import Model
import Testing

/// The shipped profiles on agents that are not ours: snmpsim with recordings of devices that no test has at hand.
@Suite(
    "Shipped profiles on snmpsim's recorded devices",
    .enabled(if: RecordedAgents.program != nil, "needs snmpsim (Tests/Harness/install-snmpsim.sh)"), .serialized,
    .timeLimit(.minutes(2)))
struct RecordedAgentTests {
    /// A daemon that polls all recordings every second, when it has looked at them, with what it found at the first look.
    private func daemon(_ agents: RecordedAgents) async throws -> (daemon: RunningDaemon, found: JSON) {
        let port = agents.endpoint.port
        let devices = [
            ("sw", "[interfaces, bridge, lldp]"), ("ups", "[system]"), ("chassis", "[entity-sensors]"),
            ("host", "[system]"),
        ]
        let daemon = try RunningDaemon(
            rest: """
                snmp:
                  credentials:
                \(devices.map { "    - { name: \($0.0), version: 2c, community: recorded-\($0.0) }" }.joined(separator: "\n"))
                  defaults: { interval: 1s, timeout: 10s, deadline: 60s }
                  # On a busy machine the responder takes its time.
                  judging: { off: [snmp-polling-late, device-slow, device-loss] }
                  devices:
                \(devices.map { "    - { name: \($0.0), address: 127.0.0.1, port: \(port), credential: \($0.0), profiles: \($0.1) }" }.joined(separator: "\n"))
                """)
        try await daemon.start()
        let events = try await daemon.events("rule=snmp-first-look", reach: 1, within: .seconds(90))
        return (daemon, events.first?.evidence ?? .null)
    }

    @Test("bridge, lldp, interfaces, ups, entity-sensors, host-resources and ucd say what the recordings say")
    func profiles() async throws {
        let agents = try RecordedAgents([
            "recorded-sw": Recordings.switchWithNeighbours, "recorded-ups": Recordings.powerSupply,
            "recorded-chassis": Recordings.sensors, "recorded-host": Recordings.host,
        ])
        #expect(try await agents.answers("recorded-host"), "\(agents.log)")
        let (daemon, found) = try await daemon(agents)
        try await checkSwitch(daemon)
        try checkPowerSupply(daemon)
        try checkSensors(daemon)
        try checkHost(daemon)
        // What is wrong with them, and nothing else: the image that is full by nature is not.
        var wrong: [String: Int] = [:]
        if case .object(let rules) = found["by_rule"] { wrong = rules.compactMapValues(\.int) }
        #expect(
            wrong == [
                "ups-on-battery": 1, "ups-battery-low": 1, "ups-overload": 1, "sensor-failed": 1, "storage-full": 1,
                "disk-error": 1, "memory-low": 1,
            ], "\(found)")
        #expect(await daemon.end() == 0)
    }

    private func checkSwitch(_ daemon: RunningDaemon) async throws {
        let device = try #require(try daemon.query("devices", ("name", "sw")).first)
        #expect(device["state"].text == "up" && device["system_name"].text == "access-sw7")
        #expect(device["texts"]["bridge_address"].text == "52:54:00:aa:00:01")
        #expect(device["texts"]["chassis"].text == "52:54:00:aa:00:01")
        let neighbours = device["tables"]["lldp_neighbours"].items
        #expect(neighbours.count == 1, "\(device)")
        for (label, text) in [
            ("local_port", "Gi1/0/1"), ("local_description", "to the core"), ("system", "core-sw1"),
            ("port", "Te1/1/4"), ("chassis", "52:54:00:bb:00:01"), ("port_description", "down to access-sw7"),
        ] { #expect(neighbours.first?[label].text == text, "\(label)") }
        #expect(neighbours.first?["capabilities"].text?.contains("bridge") == true, "\(neighbours)")
        // Bridge ports are numbered otherwise than interfaces: 53 is ifIndex 10103, which is Gi1/0/3.
        let places = device["tables"]["bridge_addresses"].items.map { [$0["mac"].text, $0["interface"].text] }
        #expect(places == [["52:54:00:cc:00:01", "Gi1/0/1"], ["52:54:00:cc:00:02", "Gi1/0/3"]])
        let inVLANs = device["tables"]["vlan_addresses"].items.map { [$0["fdb"].text, $0["interface"].text] }
        #expect(inVLANs == [["20", "Gi1/0/3"]])
        // Its first port takes in 125,000 octets a second by its own clock.
        var rows: [JSON] = []
        let hasRate = try await eventually(within: .seconds(60)) {
            rows = try daemon.query("interfaces", ("device", "sw"))
            guard case .number = rows.first?["in_bps"] else { return false }
            return true
        }
        #expect(hasRate && rows.map { $0["name"].text } == ["Gi1/0/1", "Gi1/0/2", "Gi1/0/3"])
        #expect(rows.map { $0["oper"].text } == ["up", "down", "up"])
        #expect(rows.last?["alias"].text == "printer" && rows.last?["speed_bps"].int == 1_000_000_000)
        guard case .number(let rate)? = rows.first?["in_bps"] else { return }
        #expect(rate > 500_000 && rate < 2_000_000, "\(rate)")
        #expect(rows[1]["in_bps"].int == 0 && rows[2]["in_bps"].int == 0)
    }

    private func checkPowerSupply(_ daemon: RunningDaemon) throws {
        let device = try #require(try daemon.query("devices", ("name", "ups")).first)
        #expect(device["profiles"].items.compactMap(\.text) == ["system", "ups"], "it applies itself")
        #expect(device["texts"]["manufacturer"].text == "Riello" && device["texts"]["ups_name"].text == "basement")
        let samples = try PolledSamples(daemon, "ups")
        for (metric, value) in [
            ("ups_battery_status", 3), ("ups_output_source", 5), ("ups_on_battery_seconds", 95),
            ("ups_remaining_seconds", 420), ("ups_charge_percent", 18), ("ups_battery_volts", 230.4),
            ("ups_battery_amperes", -12.5), ("ups_battery_celsius", 31), ("ups_alarms", 2),
            ("ups_output_hertz", 50.1),
        ] { #expect(isNear(samples[metric], value), "\(metric): \(samples[metric] ?? .nan)") }
        for (metric, line, value) in [
            ("ups_input_volts", "1", 0), ("ups_input_volts", "2", 231), ("ups_input_hertz", "2", 49.9),
            ("ups_output_load_percent", "1", 94), ("ups_output_amperes", "1", 4.4), ("ups_output_watts", "1", 9_400),
        ] { #expect(isNear(samples[metric, line], value), "\(metric) \(line)") }
    }

    private func checkSensors(_ daemon: RunningDaemon) throws {
        let samples = try PolledSamples(daemon, "chassis")
        for (name, value) in [
            ("Inlet", 45.2), ("3V3", 3.295), ("Fan 1", 0), ("PSU", 12), ("Spare sensor", -1_500),
        ] { #expect(isNear(samples["sensor_value", name], value), "\(name): \(samples["sensor_value", name] ?? .nan)") }
        #expect(samples["sensor_status", "Fan 1"] == 3 && samples["sensor_status", "Inlet"] == 1)
    }

    private func checkHost(_ daemon: RunningDaemon) throws {
        let device = try #require(try daemon.query("devices", ("name", "host")).first)
        #expect(Set(device["profiles"].items.compactMap(\.text)) == ["system", "host-resources", "ucd"])
        let samples = try PolledSamples(daemon, "host")
        for (metric, value) in [
            ("hr_users", 3), ("hr_processes", 211), ("load_1min", 1.52), ("load_5min", 0.87), ("load_15min", 0.04),
            ("memory_total_bytes", 8_192_000_000), ("memory_available_percent", 2), ("swap_free_percent", 75),
        ] { #expect(isNear(samples[metric], value), "\(metric): \(samples[metric] ?? .nan)") }
        for (metric, instance, value) in [
            ("hr_storage_size_bytes", "/", 4_096_000_000.0), ("hr_storage_used_percent", "/", 97),
            ("hr_storage_used_percent", "/snap/core/1", 100), ("hr_storage_used_percent", "Physical memory", 75),
            ("hr_processor_load_percent", "196609", 88), ("disk_used_percent", "/", 97), ("disk_error", "/", 1),
        ] { #expect(isNear(samples[metric, instance], value), "\(metric) \(instance)") }
    }

    /// Whether a value is another but for the last digits of a Double.
    private func isNear(_ value: Double?, _ other: Double) -> Bool {
        value.map { abs($0 - other) <= 1e-9 * max(1, abs(other)) } ?? false
    }
}
