import Glibc
import Model
import Testing
import Wire

@testable import SNMP

/// v1 and v2c requests: matching, repetition, and what is refused.
@Suite("Community requests")
struct CommunityRequestTests {
    @Test("A request is a whole message of its version, with the community and a random id", arguments: ["one", "two"])
    func message(_ credential: String) throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask(credential).first)
        #expect(sent.destination == ManagerWorld.agent)
        let envelope = try SNMPEnvelope(sent.bytes)
        #expect(envelope.version == (credential == "one" ? .v1 : .v2c))
        #expect(Array(sent.bytes[try #require(envelope.community)]) == Array("secret".utf8))
        #expect(envelope.pduKind == .get)
        #expect(envelope.requestID == sent.id)
        #expect(Set((0..<100).map { world.ask(credential, token: $0).first?.id }).count == 100)
    }

    @Test("A reply answers its request with what it took and where it came from")
    func reply() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two", token: 42).first)
        world.now = world.now + .milliseconds(30)
        // It waited in the socket for a while: the kernel's time counts.
        let received = world.now.wall - .milliseconds(10)
        world.manager.receive(
            try FabricatedAgent.response(to: sent.bytes, status: 2), from: ManagerWorld.agent, received: received,
            at: world.now)
        let outcome = try #require(world.manager.takeOutcomes().first)
        #expect(outcome.token == 42)
        let reply = try outcome.result.get()
        #expect(reply.number == 4711)
        #expect(reply.errorStatus == 2)
        #expect(reply.source == ManagerWorld.agent)
        #expect(reply.roundTrip == .milliseconds(20))
        #expect(reply.attempts == 1)
        #expect(world.manager.outstanding == 0)
        #expect(world.manager.nextDeadline == nil)
    }

    @Test("A request that is not answered is repeated under new ids, and its end is a sentence")
    func repetition() throws {
        let world = ManagerWorld()
        let first = try #require(world.ask("two").first)
        #expect(world.advance(.milliseconds(1_999)).isEmpty)
        let again = world.advance(.seconds(3))
        #expect(again.count == 2)
        #expect(Set([first.id] + again.map(\.id)).count == 3)
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.advance(.seconds(2)).isEmpty)
        let failure = try #require(world.failure())
        #expect(failure.reason == .timedOut)
        #expect(failure.attempts == 3)
        #expect(failure.text == "SNMP GET from 192.0.2.1:161 timed out after 6s, 3 attempts")
        #expect(world.manager.counters.retried == 2)
        #expect(world.manager.counters.failed == [.timedOut: 1])
    }

    @Test("An answer to an earlier attempt is taken, and its round trip is measured from that attempt")
    func earlierAttempt() throws {
        let world = ManagerWorld()
        let first = try #require(world.ask("two").first)
        let second = try #require(world.advance(.milliseconds(2_100)).first)
        world.give(try FabricatedAgent.response(to: first.bytes))
        let reply = try #require(world.reply())
        #expect(reply.roundTrip == .milliseconds(2_100))
        #expect(reply.attempts == 2)
        world.give(try FabricatedAgent.response(to: second.bytes))
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.manager.counters.lateReplies == 1)
    }

    @Test("Late, repeated and unknown replies are counted and answer nothing")
    func late() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two", retries: 0).first)
        world.give(try FabricatedAgent.response(to: sent.bytes, id: sent.id ^ 1))
        world.give(try FabricatedAgent.response(to: sent.bytes, id: -5))
        #expect(world.manager.counters.unknownReplies == 2)
        world.advance(.seconds(3))
        #expect(world.failure()?.reason == .timedOut)
        world.give(try FabricatedAgent.response(to: sent.bytes))
        world.give(try FabricatedAgent.response(to: sent.bytes))
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.manager.counters.lateReplies == 2)
    }

    @Test("A reply from another address is not used, and told when no other comes")
    func otherAddress() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two", retries: 0).first)
        world.give(try FabricatedAgent.response(to: sent.bytes), from: ManagerWorld.other)
        #expect(world.takeOutcomes().isEmpty)
        world.advance(.seconds(2))
        let failure = try #require(world.failure())
        #expect(failure.reason == .otherAddress)
        #expect(failure.otherSource == ManagerWorld.other)
        #expect(failure.text.hasSuffix("a reply came from 192.0.2.2:161 instead"))
        #expect(world.manager.counters.otherAddress == 1)
    }

    @Test("The right reply is taken after one from another address, and another port is another address, too")
    func rightAfterOther() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two").first)
        world.give(
            try FabricatedAgent.response(to: sent.bytes), from: Endpoint(address: .v4(0xc000_0201), port: 1_161))
        #expect(world.takeOutcomes().isEmpty)
        world.give(try FabricatedAgent.response(to: sent.bytes))
        let reply = world.reply()
        #expect(reply?.source == ManagerWorld.agent)
        #expect(reply?.otherSource == Endpoint(address: .v4(0xc000_0201), port: 1_161), "who was not believed is told")
    }

    @Test("A reply from another address is used where the request allows it, and says where it came from")
    func allowedOtherAddress() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two", acceptsOtherAddress: true).first)
        world.give(try FabricatedAgent.response(to: sent.bytes), from: ManagerWorld.other)
        let reply = world.reply()
        #expect(reply?.source == ManagerWorld.other && reply?.otherSource == nil)
        #expect(world.manager.counters.otherAddress == 1)
    }

    @Test("What bears the id and is no reply is told as malformed, unless the reply comes after all")
    func malformed() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two", retries: 0).first)
        let right = try FabricatedAgent.response(to: sent.bytes)
        let wrongs = [
            Array(right.dropLast()), sent.bytes, try FabricatedAgent.response(to: sent.bytes, version: .v1),
            try FabricatedAgent.response(to: sent.bytes, .report),
        ]
        for wrong in wrongs { world.give(wrong) }
        #expect(world.takeOutcomes().isEmpty)
        #expect(world.manager.counters.malformed == ["length-overruns": 1, "no-response": 2, "version-1": 1])
        world.give(right)
        #expect(world.reply() != nil)

        for wrong in wrongs.indices {
            let sent = try #require(world.ask("two", retries: 0).first)
            let right = try FabricatedAgent.response(to: sent.bytes)
            switch wrong {
            case 0: world.give(Array(right.dropLast()))
            case 1: world.give(sent.bytes)
            case 2: world.give(try FabricatedAgent.response(to: sent.bytes, version: .v1))
            default: world.give(try FabricatedAgent.response(to: sent.bytes, .report))
            }
            world.advance(.seconds(2))
            #expect(world.failure()?.reason == .malformedReply)
        }
    }

    @Test("Rubbish from an agent's address is told as malformed, and from elsewhere is not")
    func rubbish() throws {
        let world = ManagerWorld()
        world.ask("two", token: 1, retries: 0)
        world.give([0, 1, 2], from: ManagerWorld.other)
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .timedOut)
        world.ask("two", token: 2, retries: 0)
        world.give([0, 1, 2])
        world.give([])
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .malformedReply)
        // What came before a request says nothing of it.
        world.ask("two", token: 3, retries: 0)
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .timedOut)
    }

    @Test("An ICMP error that quotes a request ends it; without the id, or for another address, it is not believed")
    func portUnreachable() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two").first)
        let now = world.now.monotonic
        world.manager.undeliverable(to: ManagerWorld.agent, quoted: [], code: ECONNREFUSED, at: now)
        world.manager.undeliverable(to: ManagerWorld.agent, quoted: [0x30, 0x29, 2, 1], code: ECONNREFUSED, at: now)
        world.manager.undeliverable(to: ManagerWorld.other, quoted: sent.bytes, code: ECONNREFUSED, at: now)
        #expect(!world.manager.hasOutcomes)
        // A router may cut what it quotes; the id is in the first octets.
        world.manager.undeliverable(
            to: ManagerWorld.agent, quoted: Array(sent.bytes.prefix(24)), code: ECONNREFUSED, at: now)
        world.advance(.zero)
        world.give([])
        #expect(world.failure()?.reason == .portUnreachable)
    }

    @Test("A host that cannot be reached is repeated, and its timeout tells the cause")
    func hostUnreachable() throws {
        let world = ManagerWorld()
        var sent = try #require(world.ask("two", retries: 1).first)
        world.manager.undeliverable(
            to: ManagerWorld.agent, quoted: sent.bytes, code: EHOSTUNREACH, at: world.now.monotonic)
        sent = try #require(world.advance(.seconds(2)).first)
        world.advance(.seconds(2))
        let failure = try #require(world.failure())
        #expect(failure.reason == .timedOut)
        #expect(failure.text.hasSuffix("2 attempts: No route to host"))
    }

    @Test("A request that cannot be sent fails at once; one that finds no room waits for its repetition")
    func notSent() throws {
        let world = ManagerWorld()
        let refused = try #require(world.ask("two", token: 1).first)
        let crowded = try #require(world.ask("two", token: 2, retries: 0).first)
        world.manager.notSent(refused.id, code: ENETUNREACH, at: world.now.monotonic)
        world.manager.notSent(crowded.id, code: ENOBUFS, at: world.now.monotonic)
        world.give([])
        let outcomes = world.takeOutcomes()
        #expect(outcomes.map(\.token) == [1])
        guard case .failure(let failure) = try #require(outcomes.first).result else { return }
        #expect(failure.reason == .notSent)
        world.advance(.seconds(2))
        #expect(world.failure()?.reason == .notSent)
    }

    @Test("A request under a credential that is not there, or has a fault, fails")
    func unusableCredential() throws {
        let world = ManagerWorld()
        #expect(world.ask("nobody").isEmpty)
        #expect(world.failure()?.reason == .unusableCredential)
        var short = ManagerWorld.v3("short", "SHA-1", nil)
        short.auth?.passphrase = Secret("short")
        let mute = SNMPCredential(name: "mute", version: .v2c)
        let faults = world.manager.useCredentials([short, mute, ManagerWorld.credentials[1]])
        #expect(faults.map(\.reason) == [.passphraseLength, .noCommunity])
        #expect(world.ask("short").isEmpty)
        #expect(world.failure()?.text.hasSuffix("credential short: a passphrase has at least 8 octets") == true)
        #expect(world.ask("two").count == 1)
    }

    @Test("Thousands of requests wait at once, each answered by its own reply")
    func thousands() throws {
        let world = ManagerWorld()
        var sent: [SNMPOutgoing] = []
        for token in 0..<5_000 {
            sent += world.ask(
                "two", token: UInt64(token),
                of: Endpoint(address: .v4(0x0a00_0000 + UInt32(token)), port: 161), retries: 0)
        }
        #expect(world.manager.outstanding == 5_000)
        for (token, one) in sent.enumerated() where !token.isMultiple(of: 3) {
            world.manager.receive(
                try FabricatedAgent.response(to: one.bytes, varBinds: [VarBind([1, 3], .counter32(UInt32(token)))]),
                from: one.destination, received: world.now.wall, at: world.now)
        }
        for outcome in world.manager.takeOutcomes() {
            #expect(try outcome.result.get().number == outcome.token)
        }
        world.advance(.seconds(2))
        #expect(world.manager.outstanding == 0)
        #expect(world.manager.counters.answered == 3_333)
        #expect(world.manager.counters.failed == [.timedOut: 1_667])
    }
}
