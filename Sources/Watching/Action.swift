public import Model
public import SNMP
public import Wire

/// What a watcher may ask of the world. The host performs actions in the order in which they were appended.
public enum Action: Sendable {
    /// Open a UDP socket, or take the one that systemd handed over for this address. Already open: nothing happens.
    case listen(SocketName, ListenAddress, receiveBufferBytes: Int)
    /// Capture frames on an interface as `Input.frame`; `Input.socketOpened` or `socketFailed` tells what came of it, again
    /// when the interface goes away or comes back. Already capturing with the same request: nothing happens.
    case capture(SocketName, CaptureRequest)
    /// Close a socket or a capture once what the kernel still holds has been read.
    case close(SocketName)
    /// Send a datagram from a socket.
    case send(OutgoingPacket, socket: SocketName)
    /// Let the SNMP library decode a packet whose structure has been checked; `Input.trap` answers within the turn.
    case decodeTrap(Datagram, SNMPEnvelope)
    /// Give the SNMP library the users whose notifications it may accept, in place of those it had.
    case acceptUsers([USMUser])
    /// Take these credentials, by their names, for the SNMP requests that follow, in place of those before. Keys are derived
    /// from passphrases now and live in memory only.
    case useCredentials([SNMPCredential])
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
    /// Watch a network interface: an answer now, also when there is none, and again each time that it changes.
    case watchInterface(name: String)
    /// Watch the addresses of this host, of all its interfaces: an answer now and again each time that they change.
    case watchAddresses
    /// What the kernel says of its own clock (adjtimex, reading only).
    case kernelClock
}

/// A stream to open: the bytes are sent once it is open, then it is read to its end or to a limit.
public struct StreamRequest: Sendable, Hashable {
    /// TLS over the stream (RFC 8446): version 1.3 and no less.
    public struct TLS: Sendable, Hashable {
        /// The name to check the certificate against.
        public var serverName: String
        /// The application protocol that the server must choose (RFC 7301), e.g. `ntske/1`.
        public var applicationProtocol: String
        /// A file of trusted certificates in PEM; nil for the system's.
        public var trustedCertificates: String?
        /// Keys to export once the handshake is done (RFC 8446, section 7.5), in the order of the answer.
        public var exports: [KeyExport]

        /// TLS with a server of that name.
        public init(
            serverName: String, applicationProtocol: String, trustedCertificates: String? = nil,
            exports: [KeyExport] = []
        ) {
            self.serverName = serverName
            self.applicationProtocol = applicationProtocol
            self.trustedCertificates = trustedCertificates
            self.exports = exports
        }
    }

    /// One key to export from a TLS session.
    public struct KeyExport: Sendable, Hashable {
        /// The exporter's label.
        public var label: String
        /// The context value.
        public var context: [UInt8]
        /// How many octets.
        public var length: Int

        /// A key to export.
        public init(label: String, context: [UInt8], length: Int) {
            self.label = label
            self.context = context
            self.length = length
        }
    }

    /// Where to.
    public var endpoint: Endpoint
    /// TLS over it; nil for plain TCP.
    public var tls: TLS?
    /// What to send once it is open.
    public var bytes: [UInt8]
    /// How many octets of the answer are read at most; more is a failure.
    public var answerLimit: Int
    /// How long it may take in all.
    public var timeout: Duration

    /// A stream to open.
    public init(endpoint: Endpoint, tls: TLS? = nil, bytes: [UInt8], answerLimit: Int = 65_536, timeout: Duration) {
        self.endpoint = endpoint
        self.tls = tls
        self.bytes = bytes
        self.answerLimit = answerLimit
        self.timeout = timeout
    }
}

/// Frames to capture on one interface.
public struct CaptureRequest: Sendable, Hashable {
    /// The interface.
    public var interface: String
    /// What the kernel passes, in the language of pcap-filter(7).
    public var filter: String
    /// Whether frames for others are wanted, too, where that is permitted.
    public var isPromiscuous: Bool
    /// How much the kernel may hold of them; nil for the usual.
    public var bufferBytes: Int?

    /// Frames to capture.
    public init(interface: String, filter: String, isPromiscuous: Bool = true) {
        self.interface = interface
        self.filter = filter
        self.isPromiscuous = isPromiscuous
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
    /// A number under which `Input.sent` tells when the kernel gave it to the network; nil where that does not matter.
    public var stamp: UInt64?

    /// A datagram.
    public init(bytes: [UInt8], destination: Endpoint, source: IPAddress? = nil, stamp: UInt64? = nil) {
        self.bytes = bytes
        self.destination = destination
        self.source = source
        self.stamp = stamp
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
