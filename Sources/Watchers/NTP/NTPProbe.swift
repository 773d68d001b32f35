import Cryptography
public import Model
import Wire

/// One measurement of one server, now, without a daemon: what `tocsin probe ntp HOST` drives with a socket. It says what to
/// send and when, takes what comes in, and has the result when it is done.
public struct NTPProbe: Sendable {
    /// What the probe found.
    public struct Result: Sendable, Hashable {
        /// The server.
        public var server: String
        /// Its address and port.
        public var endpoint: Endpoint
        /// How many questions were sent.
        public var sent: Int
        /// How many measurements came of them.
        public var received: Int
        /// By how much the server's clock is ahead of ours, in seconds; nil without a measurement.
        public var offset: Double?
        /// How far the truth can be from that, in seconds.
        public var bound: Double?
        /// The shortest round trip, in seconds.
        public var delay: Double?
        /// The spread of the measurements, in seconds.
        public var jitter: Double?
        /// The server's stratum; nil without an answer, as what follows.
        public var stratum: UInt8?
        /// The server's leap indicator.
        public var leap: UInt8?
        /// What the server is synchronised to.
        public var reference: String?
        /// How far the server itself may be from the truth, in seconds.
        public var rootDistance: Double?
        /// Whether the last measurement came of an interleaved answer.
        public var isInterleaved: Bool
        /// How the server proved who it is: `none`, a kind of key, or `nts`.
        public var authentication: String
        /// Where NTS keys were agreed on; nil without NTS.
        public var keyServer: String?
        /// How many NTS cookies are left.
        public var cookies: Int?
        /// Why there are no NTS keys, in a word.
        public var keyCause: String?
        /// The same in a sentence.
        public var keyFault: String?
        /// The kiss-o'-death that it answered with, if it did.
        public var kiss: String?
        /// Why answers were no measurements, and how often, by name.
        public var refused: [String: Int]

        /// Whether there is a measurement.
        public var isMeasured: Bool { offset != nil }
    }

    /// How many questions are asked.
    public let count: Int
    private let server: String
    private let entry: NTPConfiguration.Server
    var association: NTPAssociation
    /// Where keys are agreed on; nil without NTS.
    let keeper: NTSKeeper?
    /// Why there are no keys, in a word and in a sentence.
    var keyFault: (cause: String, words: String)?
    private var history = NTPSampleHistory()
    private var packet: NTPPacket?
    private var kiss: NTPKissCode?
    private var random: NTPRandom
    private var nextTime: MonotonicTime?
    private var lastSent: MonotonicTime?
    private var end: Moment?

    /// How long the last answer is waited for.
    public static let patience: Duration = .seconds(2)

    /// A probe of a server at one of its addresses. `settings` are those of a server of the configuration: port, key.
    public init(_ settings: NTPConfiguration.Server, at address: IPAddress, count: Int = 4) {
        self.init(settings, at: address, count: count, seed: nil)
    }

    init(_ settings: NTPConfiguration.Server, at address: IPAddress, count: Int, seed: UInt64?) {
        self.count = max(1, min(count, 64))
        server = settings.name
        entry = settings
        keeper = NTSKeeper(settings, at: address)
        association = NTPAssociation(
            endpoint: Endpoint(address: address, port: settings.port),
            authentication: NTPSource.authentication(of: settings), isInterleaved: settings.isInterleaved)
        random = NTPRandom(seed: seed)
    }

    /// Where to send to, and the only place that answers are taken from.
    public var endpoint: Endpoint { association.endpoint }

    /// When something is to be done next: to ask for a question, or to see that nothing comes; nil when the probe is done.
    public func deadline(at moment: Moment) -> MonotonicTime? {
        if isDone(at: moment) { return nil }
        if isSpent { return lastSent.map { $0 + NTPProbe.patience } }
        return nextTime ?? moment.monotonic
    }

    /// The question that is due, and its stamp for the kernel's time of it; nil while none is.
    public mutating func question(at moment: Moment) -> (bytes: [UInt8], stamp: UInt64)? {
        guard association.sent < count, kiss == nil, keyFault == nil, association.canAsk,
            nextTime.map({ moment.monotonic >= $0 }) ?? true
        else {
            return nil
        }
        // What servers allow of a burst: two seconds apart (RFC 5905, section 13.2).
        nextTime = moment.monotonic + NTPPoll.burstInterval
        lastSent = moment.monotonic
        return association.request(at: moment, poll: 6, random: &random)
    }

