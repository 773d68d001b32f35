public import Model
public import SNMP
public import Watching

/// The `traps:` section, checked and with its secrets resolved.
public struct TrapConfiguration: Sendable {
    /// Where to listen; UDP 162 of both families by default.
    public var listen: [ListenAddress]
    /// Who may send. Empty: the addresses of configured devices, nobody else.
    public var allow: [Network]
    /// The communities that v1 and v2c messages may bear.
    public var communities: [Secret]
    /// The users that v3 messages may bear.
    public var users: [USMUser]
    /// Senders whose snmpTrapAddress (or v1 agent-addr) is believed: proxies and forwarders.
    public var proxies: [Network]
    /// How long equal traps count as repeats; zero never.
    public var repeatWindow: Duration
    /// How many traps a second one source may have stored; nil without a limit.
    public var limitPerSecond: Double?
    /// How many traps of a burst one source may have stored.
    public var limitBurst: Int
    /// The receive buffer to ask the kernel for, in bytes.
    public var receiveBufferBytes: Int
    /// Whether any community is taken: for a capture, which was chosen by whoever replays it.
    public var takesAnyCommunity = false
    /// The user's rules, then ours.
    public var rules: TrapRuleBook
    /// Names of objects: our own table and the MIBs of the configuration.
    public var names: ObjectNames

    /// A configuration with the defaults of the contract.
    public init(
        listen: [ListenAddress] = TrapConfiguration.defaultListen, allow: [Network] = [], communities: [Secret] = [],
        users: [USMUser] = [], proxies: [Network] = [], repeatWindow: Duration = .seconds(60),
        limitPerSecond: Double? = 200, limitBurst: Int = 2_000, receiveBufferBytes: Int = 8 << 20,
        rules: TrapRuleBook = TrapRuleBook(userRules: []), names: ObjectNames = .standard
    ) {
        self.listen = listen
        self.allow = allow
        self.communities = communities
        self.users = users
        self.proxies = proxies
        self.repeatWindow = repeatWindow
        self.limitPerSecond = limitPerSecond
        self.limitBurst = limitBurst
        self.receiveBufferBytes = receiveBufferBytes
        self.rules = rules
        self.names = names
    }

    /// UDP 162 (RFC 3417, section 3.1) on all addresses of both families.
    public static let defaultListen = [
        ListenAddress(Endpoint(address: .v4(0), port: 162)),
        ListenAddress(Endpoint(address: .v6(high: 0, low: 0, scope: 0), port: 162)),
    ]
}
