import CLinux
import Model

/// The preallocated buffers that a socket is read into, and the way from the kernel's headers to datagrams.
/// For the usual 256 packets of 64 KiB that is 16 MiB of addresses, of which only what packets have filled takes memory.
@safe final class DatagramReceiver {
    /// How many datagrams one read gives at most.
    let batchLimit: Int
    private let receiver: OpaquePointer

    /// Reserves the buffers. Running out of memory for them ends the process, as any other allocation does.
    init(batchLimit: Int, packetLimit: Int) {
        precondition((1...1_024).contains(batchLimit) && (1...65_535).contains(packetLimit), "limits out of range")
        guard let receiver = unsafe clinux_receiver_create(UInt32(batchLimit), packetLimit) else {
            preconditionFailure("no memory for \(batchLimit) buffers of \(packetLimit) bytes")
        }
        self.batchLimit = batchLimit
        unsafe self.receiver = receiver
    }

    deinit { unsafe clinux_receiver_free(receiver) }

    /// Reads what is there without waiting, adds it to `datagrams`, and tells of drops on the way. Answers how many
    /// there were, or minus errno.
    func read(
        _ descriptor: Int32, limit: Int, port: UInt16, into datagrams: inout [ReceivedDatagram],
        drops: inout DropCounter
    ) -> Int {
        var first: UnsafePointer<clinux_received>?
        let count = unsafe Int(clinux_receive(receiver, descriptor, UInt32(min(limit, batchLimit)), &first))
        guard count > 0, let first = unsafe first else { return count }
        datagrams.reserveCapacity(datagrams.count + count)
        for index in 0..<count {
            let one = unsafe first[index]
            if unsafe one.has_drops { unsafe drops.observe(one.drops) }
            let received = unsafe one.has_time ? Timestamp(nanoseconds: one.nanoseconds) : .now
            unsafe datagrams.append(
                ReceivedDatagram(
                    bytes: Array(UnsafeBufferPointer(start: one.bytes, count: Int(one.length))),
                    source: one.source.endpoint,
                    destination: Endpoint(address: one.destination.address, port: port),
                    interfaceIndex: one.interface, received: received, isTruncated: one.is_truncated))
        }
        return count
    }
}
