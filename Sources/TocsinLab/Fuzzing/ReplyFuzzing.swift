import Model
import SNMP
import Synchronization
import Wire

/// Gives arbitrary octets to an SNMP manager as a reply to a request that is under way. Ids are random, so an input bears marks
/// in their places. Its first octet says how it is given: as it is, as a PDU that is rightly signed or encrypted, or as
/// what an ICMP error quotes.
enum ReplyFuzzing {
    /// Stands for the id by which a reply is matched: the request-id, or in v3 the msgID.
    static let idMark: [UInt8] = [0x55, 0xaa, 0x55, 0xaa]
    /// Stands for the request-id within a v3 message.
    static let requestMark: [UInt8] = [0x2a, 0x55, 0x2a, 0x55]

    private static let engineID = EngineID.make(from: 9)
    private static let now = Moment(
        wall: Timestamp(nanoseconds: 1_800_000_000_000_000_000), monotonic: MonotonicTime(nanoseconds: 1_000_000_000))

    /// A manager and an agent's keys that live as long as the process: to derive keys for each input would take
    /// milliseconds.
    private struct Stage: ~Copyable {
        let manager = SNMPManager(engines: 16, seed: 1)
        var signer: SNMPv3Sender?
        var sealer: SNMPv3Sender?
        /// Each input has an address of its own, so that none sees what another left.
        var port: UInt16 = 0

        init() {
            func protection(_ name: String) -> SNMPCredential.Protection {
                .init(protocolName: name, passphrase: Secret("a passphrase"))
            }
            _ = manager.useCredentials([
                SNMPCredential(name: "one", version: .v1, community: Secret("c")),
                SNMPCredential(name: "two", version: .v2c, community: Secret("c")),
                SNMPCredential(name: "plain", version: .v3, user: "u"),
                SNMPCredential(name: "signed", version: .v3, user: "u", auth: protection("SHA-1")),
                SNMPCredential(
                    name: "sealed", version: .v3, user: "u", auth: protection("SHA-1"), privacy: protection("DES")),
            ])
            var user = USMUser(name: "u", auth: .init(.sha1, "a passphrase"))
            signer = try? SNMPv3Sender(user, engineID: engineID, boots: 3, time: 1_000, random: 1)
            user.privacy = .init(.des, "a passphrase")
            sealer = try? SNMPv3Sender(user, engineID: engineID, boots: 3, time: 1_000, random: 1)
        }
    }

    private static let stage = Mutex(Stage())

    /// Runs one input: whether it was taken as the reply.
    @discardableResult
    static func run(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        return stage.withLock { stage in run(first, Array(bytes.dropFirst()), &stage) }
    }

    private static func run(_ mode: UInt8, _ input: [UInt8], _ stage: inout Stage) -> Bool {
        let names = ["one", "two", "plain", "plain", "signed", "sealed", "signed", "two"]
        let name = names[Int(mode) % names.count]
        // The higher bits choose whether the engine is known, so that the answer to a discovery is fuzzed, too.
        let isKnown = mode & 0x40 == 0
        let manager = stage.manager
        stage.port = stage.port == .max ? 1 : stage.port + 1
        let agent = Endpoint(address: .v4(0xc000_0201), port: stage.port)
        if isKnown { manager.importEngines("\(agent.text) \(engineID.text) 3 1799999000", at: now) }
        manager.ask(
            SNMPRequest(
                endpoint: agent, credential: name, operation: .get, variables: [[1, 3, 6, 1]], timeout: .seconds(1),
                retries: 1, acceptsOtherAddress: mode & 0x20 != 0), token: 7, at: now.monotonic)
        guard let question = manager.takeOutgoing().first else { preconditionFailure("nothing was asked") }
        guard let envelope = try? SNMPEnvelope(question.bytes) else { preconditionFailure("our request is malformed") }
        var reply = replace(idMark, by: question.id, in: input)
        if let requestID = envelope.requestID { reply = replace(requestMark, by: requestID, in: reply) }
        switch Int(mode) % names.count {
        case 4: reply = stage.signer?.encode(reply, messageID: question.id, isReportable: false) ?? []
        case 5: reply = stage.sealer?.encode(reply, messageID: question.id, isReportable: false) ?? []
        case 7: manager.undeliverable(to: agent, quoted: reply, code: 111, at: now.monotonic)
        default: break
        }
        manager.receive(reply, from: agent, received: now.wall, at: now)
        return finish(manager, agent)
    }

