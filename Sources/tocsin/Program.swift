import ArgumentParser
import EventStore
import Glibc
import Model

/// The entry point: the one place where an error becomes a message and an exit code.
@main
enum Program {
    /// Runs the command line of this process.
    static func main() {
        // A pager or `head` that has seen enough shows as an error of write, which ends the output quietly.
        signal(SIGPIPE, SIG_IGN)
        // A parent with threads of its own may have handed down a mask under which ^C would do nothing.
        var stopping = sigset_t()
        unsafe sigemptyset(&stopping)
        for number in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&stopping, number) }
        unsafe sigprocmask(SIG_UNBLOCK, &stopping, nil)
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    /// Runs one command and gives the exit code.
    static func run(_ arguments: [String]) -> Int32 {
        do {
            var command = try Tocsin.parseAsRoot(try ArgumentOrder.arrange(arguments))
            try command.run()
            return 0
        } catch { return tell(error) }
    }

    private static func tell(_ error: any Error) -> Int32 {
        switch error {
        case let fault as CommandFault:
            if !fault.text.isEmpty { complain("\(prefix(of: fault))\(fault.text)\n") }
            return fault.exitCode
        case let fault as ReaderFault: return tell(CommandFault(fault))
        default:
            let text = Tocsin.fullMessage(for: error)
            let code = Tocsin.exitCode(for: error).rawValue
            guard code == 0 else {
                complain("tocsin: \(text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text)\n")
                return code
            }
            return printHelp(text)
        }
    }

    /// Help, the version and completion scripts are what was asked for: standard output.
    private static func printHelp(_ text: String) -> Int32 {
        let output = Output(descriptor: STDOUT_FILENO, terminal: .none)
        do {
            try output.write(text.hasSuffix("\n") ? text : text + "\n")
            try output.flush()
            return 0
        } catch let fault as CommandFault { return tell(fault) } catch { return 0 }
    }

    /// Faults of the configuration begin with their file, as those of a compiler do.
    private static func prefix(of fault: CommandFault) -> String {
        if case .faultyConfiguration = fault { "" } else { "tocsin: " }
    }

    /// Writes to standard error; what cannot be written there cannot be told anywhere.
    static func complain(_ text: String) {
        let output = Output(descriptor: STDERR_FILENO, terminal: .none)
        try? output.write(text)
        try? output.flush()
    }
}
