import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Authenticated time (NTS)")
struct NTSScenarioTests {
    /// An answer that gives no keys, and what is to be said of it.
    struct Refusal: Sendable {
        var cause: String
        var words: String
        var change: @Sendable (inout [NTSKeyRecord]) -> Void

        static let all: [Refusal] = [
            Refusal(
                cause: "unrecognized-critical-record", words: "does not know a critical record of the request (error 0)"
            ) {
                $0 = [NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [0])]
            },
            Refusal(cause: "bad-request", words: "takes the request for a bad one (error 1)") {
                $0 = [NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [1])]
            },
            Refusal(cause: "internal-server-error", words: "10.0.0.1:4460 has an internal fault (error 2)") {
                // Cookies beside an error are not used (section 4.1.3).
                $0.append(NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [2]))
            },
            Refusal(cause: "error", words: "the unknown error 99") {
                $0 = [NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [99])]
            },
            Refusal(cause: "warning", words: "the unknown warning 5") {
                $0.append(NTSKeyRecord(NTSKeyRecord.warning, isCritical: true, numbers: [5]))
            },
            Refusal(cause: "no-common-protocol", words: "has no keys for NTPv4") {
                $0[0] = NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true)
            },
            Refusal(cause: "no-common-algorithm", words: "does not offer AES-SIV-CMAC-256") {
                $0[1] = NTSKeyRecord(NTSKeyRecord.algorithm, isCritical: true, numbers: [30])
            },
            Refusal(cause: "no-cookies", words: "gave no cookies") { $0 = Array($0.prefix(2)) },
            Refusal(cause: "malformed", words: "NTS-KE: a critical record is unknown, at offset 0") {
                $0.insert(NTSKeyRecord(0x4567, isCritical: true), at: 0)
            },
            Refusal(
                cause: "server-name", words: "names the time server nowhere.example, which cannot be found: the name"
            ) {
                $0.append(NTSKeyRecord(NTSKeyRecord.server, isCritical: true, body: Array("nowhere.example".utf8)))
            },
            Refusal(cause: "known-server", words: "names the time server 10.0.0.2, which is measured already") {
                $0.append(NTSKeyRecord(NTSKeyRecord.server, isCritical: true, body: Array("10.0.0.2".utf8)))
            },
        ]
    }

    private static let first = Endpoint.server(1)

    /// Three servers, of which the first gives keys and must prove itself.
    private func world(
        seed: UInt64 = 1, _ change: (inout SimulatedNTS) -> Void = { _ in },
        configure: (inout NTPConfiguration) -> Void = { _ in }
    ) -> TimeWorld {
        var nts = SimulatedNTS(Self.first.address)
        change(&nts)
        return TimeWorld(SimulatedServer.good(3).changing(0) { $0.nts = nts }, seed: seed) {
            $0.servers[0].usesNTS = true
            $0.servers[0].minimumPoll = 4
            $0.servers[0].maximumPoll = 4
            configure(&$0)
        }
    }

    /// The first server's source.
    private func source(_ world: TimeWorld) -> NTPSource? {
        world.watcher.sources.values.first { $0.entry.usesNTS }
    }

    private func failures(_ world: TimeWorld) -> [String] { world.observations(of: NTPRules.keys).map(\.summary) }

    @Test("Keys are agreed on once, each cookie is spent once, and eight are kept over thousands of answers")
    func rotation() throws {
        let world = world()
        world.run(6_000)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
        let nts = try #require(world.servers[Self.first]?.nts)
        #expect(nts.exchanges == 1)
        #expect(nts.spent.count > 360 && Set(nts.spent).count >= 255, "serial numbers come again after 256")
        // No two that follow each other are alike, and each answer brings what its question took.
        #expect(zip(nts.spent, nts.spent.dropFirst()).allSatisfy { $0 != $1 })
        #expect(nts.wanted.allSatisfy { $0 == 1 })
        let first = try #require(source(world))
        #expect(first.association.cookieCount == 8 && first.isUsable)
        #expect(first.association.refusals.isEmpty)
        #expect(world.agreement?.candidates == 3)
        let request = try #require(world.exchanges.first?.request)
        #expect(request.endpoint == Endpoint(address: Self.first.address, port: 4_460))
        #expect(request.tls?.serverName == "10.0.0.1" && request.tls?.applicationProtocol == "ntske/1")
        // Protocol 0, algorithm 15, then the direction (RFC 8915, section 5.1).
        #expect(request.tls?.exports.map(\.context) == [[0, 0, 0, 15, 0], [0, 0, 0, 15, 1]])
        // A packet with all of its fields still goes through any path.
        let longest = world.sent.filter { $0.packet.destination == Self.first }.map(\.packet.bytes.count).max()
        #expect(longest == 48 + 36 + 104 + 40)
    }

    @Test("Lost answers cost cookies; the next answers bring as many as are missing")
    func losses() throws {
        let world = world()
        world.run(100)
        world.servers[Self.first]?.path.loss = 0.35
        world.run(6_000)
        world.servers[Self.first]?.path.loss = 0
        world.run(200)
        let nts = try #require(world.servers[Self.first]?.nts)
        #expect(nts.wanted.contains { $0 > 2 } && nts.wanted.allSatisfy { $0 <= 8 })
        #expect(source(world)?.association.cookieCount == 8)
        #expect(failures(world).isEmpty)
    }

    @Test("When the last cookie is spent, keys are agreed on anew, ever more rarely while nothing answers")
    func spent() throws {
        let world = world()
        world.run(300)
        world.servers[Self.first]?.path.loss = 1
        world.run(4 * 3_600)
        let times = world.exchanges.map(\.at)
        #expect((6...30).contains(times.count), "\(times)")
        // The wait after keys that brought nothing grows to an hour.
        #expect(zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0 > 1_200)
        #expect(world.openAlerts == ["ntp-server-unreachable 10.0.0.1"])
        world.servers[Self.first]?.path.loss = 0
        world.run(2 * 3_600)
        #expect(world.openAlerts.isEmpty)
        #expect(source(world)?.association.cookieCount == 8)
    }

    @Test("A server that lost its keys says so, and new ones are agreed on within seconds; no alert")
    func refusedCookies() throws {
        let world = world()
        world.run(1_000)
        world.servers[Self.first]?.nts?.generation = 1
        world.run(60)
        #expect(world.exchanges.count == 2)
        #expect(source(world)?.association.refusals == [.ntsRefused: 1])
        #expect(source(world)?.association.cookieCount == 8)
        // The refusal was not missed, and neither was what came after it.
        #expect((source(world)?.association.reach ?? 0) & 0b111 == 0b111)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
        #expect(world.watcher.counters.refused[.ntsRefused] == 1)
    }

    @Test("A server that refuses the cookies it has just given is told, and not asked for keys without end")
    func neverAccepted() throws {
        let world = world {
            // Cookies of another server.
            $0.change = { records in
                for index in records.indices where records[index].type == NTSKeyRecord.newCookie {
                    records[index].body[0] = 77
                }
            }
        }
        world.run(3_600)
        #expect(failures(world).count == 1)
        #expect(
            failures(world).first?.hasPrefix(
                "No new keys for 10.0.0.1, which uses NTS: it refuses the cookies that 10.0.0.1:4460 has just given for it"
            )
                == true, "\(failures(world))")
        #expect((4...14).contains(world.exchanges.count), "\(world.exchanges.map(\.at))")
        #expect(world.watcher.counters.keyFaults["cookies-refused"] ?? 0 > 2)
    }

    @Test(
        "A forged refusal without the question's identifier changes nothing; with it, the authentic answer still counts"
    )
    func forgedRefusals() throws {
        let world = world()
        world.run(1_000)
        // Someone who sees the question answers faster than the server: a refusal, without and with its identifier.
        world.servers[Self.first]?.path.back = 1
        for bearsIdentifier in [false, true] {
            let question = try nextQuestion(world)
            var refusal = question
            refusal.mode = .server
            refusal.leap = .unsynchronised
            refusal.stratum = 0
            refusal.referenceID = NTPReferenceID(code: "NTSN")
            refusal.originTime = question.transmitTime
            refusal.extensions = bearsIdentifier ? [question.extensions[0]] : []
            world.receive(refusal.bytes, from: Self.first)
            world.run(10)
        }
        #expect(world.exchanges.count == 1)
        #expect(source(world)?.association.refusals == [.unauthenticated: 1, .ntsRefused: 1])
        #expect(source(world)?.association.reach == 0xff)
        #expect(source(world)?.association.received == source(world)?.association.sent)
    }

    /// Waits for the next question to the first server.
    private func nextQuestion(_ world: TimeWorld) throws -> NTPPacket {
        let asked = { world.sent.count { $0.packet.destination == Self.first } }
        let before = asked()
        while asked() == before { world.run(0.1) }
        return try NTPPacket(try #require(world.sent.last { $0.packet.destination == Self.first }).packet.bytes)
    }

    @Test("A forged proof is counted, never measured, and told")
    func forged() throws {
        let world = world()
        world.run(1_000)
        world.servers[Self.first]?.nts?.isForged = true
        world.servers[Self.first]?.error = { _ in 10 }
        let samples = try #require(source(world)?.association.received)
        world.run(600)
        #expect(source(world)?.association.received == samples)
        let found = try #require(world.observations(of: NTPRules.unauthenticated).first)
        #expect(found.severity == .error)
        #expect(found.summary.hasPrefix("10.0.0.1 should answer by NTS and answers without proof or with a wrong one"))
        #expect(source(world)?.association.refusals[.unauthenticated] ?? 0 >= 3)
        #expect(world.observations(of: NTPRules.offset).isEmpty)
        world.servers[Self.first]?.nts?.isForged = false
        world.servers[Self.first]?.error = { _ in 0 }
        world.run(4_000)
        #expect(world.openAlerts.isEmpty, "\(world.openAlerts)")
    }

    @Test("A plain answer where NTS was declared is told as that")
    func plain() throws {
        let world = world { $0.isPlain = true }
        world.run(600)
        #expect(world.observations(of: NTPRules.unauthenticated).count == 1)
        #expect(source(world)?.association.received == 0)
        #expect(world.agreement?.candidates == 2)
    }

    @Test("Every refusal of a key server has its own words and its own counter", arguments: Refusal.all)
    func refused(_ one: Refusal) throws {
        let world = world { $0.change = one.change }
        world.run(120)
        let found = try #require(failures(world).first)
        #expect(found.contains(one.words), "\(found)")
        #expect(world.watcher.counters.keyFaults[one.cause] ?? 0 >= 2)
        #expect(world.sent.allSatisfy { $0.packet.destination != Self.first }, "it was asked without keys")
        // Well again: the keys come with the next try, and the alert ends with the first authentic answer.
        world.servers[Self.first]?.nts?.change = nil
        world.run(1_200)
        #expect(world.openAlerts.isEmpty)
        #expect(failures(world).last == "Keys for 10.0.0.1 were agreed on again, and it proves who it is")
        #expect(source(world)?.keeper?.failures == 0)
    }

    @Test("What a certificate is refused for is told at once in its own words", arguments: StreamFailure.Kind.allCases)
    func certificates(_ kind: StreamFailure.Kind) throws {
        let world = world { $0.failure = StreamFailure(kind, "the library's own words") }
        world.run(60)
        let found = try #require(world.observations(of: NTPRules.keys).first)
        let words = [
            .certificateExpired: "has expired, by this host's clock, which shows 2026-",
            .certificateNotYetValid: "is not valid yet, or this host's clock is behind: it shows 2026-",
            .certificateName: "is not for 10.0.0.1: somebody else answers there",
            .certificateSelfSigned: "is signed by itself and not among those trusted",
            .certificateAuthority: "comes from an authority that is not trusted here",
            .certificateRevoked: "has been revoked", .certificateWeak: "a signature that is too weak",
            .certificatePurpose: "may not be used for a server",
            .certificateOther: "cannot be verified (the library's own words)",
            .applicationProtocol: "speaks TLS, but not NTS key establishment",
        ][kind, default: "the library's own words"]
        #expect(found.summary.contains(words), "\(found.summary)")
        #expect(found.evidence.json.contains("\"nts_cause\":\"\(kind.rawValue)\""), "\(found.evidence.json)")
        #expect(found.evidence.json.contains("the library's own words"))
        // A certificate's fault does not pass by itself: it is told at the first try.
        if kind.rawValue.hasPrefix("certificate") { #expect(world.observations.count == 1) }
        let isElse: Set<StreamFailure.Kind> = [
            .certificateName, .certificateSelfSigned, .certificateAuthority, .certificateRevoked,
        ]
        #expect(found.severity == (isElse.contains(kind) ? .error : .warning))
    }

    @Test("Failures are tried again after 10 s, 20 s and so on, an hour at the most; a reload tries at once")
    func backoff() throws {
        let world = world { $0.failure = StreamFailure(.connection, "connection refused") }
        world.run(6 * 3_600)
        let waits = zip(world.exchanges, world.exchanges.dropFirst()).map { $1.at - $0.at }
        #expect(waits.count >= 9)
        for (number, wait) in waits.enumerated() {
            let least = min(10 * Double(1 << number), 3_600)
            #expect((least...least * 1.11 + 1).contains(wait), "wait \(number): \(wait)")
        }
        #expect(failures(world).count == 1)
        let count = world.exchanges.count
        world.reconfigure { _ in }
        world.run(1)
        #expect(world.exchanges.count == count + 1)
    }

    @Test("Keys are renewed once a day; a renewal that fails is told while the old keys still work")
    func renewal() throws {
        let world = world(configure: {
            for index in $0.servers.indices {
                $0.servers[index].minimumPoll = 10
                $0.servers[index].maximumPoll = 10
            }
        })
        world.run(86_400 + 2_200)
        #expect(world.exchanges.count == 2)
        #expect(world.observations.isEmpty)
        world.servers[Self.first]?.nts?.failure = StreamFailure(.certificateExpired, "certificate has expired")
        world.run(86_400)
        let found = try #require(world.observations(of: NTPRules.keys).first)
        #expect(found.summary.hasSuffix("it is asked with the old ones while these last"), "\(found.summary)")
        #expect(source(world)?.keyState == "renewal failed")
        #expect(source(world)?.isUsable == true && source(world)?.association.cookieCount == 8)
        world.servers[Self.first]?.nts?.failure = nil
        world.run(8_000)
        #expect(world.openAlerts.isEmpty)
        #expect(source(world)?.association.refusals.isEmpty == true, "an answer under the old keys was refused")
    }

    @Test(
        "Server and port that a key server names are asked in its place, by address or by name",
        arguments: [false, true])
    func negotiated(_ isNamed: Bool) throws {
        let elsewhere = Endpoint(address: .v4(0x0a00_0042), port: 11_123)
        var nts = SimulatedNTS(Self.first.address)
        nts.change = {
            let server = isNamed ? "ntp.example" : "10.0.0.66"
            $0.append(NTSKeyRecord(NTSKeyRecord.server, isCritical: true, body: Array(server.utf8)))
            $0.append(NTSKeyRecord(NTSKeyRecord.port, isCritical: true, numbers: [11_123]))
        }
        var servers = SimulatedServer.good(3)
        servers[0].endpoint = elsewhere
        servers[0].nts = nts
        let world = TimeWorld(servers) {
            $0.servers[0] = NTPConfiguration.Server(.ip(Self.first.address))
            $0.servers[0].usesNTS = true
        }
        world.names["ntp.example"] = [elsewhere.address]
        world.run(1_000)
        #expect(world.observations.isEmpty, "\(world.observations.map(\.summary))")
        #expect(source(world)?.endpoint == elsewhere && source(world)?.subject.device == "10.0.0.1")
        #expect(world.agreement?.candidates == 3)
        // A reload that changes nothing keeps keys and measurements.
        world.reconfigure { _ in }
        world.run(200)
        #expect(world.exchanges.count == 1)
        #expect(source(world)?.association.cookieCount == 8)
    }

    @Test("What the command is told of keys, and no key or cookie in it")
    func told() throws {
        let world = world { $0.failure = StreamFailure(.certificateExpired, "certificate has expired") }
        world.run(30)
        var servers = JSONWriter()
        servers.beginArray()
        #expect(world.watcher.answer(.servers, at: world.now, into: &servers))
        servers.endArray()
        #expect(servers.text.contains("\"state\":\"nts-failed\"") && servers.text.contains("\"nts_state\":\"failed\""))
        #expect(servers.text.contains("\"nts_cause\":\"certificate-expired\""))
        world.servers[Self.first]?.nts?.failure = nil
        world.run(600)
        servers = JSONWriter()
        servers.beginArray()
        #expect(world.watcher.answer(.servers, at: world.now, into: &servers))
        servers.endArray()
        #expect(servers.text.contains("\"nts_state\":\"established\"") && servers.text.contains("\"nts_cookies\":8"))
        #expect(servers.text.contains("\"nts_server\":\"10.0.0.1:4460\""))
        var status = JSONWriter()
        status.beginObject()
        world.watcher.writeStatus(into: &status)
        status.endObject()
        #expect(status.text.contains("\"nts_exchanges\":\(world.exchanges.count)"), "\(status.text)")
        #expect(status.text.contains("\"nts_servers\":1") && status.text.contains("\"nts_servers_established\":1"))
        #expect(status.text.contains("\"nts_faults\":{\"certificate-expired\":"))
    }

    @Test("NTS that is switched off by a reload ends what was told of its keys, and the server is asked as it is")
    func switchedOff() {
        let world = world { $0.failure = StreamFailure(.certificateExpired, "certificate has expired") }
        world.run(60)
        #expect(world.openAlerts == ["ntp-nts-failed 10.0.0.1"])
        world.reconfigure { $0.servers[0].usesNTS = false }
        world.run(300)
        #expect(world.openAlerts.isEmpty)
        #expect(world.agreement?.candidates == 3)
    }
}
