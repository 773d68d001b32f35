import Cryptography
import Model
import Testing
import Wire

@testable import Watchers

@Suite("The client's side of one server")
final class NTPAssociationTests {
    private static let key = NTPKey(id: 7, kind: .aes128CMAC, secret: Secret("0123456789abcdef"))
    private var random = NTPRandom(seed: 5)
    private var association = NTPAssociation(endpoint: .server(1), authentication: .none, isInterleaved: false)

    /// Asks at the start and gives a right answer after 10 ms, which a test then spoils.
    private func exchange(at moment: Moment = .start, _ spoil: (inout NTPPacket) -> Void = { _ in })
        throws -> NTPAssociation.Reception
    {
        receive(try answer(at: moment, spoil), at: moment)
    }

    private func answer(at moment: Moment = .start, _ spoil: (inout NTPPacket) -> Void = { _ in }) throws
        -> [UInt8]
    {
        let (bytes, _) = try #require(ask(at: moment))
        var packet = try NTPPacket(bytes)
        packet.mode = .server
        packet.stratum = 2
        packet.precision = -20
        packet.mac = nil
        packet.originTime = packet.transmitTime
        packet.receiveTime = NTPTimestamp(moment.wall + .milliseconds(105))
        packet.transmitTime = NTPTimestamp(moment.wall + .milliseconds(106))
        packet.referenceTime = NTPTimestamp(moment.wall - .seconds(10))
        packet.referenceID = NTPReferenceID(raw: 0x0102_0304)
        spoil(&packet)
        return packet.bytes
    }

    private func receive(_ bytes: [UInt8], at moment: Moment = .start, isClockSettled: Bool = true)
        -> NTPAssociation.Reception
    {
        let arrival = moment + .milliseconds(11)
        return association.receive(bytes, received: arrival.wall, at: arrival, isClockSettled: isClockSettled)
    }

    private func ask(at moment: Moment = .start) -> (bytes: [UInt8], stamp: UInt64)? {
        association.request(at: moment, poll: 6, random: &random)
    }

    private func noteSent(_ stamp: UInt64, at time: Timestamp) -> (offset: Double, delay: Double)? {
        association.noteSent(stamp, at: time)
    }

    private func receiveExactly(_ bytes: [UInt8], at moment: Moment) -> NTPAssociation.Reception {
        association.receive(bytes, received: moment.wall, at: moment, isClockSettled: true)
    }

    private func refusal(_ reception: NTPAssociation.Reception) -> NTPRefusal? {
        if case .refused(let refusal, _) = reception { refusal } else { nil }
    }

    @Test("An answer to our question is a measurement: offset and delay as RFC 5905, section 8, has them")
    func sample() throws {
        guard case .sample(let sample, _) = try exchange() else {
            Issue.record("it was refused")
            return
        }
        #expect(abs(sample.offset - 0.1) < 1e-8)
        #expect(abs(sample.delay - 0.010) < 1e-8)
        #expect(association.reach == 1)
    }

    @Test("A question holds 64 random bits and nothing of our clock, and no two are alike")
    func cookies() throws {
        var seen: Set<UInt64> = []
        for _ in 0..<100 {
            let (bytes, _) = try #require(ask())
            let packet = try NTPPacket(bytes)
            #expect(packet.receiveTime.isZero && packet.originTime.isZero && packet.referenceTime.isZero)
            seen.insert(packet.transmitTime.raw)
        }
        #expect(seen.count == 100)
    }

    @Test("Test 1: an answer that comes twice counts once")
    func duplicate() throws {
        let bytes = try answer()
        guard case .sample = receive(bytes) else {
            Issue.record("it was refused")
            return
        }
        #expect(refusal(receive(bytes)) == .duplicate)
        #expect(association.refusals == [.duplicate: 1])
    }

    @Test("Test 2: an answer to no question of ours, to an old one, or to one that was answered, is bogus")
    func bogus() throws {
        let old = try answer()
        #expect(refusal(try exchange { $0.originTime = NTPTimestamp(raw: 1) }) == .bogus)
        #expect(refusal(try exchange { $0.originTime = .zero }) == .bogus)
        _ = ask()
        #expect(refusal(receive(old)) == .bogus)
        _ = try exchange()
        var packet = try NTPPacket(old)
        packet.transmitTime = NTPTimestamp(raw: 99)
        #expect(refusal(receive(packet.bytes)) == .bogus)
        // Our question is still good for its true answer after a forged one.
        let right = try answer()
        packet.originTime = NTPTimestamp(raw: 3)
        #expect(refusal(receive(packet.bytes)) == .bogus)
        guard case .sample = receive(right) else {
            Issue.record("a forged answer spoiled the true one")
            return
        }
    }

    @Test("Test 3: an answer without its timestamps is none")
    func zero() throws {
        #expect(refusal(try exchange { $0.receiveTime = .zero }) == .invalidTimestamps)
        #expect(refusal(try exchange { $0.transmitTime = .zero }) == .invalidTimestamps)
    }

    @Test("Test 4: a kiss-o'-death counts only if it answers our question", arguments: ["RATE", "DENY", "RSTR"])
    func kiss(_ code: String) throws {
        let forged = try exchange {
            $0.stratum = 0
            $0.referenceID = NTPReferenceID(code: code)
            $0.originTime = NTPTimestamp(raw: 12_345)
        }
        #expect(refusal(forged) == .bogus)
        let own = try exchange {
            $0.stratum = 0
            $0.referenceID = NTPReferenceID(code: code)
        }
        guard case .kiss(let kiss, _) = own else {
            Issue.record("it was not taken")
            return
        }
        #expect(kiss.text == code)
    }

