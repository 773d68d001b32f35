import Foundation
import Model
import Testing
@testable import tocsin

@Suite("Probing from the command line")
struct ProbeTests {
    /// A configuration with one credential and one device, where nobody listens.
    private func configuration(_ body: (String) throws -> Void) throws {
        let state = try TemporaryState()
        let file = state.directory + "/tocsin.yaml"
        try Data("hidden-community".utf8).write(to: URL(fileURLWithPath: state.directory + "/community"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: state.directory + "/community")
        try Data(
            """
            snmp:
              credentials: [ { name: lan, version: 2c, community: { file: community } } ]
              devices: [ { name: sw1, address: 127.0.0.9, port: 9, credential: lan, timeout: 50ms, retries: 0 } ]
            """.utf8
        ).write(to: URL(fileURLWithPath: file))
        try body(file)
        withExtendedLifetime(state) {}
    }

    @Test("An agent that does not answer is exit 1 with the operation, the target and the cause, and no secret")
    func noAnswer() throws {
        try configuration { file in
            for arguments in [["sw1"], ["sw1", "sysName.0"], ["127.0.0.9", "--walk", "ifTable"]] {
                let run = try CommandRun(["probe", "snmp", "--config", file] + arguments)
                #expect(run.exitCode == 1, "\(run.errors)")
                #expect(run.errors.contains("127.0.0.9:9") && !run.errors.contains("hidden-community"))
                #expect(run.output.isEmpty)
            }
            let typed = try CommandRun([
                "probe", "snmp", "127.0.0.9", "--port", "9", "--community", "hidden-community", "--timeout", "50ms",
                "--retries", "0",
            ])
            #expect(typed.exitCode == 1)
            #expect(typed.errors.hasPrefix("warning: ") && !typed.errors.contains("hidden-community"))
        }
    }

    @Test("What is typed wrongly is told with 64, a faulty configuration with 78")
    func usage() throws {
        try configuration { file in
            for (arguments, words) in [
                (["probe", "snmp", "sw1", "noSuchName"], "no OID"),
                (["probe", "snmp", "no host", "sysName.0"], "no address"),
                (["probe", "snmp", "sw1", "--credential", "lam"], "did you mean 'lan'"),
                (["probe", "snmp", "sw1", "--walk", "ifTable", "sysName.0"], "not both"),
                (["probe", "snmp", "sw1", "--timeout", "1y"], "--timeout"),
                (["discover", "10.0.0.1/8"], "no network"), (["discover", "10.0.0.0/8"], "ask in parts"),
                (["discover", "127.0.0.0/30", "--credential", "lam"], "did you mean 'lan'"),
                (["discover", "127.0.0.0/30", "--rate", "0"], "--rate"),
            ] {
                let run = try CommandRun(arguments + ["--config", file])
                #expect(run.exitCode == 64, "\(arguments): \(run.errors)")
                #expect(run.errors.contains(words), "\(run.errors)")
            }
            for (arguments, words) in [
                (
                    ["--user", "a", "--privacy", "AES-128", "--privacy-passphrase", "12345678"],
                    "--privacy needs --auth"
                ),
                (["--user", "a", "--auth", "SHA-256", "--auth-passphrase", "short"], "8 characters"),
                (["--user", "a", "--auth", "SHA-257", "--auth-passphrase", "12345678"], "did you mean"),
                (["--user", "a", "--community", "b"], "give one of them"),
                (["--snmp-version", "2c"], "give --community"),
                (["--community", "a", "--snmp-version", "3"], "--snmp-version 1 or 2c"),
            ] {
                let run = try CommandRun(["probe", "snmp", "127.0.0.9"] + arguments)
                #expect(run.exitCode == 64, "\(arguments): \(run.errors)")
                #expect(run.errors.contains(words), "\(run.errors)")
            }
        }
        let missing = try CommandRun(["probe", "snmp", "127.0.0.9", "--config", "/nonexistent.yaml"])
        #expect(missing.exitCode == 78)
    }

    @Test("A network without agents is an empty answer that is valid YAML, with the progress on standard error")
    func nothingFound() throws {
        try configuration { file in
            let run = try CommandRun([
                "discover", "127.0.0.8/29", "--port", "9", "--timeout", "50ms", "--retries", "0", "--config", file,
            ])
            #expect(run.exitCode == 0)
            #expect(run.output == "# no agent answered\n")
            #expect(run.errors == "6 asked, 0 answered\n")
        }
    }

    @Test("What an agent says of itself is told without driving the terminal")
    func summary() throws {
        let agent = try #require(
            JSONValue(
                parsing: #"{"address":"10.0.0.2","port":161,"credential":"lan","latency_ms":1.5,"system_name":"sw1","#
                    + #""system_description":\#(JSONValue.quoted(hostile)),"uptime_seconds":93784.5,"interfaces":["#
                    + #"{"name":"Gi1","alias":"","index":1,"admin":"up","oper":"up","speed_bps":1000000000,"in_octets":2048,"#
                    + #""out_octets":1,"in_errors":0,"out_errors":1204}]}"#))
        let terminal = Terminal(width: 120, height: 24, hasColour: false)
        let text = AgentText(times: times, terminal: terminal).lines(agent, host: "sw1").joined(separator: "\n")
        #expect(text.hasPrefix("● sw1 answers at 10.0.0.2 to the credential lan within 1.5ms\n    name "))
        for part in ["uptime       1d 2h", "Gi1", "1 Gbit/s", "2 KiB", "1 bytes", "1,204"] {
            #expect(text.contains(part), "\(part) in\n\(text)")
        }
        #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }
}
