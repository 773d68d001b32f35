/// How a simulated agent differs from one that does all by the book. Each field by itself; they combine.
public struct AgentBehaviour: Sendable, Hashable {
    /// When an agent starts anew.
    public struct Reboots: Sendable, Hashable {
        /// When it happens first.
        public var first: Duration
        /// How long after each it happens again; nil is once.
        public var every: Duration?
        /// How long it does not answer.
        public var outage: Duration
        /// Whether its interfaces have other indices afterwards.
        public var renumbers: Bool
        /// Whether only the agent starts anew: hrSystemUptime and the counters go on.
        public var isAgentOnly: Bool
        /// Whether snmpEngineBoots begins at 1 again, as in a device that was reset to its defaults.
        public var forgetsBoots: Bool

        /// Reboots.
        public init(
            first: Duration, every: Duration? = nil, outage: Duration = .zero, renumbers: Bool = false,
            isAgentOnly: Bool = false, forgetsBoots: Bool = false
        ) {
            self.first = first
            self.every = every
            self.outage = outage
            self.renumbers = renumbers
            self.isAgentOnly = isAgentOnly
            self.forgetsBoots = forgetsBoots
        }
    }

    /// What is near its end and begins at 0 again soon.
    public struct Wraps: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: Int
        /// A set.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// The low 32 bits of every counter, within some 20 seconds.
        public static let counter32 = Wraps(rawValue: 1)
        /// All 64 bits of every counter, within some 20 seconds.
        public static let counter64 = Wraps(rawValue: 2)
        /// sysUpTime, at its 497 days, after 20 seconds.
        public static let upTime = Wraps(rawValue: 4)
    }

    /// How a walk goes wrong in the tables of interfaces.
    public enum WalkFault: String, Sendable, Hashable, CaseIterable {
        /// In the middle of a column the same name comes again and again.
        case notIncreasing = "not-increasing"
        /// A column's end leads back to its begin.
        case loop
    }

    /// What is wrong with the octets of an answer.
    public enum Mangling: Sendable, Hashable {
        /// The right answer without its end.
        case truncated
        /// The right answer, in which one length is wrong.
        case lyingLength
        /// Something else altogether, of that kind; nil is any.
        case hostile(MalformedKind?)
    }

    /// Whether it never answers.
    public var isDead = false
    /// How long after a question it answers.
    public var delay: Duration = .zero
    /// How much longer at most, by chance.
    public var jitter: Duration = .zero
    /// The share of questions that are lost, 0 to 1.
    public var loss = 0.0
    /// The share of answers that are sent twice, 0 to 1.
    public var duplicates = 0.0
    /// When it starts anew.
    public var reboots: Reboots?
    /// What wraps.
    public var wraps: Wraps = []
    /// The longest message that it makes; nil is what UDP allows.
    public var maximumOctets: Int?
    /// Whether it answers tooBig to a GETBULK that does not fit, where it should answer with less (RFC 3416, section
    /// 4.2.3).
    public var answersTooBig = false
    /// How walks go wrong.
    public var walkFault: WalkFault?
    /// Whether it answers from another address than was asked.
    public var answersFromOtherAddress = false
    /// What is wrong with its answers' octets.
    public var mangling: Mangling?
    /// The share of answers that this befalls, 0 to 1.
    public var manglingShare = 1.0
    /// Whether its answers bear another request-id (in v3 within a right msgID).
    public var hasWrongRequestID = false
    /// Whether it has no 64-bit counters.
    public var hasOnly32Bit = false
    /// Whether its tables have holes.
    public var isSparse = false
    /// The error-status of every answer; 0 is none.
    public var errorStatus: Int32 = 0
    /// What happens to it when.
    public var scenes: [AgentScene] = []

    /// An agent that does all by the book.
    public init() {}

    /// Whether polls reach it and are answered in time: those whose slip counts.
    var isHealthy: Bool { !isDead && !scenes.contains { $0.effect == .silent } }
}
