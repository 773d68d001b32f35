import CLinux
import Dispatch
import Glibc

/// Tells when network interfaces or their addresses change, by rtnetlink: not what, for the table of interfaces says that
/// better. It belongs to the actor of its executor.
public final class InterfaceMonitor {
    private var source: (any DispatchSourceRead)?

    /// Calls the handler on the executor's queue after changes; those that come together are one call.
    public init(executor: QueueExecutor, handler: @escaping () -> Void) throws(SocketFault) {
        let number = clinux_interface_events()
        try SocketFault.check(number, "open", "rtnetlink socket")
        let descriptor = OwnedDescriptor(number)
        let source = DispatchSource.makeReadSource(fileDescriptor: number, queue: executor.queue)
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        source.setEventHandler {
            // What the messages say is not looked at, nor that some were lost (ENOBUFS).
            var buffer = [UInt8](repeating: 0, count: 16_384)
            while unsafe recv(number, &buffer, buffer.count, 0) > 0 || errno == ENOBUFS || errno == EINTR {}
            handler()
        }
        self.source = source
        source.resume()
    }

    deinit { cancel() }

    /// Tells nothing any more.
    public func cancel() {
        source?.cancel()
        source = nil
    }
}
