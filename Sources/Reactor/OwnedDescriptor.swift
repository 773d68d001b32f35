import Glibc

/// A descriptor that is closed when its last holder lets go. The cancel handlers of the Dispatch sources on it hold it,
/// so its number is never closed, and never given to another file, while libdispatch still watches it.
final class OwnedDescriptor: Sendable {
    /// The descriptor's number.
    let number: Int32

    /// Takes over a descriptor.
    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Makes it non-blocking and lets no program inherit that we start.
    func prepare() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// An integer option, or nil where the descriptor has none such.
    func option(_ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(number, level, name, &value, &length) == 0 ? value : nil
    }

    /// Sets an integer option: 0 or minus errno.
    @discardableResult
    func setOption(_ level: Int32, _ name: Int32, _ value: Int32) -> Int32 {
        var value = value
        return unsafe setsockopt(number, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 ? 0 : -errno
    }
}