    /// What must hold afterwards: one outcome, and nothing of ours is malformed. Whether it is a reply.
    private static func finish(_ manager: SNMPManager, _ agent: Endpoint) -> Bool {
        var outcomes = manager.takeOutcomes()
        var clock = now.monotonic
        for _ in 0..<20 where manager.outstanding > 0 {
            for sent in manager.takeOutgoing() {
                precondition((try? SNMPEnvelope(sent.bytes)) != nil, "our own request is malformed")
                precondition(sent.destination == agent, "a request went elsewhere")
            }
            clock = clock + .seconds(1)
            manager.tick(at: clock)
            outcomes += manager.takeOutcomes()
        }
        _ = manager.takeOutgoing()
        precondition(manager.outstanding == 0 && manager.nextDeadline == nil, "a request is never answered")
        precondition(outcomes.count == 1 && outcomes[0].token == 7, "not one outcome")
        guard case .success(let reply) = outcomes[0].result else { return false }
        precondition(reply.source == agent, "a reply from elsewhere")
        var count = 0
        reply.varBinds.forEach { element in
            count += 1
            _ = reply.varBinds.arcs(element)
            _ = reply.varBinds.onlyArc(element, skipping: 0)
            _ = reply.varBinds.integer(element)
            _ = reply.varBinds.unsigned(element)
            _ = reply.varBinds.octets(element)
            _ = reply.varBinds.isException(element)
            _ = reply.varBinds.hasPrefix([0x2b, 6], element)
            return true
        }
        precondition(count <= 4_096, "more variables than the check allows")
        return true
    }

    private static func replace(_ mark: [UInt8], by id: Int32, in bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var index = 0
        while index + 4 <= bytes.count {
            if bytes[index..<index + 4].elementsEqual(mark) {
                for offset in 0..<4 {
                    bytes[index + offset] = UInt8(truncatingIfNeeded: id >> (24 - 8 * Int32(offset)))
                }
                index += 3
            }
            index += 1
        }
        return bytes
    }

    // MARK: Seeds

    /// Replies and Reports of each version, right and wrong ones.
    static var seeds: [[UInt8]] {
        var seeds: [[UInt8]] = []
        let values: [[UInt8]] = [
            [0x02, 1, 0xff], [0x04, 2, 0, 0xff], [0x05, 0], [0x06, 3, 0x2b, 6, 1], [0x40, 4, 127, 0, 0, 1],
            [0x41, 5, 0, 0xff, 0xff, 0xff, 0xff], [0x42, 1, 7], [0x43, 1, 9],
            [0x44, 7, 0x9f, 0x78, 4, 0x3f, 0xc0, 0, 0],
            [0x46, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0], [0x81, 0], [0x82, 0],
        ]
        let variables = values.flatMap { element(0x30, [0x06, 3, 0x2b, 6, 1] + $0) }
        func pdu(_ kind: UInt8, _ mark: [UInt8], _ status: UInt8, _ list: [UInt8]) -> [UInt8] {
            element(kind, [2, 4] + mark + [2, 1, status, 2, 1, 0] + element(0x30, list))
        }
        func counter(_ arcs: [UInt8]) -> [UInt8] {
            element(0x30, element(6, [0x2b, 6, 1, 6, 3] + arcs + [0]) + [0x41, 1, 1])
        }
        for (mode, version) in [(UInt8(0), UInt8(0)), (1, 1)] {
            for (kind, status, list) in [
                (UInt8(0xa2), UInt8(0), variables), (0xa2, 2, []), (0xa8, 0, []), (0xa0, 0, []),
            ] {
                seeds.append(
                    [mode] + element(0x30, [2, 1, version, 4, 1, 0x63] + pdu(kind, idMark, status, list)))
            }
            seeds.append([mode | 7] + element(0x30, [2, 1, version, 4, 1, 0x63, 0xa0, 20, 2, 4] + idMark))
        }
        let reports = (1...6).map { counter([15, 1, 1, UInt8($0)]) } + [counter([12, 1, 5]), counter([11, 2, 1, 3])]
        for list in [variables] + reports {
            let inside = pdu(list == variables ? 0xa2 : 0xa8, requestMark, 0, list)
            let scoped = element(0x30, element(4, engineID.bytes) + [4, 0] + inside)
            let security = element(4, engineID.bytes) + [2, 1, 3, 2, 2, 3, 0xe8, 4, 1, 0x75, 4, 0, 4, 0]
            let whole = element(
                0x30,
                [2, 1, 3] + element(0x30, [2, 4] + idMark + [2, 2, 0x7f, 0xff, 4, 1, 0, 2, 1, 3])
                    + element(4, element(0x30, security)) + scoped)
            seeds += [[2] + whole, [0x42] + whole, [6] + whole, [4] + inside, [5] + inside]
        }
        return seeds
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var writer = BERWriter()
        writer.raw(content)
        writer.close(tag, since: 0)
        return writer.bytes
    }
}
