import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// The `snmp:` section, as far as it is the watcher's own.
@Suite("SNMP configuration")
struct SNMPConfigurationTests {
    private func read(
        _ text: String, devices: [DeviceEntry] = []
    ) -> (configuration: SNMPConfiguration?, faults: [String]) {
        let faults = ConfigurationFaults()
        let reader = SectionReader(BriefYAML.read(text), faults: faults)
        let context = DecodingContext(
            shared: SharedConfiguration(devices: devices), documents: BriefYAML.documents()
        ) { _ in (.standard, []) }
        let configuration = SNMPWatcher.decode(reader, context: context)
        // What is read for all watchers, by the same reader.
        for key in ["credentials", "defaults", "devices", "inventory"] { _ = reader.has(key) }
        reader.finish()
        return (configuration, faults.faults.map { "\($0.path): \($0.message)" })
    }

    @Test("Thresholds, judging and backoff are read, and the shipped profiles are there")
    func section() throws {
        let (read, faults) = read(
            """
            backoff: 10m
            judging:
              down: { polls: 2 }
            thresholds:
              - { name: busy, metric: if_in_utilization, above: 90%, clear: 80%, for: 3, devices: { role: core } }
              - { name: storage-full, metric: hr_storage_used_percent, above: 99% }
            """)
        let configuration = try #require(read)
        #expect(faults.isEmpty, "\(faults)")
        #expect(configuration.backoff.limit == .seconds(600))
        #expect(configuration.judging.settings.down.polls == 2)
        #expect(configuration.judging.thresholds.map(\.name) == ["busy", "storage-full"])
        // The user's takes the place of the profile's own.
        #expect(!configuration.judging.profileThresholds.contains { $0.name == "storage-full" })
        #expect(configuration.judging.profileThresholds.contains { $0.name == "memory-low" })
        #expect(configuration.profiles["interfaces"] != nil)
    }

    @Test("What is wrong is told at its place: unknown keys, profiles, metrics and names of rules")
    func faults() {
        let (_, faults) = read(
            """
            backof: 10m
            defaults: { profiles: [system, interfacs] }
            devices:
              - { name: a, address: 10.0.0.1, profiles: [upss] }
            thresholds:
              - { name: device-down, metric: if_in_bps, above: 1 }
              - { name: busy, metric: if_in_utilisation, above: 90% }
            """, devices: [.device(1) { $0.profiles = ["other"] }])
        #expect(faults.contains { $0.hasPrefix("backof: unknown key; did you mean 'backoff'") }, "\(faults)")
        #expect(faults.contains("defaults.profiles[1]: no profile is named 'interfacs'; did you mean 'interfaces'?"))
        #expect(faults.contains { $0.hasPrefix("devices[0].profiles[0]: no profile is named 'upss'") })
        #expect(faults.contains { $0.hasPrefix("inventory: no profile is named 'other'") })
        #expect(faults.contains { $0.hasPrefix("thresholds[0].name: 'device-down' is a rule of Tocsin's own") })
        #expect(faults.contains { $0.hasPrefix("thresholds[1].metric: no profile has a metric named") })
    }

    @Test("Two who read one section agree about its keys")
    func sharedReader() {
        let faults = ConfigurationFaults()
        let root = SectionReader(BriefYAML.read("snmp:\n  devices: []\n  thresholds: []\n  other: 1\n"), faults: faults)
        _ = root.section("snmp")?.has("devices")
        _ = root.section("snmp")?.has("thresholds")
        root.finish()
        #expect(faults.faults.map(\.path) == ["snmp.other"])
    }
}