    @Test("Test 5: where a key was agreed on, an answer without it, with another or altered is refused")
    func authentication() throws {
        let key = try #require(Self.key)
        let other = try #require(NTPKey(id: 7, kind: .aes128CMAC, secret: Secret("fedcba9876543210")))
        association.authentication = .key(key)
        #expect(refusal(try exchange()) == .unauthenticated)
        #expect(refusal(try exchange { $0.mac = other.mac(over: $0.unauthenticatedBytes) }) == .unauthenticated)
        #expect(refusal(try exchange { $0.mac = NTPMAC(keyID: 7, digest: []) }) == .unauthenticated)
        let altered = try exchange {
            $0.mac = key.mac(over: $0.unauthenticatedBytes)
            $0.stratum = 1
        }
        #expect(refusal(altered) == .unauthenticated)
        #expect(association.reach & 1 == 0)
        let forgedKiss = try exchange {
            $0.stratum = 0
            $0.referenceID = NTPReferenceID(code: "DENY")
        }
        #expect(refusal(forgedKiss) == .unauthenticated)
        guard case .sample = try exchange({ $0.mac = key.mac(over: $0.unauthenticatedBytes) }) else {
            Issue.record("the right code was refused")
            return
        }
    }

    @Test("Test 6: a server without time is reached and not measured")
    func unsynchronised() throws {
        #expect(refusal(try exchange { $0.leap = .unsynchronised }) == .unsynchronised)
        #expect(refusal(try exchange { $0.stratum = 16 }) == .unsynchronised)
        let starting = try exchange {
            $0.stratum = 0
            $0.referenceID = NTPReferenceID(code: "INIT")
        }
        #expect(refusal(starting) == .unsynchronised)
        #expect(association.reach & 7 == 7)
    }

    @Test("Test 7: a header that cannot be true is refused")
    func header() throws {
        #expect(refusal(try exchange { $0.rootDispersion = NTPShort(seconds: 16) }) == .badHeader)
        #expect(refusal(try exchange { $0.rootDelay = NTPShort(seconds: 33) }) == .badHeader)
        let future = Moment.start.wall + .seconds(5)
        #expect(refusal(try exchange { $0.referenceTime = NTPTimestamp(future) }) == .badHeader)
    }

    @Test("Test A: a round trip of less than no time, or of seconds, is no measurement")
    func delay() throws {
        let wall = Moment.start.wall
        let negative = try exchange {
            $0.receiveTime = NTPTimestamp(wall + .milliseconds(100))
            $0.transmitTime = NTPTimestamp(wall + .milliseconds(150))
        }
        #expect(refusal(negative) == .excessiveDelay)
        let bytes = try answer()
        let late = Moment.start + .seconds(4)
        #expect(
            refusal(receiveExactly(bytes, at: late)) == .excessiveDelay)
    }

    @Test("A packet that is no server's answer, or no packet, is told apart")
    func wrongPackets() throws {
        #expect(refusal(receive([1, 2, 3])) == .malformed)
        #expect(refusal(try exchange { $0.mode = .broadcast }) == .wrongMode)
        #expect(refusal(try exchange { $0.mode = .client }) == .wrongMode)
    }

    @Test("A clock that was set between question and answer spoils the measurement")
    func stepped() throws {
        let bytes = try answer()
        let arrival = Moment(
            wall: Moment.start.wall + .milliseconds(511), monotonic: Moment.start.monotonic + .milliseconds(11))
        #expect(
            refusal(receiveExactly(bytes, at: arrival))
                == .clockUnsettled)
        let again = try answer()
        #expect(refusal(receive(again, isClockSettled: false)) == .clockUnsettled)
    }

    @Test("The kernel's time of departure counts, whether it comes before the answer or after")
    func kernelStamp() throws {
        for isLate in [false, true] {
            let (bytes, stamp) = try #require(ask())
            var packet = try NTPPacket(bytes)
            packet.mode = .server
            packet.stratum = 2
            packet.originTime = packet.transmitTime
            packet.receiveTime = NTPTimestamp(Moment.start.wall + .milliseconds(105))
            packet.transmitTime = NTPTimestamp(Moment.start.wall + .milliseconds(isLate ? 106 : 107))
            let left = Moment.start.wall + .milliseconds(4)
            if !isLate { #expect(noteSent(stamp, at: left) == nil) }
            guard case .sample(let sample, _) = receive(packet.bytes) else {
                Issue.record("it was refused")
                return
            }
            if isLate {
                #expect(abs(sample.delay - 0.010) < 1e-8)
                let corrected = try #require(noteSent(stamp, at: left))
                #expect(abs(corrected.delay - 0.006) < 1e-8)
                #expect(abs(corrected.offset - 0.098) < 1e-8)
            } else {
                #expect(abs(sample.delay - 0.005) < 1e-8)
            }
        }
    }

    @Test("Eight questions without an answer leave nothing in the reach register")
    func reach() throws {
        _ = try exchange()
        #expect(association.reach == 1)
        for _ in 0..<7 { _ = ask() }
        #expect(association.reach == 0x80)
        _ = ask()
        #expect(association.reach == 0)
    }
}
