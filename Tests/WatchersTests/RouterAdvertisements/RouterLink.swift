import Foundation
import Glibc
import TestPrograms

/// A link of its own for real routers: a bridge of this host and network namespaces around it, as long as this object lives.
/// This host itself speaks no IPv6 there.
final class RouterLink {
    /// Whether such a link can be made here.
    static let isPossible =
        geteuid() == 0
        && ["dnsmasq", "radvd", "scapy"].allSatisfy(SpawnedProgram.exists) && RouterLink("tocprobe") != nil
    /// Why a test that needs one is skipped.
    static let reason = "needs root, network namespaces, dnsmasq, radvd and scapy"

    /// The bridge, which sees all frames.
    let bridge: String
    private let name: String
    private var namespaces: [String] = []
    private var servers: [SpawnedProgram] = []
    private let folder: URL

    /// Makes the bridge.
    init?(_ name: String) {
        self.name = name
        bridge = "\(name)\(getpid() % 10_000)"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard Self.ip("link", "add", bridge, "type", "bridge", "mcast_snooping", "0") else { return nil }
        silence(bridge)
        Self.ip("link", "set", bridge, "up")
    }

    deinit {
        for server in servers { server.end() }
        for namespace in namespaces { Self.ip("netns", "del", namespace) }
        Self.ip("link", "del", bridge)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Adds a host with this MAC and link-local address, which routes; its interface is called `eth0`.
    func addHost(_ number: Int, mac: String, address: String, global: String) -> Bool {
        let namespace = "\(bridge)n\(number)"
        let port = "\(bridge.suffix(11))p\(number)"
        guard Self.ip("netns", "add", namespace) else { return false }
        namespaces.append(namespace)
        let run = ["netns", "exec", namespace]
        return Self.ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace)
            && Self.ip("link", "set", port, "master", bridge) && silence(port) && Self.ip("link", "set", port, "up")
            && Self.ip("-n", namespace, "link", "set", "eth0", "address", mac)
            && Self.ip(run + ["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"])
            && Self.ip("-n", namespace, "link", "set", "lo", "up")
            && Self.ip("-n", namespace, "link", "set", "eth0", "addrgenmode", "none")
            && Self.ip("-n", namespace, "link", "set", "eth0", "up")
            && Self.ip("-n", namespace, "addr", "add", "\(address)/64", "dev", "eth0", "nodad")
            && Self.ip("-n", namespace, "addr", "add", "\(global)/64", "dev", "eth0", "nodad")
    }

    /// Runs a server in a host's namespace, in the foreground, until it is ended or the link goes.
    @discardableResult
    func run(_ number: Int, _ program: String, _ arguments: String...) throws -> SpawnedProgram {
        let command = ["ip", "netns", "exec", "\(bridge)n\(number)", program] + arguments
        let server = try SpawnedProgram(command)
        servers.append(server)
        return server
    }

    /// Writes a configuration file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// A path in the link's own folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    @discardableResult
    private func silence(_ interface: String) -> Bool {
        (try? "1".write(
            toFile: "/proc/sys/net/ipv6/conf/\(interface)/disable_ipv6", atomically: false, encoding: .utf8)) != nil
    }

    @discardableResult
    private static func ip(_ arguments: String...) -> Bool { ip(arguments) }

    private static func ip(_ arguments: [String]) -> Bool { SpawnedProgram.run(["ip"] + arguments) }
}
