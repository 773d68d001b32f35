import Model
import Reactor
import SNMP
import Testing
import Watching
import Wire

/// The requester against Debian's snmpd, which somebody else wrote.
@Suite("Requests to snmpd", .serialized, .timeLimit(.minutes(5)), .enabled(if: DebianAgent.isInstalled))
struct SNMPClientTests {
    private func value(_ outcome: SNMPClient.Outcome) throws -> UInt64? {
        let varBinds = try outcome.get().varBinds
        var value: UInt64?
        varBinds.forEach { element in
            value = varBinds.unsigned(element)
            return false
        }
        return value
    }

    @Test("v1, v2c, and v3 with every algorithm combination are answered; the second request needs one message")
    func everyAlgorithm() async throws {
        let agent = try DebianAgent(Set(DebianAgent.credentials.map(\.name)))
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        #expect(await client.faults == [])
        for credential in DebianAgent.credentials where credential.name != "mirrored" {
            let outcome = await client.ask(agent.request(credential.name))
            #expect(try value(outcome) ?? 0 > 0, "\(credential.name)")
            let reply = try outcome.get()
            #expect(reply.attempts == 1 && reply.errorStatus == 0, "\(credential.name)")
            #expect((reply.engine?.id.text == "80001f8804746f6373696e") == (credential.version == .v3))
            let before = await client.counters.sent
            #expect(try value(await client.ask(agent.request(credential.name))) ?? 0 > 0, "\(credential.name)")
            #expect(await client.counters.sent == before + 1)
        }
        let counters = await client.counters
        #expect(counters.discoveries == 1 && counters.wrongDigests == 0 && counters.undecipherable == 0)
        #expect(counters.reports == ["usmStatsUnknownEngineIDs": 1, "usmStatsNotInTimeWindows": 1])
        await client.close()
    }

    @Test("GETNEXT and GETBULK walk, several variables a request")
    func bulk() async throws {
        let agent = try DebianAgent()
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        for credential in ["v2c", "SHA-1-AES-128"] {
            var request = agent.request(credential)
            request.variables = [[1, 3, 6, 1, 2, 1, 1], [1, 3, 6, 1, 2, 1, 2]]
            request.operation = .getBulk(nonRepeaters: 1, maxRepetitions: 7)
            let reply = try await client.ask(request).get()
            var count = 0
            reply.varBinds.forEach { _ in
                count += 1
                return true
            }
            #expect(count == 8)
        }
        var request = agent.request("v1")
        request.variables = [[1, 3, 6, 1, 2, 1, 1, 3]]
        request.operation = .getNext
        #expect(try value(await client.ask(request)) ?? 0 > 0)
        request.operation = .get
        let reply = try await client.ask(request).get()
        #expect(reply.errorStatus == 2 && reply.errorIndex == 1)
        await client.close()
    }

    @Test("Each v3 failure is told apart")
    func failures() async throws {
        let agent = try DebianAgent()
        let wrong: [(SNMPCredential, SNMPFailure.Reason)] = [
            (DebianAgent.user("a", "SHA-1", as: "nobody"), .unknownUser),
            (DebianAgent.user("b", as: "nobody"), .unknownUser),
            (DebianAgent.user("c", "SHA-256", as: "SHA-256-none", authPassphrase: "another one"), .wrongKey),
            (DebianAgent.user("d", "SHA-512", as: "SHA-256-none"), .wrongKey),
            (DebianAgent.user("e", "SHA-256", "AES-128", as: "SHA-256-none"), .unsupportedSecurityLevel),
            (
                DebianAgent.user("f", "SHA-1", "AES-128", as: "SHA-1-AES-128", privacyPassphrase: "another one"),
                .privacy
            ),
            (DebianAgent.user("g", "SHA-1", "DES", as: "SHA-1-AES-128"), .privacy),
            (DebianAgent.user("h", "SHA-1", "AES-256-C", as: "SHA-1-AES-128"), .privacy),
        ]
        let client = SNMPClient(credentials: DebianAgent.credentials + wrong.map(\.0))
        #expect(await agent.answers(client))
        await withTaskGroup(of: Void.self) { group in
            for (credential, reason) in wrong {
                let request = agent.request(credential.name, timeout: .seconds(1), retries: 1)
                group.addTask {
                    let outcome = await client.ask(request)
                    guard case .failure(let failure) = outcome else {
                        Issue.record("\(credential.name) was answered")
                        return
                    }
                    #expect(failure.reason == reason, "\(credential.name): \(failure.text)")
                }
            }
        }
        // Nothing of it spoils the engine for those who have the right keys.
        #expect(try value(await client.ask(agent.request("SHA-1-AES-128"))) ?? 0 > 0)
        await client.close()
    }

