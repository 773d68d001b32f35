import Glibc

/// A Unix datagram socket that a test binds where the service manager would, and what arrives there.
final class NotifySocket {
    let path: String
    private let descriptor: Int32

    /// A path of its own, at which nobody listens yet.
    static func freshPath() -> String {
        var template = Array("/tmp/tocsin-test-XXXXXX".utf8CString)
        _ = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { start in unsafe mkdtemp(start) }
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/socket"
    }

    /// Listens at a path; nil where that cannot be.
    init?(path: String = NotifySocket.freshPath()) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = UInt16(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard bound == 0 else { return nil }
    }

    deinit {
        close(descriptor)
        _ = unsafe unlink(path)
    }

    /// The next datagram; it waits for one up to ten seconds. Empty when none came.
    func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 100_000)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
}
