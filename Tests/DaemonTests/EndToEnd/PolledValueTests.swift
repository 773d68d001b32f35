import Foundation
import Model
import Testing

/// Polled values against net-snmp's own walk of the same agent. What is compared does not change between the two.
@Suite("Polled values agree with snmpbulkwalk, value by value", .serialized, .timeLimit(.minutes(2)))
struct PolledValueTests {
    /// Columns that a profile of the test's own reads as they are, all types of numbers among them.
    private static let interfaceColumns: KeyValuePairs<String, String> = [
        "p_if_index": "1.3.6.1.2.1.2.2.1.1", "p_if_type": "1.3.6.1.2.1.2.2.1.3", "p_if_mtu": "1.3.6.1.2.1.2.2.1.4",
        "p_if_speed": "1.3.6.1.2.1.2.2.1.5", "p_if_admin": "1.3.6.1.2.1.2.2.1.7",
        "p_if_oper": "1.3.6.1.2.1.2.2.1.8", "p_if_changed": "1.3.6.1.2.1.2.2.1.9",
        "p_if_high_speed": "1.3.6.1.2.1.31.1.1.1.15",
    ]

    /// A profile of such a table.
    private static func table(_ name: String, _ columns: KeyValuePairs<String, String>) -> [String] {
        ["  - name: \(name)", "    metrics:"]
            + columns.map { "      - { name: \($0), object: \($1), kind: gauge }" }
    }

    /// One value by both.
    private struct Pair {
        let name: String
        let polled: Double?
        let walked: Double
    }

    /// All values of some columns that the walk has, each beside the polled one; no column may be empty.
    private func pairs(
        _ columns: KeyValuePairs<String, String>, _ samples: PolledSamples, walk: (String) async throws -> [String]
    ) async throws -> [Pair] {
        var pairs: [Pair] = []
        for (metric, column) in columns {
            let walked = WalkedNumbers(try await walk(column)).values
            #expect(!walked.isEmpty, "\(metric)")
            for (oid, value) in walked {
                let index = String(oid.dropFirst(column.count + 1))
                pairs.append(Pair(name: "\(metric) \(oid)", polled: samples[metric, index], walked: value))
            }
        }
        return pairs
    }

    /// Compares all values of some columns, row by row. How many there were.
    private func compare(
        _ columns: KeyValuePairs<String, String>, _ samples: PolledSamples,
        walk: (String) async throws -> [String]
    ) async throws -> Int {
        check(try await pairs(columns, samples, walk: walk))
    }

