public import Model
public import Wire

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
        /// Whether it was restarted since the last reply: its boots have changed, or its time has gone back.
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

    /// Who else sent something as the reply to this question, and was not believed; nil where nobody did.
    public var otherSource: Endpoint?

    /// A reply.
    public init(
        varBinds: VarBindList, errorStatus: Int32 = 0, errorIndex: Int32 = 0, source: Endpoint, roundTrip: Duration,
        attempts: Int = 1, engine: Engine? = nil, otherSource: Endpoint? = nil
    ) {
        self.varBinds = varBinds
        self.errorStatus = errorStatus
        self.errorIndex = errorIndex
        self.source = source
        self.roundTrip = roundTrip
        self.attempts = attempts
        self.engine = engine
        self.otherSource = otherSource
    }
}
