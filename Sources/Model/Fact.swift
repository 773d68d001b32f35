/// A typed value that one watcher publishes and any other may read, so that they help each other without importing
/// each other. A fact holds until it is published again with the same key or withdrawn.
public enum Fact: Hashable, Sendable {
    /// Where a MAC address was learned: the switch and its port, from a bridge table.
    case portOfMAC(MACAddress, device: String, port: String)
    /// Whether this host's own clock can be believed, and by how much it may be wrong.
    case clock(trusted: Bool, boundSeconds: Double)
    /// The state of one interface, by whoever saw it last.
    case interface(device: String, index: UInt32, name: String?, isUp: Bool)
    /// What a host does on a link, and what it tells others there: one host that does several such things is one incident.
    case linkRole(MACAddress, LinkRole, address: IPAddress?, interface: String, isListed: Bool, says: String)
    /// A trap said that this interface has changed: whoever polls the device should ask at once.
    case interfaceChanged(device: String, index: UInt32)
    /// The interfaces of a polled device whose going down is an alert, by ifIndex; of all its others it is for the record.
    case watchedInterfaces(device: String, indices: Set<UInt32>)
    /// Whether a switch guards its ports against rogue DHCP servers (DHCP snooping), and the ports that it trusts.
    case dhcpSnooping(device: String, isOn: Bool, trustedPorts: [String])
    /// A DHCP server hands out these time servers (DHCPv4 option 42, DHCPv6 options 31 and 56).
    case offeredTimeServers(server: IPAddress, addresses: [IPAddress])

    /// What a newer fact must share with an older one to replace it.
    public var key: FactKey {
        switch self {
        case .portOfMAC(let mac, _, _): .portOfMAC(mac)
        case .clock: .clock
        case .interface(let device, let index, _, _): .interface(device: device, index: index)
        case .linkRole(let mac, let role, _, _, _, _): .linkRole(mac, role)
        case .interfaceChanged(let device, let index): .interfaceChanged(device: device, index: index)
        case .watchedInterfaces(let device, _): .watchedInterfaces(device: device)
        case .dhcpSnooping(let device, _, _): .dhcpSnooping(device: device)
        case .offeredTimeServers(let server, _): .offeredTimeServers(server: server)
        }
    }
}

/// The name of a fact without its value.
public enum FactKey: Hashable, Sendable {
    case portOfMAC(MACAddress)
    case clock
    case interface(device: String, index: UInt32)
    case linkRole(MACAddress, LinkRole)
    case interfaceChanged(device: String, index: UInt32)
    case watchedInterfaces(device: String)
    case dhcpSnooping(device: String)
    case offeredTimeServers(server: IPAddress)
}

/// What only some hosts of a link should do.
public enum LinkRole: String, Hashable, Sendable, CaseIterable {
    /// Answers DHCP clients.
    case dhcpServer = "dhcp-server"
    /// Answers DHCPv6 clients.
    case dhcpv6Server = "dhcpv6-server"
    /// Advertises itself as an IPv6 router.
    case router

    /// The rest of a sentence about a host: "answers DHCP clients".
    public var phrase: String {
        switch self {
        case .dhcpServer: "answers DHCP clients"
        case .dhcpv6Server: "answers DHCPv6 clients"
        case .router: "advertises itself as an IPv6 router"
        }
    }
}
