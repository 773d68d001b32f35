@testable import Daemon
import Model
import SNMP
import Synchronization
import Testing

@Suite(
    "A probe of Debian's snmpd", .enabled(if: DebianAgent.isInstalled, "needs snmpd and snmpbulkwalk"), .serialized)
struct SNMPProbeTests {
    private static let community = SNMPCredential(name: "lan", version: .v2c, community: Secret("public"))

    /// An agent that answers.
    private func agent(_ lines: [String] = []) async throws -> DebianAgent {
        let agent = try DebianAgent(lines)
        let probe = self.probe(agent, timeout: .milliseconds(200), retries: 0)
        for _ in 0..<200 {
            if (try? await probe.get(["1.3.6.1.2.1.1.3.0"])) != nil { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        await probe.close()
        return agent
    }

    private func probe(
        _ agent: DebianAgent, _ credentials: [SNMPCredential] = [community], timeout: Duration = .seconds(2),
        retries: Int = 2
    ) -> SNMPProbe {
        SNMPProbe(
            SNMPProbe.Target(endpoint: agent.endpoint, credentials: credentials, timeout: timeout, retries: retries))
    }

    private func walk(_ probe: SNMPProbe, _ oid: String) async throws -> [ProbedVariable] {
        let found = Mutex<[ProbedVariable]>([])
        try await probe.walk(oid) { part in
            found.withLock { $0 += part }
            return true
        }
        return found.withLock { $0 }
    }

    @Test("Every value agrees with snmpbulkwalk's of the same agent, to the letter, in every version")
    func agreement() async throws {
        let odd = "a \"quoted\" \\\\ word"
        let agent = try await agent([
            "sysContact \(odd)", "sysLocation ", "sysName probe", "extend lines /bin/echo -e one\\ntwo",
            "override -rw .1.3.6.1.4.1.8072.9999.1.0 octet_str \"plain\"",
            "override -rw .1.3.6.1.4.1.8072.9999.3.0 counter64 18446744073709551615",
            "override -rw .1.3.6.1.4.1.8072.9999.4.0 integer -2147483648",
        ])
        for version in [SNMPCredential.Version.v1, .v2c] {
            let probe = self.probe(agent, [SNMPCredential(name: "c", version: version, community: Secret("public"))])
            for subtree in [
                // What does not change from one look to the next: system without its uptime, interfaces without counters.
                "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.2", "1.3.6.1.2.1.1.4", "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.1.6",
                "1.3.6.1.2.1.1.9", "1.3.6.1.2.1.2.1", "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2",
                "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.2.1.2.2.1.4", "1.3.6.1.2.1.2.2.1.5", "1.3.6.1.2.1.2.2.1.6",
                "1.3.6.1.2.1.2.2.1.7", "1.3.6.1.2.1.2.2.1.8", "1.3.6.1.2.1.2.2.1.22", "1.3.6.1.2.1.4.20",
                "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.31.1.1.1.15", "1.3.6.1.2.1.25.2.3.1.3",
                "1.3.6.1.4.1.8072.9999.1", "1.3.6.1.4.1.8072.9999.4", "1.3.6.1.6.3.10.2.1.1",
            ] {
                let theirs = try await agent.bulkWalk(subtree)
                let ours = try await walk(probe, subtree).flatMap {
                    $0.numericLine.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                }
                // What v1's GET says of nothing is another sentence than v2c's.
                if version == .v1, theirs.count == 1, theirs[0].contains("No Such") { continue }
                #expect(ours == theirs, "\(version) \(subtree)")
                #expect(!ours.isEmpty)
            }
            await probe.close()
        }
        // v1 has no Counter64: there it is passed over.
        let second = self.probe(agent)
        #expect(
            try await walk(second, "1.3.6.1.4.1.8072.9999.3").map(\.numericLine)
                == agent.bulkWalk("1.3.6.1.4.1.8072.9999.3"))
        await second.close()
    }

    @Test("A whole table comes by names and in numbers, and the summary says who it is")
    func summary() async throws {
        let agent = try await agent(["sysName probe", "sysLocation here"])
        let probe = self.probe(agent)
        let rows = try await walk(probe, "1.3.6.1.2.1.2.2.1.8")
        #expect(rows.first { $0.name == "ifOperStatus.1" }?.line == "ifOperStatus.1 = INTEGER: up(1)")
        let summary = JSON(text: try await probe.summary())
        #expect(summary["system_name"].text == "probe" && summary["system_location"].text == "here")
        #expect(summary["credential"].text == "lan")
        #expect(summary["uptime_seconds"].int != nil)
        let loopback = summary["interfaces"].items.first { $0["name"].text == "lo" }
        #expect(loopback?["oper"].text == "up" && loopback?["index"].int == 1)
        #expect(loopback?["in_octets"].int != nil)
        #expect(summary["interfaces"].items.count == rows.count)
        await probe.close()
    }

    @Test("Credentials are tried in their order, and the one that is answered is used from then on")
    func credentials() async throws {
        let agent = try await agent()
        let wrong = SNMPCredential(name: "wrong", version: .v2c, community: Secret("not it"))
        let probe = self.probe(agent, [wrong, Self.community], timeout: .milliseconds(300), retries: 0)
        #expect(try await probe.get(["1.3.6.1.2.1.1.5.0"]).count == 1)
        #expect(await probe.credential == "lan")
        await probe.close()
        let refused = self.probe(agent, [wrong], timeout: .milliseconds(200), retries: 0)
        let fault = await #expect(throws: SNMPProbe.Fault.self) { try await refused.get(["1.3.6.1.2.1.1.5.0"]) }
        #expect(fault?.description.contains(agent.endpoint.text) == true)
        #expect(fault?.description.contains("not it") == false)
        await refused.close()
    }

    @Test("What an agent does not have is said of it, alone and among others, in every version")
    func missing() async throws {
        let agent = try await agent(["sysName probe"])
        for version in [SNMPCredential.Version.v1, .v2c] {
            let probe = self.probe(agent, [SNMPCredential(name: "c", version: version, community: Secret("public"))])
            let found = try await probe.get(["1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.9.9.9.0"])
            #expect(found.count == 2)
            #expect(found.first?.numericLine == ".1.3.6.1.2.1.1.5.0 = STRING: \"probe\"")
            #expect(found.last?.numericLine.contains("No Such") == true)
            #expect(try await walk(probe, "1.3.6.1.4.1.9").last?.numericLine.contains("No Such") == true)
            await probe.close()
        }
    }

    @Test("A discovery finds the agent among addresses where nobody listens")
    func discovery() async throws {
        let agent = try await agent(["sysName found-me"])
        let wrong = SNMPCredential(name: "wrong", version: .v2c, community: Secret("not it"))
        let network = try #require(Network("127.0.0.0/28"))
        let plan = Discovery.Plan(
            network: network, credentials: [wrong, Self.community], port: agent.endpoint.port,
            timeout: .milliseconds(300), retries: 1, perSecond: 2_000)
        let told = Mutex<[Int]>([])
        let addresses = try #require(Discovery.addresses(of: network))
        let found = await Discovery.run(plan, addresses: addresses) { done, _ in
            told.withLock { $0.append(done) }
        }
        guard case .agent(let only)? = found.first, found.count == 1 else {
            Issue.record("found \(found)")
            return
        }
        #expect(only.name == "found-me" && only.credential == "lan")
        #expect(only.objectID.hasPrefix("1.3.6.1.4.1.8072.3.2"))
        #expect(told.withLock { $0 } == Array(1...14))
    }

    @Test("What an agent refuses is told in words, and a discovery counts it as refused")
    func refusals() async throws {
        let agent = try await agent([
            "createUser monitor SHA-256 \"auth passphrase\" AES \"priv passphrase\"", "rouser monitor priv",
        ])
        func user(_ user: String, _ passphrase: String, _ privacy: String?) -> SNMPCredential {
            SNMPCredential(
                name: "core", version: .v3, user: user,
                auth: .init(protocolName: "SHA-256", passphrase: Secret(passphrase)),
                privacy: privacy.map { .init(protocolName: "AES-128", passphrase: Secret($0)) })
        }
        for (credential, words) in [
            (user("nobody", "auth passphrase", "priv passphrase"), "it does not know this user"),
            (user("monitor", "another passphrase", "priv passphrase"), "its authentication protocol or passphrase"),
            (user("monitor", "auth passphrase", "another passphrase"), "its privacy protocol or passphrase is another"),
            (user("monitor", "auth passphrase", nil), "authorizationError (16): what it lets"),
        ] {
            let probe = self.probe(agent, [credential], timeout: .milliseconds(300), retries: 1)
            let fault = await #expect(throws: SNMPProbe.Fault.self) { try await probe.get(["1.3.6.1.2.1.1.5.0"]) }
            #expect(fault?.description.contains(words) == true, "\(fault?.description ?? "")")
            await probe.close()
            let network = try #require(Network("127.0.0.1"))
            let plan = Discovery.Plan(
                network: network, credentials: [credential], port: agent.endpoint.port, timeout: .milliseconds(300),
                retries: 1, perSecond: 2_000)
            let found = await Discovery.run(plan, addresses: Discovery.addresses(of: network) ?? []) { _, _ in }
            guard case .refused(_, let reason)? = found.first else {
                Issue.record("\(words): \(found)")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test("Values are written as net-snmp's tools write them")
    func text() {
        for (value, text) in [
            (VarBindValue.octetString([]), "\"\""), (.octetString(Array("a\"b\\".utf8)), "STRING: \"a\\\"b\\\\\""),
            (.octetString([0, 255]), "Hex-STRING: 00 FF "), (.octetString(Array("a\tb\n".utf8)), "STRING: \"a\tb\n\""),
            (.timeTicks(0), "Timeticks: (0) 0:00:00.00"),
            (.timeTicks(8_640_100), "Timeticks: (8640100) 1 day, 0:00:01.00"),
            (.timeTicks(.max), "Timeticks: (4294967295) 497 days, 2:27:52.95"),
            (.objectIdentifier([1, 3, 6]), "OID: .1.3.6"), (.counter64(.max), "Counter64: 18446744073709551615"),
            (.ipAddress(.v4(0x0a00_0001)), "IpAddress: 10.0.0.1"), (.integer(-1), "INTEGER: -1"),
        ] { #expect(NetSNMPText.value(value) == text) }
        #expect(NetSNMPText.value(.octetString(Array(repeating: 0x80, count: 17))).split(separator: "\n").count == 2)
    }
}
