import Model
import Wire

/// One server at one address: a configured address, or one of those behind a configured name.
struct NTPSource: Sendable {
    /// What selection makes of it, as chronyc marks it.
    enum Mark: String, Sendable, Hashable {
        /// The estimate is made of it, and it weighs most.
        case selected = "*"
        /// The estimate is made of it, too.
        case combined = "+"
        /// It agrees with the majority and is left out.
        case candidate = "-"
        /// It does not agree with the majority.
        case falseticker = "x"
        /// It is not used: unreachable, not synchronised, a loop, or without samples so far.
        case unusable = "?"

        /// The word for it.
        var text: String {
            switch self {
            case .selected: "selected"
            case .combined: "combined"
            case .candidate: "candidate"
            case .falseticker: "falseticker"
            case .unusable: "unusable"
            }
        }
    }

    /// A number of its own, for its timer.
    let number: UInt64
    /// What the configuration says of it.
    var entry: NTPConfiguration.Server
    /// Where the configuration has it. With NTS the keys may be for another place.
    let origin: Endpoint
    /// The protocol's state.
    var association: NTPAssociation
    /// How its keys are kept; nil without NTS.
    var keeper: NTSKeeper?
    /// When it is asked.
    var poll: NTPPoll
    /// What was measured.
    var history = NTPSampleHistory()
    /// The last authentic answer.
    var packet: NTPPacket?
    /// When that came in.
    var answered: Moment?
    /// What selection makes of it.
    var mark = Mark.unusable
    /// Since when it does not agree with the majority; nil while it does.
    var suspected: MonotonicTime?
    /// Why it is not asked any more; nil while it is.
    var denied: NTPKissCode?
    /// How it takes its time from us; nil where it does not.
    var loop: String?
    /// Whether its last answer said that it has no time.
    var isUnsynchronised = false
    /// Measurements since it was last judged.
    var fresh = 0
    /// Questions since it was last reachable, or since we slept.
    var unanswered = 0
    /// How many questions there were when it last answered without proof; nil while it did not.
    var unproven: Int?
    /// In how many looks in a row it was measured no more.
    var absentLooks = 0
    /// When it was asked last; nil while it was not.
    var asked: MonotonicTime?
    /// When it was last in its name's answer; nil for a configured address.
    var named: MonotonicTime?
    /// The last question that is not a question of time: whether control messages are answered.
    var amplification: NTPAmplifierProbe?

    /// A source that was never asked.
    init(number: UInt64, entry: NTPConfiguration.Server, address: IPAddress) {
        self.number = number
        self.entry = entry
        origin = Endpoint(address: address, port: entry.port)
        keeper = NTSKeeper(entry, at: address)
        association = NTPAssociation(
            endpoint: origin, authentication: NTPSource.authentication(of: entry), isInterleaved: entry.isInterleaved)
        poll = NTPPoll(minimum: entry.minimumPoll, maximum: entry.maximumPoll, allowsBurst: entry.isBurst)
    }

    /// Where it is asked.
    var endpoint: Endpoint { association.endpoint }

    /// How a server of the configuration proves who it is.
    static func authentication(of entry: NTPConfiguration.Server) -> NTPAssociation.Authentication {
        if entry.usesNTS { return .nts(nil) }
        return entry.key.map { .key($0) } ?? .none
    }

    /// What its events are about: the name that was configured, and the address where there may be several.
    var subject: Subject {
        if case .ip = entry.address { return Subject(device: entry.name) }
        return Subject(device: entry.name, instance: origin.address.text)
    }

    /// How it stands in sentences.
    var title: String { subject.text }

    /// Whether its measurements may be believed at all.
    var isUsable: Bool { denied == nil && loop == nil && !isUnsynchronised && association.reach != 0 }

    /// Whether its first answer may still come, since the start or since this host slept: within the questions of a burst, or
    /// to the one question where it allows no bursts. Who refused before the start is not waited for.
    var isAwaited: Bool {
        history.samples.isEmpty && denied == nil && loop == nil && !isUnsynchronised && keeper?.fault == nil
            && unanswered < (poll.isSlowed ? 1 : NTPPoll.burstLength) && !poll.isCautious
    }

    /// Whether it was asked often enough without an answer to be called unreachable.
    var isUnreachable: Bool { unanswered >= 8 && association.reach == 0 }
}
