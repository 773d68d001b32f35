import CLinux
import Glibc
import Model

/// Sends datagrams in order, and keeps a bounded number while the kernel's buffer is full.
struct DatagramSender {
    /// How many datagrams may wait.
    let backlogLimit: Int
    /// Those that wait, oldest first.
    private(set) var backlog: [OutgoingDatagram] = []
    private let isIPv6: Bool
    /// Gives datagrams to the kernel: how many it took, or minus errno of the first.
    private let kernel: Kernel
    /// The octets of one call, one datagram after the other, since C cannot be given pointers to many arrays at once.
    private var octets: [UInt8] = []
    private var items: [clinux_outgoing] = []
    /// Whether errors of earlier datagrams wait in a queue of the socket and must be taken out before a refusal means what
    /// it says.
    private let hasErrorQueue: Bool
    /// What was taken out of that queue on the way, until the socket tells of it.
    private(set) var undelivered: [UndeliveredDatagram] = []
    /// As many as the shim gives to the kernel in one call.
    private static let batch = 64
    /// How often one call reads that queue: a flood of errors must not keep it for ever.
    private static let mostQueueReads = 64

    /// The call that sends: a descriptor, the octets of all, and what belongs to each.
    typealias Kernel = (Int32, [UInt8], [clinux_outgoing]) -> Int

    /// A sender for a socket of that family. A test may put itself in the kernel's place, since loopback never says
    /// that it is full.
    init(backlogLimit: Int, isIPv6: Bool, hasErrorQueue: Bool = false, kernel: Kernel? = nil) {
        self.backlogLimit = backlogLimit
        self.hasErrorQueue = hasErrorQueue
        self.isIPv6 = isIPv6
        self.kernel =
            kernel ?? { descriptor, octets, items in
                unsafe octets.withUnsafeBufferPointer { octets in
                    unsafe items.withUnsafeBufferPointer { items in
                        unsafe Int(
                            clinux_send(descriptor, isIPv6, octets.baseAddress, items.baseAddress, UInt32(items.count)))
                    }
                }
            }
    }

    /// Sends what the kernel takes now and keeps the rest as far as there is room.
    mutating func send(_ datagrams: [OutgoingDatagram], on descriptor: Int32) -> SendOutcome {
        var outcome = SendOutcome()
        let taken = backlog.isEmpty ? transmit(datagrams[...], on: descriptor, &outcome) : 0
        let rest = datagrams[taken...]
        let room = max(0, backlogLimit - backlog.count)
        backlog.append(contentsOf: rest.prefix(room))
        outcome.waiting = min(room, rest.count)
        outcome.overflowed = rest.count - outcome.waiting
        return outcome
    }

    /// Sends from the backlog when the kernel has room again.
    mutating func drain(on descriptor: Int32) -> SendOutcome {
        var outcome = SendOutcome()
        let waiting = backlog
        backlog = []
        let taken = transmit(waiting[...], on: descriptor, &outcome)
        backlog = Array(waiting[taken...])
        return outcome
    }

    /// Answers how many were sent or refused; the rest must wait.
    private mutating func transmit(
        _ datagrams: ArraySlice<OutgoingDatagram>, on descriptor: Int32, _ outcome: inout SendOutcome
    ) -> Int {
        var next = datagrams.startIndex
        var triedAgain = false
        var queueReads = 0
        while next < datagrams.endIndex {
            let chunk = datagrams[next..<min(next + Self.batch, datagrams.endIndex)]
            pack(chunk)
            let result = kernel(descriptor, octets, items)
            if result >= 0 {
                outcome.sent += result
                next += result
                triedAgain = false
                continue
            }
            let code = Int32(-result)
            if code == EAGAIN || code == EWOULDBLOCK { break }
            // The kernel tells the error of an earlier datagram in the place of this one's.
            if hasErrorQueue {
                let earlier = UndeliveredDatagram.take(descriptor)
                undelivered += earlier
                if !earlier.isEmpty, queueReads < Self.mostQueueReads {
                    queueReads += 1
                    continue
                }
            }
            // On a connected socket this is the error of an earlier datagram, told once: this one deserves a try.
            if code == ECONNREFUSED, !triedAgain {
                triedAgain = true
                continue
            }
            outcome.failed[code, default: 0] += 1
            outcome.refused[next - datagrams.startIndex] = code
            next += 1
            triedAgain = false
        }
        return next - datagrams.startIndex
    }

    /// Gives the errors of earlier datagrams to the socket.
    mutating func takeUndelivered() -> [UndeliveredDatagram] {
        defer { undelivered = [] }
        return undelivered
    }

    private mutating func pack(_ datagrams: ArraySlice<OutgoingDatagram>) {
        octets.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        for datagram in datagrams {
            let pinned = datagram.source.flatMap { $0.canBeSource && (isIPv6 || !$0.isIPv6) ? $0 : nil }
            items.append(
                clinux_outgoing(
                    offset: octets.count, length: datagram.bytes.count, interface: datagram.interfaceIndex,
                    pins_source: pinned != nil, destination: clinux_endpoint(datagram.destination),
                    source: clinux_endpoint(Endpoint(address: pinned ?? .v4(0), port: 0))))
            octets.append(contentsOf: datagram.bytes)
        }
        // An empty array may have no address, and the kernel wants one even for no octets.
        if octets.isEmpty { octets.append(0) }
    }
}

extension IPAddress {
    /// Whether a datagram can leave from it: neither unspecified nor multicast nor limited broadcast.
    var canBeSource: Bool {
        switch self {
        case .v4(let word): word != 0 && word >> 28 < 14
        case .v6(let high, let low, _): (high | low) != 0 && high >> 56 != 0xff
        }
    }
}
