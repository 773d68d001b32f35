public import Watching

import Model
import SNMP
import Wire

/// Lets arbitrary octets say what an agent answers to a watcher that polls it: names that go back, forward or elsewhere,
/// values of every type at every end, errors, silence and restarts, in the order in which it is asked. What the watcher
/// makes of them is judged for what must hold whatever an agent says.
public struct PollFuzzing {
    /// How many intervals are played.
    private static let rounds = 8
    /// The interval of the device of `configuration`.
    private static let interval = Duration.seconds(60)
    /// More than any watcher should ask of one device in an interval.
    private static let mostQuestions = 20_000

    /// The configuration of the watcher, of which a test or a fuzzer makes it: one device and every shipped profile.
    public static let configuration = """
        snmp:
          credentials: [ { name: lan, version: 2c, community: x }, { name: old, version: 1, community: x } ]
          defaults: { interval: 60s, timeout: 1s, retries: 0 }
          devices:
            - name: sw
              address: 192.0.2.1
              credential: [ lan, old ]
              profiles: [ system, interfaces, host-resources, ucd, ups, entity-sensors, bridge, lldp, dhcp-snooping ]
              uplinks: [ "Gi1/0/1" ]

        """

    private var input: ArraySlice<UInt8>
    private var lastName: [UInt32] = [1, 3, 6, 1, 2, 1, 1, 3, 0]
    private var questions = 0

    /// Plays one input against a watcher that has just been made. Traps, as a fuzzer wants it, when something that must
    /// hold does not. How many answers the input was enough for.
    @discardableResult
    public static func run(_ bytes: [UInt8], watcher: any Watcher) -> Int {
        var play = PollFuzzing(input: bytes[...])
        return play.run(watcher)
    }

    private init(input: ArraySlice<UInt8>) { self.input = input }

    private mutating func run(_ watcher: any Watcher) -> Int {
        let start = Moment(
            wall: Timestamp(nanoseconds: 1_800_000_000_000_000_000),
            monotonic: MonotonicTime(nanoseconds: 1_000_000_000)
        )
        let world = ManualWorld(watcher, decoder: nil, at: start)
        world.feed(.kept([:]))
        var answers = 0
        for _ in 0..<PollFuzzing.rounds {
            let end = world.now + PollFuzzing.interval
            while let next = world.nextDeadline, next <= end.monotonic {
                world.advance(by: max(.zero, next - world.now.monotonic))
                answers += serve(world)
            }
            world.advance(to: end)
            answers += serve(world)
            check(world)
            if input.isEmpty, answers > 0 { break }
        }
        world.feed(.stopping)
        check(world)
        return answers
    }

    /// Answers what is asked, until nothing is.
    private mutating func serve(_ world: ManualWorld) -> Int {
        var answers = 0
        while !world.actions.isEmpty {
            let actions = world.actions
            world.actions.removeAll()
            var waiting = 0
            for case .request(let token, let request) in actions {
                switch request {
                case .snmp(let question):
                    waiting += 1
                    questions += 1
                    precondition(questions < PollFuzzing.mostQuestions, "the watcher never ends to ask")
                    if !input.isEmpty { answers += 1 }
                    world.feed(.answer(token, answer(to: question)))
                default: world.feed(.answer(token, .failed("not in a fuzzer")))
                }
            }
            precondition(waiting <= 1, "a device has two questions under way")
        }
        return answers
    }

    /// What must hold whatever was answered.
    private func check(_ world: ManualWorld) {
        for report in world.reports {
            switch report.content {
            case .samples(let samples):
                for sample in samples {
                    precondition(sample.value.isFinite, "a value is no number")
                    precondition(!sample.metric.isEmpty && sample.device == "sw", "a sample of nothing")
                }
            case .memory(let key, let value):
                precondition(!key.isEmpty && (value?.utf8.count ?? 0) < 1 << 20, "what is kept grows without bound")
            case .observation(let observation):
                precondition(!observation.summary.isEmpty && observation.summary.utf8.count < 1 << 16, "no summary")
            default: break
            }
        }
        world.reports.removeAll()
    }

    // MARK: What the octets say

    private mutating func octet() -> UInt8 { input.popFirst() ?? 0 }

    private mutating func number(_ octets: Int) -> UInt64 {
        (0..<octets).reduce(UInt64(0)) { value, _ in value << 8 | UInt64(octet()) }
    }

    private mutating func answer(to question: SNMPRequest) -> Answer {
        guard !input.isEmpty else { return failure(.timedOut) }
        let mode = octet()
        switch mode & 7 {
        case 0: return failure(SNMPFailure.Reason.allCases[Int(mode >> 3) % SNMPFailure.Reason.allCases.count])
        case 1: return reply(question, status: Int32(mode >> 3), index: Int32(Int8(bitPattern: octet())), most: 0)
        default: return reply(question, status: 0, index: 0, most: Int(mode >> 1) + 1)
        }
    }

