public import Model
public import SNMP
public import Wire

/// What a watcher may ask of the world. The host performs actions in the order in which they were appended.
public enum Action: Sendable {
    /// Open a UDP socket, or take the one that systemd handed over for this address. Already open: nothing happens.
    case listen(SocketName, ListenAddress, receiveBufferBytes: Int)
    /// Close a socket once what the kernel still holds has been read.
    case close(SocketName)
    /// Send a datagram from a socket.
    case send(OutgoingPacket, socket: SocketName)
    /// Let the SNMP library decode a packet whose structure has been checked; `Input.trap` answers within the turn.
    case decodeTrap(Datagram, SNMPEnvelope)
    /// Give the SNMP library the users whose notifications it may accept, in place of those it had.
    case acceptUsers([USMUser])
    /// Wake the watcher at a time; a timer of the same name is replaced.
    case setTimer(TimerName, at: MonotonicTime)
    /// Forget a timer.
    case cancelTimer(TimerName)
    /// Tell the pipeline.
    case report(Report)
    /// Tell the other watchers.
    case publish(Fact)
    /// Ask the world something whose answer comes later, as `Input.answer`.
    case request(RequestToken, Request)
}

/// A request with an answer. A host that cannot perform a kind of request answers it at once with
/// `Answer.failed`, so that no watcher waits for ever.
public enum Request: Sendable {
    /// Open a stream, send these bytes, read to its end or to the limit.
    case stream(StreamRequest)
    /// Send a frame on an interface; there is an answer only if it fails.
    case frame(interface: String, bytes: [UInt8])
    /// Ask an SNMP agent.
    case snmp(SNMPRequest)
    /// Resolve a name; with validation, an answer that DNSSEC proves false is a failure.
    case addresses(name: String, validated: Bool)
    /// Watch a file: an answer now and again each time that it changes.
    case watchFile(path: String)
}

/// A stream to open.
public struct StreamRequest: Sendable, Hashable {
    /// Where to.
    public var endpoint: Endpoint
    /// The name to check the certificate against; nil for plain TCP.
    public var tlsName: String?
    /// What to send once it is open.
    public var bytes: [UInt8]
    /// How long it may take in all.
    public var timeout: Duration

    /// A stream to open.
    public init(endpoint: Endpoint, tlsName: String? = nil, bytes: [UInt8], timeout: Duration) {
        self.endpoint = endpoint
        self.tlsName = tlsName
        self.bytes = bytes
        self.timeout = timeout
    }
}

/// A question to an SNMP agent.
public struct SNMPRequest: Sendable {
    /// The agent.
    public var endpoint: Endpoint
    /// The name of the configured credential.
    public var credential: String
    /// The variables asked for.
    public var variables: [ObjectIdentifier]
    /// How many rows a GETBULK asks for; nil for a GET.
    public var maxRepetitions: Int?

    /// A question.
    public init(endpoint: Endpoint, credential: String, variables: [ObjectIdentifier], maxRepetitions: Int? = nil) {
        self.endpoint = endpoint
        self.credential = credential
        self.variables = variables
        self.maxRepetitions = maxRepetitions
    }
}

/// A datagram to send.
public struct OutgoingPacket: Sendable, Hashable {
    /// The payload.
    public var bytes: [UInt8]
    /// Where to.
    public var destination: Endpoint
    /// The address of ours that it must come from; nil leaves it to the kernel.
    public var source: IPAddress?

    /// A datagram.
    public init(bytes: [UInt8], destination: Endpoint, source: IPAddress? = nil) {
        self.bytes = bytes
        self.destination = destination
        self.source = source
    }
}

/// Where a UDP socket listens: one address, or all of one family.
public struct ListenAddress: Hashable, Sendable {
    /// The address; the family's wildcard for all.
    public var endpoint: Endpoint

    /// Listens at an endpoint.
    public init(_ endpoint: Endpoint) { self.endpoint = endpoint }

    /// Reads `udp:162`, `udp:192.0.2.1:162`, `udp:[::]:162`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.hasPrefix("udp:") else { return nil }
        let rest = text.dropFirst(4)
        guard let colon = rest.lastIndex(of: ":") else {
            guard let port = UInt16(rest), port > 0 else { return nil }
            endpoint = Endpoint(address: .v4(0), port: port)
            return
        }
        let host = rest[..<colon]
        guard let address = IPAddress(host), address.isIPv6 == host.hasPrefix("["),
            let port = UInt16(rest[rest.index(after: colon)...]), port > 0
        else { return nil }
        endpoint = Endpoint(address: address, port: port)
    }

    /// `udp:0.0.0.0:162`.
    public var text: String { "udp:\(endpoint.text)" }
}
