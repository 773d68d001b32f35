import CLinux
import Glibc
public import Model

/// A datagram of ours that the network could not deliver, as an ICMP error or the kernel itself tells it.
public struct UndeliveredDatagram: Sendable, Hashable {
    /// Where it was to go.
    public var destination: Endpoint
    /// Why not: ECONNREFUSED where nobody listens at the port, EHOSTUNREACH, ENETUNREACH, EACCES.
    public var code: Int32
    /// How much of its payload came back; a router may quote none of it.
    public var quoted: [UInt8]

    /// A datagram that was not delivered.
    public init(destination: Endpoint, code: Int32, quoted: [UInt8]) {
        self.destination = destination
        self.code = code
        self.quoted = quoted
    }

    /// Reads a socket's queue of errors to its end, at most so many.
    static func take(_ descriptor: Int32, limit: Int = 1_024) -> [UndeliveredDatagram] {
        var all: [UndeliveredDatagram] = []
        // RFC 1812, section 4.3.2.3: a router quotes as much as fits in 576 octets.
        var room = [UInt8](repeating: 0, count: 576)
        var error = clinux_undelivered()
        while all.count < limit, unsafe clinux_take_error(descriptor, &room, room.count, &error) == 0 {
            all.append(
                UndeliveredDatagram(
                    destination: error.destination.endpoint, code: error.code, quoted: Array(room[..<error.length])))
        }
        return all
    }
}
