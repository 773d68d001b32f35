import Model
import Testing
import Wire

@testable import SNMP

/// What the manager is made of.
@Suite("Parts of the manager")
struct ManagerPartTests {
    @Test("A request is encoded as the general writer does it, for all kinds and sizes of names")
    func encoding() throws {
        let names: [[UInt32]] = [
            [1, 3, 6, 1, 2, 1, 1, 3, 0], [0, 0], [2, 999, 127, 128, 16_383, 16_384, .max], [1],
            [1, 3] + (0..<126).map { UInt32($0) << 20 }, [2, .max],
        ]
        for operation in [SNMPRequest.Operation.get, .getNext, .getBulk(nonRepeaters: 1, maxRepetitions: 300)] {
            for count in [0, 1, 2, 3, 6, 60] {
                let variables = (0..<count).map { ObjectIdentifier(names[$0 % names.count]) }
                let encoding = RequestEncoding(operation, variables, version: .v2c)
                var writer = BERWriter()
                writer.varBinds(variables.map { VarBind($0, .null) })
                var kind = SNMPPDUKind.get
                switch operation {
                case .get: writer.closePDU(.get, requestID: 0x0102_0304, since: 0)
                case .getNext:
                    kind = .getNext
                    writer.closePDU(.getNext, requestID: 0x0102_0304, since: 0)
                case .getBulk(let nonRepeaters, let maxRepetitions):
                    kind = .getBulk
                    writer.integer(Int32(maxRepetitions))
                    writer.integer(Int32(nonRepeaters))
                    writer.integer(0x0102_0304)
                    writer.close(SNMPPDUKind.getBulk.rawValue, since: 0)
                }
                #expect(encoding.pdu(id: 0x0102_0304) == writer.bytes)
                writer.octets([UInt8](repeating: 0x61, count: 140))
                writer.integer(1)
                writer.close(BERTag.sequence, since: 0)
                let message = encoding.message(
                    version: .v2c, community: [UInt8](repeating: 0x61, count: 140), id: 0x0102_0304)
                #expect(message == writer.bytes)
                if !variables.contains(where: { $0.arcs.count < 2 || $0.arcs[1] == .max }) {
                    #expect(try SNMPEnvelope(message).pduKind == kind)
                }
            }
        }
    }

    @Test("SNMPv1 is asked GETNEXT where it has no GETBULK")
    func bulkOfV1() throws {
        let encoding = RequestEncoding(
            .getBulk(nonRepeaters: 0, maxRepetitions: 10), [[1, 3, 6]], version: .v1)
        let envelope = try SNMPEnvelope(encoding.message(version: .v1, community: [], id: 0x0102_0304))
        #expect(envelope.pduKind == .getNext)
    }

    @Test("Timers fall due in order whatever is set, moved and cancelled")
    func timers() throws {
        var generator = SystemRandomNumberGenerator()
        var timers = ExchangeTimers()
        var expected: [Int: Int64] = [:]
        for _ in 0..<20_000 {
            let number = Int.random(in: 0..<500, using: &generator)
            if Bool.random(using: &generator) {
                let deadline = Int64.random(in: 0..<1_000, using: &generator)
                timers.set(number, at: MonotonicTime(nanoseconds: deadline))
                expected[number] = deadline
            } else {
                timers.cancel(number)
                expected[number] = nil
            }
            #expect(timers.earliest?.nanoseconds == expected.values.min())
        }
        #expect(timers.count == expected.count)
        var last: Int64 = 0
        while let number = timers.takeDue(at: MonotonicTime(nanoseconds: 600)) {
            let found = expected.removeValue(forKey: number)
            let deadline = try #require(found)
            #expect(deadline >= last && deadline <= 600)
            last = deadline
        }
        #expect(expected.values.allSatisfy { $0 > 600 })
        #expect(timers.count == expected.count)
    }

    @Test("The table finds what waits and what has gone, while it grows and is used again")
    func table() {
        var table = MessageTable(seed: 7, size: 4)
        var ids: [Int32] = []
        for exchange in 0..<3_000 {
            let place = table.add(
                exchange: exchange, earlier: 0, sent: MonotonicTime(nanoseconds: 0), purpose: .question)
            ids.append(table.messages[place].id)
        }
        #expect(table.count == 3_000)
        for (exchange, id) in ids.enumerated() {
            guard case .waiting(let place) = table.find(id) else {
                Issue.record("\(id) was lost")
                continue
            }
            #expect(table.messages[place].exchange == Int32(exchange))
        }
        for id in ids.prefix(1_000) { table.release(id) }
        #expect(table.count == 2_000)
        let late = ids.prefix(1_000).filter { if case .late = table.find($0) { true } else { false } }
        #expect(late.count == 1_000)
        if case .unknown = table.find(5) {} else { Issue.record("5 was never drawn") }
    }

    @Test("An id is 31 random bits that take four octets")
    func ids() {
        var table = MessageTable()
        var ones = [Int](repeating: 0, count: 31)
        for _ in 0..<4_000 {
            let id = table.draw()
            #expect(id >= 0x0080_0000)
            for bit in 0..<31 where id >> Int32(bit) & 1 == 1 { ones[bit] += 1 }
        }
        // Each bit is set about half of the time: 6 standard deviations are 190.
        #expect(ones.allSatisfy { (1_780...2_230).contains($0) })
    }

    @Test("A hint is read from whatever holds an id, and from nothing else")
    func hints() throws {
        let world = ManagerWorld()
        let sent = try #require(world.ask("two").first)
        #expect(MessageHint(sent.bytes)?.id == sent.id)
        let discovery = try #require(world.ask("plain").first)
        #expect(MessageHint(discovery.bytes)?.id == discovery.id)
        for count in sent.bytes.indices {
            let hint = MessageHint(sent.bytes.prefix(count))
            #expect(hint == nil || hint?.id == sent.id)
        }
        #expect(MessageHint([UInt8]()) == nil)
        #expect(MessageHint([0x30, 0x80, 2, 1, 1]) == nil)
    }
}
