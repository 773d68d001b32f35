import ArgumentParser
import Glibc
import Model

/// `tocsin config`: the configuration before the daemon sees it.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check, show or begin a configuration.",
        discussion: """
            Examples:
              tocsin config init > tocsin.yaml
              tocsin config check tocsin.yaml && tocsin reload
            """,
        subcommands: [ConfigCheckCommand.self, ConfigShowCommand.self, ConfigInitCommand.self])

    /// Where the daemon of this host has its configuration.
    static let usual = "/etc/tocsin/tocsin.yaml"
}

/// `tocsin config check`: every fault in one run.
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Show every fault, each as FILE:LINE:COLUMN.",
        discussion: """
            Reads the file and conf.d/*.yaml beside it. Exits 78 when the daemon would refuse them; warnings alone exit 0.

            Example:
              tocsin config check /etc/tocsin/tocsin.yaml
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions

    @Argument(help: "The main file.", completion: .file(extensions: ["yaml"]))
    var file = ConfigCommand.usual

    func run() throws {
        let (faults, warnings) = DaemonBridge.checkConfiguration(path: file)
        try Output.standard(paging: false) { output in
            for fault in faults { try output.line(SafeText.line(fault)) }
            for warning in warnings {
                try output.line(Style.warning.paint("warning:", on: output.terminal) + " " + SafeText.line(warning))
            }
            if faults.isEmpty { try output.line("\(SafeText.line(file)): no faults") }
        }
        if !faults.isEmpty { throw CommandFault.told(exitCode: 78) }
    }
}

/// `tocsin config show`: what the files come to.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the merged configuration, without its secrets.",
        discussion: """
            The file and conf.d/*.yaml laid over each other, as YAML.

            Example:
              tocsin config show
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions

    @Argument(help: "The main file.", completion: .file(extensions: ["yaml"]))
    var file = ConfigCommand.usual

    @Flag(name: .customLong("no-pager"), help: "Do not page long output.")
    var isUnpaged = false

    func run() throws {
        let text = try DaemonBridge.showConfiguration(path: file)
        try Output.standard(paging: !isUnpaged) { output in
            for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
                try output.line(SafeText.line(String(line)))
            }
        }
    }
}

/// `tocsin config init`: something to begin with.
struct ConfigInitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented first configuration.",
        discussion: """
            To standard output, or into a file that must not exist yet.

            Examples:
              tocsin config init
              tocsin config init /etc/tocsin/tocsin.yaml
            """)

    @OptionGroup(visibility: .hidden) var places: PlaceOptions

    @Argument(
        help: "The file to make; without one the text goes to standard output.", completion: .file(extensions: ["yaml"])
    )
    var file: String?

    func run() throws {
        let text = DaemonBridge.initialConfiguration()
        guard let file else { return try Output.standard(paging: false) { try $0.write(text) } }
        let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            let code = errno
            let words = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
            let text = "\(file) cannot be made: \(code == EEXIST ? "it exists, and is left as it is" : words)"
            throw code == EACCES || code == EPERM ? CommandFault.notPermitted(text) : CommandFault.failed(text)
        }
        defer { close(descriptor) }
        let output = Output(descriptor: descriptor, terminal: .none)
        try output.write(text)
        try output.flush()
        Program.complain(
            "Written to \(file.withControlsEscaped); now change it, then: tocsin config check \(file.withControlsEscaped)\n"
        )
    }
}
