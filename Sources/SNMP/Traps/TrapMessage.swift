public import Model
public import Wire

/// A notification as it was received, with its sender's identity and its content in the form of SNMPv2.
public struct TrapMessage: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// What kind of notification it was.
    public enum Kind: String, Sendable, Hashable {
        case v1Trap, trap, inform
    }

    /// The version of the message.
    public var version: SNMPVersion
    /// What kind of notification it was.
    public var kind: Kind
    /// Where it came from.
    public var source: Endpoint
    /// The community; nil in v3. Never to be shown or stored.
    public var community: [UInt8]?
    /// The v3 user; nil in other versions.
    public var user: String?
    /// The level at which a v3 message was taken; nil in other versions.
    public var securityLevel: SecurityLevel?
    /// The authoritative engine of a v3 message: the sender's of a trap, ours of an inform.
    public var securityEngineID: EngineID?
    /// The engine that the variables belong to; the sender's own where it is no proxy.
    public var contextEngineID: EngineID?
    /// The context of the variables within that engine; empty is the default one.
    public var contextName: String
    /// The request-id; 0 in a v1 trap, which has none.
    public var requestID: Int32
    /// The msgID of a v3 message.
    public var messageID: Int32?
    /// The notification's name: snmpTrapOID.0, or what RFC 3584, section 3.1 makes of a v1 trap.
    public var trapOID: ObjectIdentifier
    /// The sender's uptime in hundredths of a second; 0 where it left it out.
    public var sysUpTime: UInt32
    /// The variables without sysUpTime.0, snmpTrapOID.0 and snmpTrapCommunity.0, in their order.
    public var varBinds: [VarBind]
    /// The enterprise of a v1 trap, or snmpTrapEnterprise.0 of another; nil where there is none.
    public var enterprise: ObjectIdentifier?
    /// The agent-addr of a v1 trap as it stands; nil in others.
    public var agentAddress: IPAddress?
    /// Who the sender says that it forwards for: snmpTrapAddress.0, or a v1 trap's agent-addr that is not 0.0.0.0.
    public var snmpTrapAddress: IPAddress?
    /// The acknowledgment of an inform, to be sent to its sender once it is committed; nil in others.
    public var response: [UInt8]?

    /// A notification with a name; what is not given is absent.
    public init(
        version: SNMPVersion, kind: Kind, source: Endpoint, community: [UInt8]? = nil, user: String? = nil,
        securityLevel: SecurityLevel? = nil, securityEngineID: EngineID? = nil, contextEngineID: EngineID? = nil,
        contextName: String = "", requestID: Int32 = 0, messageID: Int32? = nil, trapOID: ObjectIdentifier,
        sysUpTime: UInt32 = 0, varBinds: [VarBind] = [], enterprise: ObjectIdentifier? = nil,
        agentAddress: IPAddress? = nil, snmpTrapAddress: IPAddress? = nil, response: [UInt8]? = nil
    ) {
        self.version = version
        self.kind = kind
        self.source = source
        self.community = community
        self.user = user
        self.securityLevel = securityLevel
        self.securityEngineID = securityEngineID
        self.contextEngineID = contextEngineID
        self.contextName = contextName
        self.requestID = requestID
        self.messageID = messageID
        self.trapOID = trapOID
        self.sysUpTime = sysUpTime
        self.varBinds = varBinds
        self.enterprise = enterprise
        self.agentAddress = agentAddress
        self.snmpTrapAddress = snmpTrapAddress
        self.response = response
    }

    /// `v2c trap 1.3.6.1.6.3.1.1.5.3 from 192.0.2.7:40000 with 5 variables`: never the community.
    public var description: String {
        "v\(version.text) \(kind.rawValue) \(trapOID) from \(source.text) with \(varBinds.count) variables"
    }

    /// The description alone, so that no dump shows the community.
    public var customMirror: Mirror { Mirror(self, children: ["message": description]) }
}

/// What became of a packet.
public enum TrapDecoding: Sendable, Hashable {
    /// A notification.
    case trap(TrapMessage)
    /// Not taken, and why; the response, if there is one, is the Report that the sender waits for (engine discovery).
    case refused(TrapRefusal, response: [UInt8]?)
}
