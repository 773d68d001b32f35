public import Model
public import SNMP
public import Wire

/// A question to an SNMP agent.
public struct SNMPRequest: Sendable, Hashable {
    /// What is asked (RFC 3416, sections 4.2.1 to 4.2.3).
    public enum Operation: Sendable, Hashable {
        /// The variables themselves.
        case get
        /// Those that follow the variables.
        case getNext
        /// Those that follow, so many times over; SNMPv1 has no such request, and its agents are asked GETNEXT.
        case getBulk(nonRepeaters: Int, maxRepetitions: Int)
    }

    /// The agent.
    public var endpoint: Endpoint
    /// The name of a credential of `Action.useCredentials`.
    public var credential: String
    /// v3: the context to ask in; nil is the credential's.
    public var contextName: String?
    /// What is asked.
    public var operation: Operation
    /// The variables asked for.
    public var variables: [ObjectIdentifier]
    /// How long one answer may take.
    public var timeout: Duration
    /// How often the question is asked again.
    public var retries: Int
    /// Whether a reply from an address that was not asked is used. It is told of in any case.
    public var acceptsOtherAddress: Bool

    /// A question.
    public init(
        endpoint: Endpoint, credential: String, contextName: String? = nil, operation: Operation,
        variables: [ObjectIdentifier], timeout: Duration = .seconds(2), retries: Int = 2,
        acceptsOtherAddress: Bool = false
    ) {
        self.endpoint = endpoint
        self.credential = credential
        self.contextName = contextName
        self.operation = operation
        self.variables = variables
        self.timeout = timeout
        self.retries = retries
        self.acceptsOtherAddress = acceptsOtherAddress
    }
}

/// An agent's reply.
public struct SNMPReply: Sendable {
    /// What is known of the engine that sent a v3 reply.
    public struct Engine: Sendable, Hashable {
        /// Its id.
        public var id: EngineID
        /// How often it was started.
        public var boots: UInt32
        /// Seconds since its start.
        public var timeSeconds: UInt32
        /// Whether its boots have changed since the last reply: it was restarted.
        public var hasRestarted: Bool

        /// An engine.
        public init(id: EngineID, boots: UInt32, timeSeconds: UInt32, hasRestarted: Bool = false) {
            self.id = id
            self.boots = boots
            self.timeSeconds = timeSeconds
            self.hasRestarted = hasRestarted
        }
    }

    /// The variables in the order of the reply. Its values are decoded when they are asked for.
    public var varBinds: VarBindList
    /// error-status (RFC 3416, section 3): 0 is noError, 1 tooBig, 2 noSuchName.
    public var errorStatus: Int32
    /// error-index: the variable, counted from 1, that the error is about.
    public var errorIndex: Int32
    /// Who sent it; another address than was asked only where the request allowed it.
    public var source: Endpoint
    /// From the last sending of the question to the reply.
    public var roundTrip: Duration
    /// How often the question was sent until the reply came.
    public var attempts: Int
    /// v3: the engine.
    public var engine: Engine?

    /// A reply.
    public init(
        varBinds: VarBindList, errorStatus: Int32 = 0, errorIndex: Int32 = 0, source: Endpoint, roundTrip: Duration,
        attempts: Int = 1, engine: Engine? = nil
    ) {
        self.varBinds = varBinds
        self.errorStatus = errorStatus
        self.errorIndex = errorIndex
        self.source = source
        self.roundTrip = roundTrip
        self.attempts = attempts
        self.engine = engine
    }
}

/// Why an SNMP request came to nothing.
public struct SNMPFailure: Sendable, Hashable {
    /// The kinds of failure, each told apart because each has another cause and another cure.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// No answer to any attempt.
        case timedOut = "timed-out"
        /// The host answered that nobody listens at that port.
        case portUnreachable = "port-unreachable"
        /// The request could not be sent: no route, no permission.
        case notSent = "not-sent"
        /// v3: usmStatsUnknownUserNames.
        case unknownUser = "unknown-user"
        /// v3: usmStatsWrongDigests, or a reply whose digest is wrong by our key.
        case wrongKey = "wrong-key"
        /// v3: usmStatsNotInTimeWindows, also after the clock was set anew from an authentic message.
        case notInTimeWindow = "not-in-time-window"
        /// v3: usmStatsDecryptionErrors, or a reply that cannot be deciphered.
        case privacy
        /// v3: usmStatsUnsupportedSecLevels.
        case unsupportedSecurityLevel = "unsupported-security-level"
        /// v3: usmStatsUnknownEngineIDs, also after it was discovered anew.
        case unknownEngine = "unknown-engine"
        /// v3: snmpUnknownContexts or snmpUnavailableContexts.
        case unknownContext = "unknown-context"
        /// Only replies came that are no SNMP, or not what was asked.
        case malformedReply = "malformed-reply"
        /// A reply came from another address than was asked, and none from the right one.
        case otherAddress = "other-address"
        /// No credential of that name, or one that cannot be used.
        case unusableCredential = "unusable-credential"
    }

    /// What kind of failure.
    public var reason: Reason
    /// One sentence: operation, target, elapsed time, cause.
    public var text: String
    /// How often the question was sent.
    public var attempts: Int
    /// The address that a reply came from, where it was another than was asked.
    public var otherSource: Endpoint?

    /// A failure.
    public init(reason: Reason, text: String, attempts: Int, otherSource: Endpoint? = nil) {
        self.reason = reason
        self.text = text
        self.attempts = attempts
        self.otherSource = otherSource
    }
}
