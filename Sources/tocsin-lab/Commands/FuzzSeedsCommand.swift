import ArgumentParser
import TocsinLab

/// The first inputs of the fuzzers; for who changes them, so not in the help.
struct FuzzSeedsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz-seeds", abstract: "Write the first inputs of Tests/Fuzz.", shouldDisplay: false)

    @Option(help: "The folder that gets one folder for each target.")
    var output: String

    func run() throws {
        try LabFolder.make(output)
        let targets =
            FuzzTarget.allCases.map { ($0.rawValue, $0.seeds) } + [
                ("snmp-polling", PollFuzzing.seeds), ("ntp-exchange", NTPExchangeFuzzing.seeds),
            ]
        for (name, seeds) in targets {
            let folder = "\(output)/\(name)"
            try LabFolder.make(folder)
            for (number, seed) in seeds.enumerated() {
                try LabFolder.write(seed, to: "\(folder)/\(number < 10 ? "0" : "")\(number)", permissions: 0o644)
            }
        }
    }
}