    @Test("A context is asked in by its name, and one that is unknown is told as such")
    func context() async throws {
        let agent = try DebianAgent()
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        let mirrored = await client.ask(agent.request("mirrored", context: "mirror"))
        #expect(try value(mirrored) ?? 0 > 0)
        let unknown = await client.ask(
            agent.request("mirrored", context: "nowhere", timeout: .milliseconds(300), retries: 1))
        guard case .failure(let failure) = unknown else {
            Issue.record("An unknown context was answered")
            return
        }
        #expect(failure.reason == .unknownContext, "\(failure.text)")
        await client.close()
    }

    @Test("An agent that has restarted is told once, and one that begins to count anew is not shut out")
    func restart() async throws {
        let agent = try DebianAgent()
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        let user = "SHA-1-AES-128"
        let first = try #require(try await client.ask(agent.request(user)).get().engine)
        #expect(!first.hasRestarted)
        try agent.restart()
        #expect(await agent.answers(client))
        let second = try #require(try await client.ask(agent.request(user)).get().engine)
        #expect(second.hasRestarted && second.boots == first.boots + 1)
        #expect(try await client.ask(agent.request(user)).get().engine?.hasRestarted == false)
        try agent.restart(forgetting: true)
        #expect(await agent.answers(client))
        let third = try #require(try await client.ask(agent.request(user)).get().engine)
        #expect(third.hasRestarted && third.boots == first.boots && third.id == first.id)
        await client.close()
    }

    @Test("A port that nobody listens at is told long before the timeout, and others are not disturbed")
    func portUnreachable() async throws {
        let agent = try DebianAgent()
        let client = SNMPClient(credentials: DebianAgent.credentials)
        #expect(await agent.answers(client))
        agent.stop()
        let dead = agent.request("v2c", timeout: .seconds(3_600))
        let live = try DebianAgent()
        #expect(await live.answers(client))
        async let outcomes = withTaskGroup(of: (Bool, SNMPClient.Outcome).self) { group in
            for number in 0..<100 {
                let isDead = number.isMultiple(of: 2)
                let request = isDead ? dead : live.request("v2c", timeout: .seconds(20))
                group.addTask { (isDead, await client.ask(request)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for (isDead, outcome) in await outcomes {
            switch outcome {
            case .success: #expect(!isDead)
            case .failure(let failure):
                #expect(isDead)
                #expect(failure.reason == .portUnreachable, "\(failure.text)")
            }
        }
        let counters = await client.counters
        #expect(counters.failed[.portUnreachable] ?? 0 >= 50)
        await client.close()
    }

    @Test("An IPv6 destination is sent to from a socket of its own")
    func ipv6() async throws {
        let client = SNMPClient(credentials: DebianAgent.credentials)
        let outcome = await client.ask(
            SNMPRequest(
                endpoint: Endpoint(address: .v6(high: 0, low: 1, scope: 0), port: 1), credential: "v2c",
                operation: .get, variables: [[1, 3, 6, 1]], timeout: .seconds(3_600)))
        guard case .failure(let failure) = outcome else { return }
        // Where there is no IPv6 at all, it cannot be sent.
        #expect(failure.reason == .portUnreachable || failure.reason == .notSent)
        await client.close()
    }

    @Test("What cannot be sent is told as such")
    func notSent() async throws {
        let client = SNMPClient(credentials: DebianAgent.credentials)
        // Broadcast without SO_BROADCAST is refused by the kernel itself.
        let outcome = await client.ask(
            SNMPRequest(
                endpoint: Endpoint(address: .v4(0xffff_ffff), port: 161), credential: "v2c", operation: .get,
                variables: [[1, 3, 6, 1]], timeout: .seconds(3_600)))
        guard case .failure(let failure) = outcome else { return }
        #expect(failure.reason == .notSent)
        #expect(failure.text.contains("Permission denied") || failure.text.contains("unreachable"))
        await client.close()
    }
}