    /// The kernel's time of a question that left.
    public mutating func noteSent(_ stamp: UInt64, at time: Timestamp) {
        if let corrected = association.noteSent(stamp, at: time) {
            history.amend(stamp, offset: corrected.offset, delay: corrected.delay)
        }
    }

    /// Takes a datagram that came from the endpoint, with the kernel's time of it.
    public mutating func take(_ bytes: [UInt8], received: Timestamp, at moment: Moment) {
        switch association.receive(bytes, received: received, at: moment, isClockSettled: true) {
        case .sample(let sample, let packet):
            history.add(sample)
            self.packet = packet
            end = moment
        case .refused(_, let packet): self.packet = packet ?? self.packet
        case .kiss(let kiss, let packet):
            self.kiss = kiss
            self.packet = packet
        }
    }

    /// Whether all is answered, or nothing more is to come.
    public func isDone(at moment: Moment) -> Bool {
        if kiss != nil || keyFault != nil { return true }
        guard isSpent, let lastSent else { return false }
        return !association.isWaiting || moment.monotonic - lastSent >= NTPProbe.patience
    }

    /// Whether no question is left, or no cookie to ask one with.
    private var isSpent: Bool { association.sent >= count || !association.canAsk }

    /// What was found so far.
    public func result(at moment: Moment) -> Result {
        let estimate = history.estimate(at: end ?? moment)
        return Result(
            server: server, endpoint: association.endpoint, sent: association.sent, received: association.received,
            offset: estimate?.offset, bound: estimate?.bound, delay: estimate?.delay, jitter: estimate?.jitter,
            stratum: packet?.stratum, leap: packet?.leap.rawValue,
            reference: packet.map { $0.referenceID.text(stratum: $0.stratum) },
            rootDistance: packet?.rootDistance,
            isInterleaved: association.lastWasInterleaved, authentication: entry.authenticationText,
            keyServer: keeper?.endpoint.text, cookies: keeper.map { _ in association.cookieCount },
            keyCause: keyFault?.cause, keyFault: keyFault?.words, kiss: kiss?.text,
            refused: Dictionary(
                association.refusals.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension NTPProbe.Result {
    /// Writes the members of its JSON object.
    public func write(into writer: inout JSONWriter) {
        writer.member("watcher", "ntp")
        writer.member("server", server)
        writer.member("address", endpoint.address.text)
        writer.member("port", endpoint.port)
        writer.member("sent", sent)
        writer.member("received", received)
        for (name, value) in [
            ("offset_seconds", offset), ("bound_seconds", bound), ("delay_seconds", delay), ("jitter_seconds", jitter),
            ("root_distance_seconds", rootDistance),
        ] {
            guard let value else { continue }
            writer.key(name)
            writer.number(value)
        }
        writer.member("stratum", stratum)
        writer.member("leap", leap)
        writer.member("reference", reference)
        writer.key("interleaved")
        writer.boolean(isInterleaved)
        writer.member("authentication", authentication)
        writer.member("nts_server", keyServer)
        writer.member("nts_cookies", cookies)
        writer.member("nts_cause", keyCause)
        writer.member("nts_fault", keyFault)
        writer.member("kiss", kiss)
        writer.key("refused")
        writer.beginObject()
        for (reason, count) in refused.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
    }

    /// The sentences that a person reads.
    public var text: String {
        let name = server == endpoint.address.text ? server : "\(server) (\(endpoint.address.text))"
        if let offset, let bound, let delay {
            return "\(name): this host's clock is \(NTPText.ours(offset)), give or take \(NTPText.seconds(bound)) "
                + "(stratum \(stratum ?? 0), reference \(reference ?? "?"), delay \(NTPText.seconds(delay)), "
                + "\(received) of \(sent) answers, authentication \(authentication))"
        }
        if let keyFault { return "\(name) gives no keys for NTS: \(keyFault)" }
        if kiss == NTPKissCode.nts.text {
            return "\(name) refuses the NTS cookies that \(keyServer ?? "?") gave for it"
        }
        if let kiss { return "\(name) refuses: kiss-o'-death \(kiss)" }
        if let most = refused.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
            return "\(name) answers, but not with the time: \(most.key)"
        }
        return "\(name) does not answer: \(NTPText.count(sent, "question")), no answer"
    }
}

extension NTPConfiguration.Server {
    /// How the server proves who it is, in a word.
    var authenticationText: String { usesNTS ? "nts" : key?.kind.rawValue ?? "none" }
}
