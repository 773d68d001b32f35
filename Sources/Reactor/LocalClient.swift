import CLinux
import Glibc
import Model

/// The command's end of the control socket: it connects, sends lines and reads lines, and waits for each with a limit.
/// Blocking, so not for a queue or an actor of the daemon.
public final class LocalClient {
    /// The socket's path.
    public let path: String
    private let descriptor: OwnedDescriptor
    private var lines: LineBuffer

    /// Connects. A daemon that is not there is ENOENT or ECONNREFUSED; one whose queue of new connections stays full for
    /// the whole timeout is ETIMEDOUT.
    public init(path: String, timeout: Duration = .seconds(5), lineLimit: Int = 64 << 20) throws(SocketFault) {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw SocketFault(operation: "open", target: path, code: errno) }
        descriptor = OwnedDescriptor(number)
        self.path = path
        lines = LineBuffer(limit: lineLimit)
        try SocketFault.check(
            clinux_limit_sending(number, max(1, timeout.nanoseconds / 1_000)), "limit the sending to", path)
        let result = unsafe clinux_local_connect(number, path)
        try SocketFault.check(result == -EAGAIN ? -ETIMEDOUT : result, "connect", path)
    }

    /// Sends a line, to which a newline is added.
    public func send(_ line: some Sequence<UInt8>) throws(SocketFault) {
        let octets = Array(line) + [UInt8(ascii: "\n")]
        var sent = 0
        while sent < octets.count {
            let count = unsafe octets.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe Glibc.send(descriptor.number, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw SocketFault(operation: "write", target: path, code: errno == EAGAIN ? ETIMEDOUT : errno)
            }
        }
    }

    /// Says that no more lines will be sent.
    public func endSending() { _ = shutdown(descriptor.number, Int32(SHUT_WR)) }

    /// The next line without its newline; nil when the daemon has closed the connection. A nil timeout waits for ever.
    public func receiveLine(timeout: Duration? = .seconds(30)) throws(SocketFault) -> [UInt8]? {
        let deadline = timeout.map { MonotonicTime.now + $0 }
        while true {
            if let line = lines.takeLine() { return line }
            if lines.isTooLong { throw SocketFault(operation: "read a line from", target: path, code: EMSGSIZE) }
            try wait(until: deadline)
            let count = unsafe lines.fill { room in
                unsafe recv(descriptor.number, room.baseAddress, room.count, 0)
            }
            if count == 0 { return nil }
            if count < 0, -count != Int(EINTR) {
                throw SocketFault(operation: "read", target: path, code: Int32(-count))
            }
        }
    }

    private func wait(until deadline: MonotonicTime?) throws(SocketFault) {
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = (deadline - .now).nanoseconds
                guard left > 0 else { throw SocketFault(operation: "read", target: path, code: ETIMEDOUT) }
                milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
            }
            var watched = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&watched, 1, milliseconds)
            if count > 0 { return }
            if count < 0, errno != EINTR { throw SocketFault(operation: "read", target: path, code: errno) }
        }
    }
}
