import CLinux
import Glibc
import Model
public import Reactor

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
