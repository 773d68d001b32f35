public import Model

extension DHCPv4Message {
    // MARK: Fixed fields (RFC 2131, section 2)

    /// Whether it goes from a server to a client (`op` is BOOTREPLY).
    public var isReply: Bool { fixedOctet(0) == 2 }
    /// Hardware type; 1 is Ethernet.
    public var hardwareType: UInt8 { fixedOctet(1) }
    /// How many relay agents it has passed, on its way to the server.
    public var hops: UInt8 { fixedOctet(3) }
    /// Transaction id.
    public var xid: UInt32 { fixedWord(4) }
    /// Seconds since the client began.
    public var secs: UInt16 { UInt16(truncatingIfNeeded: fixedWord(8) >> 16) }
    /// Flags; the high bit asks for answers by broadcast.
    public var flags: UInt16 { UInt16(truncatingIfNeeded: fixedWord(8)) }
    /// Whether the client asks for answers by broadcast.
    public var wantsBroadcast: Bool { flags & 0x8000 != 0 }
    /// The client's address, where it has one.
    public var ciaddr: IPAddress { .v4(fixedWord(12)) }
    /// The address that the client is given.
    public var yiaddr: IPAddress { .v4(fixedWord(16)) }
    /// The next server for booting; no identity of the server that sends this.
    public var siaddr: IPAddress { .v4(fixedWord(20)) }
    /// The relay agent; zero where client and server share a link.
    public var giaddr: IPAddress { .v4(fixedWord(24)) }
    /// Whether a relay agent stands between.
    public var isRelayed: Bool { fixedWord(24) != 0 }
    /// The client's hardware address; nil unless it is a MAC address.
    public var chaddr: MACAddress? {
        guard fixedOctet(1) == 1, fixedOctet(2) == 6 else { return nil }
        return MACAddress(value: UInt64(fixedWord(28)) << 16 | UInt64(fixedWord(32) >> 16))
    }
    /// The client's hardware address of whatever kind: up to 16 octets.
    public var hardwareAddress: ArraySlice<UInt8> {
        bytes[bytes.startIndex + 28..<bytes.startIndex + 28 + Int(fixedOctet(2))]
    }
    /// The server's host name; empty where options took its field.
    public var sname: ArraySlice<UInt8> { fixedText(44..<108, overloadBit: 2) }
    /// The boot file; empty where options took its field.
    public var file: ArraySlice<UInt8> { fixedText(108..<236, overloadBit: 1) }

    // MARK: Options

    /// What it is for; nil for plain BOOTP and for a number that no standard gives.
    public var messageType: DHCPv4MessageType? { octet(.messageType).flatMap { DHCPv4MessageType(rawValue: $0) } }
    /// The server that sends it, or that the client has chosen.
    public var serverIdentifier: IPAddress? { word(.serverIdentifier).map { .v4($0) } }
    /// The subnet mask.
    public var subnetMask: IPAddress? { word(.subnetMask).map { .v4($0) } }
    /// The length of the subnet's prefix; nil where there is no mask, or one with holes.
    public var prefixLength: Int? {
        guard let mask = word(.subnetMask), (~mask &+ 1) & ~mask == 0 else { return nil }
        return mask.nonzeroBitCount
    }
    /// The address that the client asks for.
    public var requestedAddress: IPAddress? { word(.requestedAddress).map { .v4($0) } }
    /// How long the address is granted for.
    public var leaseTimeSeconds: UInt32? { word(.leaseTime) }
    /// When the client should renew, T1.
    public var renewalTimeSeconds: UInt32? { word(.renewalTime) }
    /// When the client should ask any server, T2.
    public var rebindingTimeSeconds: UInt32? { word(.rebindingTime) }
    /// The largest message that the client takes.
    public var maximumMessageSize: UInt16? {
        guard let value = option(.maximumMessageSize), value.count >= 2 else { return nil }
        return UInt16(value[value.startIndex]) << 8 | UInt16(value[value.startIndex + 1])
    }
    /// The routers, the preferred first; empty where there are none.
    public var routers: IPv4AddressList { addresses(.routers) }
    /// The name servers.
    public var domainNameServers: IPv4AddressList { addresses(.domainNameServers) }
    /// The NTP servers.
    public var ntpServers: IPv4AddressList { addresses(.ntpServers) }
    /// The domain; nil where there is none.
    public var domainName: String? { text(.domainName) }
    /// The client's host name.
    public var hostName: String? { text(.hostName) }
    /// What a NAK says to people.
    public var message: String? { text(.message) }
    /// The vendor class, e.g. `MSFT 5.0` or `PXEClient:Arch:00007`.
    public var vendorClass: String? { text(.vendorClass) }
    /// The URL of the proxy's script (WPAD).
    public var webProxy: String? { text(.webProxy) }
    /// The client's identifier with its type octet.
    public var clientIdentifier: ArraySlice<UInt8>? { option(.clientIdentifier) }
    /// What a relay agent said (RFC 3046): suboptions as they are.
    public var relayAgent: ArraySlice<UInt8>? { option(.relayAgent) }
    /// The domain search list; nil where it is absent or malformed.
    public var domainSearch: [String]? {
        option(.domainSearch).flatMap { try? DomainNameList.decode($0, allowsPointers: true, layer: "DHCP") }
    }
    /// The classless routes (RFC 3442) of option 121 and of 249, each once: which of them a client takes is its own affair. Those
    /// before a fault; nil where both options are absent.
    public var classlessRoutes: [DHCPv4Route]? {
        let values = [option(.classlessRoutes), option(.classlessRoutesMicrosoft)].compactMap { $0 }
        guard !values.isEmpty else { return nil }
        var seen: Set<DHCPv4Route> = []
        return values.flatMap { DHCPv4Route.decode($0).routes }.filter { seen.insert($0).inserted }
    }
    /// Whether classless routes end within a route or have a prefix longer than 32.
    public var hasBrokenRoutes: Bool {
        [.classlessRoutes, .classlessRoutesMicrosoft].contains { code in
            option(code).map { !DHCPv4Route.decode($0).isWhole } ?? false
        }
    }

    /// Whether the client boots by PXE, or the server answers such a client (vendor class `PXEClient…`).
    public var isPXE: Bool { option(.vendorClass)?.starts(with: "PXEClient".utf8) ?? false }

    /// Whether this is a proxyDHCP's answer: PXE without an address to lease (PXE 2.1, section 2.2.3).
    public var isProxyDHCP: Bool { isReply && isPXE && fixedWord(16) == 0 && messageType != .nak }

    /// An option that is a list of addresses; octets beyond the last whole one are left out.
    public func addresses(_ code: DHCPv4OptionCode) -> IPv4AddressList { IPv4AddressList(option(code) ?? []) }

    /// An option that is text, without the NUL that some servers put at its end; octets that are no UTF-8 are replaced.
    public func text(_ code: DHCPv4OptionCode) -> String? {
        guard var value = option(code) else { return nil }
        while value.last == 0 { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }
}
