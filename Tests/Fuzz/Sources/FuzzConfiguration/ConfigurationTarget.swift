import Daemon
import Model

/// Reads arbitrary octets as a configuration file, from YAML to decoded sections, with nothing else on the disk.
public enum ConfigurationTarget {
    /// Runs one input. Traps, as a fuzzer wants it, when a fault has no place or the reader gives two answers.
    public static func run(_ bytes: [UInt8]) {
        let loader = ConfigurationLoader(watchers: [], resolver: LiteralSecretResolver(), files: OneFile(bytes: bytes))
        let loaded = loader.load(file: OneFile.path)
        for fault in loaded.faults + loaded.warnings {
            precondition(fault.location.line >= 1 && fault.location.column >= 1, "a fault has no place")
            precondition(!fault.message.isEmpty, "a fault says nothing")
            precondition(fault.text.unicodeScalars.allSatisfy { $0.value >= 32 }, "a fault is not one plain line")
        }
        if !loaded.isUsable { return }
        // What is usable names nothing twice.
        let names = loaded.shared.devices.map(\.name)
        precondition(Set(names).count == names.count, "a device is there twice")
    }
}

/// A disk with one file.
struct OneFile: ConfigurationFiles {
    /// Where the file is.
    static let path = "/fuzz/tocsin.yaml"
    /// The file.
    let bytes: [UInt8]

    func read(_ path: String, limit: Int) throws(FileFault) -> FileContents {
        guard path == OneFile.path else { throw .missing }
        guard bytes.count <= limit else { throw .tooLarge(limit) }
        return FileContents(bytes: bytes)
    }

    func names(in folder: String) throws(FileFault) -> [String] { throw .missing }
}
