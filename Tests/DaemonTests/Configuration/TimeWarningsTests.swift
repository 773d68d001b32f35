import Daemon
import Model
import Testing

@Suite("Warnings about the section of time")
struct TimeWarningsTests {
    private func warnings(_ settings: String) throws -> [String] {
        let daemon = try RunningDaemon(rest: "ntp: { servers: [ { address: 192.0.2.1 } ]\(settings) }")
        let loaded = DaemonConfiguration.load(file: daemon.configurationFile, secrets: .lenient).loaded
        #expect(loaded.faults.isEmpty, "\(loaded.faults.map(\.text))")
        return loaded.warnings.map(\.text).filter { $0.contains("ntp.") }
    }

    @Test("Offsets that are told before the local daemon had its time are warned about")
    func settle() throws {
        for time in ["0", "511s"] {
            let found = try warnings(", offset: { settle: \(time) }")
            #expect(found.count == 1, "\(found)")
            #expect(
                found.first?.hasSuffix(
                    "ntp.offset.settle: is below 512s: what this host's time daemon is still correcting after a start is told "
                        + "as wrong") == true, "\(found)")
        }
        for setting in [
            "", ", offset: { settle: 512s }", ", offset: { settle: 1h, warning: 5ms }", ", offset: { for: 2 }",
        ] {
            #expect(try warnings(setting).isEmpty, "\(setting)")
        }
    }

    @Test("Probes of amplifiers that come more often than once an hour are warned about")
    func amplifiers() throws {
        let found = try warnings(", amplifier_probe: 20s")
        #expect(
            found.count == 1 && found.first?.contains("ntp.amplifier_probe: asks more often than once an hour") == true)
        for setting in ["1h", "off", "24h"] {
            #expect(try warnings(", amplifier_probe: \(setting)").isEmpty, "\(setting)")
        }
    }
}
