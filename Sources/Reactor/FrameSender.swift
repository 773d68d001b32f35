import CLinux
import Glibc

/// Sends whole frames on interfaces through one packet socket. Needs CAP_NET_RAW.
public final class FrameSender {
    private let descriptor: OwnedDescriptor

    /// Opens the socket.
    public init() throws(SocketFault) {
        let number = clinux_frame_socket()
        try SocketFault.check(number, "open", "packet socket")
        descriptor = OwnedDescriptor(number)
    }

    /// Sends one frame from its link-layer header on.
    public func send(_ frame: [UInt8], on interface: String) throws(SocketFault) {
        let index = unsafe if_nametoindex(interface)
        guard index != 0 else { throw SocketFault(operation: "send frame on", target: interface, code: ENODEV) }
        try SocketFault.check(
            unsafe clinux_send_frame(descriptor.number, index, frame, frame.count), "send frame on", interface)
    }
}
