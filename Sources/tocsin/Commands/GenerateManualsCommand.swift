import ArgumentParser
import Glibc
import Model

/// `tocsin generate-manuals`: man pages from these very definitions; for whoever builds a package.
struct GenerateManualsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-manuals",
        abstract: "Write the man pages into a directory.",
        shouldDisplay: false)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions

    @Argument(help: "The directory, which must exist.", completion: .directory)
    var directory: String

    @Option(help: "A file with what 'tocsind --experimental-dump-help' prints, for tocsind(8).", completion: .file())
    var daemonHelp: String?

    func run() throws {
        var pages = try ManualPage.all() + [ManualPage.rules(DaemonBridge.rules())]
        if let daemonHelp {
            guard let dump = FileText.read(daemonHelp) else {
                throw CommandFault.failed("\(daemonHelp) cannot be read")
            }
            pages.append(try ManualPage.daemon(helpDump: dump))
        }
        for page in pages {
            let path = "\(directory)/\(page.name).\(page.section)"
            let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                let words = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
                throw CommandFault.failed("\(path) cannot be made: \(words)")
            }
            defer { close(descriptor) }
            let output = Output(descriptor: descriptor, terminal: .none)
            try output.write(page.text)
            try output.flush()
        }
    }
}

/// A small text file read whole.
enum FileText {
    /// The file's text; nil when it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
