import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Reading ntp:")
struct NTPConfigurationTests {
    private func read(_ node: Node) -> (configuration: NTPConfiguration?, faults: [String], warnings: [String]) {
        var line = 1
        let found = ConfigurationFaults()
        let reader = SectionReader(node.configuration(path: "ntp", line: &line), faults: found)
        let context = DecodingContext(shared: SharedConfiguration()) { _ in (.standard, []) }
        let configuration = NTPWatcher.decode(reader, context: context)
        reader.finish()
        return (
            configuration, found.faults.map { "\($0.path): \($0.message)" },
            found.warnings.map { "\($0.path): \($0.message)" }.filter { !$0.contains("the secret stands in") }
        )
    }

    @Test("The contract's example is read")
    func example() throws {
        let (read, faults, warnings) = read([
            "servers": [
                ["address": "ntp1.corp.example", "stratum": "2"], ["address": "time.example", "nts": "true"],
            ],
            "offset": ["warning": "10ms", "critical": "50ms", "for": "3"],
        ])
        let configuration = try #require(read)
        #expect(faults.isEmpty && warnings.isEmpty)
        #expect(configuration.servers.map(\.name) == ["ntp1.corp.example", "time.example"])
        #expect(configuration.servers[0].stratum == 2 && configuration.servers[1].usesNTS)
        #expect(configuration.warningOffset == 0.010 && configuration.criticalOffset == 0.050)
        #expect(configuration.confirmations == 3 && configuration.local == .auto)
    }

    @Test("Keys are read as chrony's key file has them, and go to the servers that name them")
    func keys() throws {
        let (read, faults, _) = read([
            "keys": [
                ["id": "1", "type": "SHA1", "secret": "HEX:00ff"],
                ["id": "3", "type": "AES128", "secret": "HEX:000102030405060708090a0b0c0d0e0f"],
            ],
            "servers": [["address": "10.0.0.1", "key": "3"], ["address": "10.0.0.2", "key": "1"]],
        ])
        #expect(faults.isEmpty)
        let servers = try #require(read).servers
        #expect(servers[0].key?.id == 3 && servers[1].key?.id == 1)
        #expect(servers[0].key?.mac(over: [1, 2, 3])?.digest.count == 16)
    }

    @Test("Every fault is told with its place")
    func faults() {
        let (_, faults, _) = read([
            "keys": [
                ["id": "1", "type": "AES128", "secret": "HEX:00ff"], ["id": "1", "type": "SHA9", "secret": "x"],
            ],
            "servers": [
                ["address": "10.0.0.1", "key": "7"], ["address": "10.0.0.1"], ["stratum": "16"],
                ["address": "10.0.0.3", "min_poll": "9", "max_poll": "7"],
            ],
            "offset": ["warning": "10ms", "critical": "5ms", "warn": "1s"], "frequency": "fast", "local": "timesyncd",
            "amplifier_probe": "1s",
        ])
        let expected = [
            "ntp.keys[0].secret: is no key of 16 octets for AES128; hexadecimal digits begin with HEX:",
            "ntp.servers[0].key: no key of ntp.keys has the id 7",
            "ntp.servers[3].max_poll: is smaller than min_poll",
            "ntp.offset.critical: is smaller than ntp.offset.warning",
        ]
        for fault in expected { #expect(faults.contains(fault), "\(fault) is missing in \(faults)") }
        for place in [
            "ntp.keys[1].type", "ntp.servers[1].address", "ntp.servers[2].address", "ntp.servers[2].stratum",
            "ntp.offset.warn", "ntp.frequency", "ntp.local", "ntp.amplifier_probe",
        ] {
            #expect(faults.contains { $0.hasPrefix("\(place):") }, "no fault at \(place): \(faults)")
        }
        #expect(!faults.joined().contains("00ff"), "a secret is shown")
    }

    @Test("Where keys are agreed on and who is trusted for it can be given, with NTS alone")
    func keysForNTS() {
        let (configuration, faults, _) = read([
            "servers": [
                ["address": "time.example", "nts": "true", "nts_port": "14460", "nts_ca": "/etc/tocsin/ca.pem"]
            ]
        ])
        #expect(faults.isEmpty)
        #expect(configuration?.servers.first?.keyPort == 14_460)
        #expect(configuration?.servers.first?.trustedCertificates == "/etc/tocsin/ca.pem")
        let (_, wrong, _) = read([
            "servers": [
                ["address": "10.0.0.1", "nts_port": "14460"],
                ["address": "10.0.0.2", "nts": "true", "nts_ca": "ca.pem"],
                ["address": "10.0.0.3", "nts": "true", "nts_port": "0"],
            ]
        ])
        #expect(wrong.contains("ntp.servers[0].nts_port: means nothing without nts: true"), "\(wrong)")
        #expect(wrong.contains { $0.hasPrefix("ntp.servers[1].nts_ca: ") && $0.contains("path of a file") })
        #expect(wrong.contains { $0.hasPrefix("ntp.servers[2].nts_port: ") })
        #expect(wrong.count == 3)
    }

    @Test("Probes of amplifiers can be switched off, and fast polls are warned about")
    func settings() {
        let (configuration, faults, warnings) = read([
            "servers": [["address": "10.0.0.1", "min_poll": "3"], ["address": "198.51.100.1", "own": "true"]],
            "amplifier_probe": "off", "frequency": "80ppm",
            "capture": ["interfaces": ["eth0"]],
        ])
        #expect(faults.isEmpty)
        #expect(configuration?.amplifierInterval == nil && configuration?.captureInterfaces == ["eth0"])
        #expect(configuration?.frequencyLimitPPM == 80)
        #expect(configuration?.servers.map(\.isOwn) == [nil, true])
        #expect(warnings.count == 1)
    }
}
