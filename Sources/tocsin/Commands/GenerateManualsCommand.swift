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

    func run() throws {
        for page in try ManualPage.all() {
            let path = "\(directory)/\(page.name).1"
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
