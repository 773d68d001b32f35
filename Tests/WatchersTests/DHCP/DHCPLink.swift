import Foundation
import Glibc
import TestPrograms

/// Links of their own for real DHCP servers, clients and relay agents: bridges of this host and network namespaces around
/// them, as long as this object lives.
final class DHCPLink {
    /// Whether such links can be made here.
    static let isPossible =
        geteuid() == 0
        && ["dnsmasq", "dhcpd", "kea-dhcp4", "dhcrelay", "dhclient", "scapy"].allSatisfy(SpawnedProgram.exists)
        && DHCPLink("tdprobe") != nil
    /// Why a test that needs one is skipped.
    static let reason = "needs root, network namespaces, dnsmasq, dhcpd, kea-dhcp4, dhcrelay, dhclient and scapy"

    /// The bridge, which sees all frames.
    let bridge: String
    private var bridges: [String] = []
    private var namespaces: [String] = []
    private var programs: [SpawnedProgram] = []
    private let folder: URL

    /// Makes the bridge, with a link-local address from which DHCPv6 is asked.
    init?(_ name: String) {
        bridge = "\(name)\(getpid() % 10_000)"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard addBridge(bridge) else { return nil }
        Self.ip("addr", "add", "fe80::aa/64", "dev", bridge, "nodad")
    }

    deinit {
        for program in programs { program.end(SIGKILL) }
        for namespace in namespaces { Self.ip("netns", "del", namespace) }
        for bridge in bridges { Self.ip("link", "del", bridge) }
        try? FileManager.default.removeItem(at: folder)
    }

    /// Makes a further bridge.
    @discardableResult
    func addBridge(_ name: String) -> Bool {
        guard Self.ip("link", "add", name, "type", "bridge", "mcast_snooping", "0") else { return false }
        bridges.append(name)
        return Self.ip("link", "set", name, "addrgenmode", "none") && Self.ip("link", "set", name, "up")
    }

    /// Adds a host with an interface on a bridge; without a bridge that of this link.
    func add(_ host: String, interface: String = "eth0", on other: String? = nil, mac: String, addresses: String...)
        -> Bool
    {
        let namespace = "\(bridge)\(host)"
        let port = "\(bridge.suffix(8))\(host)\(interface.suffix(1))"
        if !namespaces.contains(namespace) {
            guard Self.ip("netns", "add", namespace) else { return false }
            namespaces.append(namespace)
            Self.ip("-n", namespace, "link", "set", "lo", "up")
            Self.ip("netns", "exec", namespace, "sysctl", "-qw", "net.ipv4.ip_forward=1")
        }
        guard
            Self.ip("link", "add", port, "type", "veth", "peer", "name", interface, "netns", namespace),
            Self.ip("link", "set", port, "master", other ?? bridge), Self.ip("link", "set", port, "up"),
            Self.ip("-n", namespace, "link", "set", interface, "address", mac),
            Self.ip("-n", namespace, "link", "set", interface, "addrgenmode", "none"),
            Self.ip("-n", namespace, "link", "set", interface, "up")
        else { return false }
        return addresses.allSatisfy { address in
            Self.ip(
                ["-n", namespace, "addr", "add", address, "dev", interface] + (address.contains(":") ? ["nodad"] : []))
        }
    }

    /// Adds a route to a host.
    func route(_ host: String, _ destination: String, via router: String) -> Bool {
        Self.ip("-n", "\(bridge)\(host)", "route", "add", destination, "via", router)
    }

    /// Runs a program in a host's namespace, in the foreground, until it is stopped or the link goes.
    @discardableResult
    func run(_ host: String, _ program: String, _ arguments: [String]) throws -> SpawnedProgram {
        let command = ["ip", "netns", "exec", "\(bridge)\(host)", program] + arguments
        let environment = ["KEA_LOCKFILE_DIR=none", "KEA_PIDFILE_DIR=\(folder.path)"]
        let started = try SpawnedProgram(command, environment + [SpawnedProgram.path])
        programs.append(started)
        return started
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String = "") throws -> String {
        let file = folder.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    /// Runs dnsmasq that gives `10.77.0.FIRST` and the 9 after it.
    @discardableResult
    func dnsmasq(_ host: String, _ more: String...) throws -> SpawnedProgram {
        try run(
            host, "dnsmasq",
            [
                "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--interface=eth0", "--bind-interfaces",
                "--dhcp-authoritative", "--no-ping", "--user=root", "--leasefile-ro",
                "--pid-file=\(try file("\(host).pid"))",
            ] + more)
    }

    /// Runs ISC dhcpd with this configuration.
    @discardableResult
    func dhcpd(_ host: String, _ configuration: String, interface: String = "eth0") throws -> SpawnedProgram {
        try run(
            host, "dhcpd",
            [
                "-f", "-q", "-4", "-cf", try file("\(host).conf", configuration), "-lf", try file("\(host).leases"),
                "--no-pid", interface,
            ])
    }

    /// Runs Kea with this subnet.
    @discardableResult
    func kea(_ host: String, subnet: String) throws -> SpawnedProgram {
        let configuration = """
            { "Dhcp4": { "interfaces-config": { "interfaces": ["eth0"], "dhcp-socket-type": "raw" },
              "lease-database": { "type": "memfile", "persist": false }, "authoritative": true,
              "valid-lifetime": 3600, "subnet4": [\(subnet)] } }
            """
        return try run(host, "kea-dhcp4", ["-c", try file("\(host).json", configuration)])
    }

    /// Runs ISC dhclient once.
    func dhclient(_ host: String) throws -> SpawnedProgram {
        try run(
            host, "dhclient",
            [
                "-4", "-d", "-1", "-sf", "/bin/true", "-lf", try file("\(host).leases"), "-pf", try file("\(host).pid"),
                "eth0",
            ])
    }

    @discardableResult
    private static func ip(_ arguments: String...) -> Bool { ip(arguments) }

    private static func ip(_ arguments: [String]) -> Bool { SpawnedProgram.run(["ip"] + arguments) }
}
