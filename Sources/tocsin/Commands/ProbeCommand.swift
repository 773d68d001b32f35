import ArgumentParser

/// `tocsin probe`: one measurement now. Each kind of target is a verb of its own.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Measure once, now, without a daemon.",
        discussion: """
            Examples:
              tocsin probe snmp core-sw1
              tocsin probe snmp 10.0.0.2 --credential lan --walk ifTable
              tocsin probe dhcp eth0
              tocsin probe ntp time.example
            """,
        subcommands: [ProbeSNMPCommand.self, ProbeDHCPCommand.self, ProbeNTPCommand.self])
}
