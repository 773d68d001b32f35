public import Model

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
    /// The name of one of the credentials that the manager was given.
    public var credential: String
    /// v3: the context to ask in; nil is the credential's.
    public var contextName: String?
    /// What is asked.
    public var operation: Operation
    /// The variables asked for.
    public var variables: [ObjectIdentifier]
    /// How long one answer may take.
    public var timeout: Duration
    /// How often the question is asked again when no answer comes.
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
