/// What a DHCP message is for (option 53; RFC 2132, section 9.6 and those named).
public enum DHCPv4MessageType: UInt8, Sendable, Hashable, CaseIterable {
    /// A client looks for servers.
    case discover = 1
    /// A server offers an address.
    case offer = 2
    /// A client asks for an address, or to keep the one that it has.
    case request = 3
    /// A client has found its address in use.
    case decline = 4
    /// A server grants.
    case ack = 5
    /// A server refuses.
    case nak = 6
    /// A client gives its address back.
    case release = 7
    /// A client that has an address asks for the rest.
    case inform = 8
    /// A server tells a client to renew (RFC 3203).
    case forceRenew = 9
    /// Lease query and its answers (RFC 4388; RFC 6926; RFC 7724).
    case leaseQuery = 10
    case leaseUnassigned = 11
    case leaseUnknown = 12
    case leaseActive = 13
    case bulkLeaseQuery = 14
    case leaseQueryDone = 15
    case activeLeaseQuery = 16
    case leaseQueryStatus = 17
    case tls = 18

    /// Its name in the standards, e.g. `DHCPOFFER`.
    public var name: String {
        switch self {
        case .discover: "DHCPDISCOVER"
        case .offer: "DHCPOFFER"
        case .request: "DHCPREQUEST"
        case .decline: "DHCPDECLINE"
        case .ack: "DHCPACK"
        case .nak: "DHCPNAK"
        case .release: "DHCPRELEASE"
        case .inform: "DHCPINFORM"
        case .forceRenew: "DHCPFORCERENEW"
        case .leaseQuery: "DHCPLEASEQUERY"
        case .leaseUnassigned: "DHCPLEASEUNASSIGNED"
        case .leaseUnknown: "DHCPLEASEUNKNOWN"
        case .leaseActive: "DHCPLEASEACTIVE"
        case .bulkLeaseQuery: "DHCPBULKLEASEQUERY"
        case .leaseQueryDone: "DHCPLEASEQUERYDONE"
        case .activeLeaseQuery: "DHCPACTIVELEASEQUERY"
        case .leaseQueryStatus: "DHCPLEASEQUERYSTATUS"
        case .tls: "DHCPTLS"
        }
    }
}
