import Model
import Wire

/// The client's side of one server (RFC 5905, sections 9 and 13): which question is out, whether an answer is one to it, and
/// when to ask again. It decides; whoever owns it sends.
struct NTPAssociation: Sendable {
    /// How the server proves who it is.
    enum Authentication: Sendable {
        /// It does not.
        case none
        /// By a key that both hold.
        case key(NTPKey)
        /// By NTS; nil until keys and cookies are established.
        case nts(NTSSession?)
    }

    /// A question that is out.
    private struct Pending: Sendable {
        var transmitCookie: NTPTimestamp
        /// What an interleaved answer bears as origin; nil for a basic question.
        var receiveCookie: NTPTimestamp?
        var identifier: [UInt8]
        var sent: Moment
        var left: NTPTimestamp
        var stamp: UInt64
        /// Whether the server, or someone in its place, said that it does not accept our keys.
        var isRefused = false
    }

    /// The last exchange that was answered, whose times an interleaved answer completes.
    private struct Previous: Sendable {
        var exchange: NTPExchange
        var stamp: UInt64
        var time: MonotonicTime
        var steered: Int64
        var slewed: Int64
    }

    /// What an answer amounts to.
    enum Reception: Sendable {
        /// A measurement, and the packet that it came with.
        case sample(NTPSample, NTPPacket)
        /// No measurement, for this reason; the packet if it is an authentic answer to our question.
        case refused(NTPRefusal, NTPPacket?)
        /// A kiss-o'-death to our own question.
        case kiss(NTPKissCode, NTPPacket)
    }

    /// Where the server is.
    let endpoint: Endpoint
    /// How it proves who it is.
    var authentication: Authentication
    /// Whether interleaved answers are asked for.
    var isInterleaved: Bool
    /// The last eight questions, the latest in the lowest bit: set where an answer came.
    private(set) var reach: UInt8 = 0
    /// How many questions were sent.
    private(set) var sent = 0
    /// How many measurements came of them.
    private(set) var received = 0
    /// Why answers were no measurements, and how often.
    private(set) var refusals: [NTPRefusal: Int] = [:]
    /// Whether the last measurement came of an interleaved answer.
    private(set) var lastWasInterleaved = false
    private var pending: Pending?
    private var previous: Previous?
    /// What tells the last answer from others.
    private var lastTransmit: NTPTimestamp = .zero
    private var lastOrigin: NTPTimestamp = .zero

    /// A server that was never asked.
    init(endpoint: Endpoint, authentication: Authentication, isInterleaved: Bool) {
        self.endpoint = endpoint
        self.authentication = authentication
        self.isInterleaved = isInterleaved
    }

    /// Whether a question is out.
    var isWaiting: Bool { pending != nil }
    /// Whether the question that is out was answered by a refusal of our keys and by nothing authentic.
    var isRefusedByNTS: Bool { pending?.isRefused ?? false }
    /// How many NTS cookies there are to spend.
    var cookieCount: Int {
        guard case .nts(let session) = authentication else { return 0 }
        return session?.cookies.count ?? 0
    }
    /// Whether a question can be made: not while NTS has no cookie to spend.
    var canAsk: Bool {
        guard case .nts(let session) = authentication else { return true }
        return session?.isUsable ?? false
    }

    /// The longest round trip that a measurement may have.
    static let longestDelay = 3.0
    /// MAXDIST in the packet test of RFC 5905, section 9.2: a root distance that no server may have.
    static let largestRootDistance = 16.0

