import CLinux
import Glibc

/// Who is at the other end of a unix socket, as the kernel knows it: of the moment of connecting.
public struct PeerCredentials: Sendable, Hashable {
    /// The effective user.
    public var user: UInt32
    /// The effective group.
    public var group: UInt32
    /// The supplementary groups.
    public var groups: [UInt32]
    /// The process; 0 when it is of another PID namespace.
    public var process: Int32

    /// Credentials as the kernel or a test tells them.
    public init(user: UInt32, group: UInt32, groups: [UInt32] = [], process: Int32) {
        self.user = user
        self.group = group
        self.groups = groups
        self.process = process
    }

    /// Whether the peer is of a group, by its own or a supplementary one.
    public func isMember(of group: UInt32) -> Bool { self.group == group || groups.contains(group) }

    /// Asks the kernel about a connected socket's peer.
    init(ofPeer descriptor: Int32) throws(SocketFault) {
        var user: uid_t = 0
        var group: gid_t = 0
        var process: pid_t = 0
        try SocketFault.check(
            unsafe clinux_peer_credentials(descriptor, &user, &group, &process), "read the peer of",
            "descriptor \(descriptor)")
        var groups: [gid_t] = []
        var count = clinux_peer_groups(descriptor, nil, 0)
        // The number cannot change: the kernel keeps the credentials of the moment of connecting.
        if count > 0 {
            groups = [gid_t](repeating: 0, count: Int(count))
            count = unsafe clinux_peer_groups(descriptor, &groups, count)
        }
        try SocketFault.check(count, "read the peer's groups of", "descriptor \(descriptor)")
        self.init(user: user, group: group, groups: groups, process: process)
    }
}
