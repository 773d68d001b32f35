import CLinux
import Glibc
import Model
import Reactor

/// The socket of many agents with the buffers that it is read into, straight from the thread that answers.
@safe final class AgentSocket {
    /// The port that it is bound to.
    let port: UInt16
    private let descriptor: Int32
    private let isIPv6: Bool
    private let receiver: OpaquePointer
    /// How many datagrams one read gives at most.
    private static let batch: UInt32 = 128

    /// Binds a socket.
    init(binding endpoint: Endpoint) throws(SocketFault) {
        isIPv6 = endpoint.address.isIPv6
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard number >= 0 else {
            throw SocketFault(operation: "open", target: "udp \(endpoint.text)", code: errno)
        }
        guard let receiver = unsafe clinux_receiver_create(AgentSocket.batch, 65_535) else {
            preconditionFailure("no memory for \(AgentSocket.batch) buffers")
        }
        descriptor = number
        unsafe self.receiver = receiver
        var local = clinux_endpoint(lab: endpoint)
        AgentSocket.enlarge(number)
        let bound = unsafe clinux_bind(number, &local)
        let asked = clinux_ask_for_details(number, isIPv6)
        unsafe _ = clinux_local_endpoint(number, &local)
        port = local.port
        if min(bound, asked) < 0 {
            throw SocketFault(operation: "bind", target: "udp \(endpoint.text)", code: -min(bound, asked))
        }
    }

    deinit {
        close(descriptor)
        unsafe clinux_receiver_free(receiver)
    }

    /// Reads what is there; how many datagrams, or minus errno. They are valid until the next read.
    @unsafe func receive(_ first: inout UnsafePointer<clinux_received>?) -> Int {
        unsafe Int(clinux_receive(receiver, descriptor, AgentSocket.batch, &first))
    }

    /// Sends at most 64 datagrams whose octets lie in `octets`; how many, or minus errno of the first.
    @unsafe func send(_ octets: UnsafeBufferPointer<UInt8>, _ items: UnsafeBufferPointer<clinux_outgoing>) -> Int {
        unsafe Int(clinux_send(descriptor, isIPv6, octets.baseAddress, items.baseAddress, UInt32(items.count)))
    }

    /// Returns when something has come, or after that time.
    func wait(milliseconds: Int32) {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        unsafe _ = poll(&wanted, 1, milliseconds)
    }

    /// Asks for large buffers; without privilege the kernel gives what it may.
    private static func enlarge(_ descriptor: Int32) {
        var bytes: Int32 = 16 << 20
        let size = socklen_t(MemoryLayout<Int32>.size)
        for (forced, plain) in [(SO_RCVBUFFORCE, SO_RCVBUF), (SO_SNDBUFFORCE, SO_SNDBUF)] {
            if unsafe setsockopt(descriptor, SOL_SOCKET, forced, &bytes, size) != 0 {
                unsafe _ = setsockopt(descriptor, SOL_SOCKET, plain, &bytes, size)
            }
        }
    }
}

extension clinux_endpoint {
    /// The shim's form of an address and port.
    init(lab endpoint: Endpoint) {
        switch endpoint.address {
        case .v4(let word): self.init(high: 0, low: UInt64(word), scope: 0, port: endpoint.port, is_v6: false)
        case .v6(let high, let low, let scope):
            self.init(high: high, low: low, scope: scope, port: endpoint.port, is_v6: true)
        }
    }
}
