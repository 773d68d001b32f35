import Daemon
import Model
import Testing

@testable import TocsinLab

/// The fuzzer's body for the configuration reader is in ConfigurationTarget.swift, a link into Tests/Fuzz.
@Suite struct ConfigurationFuzzTests {
    /// Tests/Fuzz, from where this file is.
    private static let folder = FuzzCorpus.folder(besideTestsOf: #filePath)

    @Test func `The fuzzer's first inputs and all that ever failed run through`() throws {
        let count = try FuzzCorpus.replay("configuration", in: Self.folder) { ConfigurationTarget.run($0) }
        #expect(count >= 8)
    }

    @Test func `The lab's configuration has no fault outside of the section that a watcher reads`() throws {
        let yaml = try LabConfiguration(listen: LabDestination("127.0.0.1:9162"), literalSecrets: true).yaml
        let loader = ConfigurationLoader(
            watchers: [], resolver: LiteralSecretResolver(), files: OneFile(bytes: Array(yaml.utf8)))
        let loaded = loader.load(file: OneFile.path)
        #expect(loaded.faults.allSatisfy { $0.path == "traps" })
        #expect(loaded.shared.site == "lab")
        #expect(loaded.shared.devices.map(\.name) == OfficeNetwork.devices.filter(\.isListed).map(\.name))
        #expect(loaded.shared.credential(named: "routers")?.user == OfficeNetwork.userName)
    }
}
