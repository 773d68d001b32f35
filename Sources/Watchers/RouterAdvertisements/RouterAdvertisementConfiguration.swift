import Model
import Wire

/// What `router_advertisements:` decodes to.
public struct RouterAdvertisementConfiguration: Sendable {
    /// The interfaces to listen on.
    public var interfaces: [String]
    /// Whether frames for others are wanted, too.
    public var isPromiscuous = true
    /// The routers that may advertise. None: the watcher learns them.
    var routers: [ListedRouter] = []
    /// How often routers are asked; nil only listens.
    public var probeInterval: Duration? = .seconds(60)
    /// How long what is seen is learned where no routers are listed.
    public var learningPeriod: Duration = .seconds(600)
    /// How many advertisements in ten seconds on one link are a flood.
    public var floodLimit = 100
    /// The list of makers of network cards; nil for none.
    public var vendorsPath: String? = MACVendors.usualPath
    /// Whether there is a network to learn from. A replay never learns: only what is wrong by itself is reported.
    var isReplay = false
    /// The seed of the jitter; nil for the system's.
    var seed: UInt64?

    /// Listens on these interfaces and learns.
    public init(interfaces: [String]) { self.interfaces = interfaces }
}

/// A router that may advertise, and what it should say. What is nil is not judged.
struct ListedRouter: Sendable, Hashable {
    /// Its link-local address, without a scope.
    var address: IPAddress
    /// Its MAC addresses; none: any.
    var macs: [MACAddress] = []
    /// The interface that it is to be seen on; nil: any.
    var interface: String?
    /// The prefixes that it may advertise.
    var prefixes: [Network]?
    /// The DNS servers that it may advertise.
    var dns: [IPAddress]?
    /// Whether it says M: addresses by DHCPv6.
    var isManaged: Bool?
    /// Whether it says O: other settings by DHCPv6.
    var isOther: Bool?
    /// How much it may want to be preferred.
    var preference: RouterAdvertisement.Preference?

    /// Whether a MAC address is one of its own, or one that routers share.
    func allows(_ mac: MACAddress?) -> Bool {
        guard let mac, !macs.isEmpty else { return true }
        if macs.contains(mac) { return true }
        if case .vrrp6 = VirtualMAC(mac) { return true }
        if case .hsrp6 = VirtualMAC(mac) { return true }
        return false
    }
}
