/// What a captured frame begins with, by the numbers that libpcap gives them on Linux (`DLT_…`).
public struct LinkType: RawRepresentable, Hashable, Sendable {
    /// libpcap's number.
    public let rawValue: Int32

    /// A link type by libpcap's number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// BSD loopback: four octets of address family in the byte order of the machine that captured.
    public static let null = LinkType(rawValue: 0)
    /// Ethernet II, without the frame check sequence.
    public static let ethernet = LinkType(rawValue: 1)
    /// IPv4 or IPv6 without anything before it.
    public static let raw = LinkType(rawValue: 12)
    /// OpenBSD loopback: as `null`, in network order.
    public static let loop = LinkType(rawValue: 108)
    /// Linux `any` interface, first form: 16 octets.
    public static let linuxSLL = LinkType(rawValue: 113)
    /// IPv4 without anything before it.
    public static let ipv4 = LinkType(rawValue: 228)
    /// IPv6 without anything before it.
    public static let ipv6 = LinkType(rawValue: 229)
    /// Linux `any` interface, second form, with the interface index: 20 octets.
    public static let linuxSLL2 = LinkType(rawValue: 276)

    /// Whether `LinkFrame` can decode it.
    public var isSupported: Bool {
        [.null, .ethernet, .raw, .loop, .linuxSLL, .ipv4, .ipv6, .linuxSLL2].contains(self)
            || LinkType.rawElsewhere.contains(self)
    }

    /// Raw IP by the number that files bear, and by OpenBSD's.
    static let rawElsewhere: [LinkType] = [LinkType(rawValue: 101), LinkType(rawValue: 14)]
}
