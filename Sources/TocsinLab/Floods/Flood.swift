import CLinux
import Glibc
public import Model
public import Reactor
import SNMP

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

/// A paced sender of packets that were built before it starts.
public struct Flood {
    private let plan: FloodPlan
    private let socket: LabSocket
    private var octets: [UInt8]
    private let items: [clinux_outgoing]
    private let places: [(requestID: Int?, serial: Int)]
    private var number = PacketTemplate.first
    private var slot = 0

    /// As many as the shim gives to the kernel in one call.
    private static let batch = 64
    /// The shortest sleep: packets that become due within it go together.
    private static let tick = Duration.microseconds(500)

    /// Builds the packets.
    public init(_ plan: FloodPlan) throws(SocketFault) {
        self.plan = plan
        socket = try LabSocket(to: plan.destination)
        let templates = FloodPackets.templates(plan.kind, community: plan.community)
        let sources = plan.sources.isEmpty ? [nil] : plan.sources.map { Optional($0) }
        // Enough for a whole batch, and so many that few sources send all templates and many sources do not fill memory.
        let rounds = max(
            (Flood.batch + sources.count - 1) / sources.count, min(templates.count, max(1, 4_096 / sources.count)))
        var octets: [UInt8] = []
        var items: [clinux_outgoing] = []
        var places: [(requestID: Int?, serial: Int)] = []
        for round in 0..<rounds {
            for (index, source) in sources.enumerated() {
                let template = templates[(round + index) % templates.count]
                let offset = octets.count
                octets += template.bytes
                items.append(
                    LabSocket.item(offset: offset, length: template.bytes.count, to: plan.destination, from: source))
                places.append((template.requestID.map { offset + $0 }, offset + template.serial))
            }
        }
        self.octets = octets
        self.items = items
        self.places = places
    }

    /// Sends until the plan or the flag ends it. Takes the calling thread, which must not be one of the cooperative pool.
    public mutating func run(until stop: StopFlag) -> FloodReport {
        var report = FloodReport()
        let begun = MonotonicTime.now
        let processor = Flood.processorTime
        let end = plan.duration.map { begun + $0 }
        var pacer = Pacer(rate: plan.rate, now: begun)
        while !stop.isRaised {
            let now = MonotonicTime.now
            if let end, now >= end { break }
            var limit = Flood.batch
            if let count = plan.count {
                let rest = count - report.sent - report.failed
                if rest <= 0 { break }
                limit = Int(min(Int64(limit), rest))
            }
            let due = pacer.take(atMost: limit, now: now)
            if due == 0 {
                sleep(until: max(pacer.next, now + Flood.tick), end)
            } else {
                send(due, &report, stop)
            }
        }
        report.elapsed = MonotonicTime.now - begun
        report.processor = Flood.processorTime - processor
        report.slips = pacer.slips
        report.worstLateness = pacer.worstLateness
        return report
    }

    private mutating func send(_ count: Int, _ report: inout FloodReport, _ stop: StopFlag) {
        var rest = count
        while rest > 0, !stop.isRaised {
            let range = slot..<min(slot + rest, items.count)
            for index in range {
                if let place = places[index].requestID { PacketTemplate.write(number, at: place, of: &octets) }
                PacketTemplate.write(number, at: places[index].serial, of: &octets)
                number = number == PacketTemplate.last ? PacketTemplate.first : number + 1
            }
            var next = range.lowerBound
            while next < range.upperBound, !stop.isRaised {
                let result = socket.send(octets, items, next..<range.upperBound)
                if result >= 0 {
                    next += result
                    report.sent += Int64(result)
                } else if result == -Int(EAGAIN) || result == -Int(ENOBUFS) {
                    socket.waitForRoom()
                } else {
                    next += 1
                    report.failed += 1
                }
            }
            rest -= range.count
            slot = range.upperBound == items.count ? 0 : range.upperBound
        }
    }

    /// Sleeps no longer than a tenth of a second, so that a raised flag is soon seen.
    private func sleep(until time: MonotonicTime, _ end: MonotonicTime?) {
        var wake = min(time, MonotonicTime.now + .milliseconds(100))
        if let end { wake = min(wake, end) }
        var when = timespec(
            tv_sec: Int(wake.nanoseconds / 1_000_000_000), tv_nsec: Int(wake.nanoseconds % 1_000_000_000))
        unsafe _ = clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &when, nil)
    }

    private static var processorTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .nanoseconds(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
