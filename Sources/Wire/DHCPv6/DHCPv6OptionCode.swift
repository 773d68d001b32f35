/// The number of a DHCPv6 option (RFC 8415, section 21 and those named).
public struct DHCPv6OptionCode: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The number.
    public let rawValue: UInt16

    /// A code by its number.
    @inlinable
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A code by its number.
    @inlinable
    public init(integerLiteral value: UInt16) { rawValue = value }

    /// The client's DUID.
    @inlinable public static var clientIdentifier: Self { 1 }
    /// The server's DUID.
    @inlinable public static var serverIdentifier: Self { 2 }
    /// An identity association for addresses that stay.
    @inlinable public static var nonTemporaryAddresses: Self { 3 }
    /// An identity association for temporary addresses.
    @inlinable public static var temporaryAddresses: Self { 4 }
    /// An address within an association.
    @inlinable public static var address: Self { 5 }
    /// The options that are asked for.
    @inlinable public static var optionRequest: Self { 6 }
    /// How much the server wants to be chosen.
    @inlinable public static var preference: Self { 7 }
    /// How long the client has been at it, in hundredths of a second.
    @inlinable public static var elapsedTime: Self { 8 }
    /// The message that a relay agent hands on.
    @inlinable public static var relayMessage: Self { 9 }
    /// A status code and its text.
    @inlinable public static var statusCode: Self { 13 }
    /// The client takes a REPLY to its SOLICIT.
    @inlinable public static var rapidCommit: Self { 14 }
    /// The interface that a relay agent took the message in on.
    @inlinable public static var interfaceIdentifier: Self { 18 }
    /// DNS servers (RFC 3646).
    @inlinable public static var domainNameServers: Self { 23 }
    /// Domain search list (RFC 3646).
    @inlinable public static var domainSearch: Self { 24 }
    /// An identity association for prefixes.
    @inlinable public static var prefixDelegation: Self { 25 }
    /// A prefix within an association.
    @inlinable public static var prefix: Self { 26 }
    /// SNTP servers (RFC 4075).
    @inlinable public static var sntpServers: Self { 31 }
    /// When to ask for options again.
    @inlinable public static var informationRefreshTime: Self { 32 }
    /// NTP servers (RFC 5908).
    @inlinable public static var ntpServers: Self { 56 }
    /// Boot file URL (RFC 5970).
    @inlinable public static var bootFileURL: Self { 59 }
    /// The client's link-layer address, told by a relay agent (RFC 6939).
    @inlinable public static var clientLinkLayerAddress: Self { 79 }
    /// Captive portal (RFC 8910).
    @inlinable public static var captivePortal: Self { 103 }
}