    private func failure(_ reason: SNMPFailure.Reason) -> Answer {
        .snmpFailed(SNMPFailure(reason: reason, text: "fuzzed: \(reason)", attempts: 1))
    }

    private mutating func reply(_ question: SNMPRequest, status: Int32, index: Int32, most: Int) -> Answer {
        var writer = BERWriter()
        let asked = question.variables.isEmpty ? [lastName] : question.variables.map(\.arcs)
        // Written from the end: what is read first is the last of the reply.
        for place in (0..<most).reversed() where !input.isEmpty {
            let name = self.name(asked[place % asked.count], row: UInt32(place / asked.count) + 1)
            lastName = name
            let mark = writer.count
            value(&writer)
            writer.objectIdentifier(name)
            writer.close(BERTag.sequence, since: mark)
        }
        writer.close(BERTag.sequence, since: 0)
        writer.integer(0)
        writer.integer(0)
        writer.integer(1)
        writer.close(0xa2, since: 0)
        writer.octets([0x63])
        writer.integer(1)
        writer.close(BERTag.sequence, since: 0)
        let bytes = writer.bytes
        guard let envelope = try? SNMPEnvelope(bytes), let pdu = envelope.scopedPDU else {
            return failure(.malformedReply)
        }
        let list = VarBindList(pdu, in: bytes)
        return .snmp(
            SNMPReply(
                varBinds: list, errorStatus: status, errorIndex: index, source: question.endpoint,
                roundTrip: .milliseconds(Int(octet()))))
    }

    /// A name that has to do with the one that was asked for.
    private mutating func name(_ base: [UInt32], row: UInt32) -> [UInt32] {
        let mode = octet()
        switch mode & 7 {
        case 0: return base
        case 1: return base + [row + UInt32(mode >> 3)]
        case 2: return base + [UInt32(truncatingIfNeeded: number(4))]
        case 3: return base + [UInt32(mode >> 3), UInt32(octet())]
        case 4: return lastName
        case 5: return lastName.dropLast() + [(lastName.last ?? 0) &+ 1]
        case 6: return base.dropLast() + [(base.last ?? 0) &+ row &+ UInt32(mode >> 3)]
        default: return [1, 3, 6, 1, UInt32(mode >> 3)] + (0..<Int(octet() & 7)).map { _ in UInt32(octet()) }
        }
    }

    /// A value of any type.
    private mutating func value(_ writer: inout BERWriter) {
        let mode = octet()
        let place = writer.count
        switch mode % 12 {
        case 0: writer.integer(Int32(truncatingIfNeeded: Int64(bitPattern: number(4))))
        case 1: writer.integer(Int32(mode >> 4))
        case 2: writer.unsigned(UInt32(truncatingIfNeeded: number(4)), tag: 0x41)
        case 3: writer.unsigned(UInt32(truncatingIfNeeded: number(4)), tag: 0x42)
        case 4: writer.unsigned(UInt32(truncatingIfNeeded: number(4)), tag: 0x43)
        case 5: writer.unsigned64(number(8), tag: 0x46)
        case 6: writer.octets((0..<min(Int(octet()), input.count)).map { _ in octet() })
        case 7: writer.octets(Array("Gi1/0/\(mode >> 4)".utf8))
        case 8: writer.objectIdentifier([1, 3, 6, 1, 4, 1, UInt32(octet())])
        case 9: writer.close(0x80 + (mode >> 4) % 3, since: place)
        case 10: writer.close(0x05, since: place)
        default:
            writer.raw((0..<4).map { _ in octet() })
            writer.close(0x40, since: place)
        }
    }

    // MARK: Seeds

    /// Inputs to begin with: a device that says what it should, one that counts, one that restarts, and errors.
    public static var seeds: [[UInt8]] {
        func repeated(_ count: Int, _ octets: [UInt8]) -> [UInt8] {
            Array([[UInt8]](repeating: octets, count: count).joined())
        }
        let scalars: [UInt8] = [0xfe] + repeated(64, [0, 4, 0, 0, 0x10, 0])
        // Rows 1 to 4 of every column, and their end.
        func rows(_ value: [UInt8]) -> [UInt8] { [0xfe] + repeated(64, [1] + value) + [0xfe] + repeated(64, [1, 9]) }
        let counters = repeated(20, rows([5, 0, 0, 0, 0, 0, 0, 1, 0]))
        let named = repeated(20, rows([0x17]))
        let wrongs: [UInt8] = [0x09, 1, 0x11, 2, 0x2a, 1, 0x08, 0x00, 0x10, 0xfe, 4, 9, 4, 9, 0x81, 0xff]
        let polls = repeated(4, scalars + named)
        return [[], scalars, scalars + counters, polls, scalars + wrongs + counters, wrongs]
    }
}
