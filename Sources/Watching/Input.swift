public import Model
public import SNMP

/// What a watcher may be given.
public enum Input: Sendable {
    /// The first input: what the store remembers of this watcher's problems. Alerts that nothing will renew must be
    /// ended by the watcher, or they stay open for ever.
    case started(openAlerts: [Alert])
    /// The texts that this watcher asked to keep (`Report.Content.memory`) before the start, by their keys. Comes right
    /// after `started`, and not at all where there are none.
    case kept([String: String])
    /// What the store took of this watcher in the last minutes before the start, oldest first. Comes after
    /// those, and not at all where there is nothing.
    case remembered([Observation])
    /// A datagram came in on a socket that the watcher opened.
    case datagram(Datagram)
    /// A datagram with this stamp left by a socket: the kernel's time of it (SO_TIMESTAMPING).
    case sent(SocketName, stamp: UInt64, at: Timestamp)
    /// The kernel dropped so many datagrams of a socket, or frames of a capture, since the last such input.
    case kernelDrops(UInt64, socket: SocketName)
    /// A socket or capture could not be opened, or failed for good; the sentence says what and why. A capture that failed
    /// is tried again by itself.
    case socketFailed(SocketName, String)
    /// A socket or capture is open.
    case socketOpened(SocketName)
    /// What the library made of the packet of a `decodeTrap` action.
    case trap(TrapDecoding, datagram: Datagram)
    /// A timer that the watcher set is due.
    case timer(TimerName)
    /// The reports with these receipts are committed: they would survive a power cut.
    case committed([Receipt])
    /// A fact that some watcher published.
    case fact(Fact)
    /// A frame captured on an interface, or read from a capture file.
    case frame(CapturedPacket)
    /// The answer to a request of the same token.
    case answer(RequestToken, Answer)
    /// The daemon stops: flush what is held back.
    case stopping
}

/// A UDP datagram as it came in.
public struct Datagram: Sendable, Hashable {
    /// The payload.
    public var bytes: [UInt8]
    /// Who sent it.
    public var source: Endpoint
    /// Which of our addresses it was sent to; an answer must leave from there.
    public var destination: Endpoint
    /// When the kernel took it in.
    public var received: Timestamp
    /// The socket that it came in on.
    public var socket: SocketName
    /// Whether it was longer than the buffer.
    public var isTruncated: Bool

    /// A datagram.
    public init(
        bytes: [UInt8], source: Endpoint, destination: Endpoint, received: Timestamp, socket: SocketName,
        isTruncated: Bool = false
    ) {
        self.bytes = bytes
        self.source = source
        self.destination = destination
        self.received = received
        self.socket = socket
        self.isTruncated = isTruncated
    }
}

/// A frame of a capture.
public struct CapturedPacket: Sendable, Hashable {
    /// The frame from its link-layer header on.
    public var bytes: [UInt8]
    /// The link type (LINKTYPE_ number of the capture format).
    public var linkType: Int32
    /// When it was captured.
    public var time: Timestamp
    /// The interface it was seen on; empty for a file that does not say.
    public var interface: String

    /// A frame.
    public init(bytes: [UInt8], linkType: Int32, time: Timestamp, interface: String = "") {
        self.bytes = bytes
        self.linkType = linkType
        self.time = time
        self.interface = interface
    }
}

/// A watcher's own name for one of its sockets.
public struct SocketName: Hashable, Sendable {
    /// What the configuration calls it, e.g. `udp:162`.
    public let text: String
    /// Names a socket.
    public init(_ text: String) { self.text = text }
}

/// A watcher's own name for one of its timers.
public struct TimerName: Hashable, Sendable {
    /// What the timer is for.
    public let purpose: String
    /// Which of many for the same purpose.
    public let number: UInt64
    /// Names a timer.
    public init(_ purpose: String, number: UInt64 = 0) {
        self.purpose = purpose
        self.number = number
    }
}

/// A watcher's own number for a report whose commit it wants to hear of.
public typealias Receipt = UInt64

/// A watcher's own number for a request whose answer it waits for.
public typealias RequestToken = UInt64

/// What comes of a request.
public enum Answer: Sendable {
    /// What came on a stream.
    case stream(StreamAnswer)
    /// A stream that came to nothing, and why.
    case streamFailed(StreamFailure)
    /// The addresses of a name and how long they hold.
    case addresses([IPAddress], timeToLive: Duration)
    /// The reply of an SNMP agent.
    case snmp(SNMPReply)
    /// An SNMP request that came to nothing, and why.
    case snmpFailed(SNMPFailure)
    /// A watched file is new or has changed.
    case file([UInt8])
    /// A watched interface is as it says; nil while there is none of that name.
    case interface(NetworkInterface?)
    /// The addresses of this host are these, at most `HostAddresses.limit` of them. A failure (`failed`) that comes instead
    /// says that the kernel does not tell; the watch goes on.
    case hostAddresses(HostAddresses)
    /// What the kernel says of its clock.
    case kernelClock(KernelClock)
    /// The request failed for good; the sentence says what and why.
    case failed(String)
}

/// What came on a stream.
public struct StreamAnswer: Sendable, Hashable {
    /// The octets that the other end sent.
    public var bytes: [UInt8]
    /// The keys that were asked for, in order; empty without TLS.
    public var exportedKeys: [[UInt8]]

    /// What came.
    public init(bytes: [UInt8], exportedKeys: [[UInt8]] = []) {
        self.bytes = bytes
        self.exportedKeys = exportedKeys
    }
}
