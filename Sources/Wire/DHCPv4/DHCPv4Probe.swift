public import Model

/// A message that a client sends to servers (RFC 2131, table 5), to be encoded.
public struct DHCPv4Probe: Sendable, Hashable {
    /// Which message, with the addresses that its form asks for.
    public enum Form: Sendable, Hashable {
        /// DHCPDISCOVER.
        case discover(requested: IPAddress? = nil)
        /// DHCPREQUEST in SELECTING: takes what that server offered. A server that is not meant stays silent.
        case selecting(server: IPAddress, requested: IPAddress)
        /// DHCPREQUEST in INIT-REBOOT: a server that knows the address to be wrong answers DHCPNAK.
        case initReboot(requested: IPAddress)
        /// DHCPREQUEST in RENEWING, sent to the server alone.
        case renewing(ciaddr: IPAddress)
        /// DHCPREQUEST in REBINDING, to all servers.
        case rebinding(ciaddr: IPAddress)
        /// DHCPINFORM.
        case inform(ciaddr: IPAddress)
        /// BOOTREQUEST without options (RFC 951).
        case bootp
    }

    /// Which message.
    public var form: Form
    /// The transaction id.
    public var xid: UInt32
    /// The client's MAC address.
    public var chaddr: MACAddress
    /// Seconds since the client began; some servers and relays answer only later ones.
    public var secs: UInt16 = 0
    /// Whether answers are asked for by broadcast; not where `ciaddr` is filled.
    public var wantsBroadcast = true
    /// The options that are asked for.
    public var parameterRequestList: [DHCPv4OptionCode] = [
        .subnetMask, .routers, .domainNameServers, .domainName, .ntpServers, .leaseTime, .serverIdentifier,
        .domainSearch, .classlessRoutes, .classlessRoutesMicrosoft, .webProxy,
    ]
    /// The vendor class; nil for none.
    public var vendorClass: String?
    /// Whether it says to be a PC that boots from the network (PXE 2.1; RFC 4578): some servers answer only to those.
    public var isPXE = false
    /// The client identifier with its type octet; nil for none.
    public var clientIdentifier: [UInt8]?

    /// A message of that form.
    public init(_ form: Form, xid: UInt32, chaddr: MACAddress) {
        self.form = form
        self.xid = xid
        self.chaddr = chaddr
    }

    /// The message as a UDP payload, of BOOTP's 300 octets at the least (RFC 1542, section 2.1).
    public var encoded: [UInt8] {
        var ciaddr: IPAddress = .v4(0)
        var options = ByteWriter()
        var type: DHCPv4MessageType? = .request
        switch form {
        case .discover(let requested):
            type = .discover
            if let requested { options.option(.requestedAddress, requested.octets) }
        case .selecting(let server, let requested):
            options.option(.serverIdentifier, server.octets)
            options.option(.requestedAddress, requested.octets)
        case .initReboot(let requested): options.option(.requestedAddress, requested.octets)
        case .renewing(let address), .rebinding(let address): ciaddr = address
        case .inform(let address):
            type = .inform
            ciaddr = address
        case .bootp: type = nil
        }
        var writer = ByteWriter()
        writer.bytes += [1, 1, 6, 0]
        writer.uint32(xid)
        writer.uint16(secs)
        writer.uint16(wantsBroadcast && ciaddr == .v4(0) ? 0x8000 : 0)
        writer.bytes += ciaddr.octets.prefix(4)
        writer.zeros(12)
        writer.mac(chaddr)
        writer.zeros(10 + 64 + 128)
        guard let type else {
            writer.zeros(64)
            return writer.bytes
        }
        writer.uint32(DHCPv4Message.cookie)
        writer.option(.messageType, [type.rawValue])
        writer.bytes += options.bytes
        if let clientIdentifier { writer.option(.clientIdentifier, clientIdentifier) }
        if isPXE {
            // A PC's BIOS, UNDI 2.1, and the chaddr as its UUID.
            writer.option(.vendorClass, Array("PXEClient:Arch:00000:UNDI:002001".utf8))
            writer.option(93, [0, 0])
            writer.option(94, [1, 2, 1])
            var uuid = ByteWriter()
            uuid.zeros(11)
            uuid.mac(chaddr)
            writer.option(97, uuid.bytes)
        } else if let vendorClass {
            writer.option(.vendorClass, Array(vendorClass.utf8))
        }
        writer.option(.maximumMessageSize, [0x05, 0xc0])
        writer.option(.parameterRequestList, parameterRequestList.map(\.rawValue))
        writer.bytes.append(255)
        writer.zeros(max(0, 300 - writer.bytes.count))
        return writer.bytes
    }
}

extension ByteWriter {
    /// Appends a DHCP option of at most 255 octets; what is beyond them is left out.
    fileprivate mutating func option(_ code: DHCPv4OptionCode, _ value: [UInt8]) {
        let value = value.prefix(255)
        bytes += [code.rawValue, UInt8(truncatingIfNeeded: value.count)]
        bytes += value
    }
}
