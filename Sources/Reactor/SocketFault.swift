import Glibc

/// An operation on a descriptor of ours that failed: what, on what, and why.
public struct SocketFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried: `bind`, `connect`, `listen`.
    public let operation: String
    /// On what: `udp 192.0.2.7:162`, a path, a descriptor's number.
    public let target: String
    /// The errno of the failure.
    public let code: Int32

    /// A failure with its errno.
    public init(operation: String, target: String, code: Int32) {
        self.operation = operation
        self.target = target
        self.code = code
    }

    /// `bind udp 0.0.0.0:162: Permission denied`.
    public var description: String { "\(operation) \(target): \(reason)" }

    /// The system's words for the errno.
    public var reason: String { unsafe String(cString: strerror(code)) }

    /// Throws the fault of a call that answers minus errno.
    static func check(
        _ result: Int32, _ operation: String, _ target: @autoclosure () -> String
    ) throws(SocketFault) {
        guard result < 0 else { return }
        throw SocketFault(operation: operation, target: target(), code: -result)
    }
}
