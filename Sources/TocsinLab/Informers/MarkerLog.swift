import Glibc
public import Reactor
import Synchronization

/// A file that gets one line for each acknowledged inform, written when the acknowledgment has come, so that whoever kills
/// the receiver knows what it had promised.
public final class MarkerLog: Sendable {
    /// The file.
    public let path: String
    private let descriptor: Int32
    private let lost = Mutex<Int>(0)

    /// Makes the file anew.
    public init(path: String) throws(SocketFault) {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SocketFault(operation: "create", target: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// How many lines could not be written.
    public var lostLines: Int { lost.withLock { $0 } }

    /// Adds a line in one write, which no other thread's line can split.
    public func append(_ marker: String) {
        let line = Array("\(marker)\n".utf8)
        let written = unsafe write(descriptor, line, line.count)
        if written != line.count { lost.withLock { $0 += 1 } }
    }
}
