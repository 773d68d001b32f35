import Model
import Wire

/// What `dhcp:` decodes to.
public struct DHCPConfiguration: Sendable {
    /// The interfaces to listen on.
    public var interfaces: [String]
    /// Whether frames for others are wanted, too.
    public var isPromiscuous = true
    /// The servers that may answer. None: the watcher learns them.
    var servers: [ListedDHCPServer] = []
    /// The relay agents that may hand on answers; none: any.
    var relays: [IPAddress] = []
    /// The proxyDHCP servers that may tell PXE clients what to boot.
    var pxeServers: [IPAddress] = []
    /// How often servers are asked; nil only listens.
    public var probeInterval: Duration? = .seconds(60)
    /// Questions that are not asked.
    var unasked: Set<DHCPQuestion.Form> = []
    /// How long what answers is learned where no servers are listed.
    public var learningPeriod: Duration = .seconds(600)
    /// How long a host must not have been heard for its alert to be over.
    public var quiet: Duration = .seconds(600)
    /// What is too much of clients; nil does not judge it.
    var starvation: StarvationLimits? = StarvationLimits()
    /// The list of makers of network cards; nil for none.
    public var vendorsPath: String? = MACVendors.usualPath
    /// Whether there is no network to learn from. A replay never learns: only what is wrong by itself is reported.
    var isReplay = false
    /// The seed of xids and jitter; nil for the system's.
    var seed: UInt64?

    /// Listens on these interfaces and learns.
    public init(interfaces: [String]) { self.interfaces = interfaces }
}

/// A server that may answer, and what it should say.
struct ListedDHCPServer: Sendable, Hashable {
    /// Its addresses: any of them may be its option 54 or the source of its packets.
    var addresses: [IPAddress] = []
    /// Its DUIDs.
    var duids: [DUID] = []
    /// Its MAC addresses; none: any.
    var macs: [MACAddress] = []
    /// Whether an address of VRRP, HSRP or GLBP is as good as one of its own.
    var allowsVirtualMAC = true
    /// Servers that answer the same clients (failover).
    var failover: [IPAddress] = []
    /// The interface that it is to be seen on; nil: any.
    var interface: String?
    /// What it should say.
    var expected = DHCPExpectation()

    /// What it is called: its first address, else its first DUID.
    var name: String { addresses.first?.text ?? duids.first.map { "DUID \($0.text)" } ?? "?" }

    /// Whether a MAC address may be its own.
    func allows(_ mac: MACAddress?) -> Bool {
        guard let mac, !macs.isEmpty else { return true }
        return macs.contains(mac) || (allowsVirtualMAC && VirtualMAC(mac) != nil)
    }

    /// Whether two listed servers may answer the same client.
    func isPeer(of other: ListedDHCPServer) -> Bool {
        failover.contains { other.addresses.contains($0) } || other.failover.contains { addresses.contains($0) }
    }
}

/// What is too much of clients on one link.
struct StarvationLimits: Sendable, Hashable {
    /// New clients in a minute.
    var clients = 50
    /// Requests in the same minute.
    var requests = 75
    /// New clients in an hour that nothing explains.
    var clientsPerHour = 100
}
