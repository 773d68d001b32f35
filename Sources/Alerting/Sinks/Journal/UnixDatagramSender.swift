import Glibc
import Model
public import Reactor

/// Sends datagrams to a Unix socket by its path, without a connection: the path is looked up each time, so whoever
/// listens there may come late, go away and come back. One descriptor for the life of the process; any thread may send.
public final class UnixDatagramSender: Sendable {
    /// What became of one datagram.
    public enum Outcome: Hashable, Sendable {
        /// The receiver has it.
        case sent
        /// The receiver's queue is full, and stayed so while we waited.
        case full
        /// Nobody listens there now.
        case absent
        /// It cannot be sent at all; the errno.
        case refused(Int32)
    }

    /// The path, or an abstract name with a leading `@`.
    public let path: String
    private let descriptor: Int32
    private let address: [UInt8]

    /// A sender to a path. `patience` is how long a send that may wait does so when the receiver's queue is full;
    /// a millisecond at the least.
    public init(path: String, patience: Duration = .milliseconds(100)) throws(SocketFault) {
        guard let address = UnixDatagramSender.address(of: path) else {
            throw SocketFault(operation: "send to", target: path, code: ENAMETOOLONG)
        }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        self.path = path
        self.address = address
        if descriptor < 0 { throw SocketFault(operation: "socket", target: path, code: errno) }
        let milliseconds = max(1, Int(patience.nanoseconds / 1_000_000))
        var limit = timeval(tv_sec: milliseconds / 1_000, tv_usec: (milliseconds % 1_000) * 1_000)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Sends one datagram. Only a caller on a thread of its own may wait.
    public func send(_ bytes: [UInt8], mayWait: Bool) -> Outcome {
        let flags = Int32(MSG_NOSIGNAL) | (mayWait ? 0 : Int32(MSG_DONTWAIT))
        let sent = unsafe bytes.withUnsafeBytes { payload in
            unsafe address.withUnsafeBytes { address in
                unsafe sendto(
                    descriptor, payload.baseAddress, payload.count, flags,
                    address.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(address.count))
            }
        }
        if sent >= 0 { return .sent }
        switch errno {
        case EAGAIN, ENOBUFS, ENOMEM, EINTR: return .full
        case ENOENT, ECONNREFUSED, ECONNRESET, ENOTDIR: return .absent
        case let code: return .refused(code)
        }
    }

    /// sockaddr_un (unix(7)) as bytes: the family in host order, then the path and its NUL, or a NUL and the abstract
    /// name. nil for a path that does not fit.
    private static func address(of path: String) -> [UInt8]? {
        var name = Array(path.utf8)
        if name.first == UInt8(ascii: "@") { name[0] = 0 } else { name.append(0) }
        guard name.count > 1, name.count <= 108 else { return nil }
        let family = UInt16(AF_UNIX)
        return unsafe withUnsafeBytes(of: family) { unsafe Array($0) } + name
    }
}
