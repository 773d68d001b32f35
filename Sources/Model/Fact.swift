/// A typed value that one watcher publishes and any other may read, so that they help each other without importing
/// each other. A fact holds until it is published again with the same key or withdrawn.
public enum Fact: Hashable, Sendable {
    /// Where a MAC address was learned: the switch and its port, from a bridge table.
    case portOfMAC(MACAddress, device: String, port: String)
    /// Whether this host's own clock can be believed, and by how much it may be wrong.
    case clock(trusted: Bool, boundSeconds: Double)
    /// The state of one interface, by whoever saw it last.
    case interface(device: String, index: UInt32, name: String?, isUp: Bool)
    /// A trap said that this interface has changed: whoever polls the device should ask at once.
    case interfaceChanged(device: String, index: UInt32)
    /// A DHCP server hands out these time servers (DHCPv4 option 42, DHCPv6 options 31 and 56).
    case offeredTimeServers(server: IPAddress, addresses: [IPAddress])

    /// What a newer fact must share with an older one to replace it.
    public var key: FactKey {
        switch self {
        case .portOfMAC(let mac, _, _): .portOfMAC(mac)
        case .clock: .clock
        case .interface(let device, let index, _, _): .interface(device: device, index: index)
        case .interfaceChanged(let device, let index): .interfaceChanged(device: device, index: index)
        case .offeredTimeServers(let server, _): .offeredTimeServers(server: server)
        }
    }
}

/// The name of a fact without its value.
public enum FactKey: Hashable, Sendable {
    case portOfMAC(MACAddress)
    case clock
    case interface(device: String, index: UInt32)
    case interfaceChanged(device: String, index: UInt32)
    case offeredTimeServers(server: IPAddress)
}
