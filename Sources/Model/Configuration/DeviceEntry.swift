/// A device as the configuration names it, ranges expanded and defaults filled in.
public struct DeviceEntry: Hashable, Sendable {
    /// The name that it bears in events.
    public var name: String
    /// Where it is.
    public var address: HostAddress
    /// The UDP port of its agent.
    public var port: UInt16
    /// Names of credentials, tried in this order.
    public var credentials: [String]
    /// The interfaces that lead to the rest of the network, by name.
    public var uplinks: [String]
    /// The user's own words about it.
    public var tags: [String: String]
    /// What is asked of it.
    public var profiles: [String]
    /// How often it is asked.
    public var interval: Duration
    /// How long one answer may take.
    public var timeout: Duration
    /// How often a question is asked again.
    public var retries: Int
    /// v3: the context to ask in; nil is the credential's.
    public var contextName: String?
    /// Whether its access list should refuse this host (`expect: refused`), so that an answer is what is wrong.
    public var expectsRefusal: Bool
    /// How long one poll of it may take in all; nil is its interval.
    public var deadline: Duration?
    /// Whether it is polled at all; else it only names the sender of traps.
    public var isPolled: Bool
    /// Whether replies from another address than was asked are used. They are told of in any case.
    public var acceptsOtherAddress: Bool

    /// A device as it was configured.
    public init(
        name: String, address: HostAddress, port: UInt16 = 161, credentials: [String] = [], uplinks: [String] = [],
        tags: [String: String] = [:], profiles: [String] = [], interval: Duration = .seconds(60),
        timeout: Duration = .seconds(2), retries: Int = 2, contextName: String? = nil,
        expectsRefusal: Bool = false, deadline: Duration? = nil, isPolled: Bool = true,
        acceptsOtherAddress: Bool = false
    ) {
        self.name = name
        self.address = address
        self.port = port
        self.credentials = credentials
        self.uplinks = uplinks
        self.tags = tags
        self.profiles = profiles
        self.interval = interval
        self.timeout = timeout
        self.retries = retries
        self.contextName = contextName
        self.expectsRefusal = expectsRefusal
        self.deadline = deadline
        self.isPolled = isPolled
        self.acceptsOtherAddress = acceptsOtherAddress
    }
}
