import Model
import Wire

/// One advertisement as it was seen.
struct RouterSighting: Sendable {
    /// What it said.
    var advertisement: RouterAdvertisement
    /// The router's address.
    var source: IPAddress
    /// Who sent the frame; what the advertisement says where frames bear no addresses.
    var mac: MACAddress?
    /// Where.
    var place: LinkPlace
    /// The hop limit.
    var hopLimit: UInt8
    /// When.
    var time: Timestamp
    /// The frame.
    var frame: [UInt8]

    /// What an alert about this router is about.
    var subject: Subject { Subject(device: source.text, instance: place.text) }

    /// What changes when there is news: everything but lifetimes that count down.
    var signature: Int {
        var hasher = Hasher()
        hasher.combine(mac)
        hasher.combine(advertisement.lifetimeSeconds == 0)
        hasher.combine(advertisement.preference)
        hasher.combine(advertisement.isManaged)
        hasher.combine(advertisement.isOther)
        hasher.combine(advertisement.prefixes.map(\.network))
        hasher.combine(advertisement.dnsServers)
        hasher.combine(advertisement.routes.map(\.network))
        hasher.combine(advertisement.captivePortal)
        return hasher.finalize()
    }

    /// `preference high, prefix 2001:db8:bad::/64, DNS 2001:db8::66`; what a host would take from it.
    var offer: String {
        var parts: [String] = []
        if advertisement.lifetimeSeconds == 0 { parts.append("lifetime 0") }
        if advertisement.preference != .medium { parts.append("preference \(advertisement.preference.name)") }
        parts += Self.list("prefix", "prefixes", advertisement.prefixes.map(\.network.text))
        parts += Self.list("DNS", "DNS", advertisement.dnsServers.map(\.text))
        parts += Self.list("route", "routes", advertisement.routes.map(\.network.text))
        if let portal = advertisement.captivePortal { parts.append("captive portal \(portal)") }
        return parts.isEmpty ? "no prefix and no DNS" : parts.joined(separator: ", ")
    }

    /// Texts with their word, at most four of them.
    static func list(_ one: String, _ many: String, _ texts: [String]) -> [String] {
        guard !texts.isEmpty else { return [] }
        let shown = texts.prefix(4).joined(separator: " ")
        return ["\(texts.count == 1 ? one : many) \(shown)\(texts.count > 4 ? " and \(texts.count - 4) more" : "")"]
    }

    /// Writes the members of the evidence.
    func write(into writer: inout JSONWriter) {
        writer.member("address", source.text)
        place.write(into: &writer)
        if let told = advertisement.sourceMAC, told != mac { writer.member("source_link_layer_address", told.text) }
        writer.member("hop_limit", hopLimit)
        writer.member("lifetime_seconds", advertisement.lifetimeSeconds)
        writer.member("preference", advertisement.preference.name)
        writer.key("managed")
        writer.boolean(advertisement.isManaged)
        writer.key("other")
        writer.boolean(advertisement.isOther)
        writer.key("prefixes")
        writer.beginArray()
        for prefix in advertisement.prefixes {
            writer.beginObject()
            writer.member("prefix", prefix.network.text)
            writer.key("on_link")
            writer.boolean(prefix.isOnLink)
            writer.key("autonomous")
            writer.boolean(prefix.isAutonomous)
            writer.member("valid_seconds", prefix.validSeconds)
            writer.member("preferred_seconds", prefix.preferredSeconds)
            writer.endObject()
        }
        writer.endArray()
        Self.write("dns", advertisement.dnsServers.map(\.text), into: &writer)
        Self.write("search", advertisement.domainSearch, into: &writer)
        Self.write("routes", advertisement.routes.map(\.network.text), into: &writer)
        if let mtu = advertisement.mtu { writer.member("mtu", mtu) }
        if let portal = advertisement.captivePortal { writer.member("captive_portal", portal) }
        writer.member("frame", Self.hexadecimal(frame.prefix(512)))
    }

    private static func write(_ key: String, _ texts: [String], into writer: inout JSONWriter) {
        guard !texts.isEmpty else { return }
        writer.key(key)
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
