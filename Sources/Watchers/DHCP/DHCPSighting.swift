import Model
import Wire

/// One message that shows a server: an answer, or a client's request that names the server of its choice.
struct DHCPSighting: Sendable {
    /// What kind of message.
    enum Kind: UInt8, Sendable, Hashable {
        case offer, ack, nak, bootp, forceRenew
        /// PXE's answers that give no address.
        case proxy
        case advertise, reply, reconfigure
        /// A client's request that names the server.
        case chosen

        /// Its name in the standards.
        var name: String {
            switch self {
            case .offer: "DHCPOFFER"
            case .ack: "DHCPACK"
            case .nak: "DHCPNAK"
            case .bootp: "BOOTREPLY"
            case .forceRenew: "DHCPFORCERENEW"
            case .proxy: "proxyDHCP"
            case .advertise: "ADVERTISE"
            case .reply: "REPLY"
            case .reconfigure: "RECONFIGURE"
            case .chosen: "request"
            }
        }
    }

    /// What shows the server.
    enum Way: Sendable, Hashable {
        /// It answered a question of ours of this form.
        case probe(DHCPQuestion.Form)
        /// It sent to all hosts.
        case broadcast
        /// It sent to another host, and we saw it all the same.
        case unicast
        /// A relay agent stands between.
        case relay
        /// A client named it.
        case client

        /// As `seen_by` says it.
        var text: String {
            switch self {
            case .probe(let form): "probe (\(form.name))"
            case .broadcast: "broadcast"
            case .unicast: "unicast to others"
            case .relay: "relay"
            case .client: "request of a client"
            }
        }
    }

    /// What kind of message.
    var kind: Kind
    /// Whether it is DHCPv6.
    var isIPv6: Bool
    /// Option 54, or the source of a message without it.
    var identifier: IPAddress?
    /// The server's DUID.
    var duid: DUID?
    /// Who sent it; nil where only a client names the server.
    var source: IPAddress?
    /// Who sent the frame; nil where that is not the server, or frames bear no addresses.
    var mac: MACAddress?
    /// Where.
    var place: LinkPlace
    /// Whether only the server's own word says who it is, since others stand between.
    var isRelayed: Bool
    /// The relay agent, as the message says.
    var relay: IPAddress?
    /// Whether it was sent to a client's port, and so is believed on this link.
    var isToClient = false
    /// What shows the server.
    var way: Way
    /// The client.
    var client: MACAddress?
    /// The transaction id.
    var xid: UInt32
    /// What the client would take from it.
    var offer: DHCPOffer
    /// When.
    var time: Timestamp
    /// The frame.
    var frame: [UInt8]

    /// What the server is called: its address, or its DUID behind a relay agent.
    var name: String {
        if isIPv6, isRelayed || source == nil { return duid.map { "DUID \($0.text)" } ?? source?.text ?? "?" }
        return (isIPv6 ? source : identifier ?? source)?.text ?? "?"
    }

    /// The address that an event is about.
    var address: IPAddress? { isIPv6 ? source : identifier ?? source }

    /// What an alert about this server is about.
    var subject: Subject { Subject(device: name, instance: place.text) }

    /// What the host does.
    var role: LinkRole { isIPv6 ? .dhcpv6Server : .dhcpServer }

    /// What changes when there is news; addresses given to one client after another are none.
    var signature: Int {
        var hasher = Hasher()
        var offer = offer
        offer.address = nil
        offer.leases = []
        offer.leaseSeconds = nil
        offer.message = nil
        hasher.combine(offer)
        hasher.combine(kind == .nak)
        hasher.combine(kind == .chosen)
        hasher.combine(mac)
        return hasher.finalize()
    }

    /// `DHCPOFFER of 10.0.0.150/24, router 10.0.0.66`.
    var text: String {
        let what = offer.text
        return what.isEmpty ? kind.name : "\(kind.name) of \(what)"
    }

    /// Writes the members of the evidence.
    func write(into writer: inout JSONWriter) {
        writer.member("message", kind.name)
        writer.member("server_identifier", identifier?.text)
        writer.member("duid", duid?.text)
        writer.member("source", source?.text)
        place.write(into: &writer)
        writer.member("relay", relay?.text)
        writer.member("seen_by", way.text)
        writer.member("client", client?.text)
        writer.member("xid", Self.hexadecimal(xid, digits: isIPv6 ? 6 : 8))
        offer.write(into: &writer)
        writer.member("frame", Self.hexadecimal(frame.prefix(600)))
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
