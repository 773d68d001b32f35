/// The number of a DHCP option (RFC 2132 and those named).
public struct DHCPv4OptionCode: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The number.
    public let rawValue: UInt8

    /// A code by its number.
    @inlinable
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A code by its number.
    @inlinable
    public init(integerLiteral value: UInt8) { rawValue = value }

    /// Subnet mask.
    @inlinable public static var subnetMask: Self { 1 }
    /// Routers, the preferred first.
    @inlinable public static var routers: Self { 3 }
    /// Domain name servers.
    @inlinable public static var domainNameServers: Self { 6 }
    /// Host name.
    @inlinable public static var hostName: Self { 12 }
    /// Domain name.
    @inlinable public static var domainName: Self { 15 }
    /// NTP servers.
    @inlinable public static var ntpServers: Self { 42 }
    /// Vendor-specific information; PXE's discovery control lives here.
    @inlinable public static var vendorSpecific: Self { 43 }
    /// Requested IP address.
    @inlinable public static var requestedAddress: Self { 50 }
    /// Lease time.
    @inlinable public static var leaseTime: Self { 51 }
    /// Option overload.
    @inlinable public static var overload: Self { 52 }
    /// Message type.
    @inlinable public static var messageType: Self { 53 }
    /// Server identifier.
    @inlinable public static var serverIdentifier: Self { 54 }
    /// Parameter request list.
    @inlinable public static var parameterRequestList: Self { 55 }
    /// A message for people, in a NAK.
    @inlinable public static var message: Self { 56 }
    /// Maximum message size.
    @inlinable public static var maximumMessageSize: Self { 57 }
    /// Renewal time, T1.
    @inlinable public static var renewalTime: Self { 58 }
    /// Rebinding time, T2.
    @inlinable public static var rebindingTime: Self { 59 }
    /// Vendor class identifier.
    @inlinable public static var vendorClass: Self { 60 }
    /// Client identifier.
    @inlinable public static var clientIdentifier: Self { 61 }
    /// TFTP server name.
    @inlinable public static var tftpServerName: Self { 66 }
    /// Boot file name.
    @inlinable public static var bootFileName: Self { 67 }
    /// Rapid commit (RFC 4039).
    @inlinable public static var rapidCommit: Self { 80 }
    /// Relay agent information (RFC 3046).
    @inlinable public static var relayAgent: Self { 82 }
    /// PXE client system architecture (RFC 4578).
    @inlinable public static var clientArchitecture: Self { 93 }
    /// PXE client network interface (RFC 4578).
    @inlinable public static var clientInterface: Self { 94 }
    /// PXE client machine identifier (RFC 4578).
    @inlinable public static var clientMachine: Self { 97 }
    /// Captive portal (RFC 8910).
    @inlinable public static var captivePortal: Self { 114 }
    /// Domain search list (RFC 3397).
    @inlinable public static var domainSearch: Self { 119 }
    /// Classless static routes (RFC 3442).
    @inlinable public static var classlessRoutes: Self { 121 }
    /// Classless static routes by the number that Windows used before.
    @inlinable public static var classlessRoutesMicrosoft: Self { 249 }
    /// Web proxy auto-discovery: the URL of the proxy's script.
    @inlinable public static var webProxy: Self { 252 }
}
