public import Model

/// A datagram with what the kernel said of it.
public struct ReceivedDatagram: Sendable, Hashable {
    /// The payload, at most the socket's packet limit.
    public var bytes: [UInt8]
    /// Who sent it.
    public var source: Endpoint
    /// Our address that it came to and the port that the socket is bound to: an answer leaves from here. For a
    /// broadcast this is our own address on that network; for an IPv6 multicast it is the group.
    public var destination: Endpoint
    /// The interface that it came in by.
    public var interfaceIndex: UInt32
    /// When the kernel took it in.
    public var received: Timestamp
    /// Whether it was longer than the socket's packet limit and lost its end.
    public var isTruncated: Bool

    /// A datagram as it was received, or as a capture or a test tells of one.
    public init(
        bytes: [UInt8], source: Endpoint, destination: Endpoint, interfaceIndex: UInt32 = 0, received: Timestamp,
        isTruncated: Bool = false
    ) {
        self.bytes = bytes
        self.source = source
        self.destination = destination
        self.interfaceIndex = interfaceIndex
        self.received = received
        self.isTruncated = isTruncated
    }
}

/// What one read of a socket gave.
public struct ReceivedBatch: Sendable {
    /// The datagrams in the order of the kernel's queue.
    public var datagrams: [ReceivedDatagram]
    /// How many the kernel dropped that no batch has told of yet.
    public var newDrops: UInt64

    /// A batch as it was read.
    public init(datagrams: [ReceivedDatagram], newDrops: UInt64 = 0) {
        self.datagrams = datagrams
        self.newDrops = newDrops
    }
}

/// A datagram to send.
public struct OutgoingDatagram: Sendable, Hashable {
    /// The payload.
    public var bytes: [UInt8]
    /// Where to.
    public var destination: Endpoint
    /// The address that it must leave from; nil leaves the choice to the routing table, as does an address that
    /// nothing can be sent from (unspecified, multicast).
    public var source: IPAddress?
    /// The interface that it must leave by; 0 leaves the choice to the routing table.
    public var interfaceIndex: UInt32

    /// A datagram for that destination.
    public init(bytes: [UInt8], destination: Endpoint, source: IPAddress? = nil, interfaceIndex: UInt32 = 0) {
        self.bytes = bytes
        self.destination = destination
        self.source = source
        self.interfaceIndex = interfaceIndex
    }

    /// The answer to a datagram: to where it came from, from the address that it came to.
    public init(answering request: ReceivedDatagram, bytes: [UInt8]) {
        self.init(bytes: bytes, destination: request.source, source: request.destination.address)
    }
}

/// What became of datagrams that were given to a socket to send.
public struct SendOutcome: Sendable, Hashable {
    /// How many the kernel took.
    public var sent = 0
    /// How many wait in the backlog because the kernel's buffer is full.
    public var waiting = 0
    /// How many were not sent because the backlog was full.
    public var overflowed = 0
    /// How many the kernel refused, by errno.
    public var failed: [Int32: Int] = [:]
    /// Which of those that were given in this call the kernel refused, by their index, with the errno. A total has none.
    public var refused: [Int: Int32] = [:]

    /// An outcome of nothing.
    public init() {}
}
