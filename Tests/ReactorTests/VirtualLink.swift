import Foundation
import Glibc
import TestPrograms

/// Two network interfaces of this host that are the two ends of a cable, as long as this object lives. Nothing but a test
/// speaks on them: IPv6 is off, and they have no addresses.
final class VirtualLink: Sendable {
    /// Whether such a link can be made here.
    static let isPossible = geteuid() == 0 && VirtualLink(check: ()) != nil
    /// Why a test that needs one is skipped.
    static let reason = "needs root and virtual interfaces (ip link add … type veth)"

    /// One end.
    let near: String
    /// The other end.
    let far: String

    /// Makes the two ends, up.
    init?(_ name: String) {
        near = "\(name)a"
        far = "\(name)b"
        guard Self.ip("link", "add", near, "type", "veth", "peer", "name", far) else { return nil }
        for end in [near, far] {
            try? "1".write(
                toFile: "/proc/sys/net/ipv6/conf/\(end)/disable_ipv6", atomically: false, encoding: .utf8)
            Self.ip("link", "set", end, "up")
        }
    }

    private convenience init?(check: Void) { self.init("tcheck\(getpid() % 10_000)") }

    deinit { Self.ip("link", "del", near) }

    /// Runs ip(8); whether it succeeded.
    @discardableResult
    static func ip(_ arguments: String...) -> Bool { SpawnedProgram.run(["ip"] + arguments) }
}
