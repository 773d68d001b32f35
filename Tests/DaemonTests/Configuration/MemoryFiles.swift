import Model

@testable import Daemon

/// A disk of names and texts.
struct MemoryFiles: ConfigurationFiles {
    var contents: [String: [UInt8]]
    var permissions: [String: UInt32] = [:]
    var unreadable: [String: FileFault] = [:]

    init(_ texts: [String: String]) { contents = texts.mapValues { Array($0.utf8) } }

    func read(_ path: String, limit: Int) throws(FileFault) -> FileContents {
        if let fault = unreadable[path] { throw fault }
        guard let bytes = contents[path] else { throw .missing }
        guard bytes.count <= limit else { throw .tooLarge(limit) }
        return FileContents(bytes: bytes, permissions: permissions[path] ?? 0o600)
    }

    func names(in folder: String) throws(FileFault) -> [String] {
        if let fault = unreadable[folder] { throw fault }
        let names = contents.keys.filter { $0.hasPrefix("\(folder)/") }.map { String($0.dropFirst(folder.count + 1)) }
        guard !names.isEmpty else { throw .missing }
        return names
    }
}

/// What the stand-in for the traps watcher has decoded.
final class DecodedTraps {
    var networks: [Network] = []
    var communities: [Secret] = []
    var users: [String] = []
    var burst: Int?

    /// Reads the section as the contract has it.
    func section() -> WatcherSection {
        WatcherSection(key: "traps") { reader, shared in
            _ = reader.strings("listen")
            self.networks = reader.networks("allow")
            self.communities = reader.resolvedSecrets("communities")
            self.users = reader.credentials("users", in: shared).map(\.name)
            _ = reader.strings("mibs")
            _ = reader.section("repeats")?.duration("window")
            if let limit = reader.section("limit") {
                _ = limit.rate("per_source")
                self.burst = limit.integer("burst", in: 1...1_000_000)
            }
            for rule in reader.sections("rules") {
                for key in ["name", "trap", "instance", "cleared_by"] { _ = rule.string(key) }
                _ = rule.severity("severity")
            }
        }
    }
}

/// Loads `/etc/tocsin/tocsin.yaml` from texts; other names stand beside it.
func loadConfiguration(
    _ main: String, _ others: [String: String] = [:], traps: DecodedTraps = DecodedTraps(),
    resolver: any SecretResolver = LiteralSecretResolver()
) -> LoadedConfiguration {
    var texts = ["tocsin.yaml": main]
    texts.merge(others) { first, _ in first }
    return ConfigurationLoader(watchers: [traps.section()], resolver: resolver, files: MemoryFiles(texts))
        .load(file: "tocsin.yaml")
}
