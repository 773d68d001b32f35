import CSystemd
import Glibc

/// The sockets that systemd opened before it started us (sd_listen_fds(3)).
public enum SocketActivation {
    /// One of them.
    public struct Handed: Hashable, Sendable {
        /// The descriptor, not inherited by what we start; whoever takes it closes it.
        public let descriptor: Int32
        /// FileDescriptorName= of its unit; `unknown` where the manager gave none.
        public let name: String

        /// A descriptor with its name.
        public init(descriptor: Int32, name: String) {
            self.descriptor = descriptor
            self.name = name
        }
    }

    /// Takes what was handed over; empty when nothing was, or when it was meant for another process. To be called
    /// once, before there is a second thread: it removes LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES from the
    /// environment, so that no program that we start believes they are its own.
    public static func take() -> [Handed] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = unsafe sd_listen_fds_with_names(1, &names)
        defer {
            if let names = unsafe names {
                for index in 0..<Int(max(0, count)) { unsafe free(names[index]) }
                unsafe free(names)
            }
        }
        guard count > 0 else { return [] }
        return (0..<count).map { index in
            let name = unsafe names?[Int(index)].map { unsafe String(cString: $0) }
            return Handed(descriptor: SD_LISTEN_FDS_START + index, name: name ?? "unknown")
        }
    }
}