    /// A question: nothing in it but random numbers, so that only who saw it can answer it, and it tells nothing about our
    /// clock. nil while NTS has no cookie to spend.
    mutating func request(at moment: Moment, poll: Int8, random: inout NTPRandom) -> (bytes: [UInt8], stamp: UInt64)? {
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: NTPAssociation.cookie(&random)), poll: poll)
        var receiveCookie: NTPTimestamp?
        if isInterleaved, let previous {
            // The server knows by our repeating its receive timestamp that the exact time of its last answer is wanted.
            let cookie = NTPTimestamp(raw: NTPAssociation.cookie(&random))
            packet.originTime = previous.exchange.serverReceived
            packet.receiveTime = cookie
            receiveCookie = cookie
        }
        var identifier: [UInt8] = []
        switch authentication {
        case .none: break
        case .key(let key):
            guard let mac = key.mac(over: packet.unauthenticatedBytes) else { return nil }
            packet.mac = mac
        case .nts(var session):
            identifier = random.octets(32)
            guard session?.protect(&packet, identifier: identifier, random: &random) == true else { return nil }
            authentication = .nts(session)
        }
        let stamp = random.next()
        pending = Pending(
            transmitCookie: packet.transmitTime, receiveCookie: receiveCookie, identifier: identifier, sent: moment,
            left: NTPTimestamp(moment.wall), stamp: stamp)
        reach <<= 1
        sent += 1
        return (packet.bytes, stamp)
    }

    /// The kernel's time of a question that left. Where the answer was faster than this news, the measurement is corrected:
    /// then the corrected offset and delay come back, else nil.
    mutating func noteSent(_ stamp: UInt64, at time: Timestamp) -> (offset: Double, delay: Double)? {
        if pending?.stamp == stamp {
            pending?.left = NTPTimestamp(time)
            return nil
        }
        guard previous?.stamp == stamp else { return nil }
        previous?.exchange.sent = NTPTimestamp(time)
        return previous.map { ($0.exchange.offset, $0.exchange.delay) }
    }

    /// Judges a packet that came from the server's address and port.
    mutating func receive(_ bytes: [UInt8], received: Timestamp, at moment: Moment, isClockSettled: Bool) -> Reception {
        let reception = judge(bytes, received: received, at: moment, isClockSettled: isClockSettled)
        switch reception {
        case .sample:
            self.received += 1
            reach |= 1
        case .refused(let refusal, let packet):
            refusals[refusal, default: 0] += 1
            // A server that answers is reached, whatever the answer is worth.
            if packet != nil { reach |= 1 }
        case .kiss(.nts, _): refusals[.ntsRefused, default: 0] += 1
        case .kiss:
            refusals[.denied, default: 0] += 1
            // It answered our own question, if by a refusal.
            reach |= 1
        }
        return reception
    }

    /// Our clock was set forward by so many seconds: what it said of the last exchange is told by the new time, so that an
    /// interleaved answer may still complete it. (A question that is out is not measured: its answer finds the clocks apart.)
    mutating func shift(by step: Double) {
        guard let sent = previous?.exchange.sent, let received = previous?.exchange.received else { return }
        previous?.exchange.sent = sent.advanced(by: step)
        previous?.exchange.received = received.advanced(by: step)
    }

    /// Forgets what is out, as after a suspend: an answer would not be to it.
    mutating func forget() {
        pending = nil
        previous = nil
        reach = 0
    }

    /// Lets go of NTS keys that are not accepted, and of the question that bore them.
    mutating func dropKeys() {
        authentication = .nts(nil)
        pending = nil
    }

    /// A question was due and could not be made.
    mutating func miss() {
        pending = nil
        reach <<= 1
    }

    private mutating func judge(
        _ bytes: [UInt8], received: Timestamp, at moment: Moment, isClockSettled: Bool
    ) -> Reception {
        let packet: NTPPacket
        do {
            packet = try NTPPacket(bytes)
        } catch {
            return .refused(.malformed, nil)
        }
        guard packet.mode == .server else { return .refused(.wrongMode, nil) }
        let isInterleaved = pending?.receiveCookie.map { $0 == packet.originTime } ?? false
        guard let pending, !packet.originTime.isZero, isInterleaved || packet.originTime == pending.transmitCookie
        else {
            // It answers no question that is out. Either it answered one already, or none of ours.
            let wasSeen = packet.originTime == lastOrigin && packet.transmitTime == lastTransmit
            return .refused(wasSeen && !packet.originTime.isZero ? .duplicate : .bogus, nil)
        }
        if packet.kiss == .nts, case .nts = authentication {
            // The server lost its keys. It cannot prove that, but whoever says so has seen our question.
            guard !pending.isRefused, NTSSession.bears(pending.identifier, packet) else {
                return .refused(pending.isRefused ? .duplicate : .unauthenticated, nil)
            }
            self.pending?.isRefused = true
            return .kiss(.nts, packet)
        }
        guard isAuthentic(packet, bytes: bytes, pending: pending) else { return .refused(.unauthenticated, nil) }
        // From here on it is the answer, and there is but one.
        self.pending = nil
        lastTransmit = packet.transmitTime
        lastOrigin = packet.originTime
        let before = previous
        previous = nil
        if let kiss = packet.kiss {
            switch kiss {
            case .rate, .deny, .restricted: return .kiss(kiss, packet)
            // Without NTS a refusal of keys means nothing.
            case .nts, .other: return .refused(.unsynchronised, packet)
            }
        }
        guard !packet.receiveTime.isZero, !packet.transmitTime.isZero else {
            return .refused(.invalidTimestamps, packet)
        }
        guard !packet.isUnsynchronised else { return .refused(.unsynchronised, packet) }
        // The transmit timestamp of an interleaved answer is that of the answer before.
        let latest = isInterleaved ? packet.receiveTime : packet.transmitTime
        let referenceAge = latest.seconds(since: packet.referenceTime)
        guard packet.rootDistance < NTPAssociation.largestRootDistance,
            packet.referenceTime.isZero || referenceAge >= -0.001
        else { return .refused(.badHeader, packet) }
        let arrival = NTPTimestamp(received)
        let stepped = abs(((moment.wall - pending.sent.wall) - (moment.monotonic - pending.sent.monotonic)).seconds)
        guard isClockSettled, stepped < 0.001 else { return .refused(.clockUnsettled, packet) }
        // An interleaved answer tells when the one before it really left; its own departure comes with the next.
        let own = NTPExchange(
            sent: pending.left, serverReceived: packet.receiveTime,
            serverSent: isInterleaved ? packet.receiveTime : packet.transmitTime, received: arrival)
        let time = moment.monotonic - max(.zero, min(moment.wall - received, .seconds(5)))
        let steered = moment.steeredNanoseconds
        let latestExchange = Previous(
            exchange: own, stamp: pending.stamp, time: time, steered: steered,
            slewed: steered &- pending.sent.steeredNanoseconds)
        previous = latestExchange
        lastWasInterleaved = isInterleaved
        var measured = latestExchange
        if isInterleaved {
            guard let before else { return .refused(.invalidTimestamps, packet) }
            measured = before
            measured.exchange.serverSent = packet.transmitTime
        }
        guard measured.exchange.delay < NTPAssociation.longestDelay, measured.exchange.delay > -0.001 else {
            return .refused(.excessiveDelay, packet)
        }
        var sample = NTPSample(measured.exchange, of: packet, at: measured.time, stamp: measured.stamp)
        sample.steeredNanoseconds = measured.steered
        sample.dispersion += Double(measured.slewed.magnitude) / 1e9
        return .sample(sample, packet)
    }

    private mutating func isAuthentic(_ packet: NTPPacket, bytes: [UInt8], pending: Pending) -> Bool {
        switch authentication {
        case .none: return true
        case .key(let key): return key.verifies(packet, bytes: bytes)
        case .nts(var session):
            let isAuthentic = session?.verify(packet, identifier: pending.identifier) ?? false
            authentication = .nts(session)
            return isAuthentic
        }
    }

    /// A random number that is not "unknown".
    private static func cookie(_ random: inout NTPRandom) -> UInt64 { max(1, random.next()) }
}