    /// Holds each pair's values to be the same. How many there are.
    private func check(_ pairs: [Pair]) -> Int {
        // A counter of 64 bits is told as a Double, as every number of JSON is.
        for pair in pairs { #expect(pair.polled == pair.walked, "\(pair.name)") }
        return pairs.count
    }

    @Test(
        "Debian's snmpd: interfaces, and numbers of every type and at every end",
        .enabled(if: DebianAgent.isInstalled, "needs snmpd and snmpbulkwalk"), arguments: ["lan", "core", "old"])
    func debian(credential: String) async throws {
        let numbers = "1.3.6.1.4.1.8072.9999.7.1"
        let overrides = [
            "2.1 integer -2147483648", "2.2 integer 2147483647", "2.5 integer 0", "3.1 uinteger 4294967295",
            "4.1 counter 4294967295", "4.2 counter 7", "6.1 timeticks 4294967295", "6.5 timeticks 1",
        ]
        let agent = try DebianAgent(
            overrides.map { "override -rw .\(numbers).\($0)" } + [
                "createUser monitor SHA-512 \"auth passphrase\" AES256 \"priv passphrase\"", "rouser monitor priv",
            ])
        let columns: KeyValuePairs<String, String> = [
            "p_integer": numbers + ".2", "p_gauge": numbers + ".3", "p_counter": numbers + ".4",
            "p_ticks": numbers + ".6",
        ]
        let profile =
            ["profile: proof", "summary: Numbers as they are.", "tables:"]
            + Self.table("proof_interfaces", Self.interfaceColumns) + Self.table("proof_numbers", columns)
        let daemon = try daemon(
            profile, "{ name: real, address: 127.0.0.1, port: \(agent.endpoint.port), profiles: [proof] }",
            credential: credential)
        try await daemon.start()
        let wanted = overrides.count
        let isRead = try await eventually {
            let samples = try PolledSamples(daemon, "real")
            return samples.count(of: "p_") > wanted && samples["p_ticks", "5"] != nil
        }
        #expect(isRead, "\(daemon.errors)")
        let walk = { try await agent.bulkWalk($0) }
        // snmpd corrects the states of interfaces some three seconds after its start: between a poll and a walk, maybe.
        var samples = try PolledSamples(daemon, "real")
        var interfacePairs = try await pairs(Self.interfaceColumns, samples, walk: walk)
        for _ in 0..<10 where !interfacePairs.allSatisfy({ $0.polled == $0.walked }) {
            try await Task.sleep(for: .seconds(1))
            samples = try PolledSamples(daemon, "real")
            interfacePairs = try await pairs(Self.interfaceColumns, samples, walk: walk)
        }
        #expect(try await compare(columns, samples, walk: walk) == wanted)
        let interfaces = check(interfacePairs)
        #expect(interfaces >= Self.interfaceColumns.count && samples.count(of: "p_") == wanted + interfaces)
        #expect(await daemon.end() == 0)
    }

    @Test(
        "snmpsim: a recorded switch, its shipped profile's states and speeds among them",
        .enabled(if: RecordedAgents.program != nil, "needs snmpsim (Tests/Harness/install-snmpsim.sh)"))
    func recorded() async throws {
        let agents = try RecordedAgents(["switch": Recordings.switchWithNeighbours])
        let others: KeyValuePairs<String, String> = [
            "p_hc_out": "1.3.6.1.2.1.31.1.1.1.10", "p_port": "1.3.6.1.2.1.17.4.3.1.2",
            "p_status": "1.3.6.1.2.1.17.4.3.1.3",
        ]
        let profile =
            ["profile: proof", "summary: Numbers as they are.", "tables:"]
            + Self.table("proof_interfaces", Self.interfaceColumns) + Self.table("proof_others", others)
        #expect(try await agents.answers("switch"), "\(agents.log)")
        let daemon = try daemon(
            profile,
            "{ name: sw, address: 127.0.0.1, port: \(agents.endpoint.port), profiles: [interfaces, proof] }",
            community: "switch")
        try await daemon.start()
        var samples = try PolledSamples(daemon, "sw")
        let isRead = try await eventually(within: .seconds(60)) {
            samples = try PolledSamples(daemon, "sw")
            return samples["p_status", "82.84.0.204.0.2"] != nil && samples["if_oper", "Gi1/0/3"] != nil
        }
        #expect(isRead, "\(daemon.errors) \(agents.log)")
        let walk = { try await DebianAgent.bulkWalk(agents.endpoint, "switch", $0, folder: daemon.folder) }
        #expect(try await compare(Self.interfaceColumns, samples, walk: walk) == 3 * Self.interfaceColumns.count)
        #expect(try await compare(others, samples, walk: walk) == 7)
        // The shipped profile calls the same rows by their names.
        for (index, name) in [("10101", "Gi1/0/1"), ("10102", "Gi1/0/2"), ("10103", "Gi1/0/3")] {
            #expect(samples["if_oper", name] == samples["p_if_oper", index])
            #expect(samples["if_admin", name] == samples["p_if_admin", index])
            #expect(samples["if_speed_bps", name] == samples["p_if_high_speed", index].map { $0 * 1_000_000 })
            #expect(samples["if_last_change", name] == samples["p_if_changed", index].map { $0 / 100 })
        }
        #expect(await daemon.end() == 0)
    }

    private func daemon(_ profile: [String], _ device: String, community: String = "public", credential: String = "lan")
        throws -> RunningDaemon
    {
        let daemon = try RunningDaemon()
        try Data(profile.joined(separator: "\n").appending("\n").utf8).write(
            to: URL(fileURLWithPath: daemon.folder + "/proof.yaml"))
        try daemon.configure(
            rest: """
                snmp:
                  profiles: [ proof.yaml ]
                  credentials:
                    - { name: lan, version: 2c, community: \(community) }
                    - { name: old, version: 1, community: \(community) }
                    - name: core
                      version: 3
                      user: monitor
                      auth: { protocol: SHA-512, passphrase: "auth passphrase" }
                      privacy: { protocol: AES-256, passphrase: "priv passphrase" }
                  defaults: { interval: 1s, timeout: 5s, deadline: 30s }
                  devices:
                    - \(device.replacing(" }", with: ", credential: \(credential) }"))
                """)
        return daemon
    }
}
