/// What a DHCPv6 message is for (RFC 8415, section 7.3).
public enum DHCPv6MessageType: UInt8, Sendable, Hashable, CaseIterable {
    /// A client looks for servers.
    case solicit = 1
    /// A server offers.
    case advertise = 2
    /// A client asks for what a server offered.
    case request = 3
    /// A client asks whether its addresses still fit the link.
    case confirm = 4
    /// A client asks its server to extend.
    case renew = 5
    /// A client asks any server to extend.
    case rebind = 6
    /// A server grants, or refuses by a status.
    case reply = 7
    /// A client gives its addresses back.
    case release = 8
    /// A client has found an address in use.
    case decline = 9
    /// A server tells a client to ask again.
    case reconfigure = 10
    /// A client asks for options without an address.
    case informationRequest = 11
    /// A relay agent hands on to a server.
    case relayForward = 12
    /// A server answers through a relay agent.
    case relayReply = 13

    /// Its name in the standard, e.g. `ADVERTISE`.
    public var name: String {
        switch self {
        case .solicit: "SOLICIT"
        case .advertise: "ADVERTISE"
        case .request: "REQUEST"
        case .confirm: "CONFIRM"
        case .renew: "RENEW"
        case .rebind: "REBIND"
        case .reply: "REPLY"
        case .release: "RELEASE"
        case .decline: "DECLINE"
        case .reconfigure: "RECONFIGURE"
        case .informationRequest: "INFORMATION-REQUEST"
        case .relayForward: "RELAY-FORW"
        case .relayReply: "RELAY-REPL"
        }
    }

    /// Whether a server sends it to a client.
    public var isFromServer: Bool { self == .advertise || self == .reply || self == .reconfigure }
}
