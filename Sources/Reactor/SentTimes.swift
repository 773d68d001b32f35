import CLinux
import Model

/// Datagrams of one socket whose time of leaving is waited for. The kernel gives each back with its time, headers before
/// it, so that they are matched by their octets: a datagram that asks for its time must differ from those before it.
struct SentTimes {
    /// A datagram that has left, by its stamp.
    struct Departure {
        /// The number that the sender gave it.
        var stamp: UInt64
        /// When the kernel gave it to the network.
        var time: Timestamp
    }

    private var waiting: [(bytes: [UInt8], stamp: UInt64)] = []
    private var buffer = [UInt8](repeating: 0, count: 2_048)
    private var isAsked = false
    /// How many may be waited for: a device driver that tells no times must not fill the memory.
    private static let limit = 256

    /// Sends one datagram and waits for its time: 0 or minus errno.
    mutating func send(_ datagram: OutgoingDatagram, stamp: UInt64, on descriptor: Int32, isIPv6: Bool) -> Int32 {
        if !isAsked {
            // Where the kernel cannot, the datagram goes out all the same, and its time is never told.
            _ = clinux_ask_for_sent_times(descriptor)
            isAsked = true
        }
        var item = clinux_outgoing(datagram, offset: 0, isIPv6: isIPv6)
        let result = unsafe clinux_send_stamped(descriptor, isIPv6, datagram.bytes, &item)
        if result == 0 {
            if waiting.count >= SentTimes.limit { waiting.removeFirst() }
            waiting.append((datagram.bytes, stamp))
        }
        return result
    }

    /// Reads the times that are there.
    mutating func read(_ descriptor: Int32) -> [Departure] {
        var departures: [Departure] = []
        guard isAsked else { return departures }
        while true {
            var nanoseconds: Int64 = 0
            let length = unsafe clinux_read_sent(descriptor, &buffer, buffer.count, &nanoseconds)
            guard length >= 0 else { return departures }
            let packet = buffer.prefix(Int(length))
            guard
                let index = waiting.firstIndex(where: { sent in
                    packet.count >= sent.bytes.count && packet.suffix(sent.bytes.count).elementsEqual(sent.bytes)
                })
            else { continue }
            departures.append(
                Departure(stamp: waiting[index].stamp, time: Timestamp(nanoseconds: nanoseconds)))
            waiting.remove(at: index)
        }
    }
}
