public import Model

/// What a flood is to be.
public struct FloodPlan: Sendable, Hashable {
    /// What its packets say.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A notification without a meaning: what a receiver does for each packet, and no more.
        case heartbeat
        /// linkDown of 48 ports.
        case linkdown
        /// linkDown, linkUp, BGP, UPS, sensors, unknown ones, v1 and v2c.
        case mixed
    }

    /// Where it goes.
    public var destination: LabDestination
    /// Packets a second.
    public var rate: Double
    /// When it ends at the latest; nil when the count ends it.
    public var duration: Duration?
    /// After how many packets it ends; nil when the duration ends it.
    public var count: Int64?
    /// Where it comes from; none leaves the address to the kernel.
    public var sources: [IPAddress]
    /// What its packets say.
    public var kind: Kind
    /// The community of its packets.
    public var community: String

    /// A flood of that kind.
    public init(
        to destination: LabDestination, rate: Double, duration: Duration? = nil, count: Int64? = nil,
        sources: [IPAddress] = [], kind: Kind = .heartbeat, community: String = OfficeNetwork.community
    ) {
        self.destination = destination
        self.rate = rate
        self.duration = duration
        self.count = count
        self.sources = sources
        self.kind = kind
        self.community = community
    }
}

/// What a flood was.
public struct FloodReport: Sendable, Hashable {
    /// How many packets the kernel took.
    public var sent: Int64 = 0
    /// How many the kernel refused.
    public var failed: Int64 = 0
    /// From the first packet to behind the last.
    public var elapsed: Duration = .zero
    /// The processor time of the sending thread, the kernel's part included; on loopback that is also the way up to the
    /// receiver's queue.
    public var processor: Duration = .zero
    /// How often the sender was so late that it moved its schedule.
    public var slips = 0
    /// How late the latest packet was.
    public var worstLateness: Duration = .zero

    /// Packets a second that were sent.
    public var rate: Double { elapsed > .zero ? Double(sent) / elapsed.seconds : 0 }
    /// Microseconds of processor time for one packet.
    public var processorMicrosecondsPerPacket: Double { sent > 0 ? processor.seconds * 1e6 / Double(sent) : 0 }
}
