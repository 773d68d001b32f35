import CLinux
import Glibc
public import Model
public import Reactor

/// A UDP socket that only sends, from any address of this host, straight from the caller's thread: what a sender of
/// traps needs, and with `sendmmsg` what a flood needs. Who waits for answers uses Reactor's sockets.
public final class LabSocket: Sendable {
    private let descriptor: Int32
    private let isIPv6: Bool
    /// Where it sends to.
    public let destination: LabDestination

    /// Opens a socket of the destination's family.
    public init(to destination: LabDestination) throws(SocketFault) {
        self.destination = destination
        isIPv6 = destination.endpoint.address.isIPv6
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else {
            throw SocketFault(operation: "open", target: "udp to \(destination.endpoint.text)", code: errno)
        }
    }

    deinit { close(descriptor) }

    /// Sends one datagram, from that address if one is given.
    public func send(_ bytes: [UInt8], from source: IPAddress? = nil) throws(SocketFault) {
        // An empty array may have no address, and the kernel wants one even for no octets.
        let octets = bytes.isEmpty ? [0] : bytes
        let item = LabSocket.item(offset: 0, length: bytes.count, to: destination, from: source)
        while true {
            let result = send(octets, [item], 0..<1)
            if result == 1 { return }
            if result == -Int(EAGAIN) {
                waitForRoom()
                continue
            }
            throw SocketFault(
                operation: "send",
                target: "udp \(source.map { "from \($0.text) " } ?? "")to \(destination.endpoint.text)",
                code: Int32(-result))
        }
    }

    /// Sends the items of a range whose octets lie in `octets`, at most 64: how many, or minus errno of the first.
    func send(_ octets: [UInt8], _ items: [clinux_outgoing], _ range: Range<Int>) -> Int {
        unsafe octets.withUnsafeBufferPointer { octets in
            unsafe items.withUnsafeBufferPointer { items in
                let chosen = unsafe UnsafeBufferPointer(rebasing: items[range])
                return unsafe Int(
                    clinux_send(descriptor, isIPv6, octets.baseAddress, chosen.baseAddress, UInt32(chosen.count)))
            }
        }
    }

    /// Returns when the kernel has room, or after a tenth of a second.
    func waitForRoom() {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe _ = poll(&wanted, 1, 100)
    }

    /// The shim's form of a datagram whose octets are at that offset of the buffer.
    static func item(
        offset: Int, length: Int, to destination: LabDestination, from source: IPAddress?
    ) -> clinux_outgoing {
        clinux_outgoing(
            offset: offset, length: length, interface: 0, pins_source: source != nil,
            destination: endpoint(destination.endpoint),
            source: endpoint(Endpoint(address: source ?? .v4(0), port: 0)))
    }

    private static func endpoint(_ endpoint: Endpoint) -> clinux_endpoint {
        switch endpoint.address {
        case .v4(let word):
            clinux_endpoint(high: 0, low: UInt64(word), scope: 0, port: endpoint.port, is_v6: false)
        case .v6(let high, let low, let scope):
            clinux_endpoint(high: high, low: low, scope: scope, port: endpoint.port, is_v6: true)
        }
    }
}
