import Foundation
import Glibc
import Testing
@testable import tocsin

@Suite("Probing for DHCP servers from the command line")
struct ProbeDHCPTests {
    /// Whether dnsmasq can be run on a link of this test's own.
    private static let isPossible = unsafe geteuid() == 0 && access("/usr/sbin/dnsmasq", X_OK) == 0

    @Test("An interface that cannot be listened on is exit 1 with its reason, a wrong duration 64, a faulty file 78")
    func faults() throws {
        let missing = try CommandRun(["probe", "dhcp", "nowhere9", "--wait", "1s"])
        #expect(missing.exitCode == 1 && missing.output.isEmpty, "\(missing)")
        #expect(missing.errors.contains("nowhere9"), "\(missing.errors)")
        let long = try CommandRun(["probe", "dhcp", "lo", "--wait", "2m"])
        #expect(long.exitCode == 64 && long.errors.contains("--wait"), "\(long)")
        let state = try TemporaryState()
        let file = state.directory + "/tocsin.yaml"
        try Data("dhcp: { interfaces: [ lo ], sirvers: [] }\n".utf8).write(to: URL(fileURLWithPath: file))
        let faulty = try CommandRun(["probe", "dhcp", "lo", "--config", file])
        #expect(faulty.exitCode == 78 && faulty.errors.contains("did you mean"), "\(faulty)")
        withExtendedLifetime(state) {}
    }

    @Test(
        "dnsmasq answers, and is listed or rogue by what the configuration says", .timeLimit(.minutes(5)),
        .enabled(if: isPossible, "needs root and dnsmasq"))
    func server() throws {
        let name = "tpd\(getpid() % 100_000)"
        let state = try TemporaryState()
        func shell(_ script: String) throws -> Int32 {
            try CommandRun(["-c", "exec >/dev/null 2>&1; \(script)"], program: "/bin/sh").exitCode
        }
        let stop = "kill $(cat \(state.directory)/pid); ip netns del \(name)"
        guard
            try shell(
                """
                set -e
                ip netns add \(name)
                ip link add \(name) type veth peer name eth0 address 02:00:00:00:09:01 netns \(name)
                ip link set \(name) up
                ip -n \(name) addr add 10.83.0.1/24 dev eth0
                ip -n \(name) link set eth0 up
                ip -n \(name) link set lo up
                ip netns exec \(name) dnsmasq --conf-file=/dev/null --port=0 --interface=eth0 --no-ping \
                    --dhcp-range=10.83.0.50,10.83.0.60,1h --dhcp-authoritative --pid-file=\(state.directory)/pid \
                    --dhcp-leasefile=\(state.directory)/leases --user=root
                """) == 0
        else {
            _ = try shell(stop)
            Issue.record("no link of its own")
            return
        }
        defer { _ = try? shell(stop) }
        let found = try CommandRun(["probe", "dhcp", name, "-o", "json"])
        #expect(found.exitCode == 0, "\(found.errors)")
        let server = try #require(found.lines.first.flatMap { JSONValue(parsing: $0) })
        #expect(found.lines.count == 1, "\(found.output)")
        #expect(server["address"]?.string == "10.83.0.1" && server["mac"]?.string == "02:00:00:00:09:01")

        let file = state.directory + "/tocsin.yaml"
        for (address, isListed) in [("10.83.0.1", true), ("10.83.0.2", false)] {
            try Data("dhcp: { interfaces: [ \(name) ], servers: [ { address: \(address) } ] }\n".utf8)
                .write(to: URL(fileURLWithPath: file))
            let judged = try CommandRun(["probe", "dhcp", name, "--config", file])
            #expect(judged.exitCode == 0 && judged.output.contains("10.83.0.1"), "\(judged)")
            let alerts = judged.lines.filter { $0.hasPrefix("error: ") || $0.hasPrefix("critical: ") }
            #expect(alerts.isEmpty == isListed, "\(judged.output)")
        }
        withExtendedLifetime(state) {}
    }
}
