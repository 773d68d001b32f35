import Model
import Wire

/// What the watcher learns while no routers are listed: who advertised in the first period, and what. Kept over restarts as
/// text, one router a line.
struct LearnedRouters: Sendable, Equatable {
    /// More routers than any link has.
    static let limit = 32
    /// More values of one kind than a router is learned with.
    static let valueLimit = 16

    /// When learning ends.
    var until: Timestamp
    /// What was learned.
    private(set) var routers: [ListedRouter] = []

    /// Nothing learned yet.
    init(until: Timestamp) { self.until = until }

    /// Takes in what a router says; whether that was new.
    mutating func learn(_ sighting: RouterSighting) -> Bool {
        let advertisement = sighting.advertisement
        let interface = sighting.place.text
        guard let index = routers.firstIndex(where: { $0.address == sighting.source && $0.interface == interface })
        else {
            guard routers.count < Self.limit else { return false }
            routers.append(
                ListedRouter(
                    address: sighting.source, macs: sighting.mac.map { [$0] } ?? [], interface: interface,
                    prefixes: Array(Set(advertisement.prefixes.map(\.network)).prefix(Self.valueLimit)),
                    dns: Array(advertisement.dnsServers.prefix(Self.valueLimit)),
                    isManaged: advertisement.isManaged, isOther: advertisement.isOther,
                    preference: advertisement.preference))
            return true
        }
        var router = routers[index]
        if let mac = sighting.mac { Self.add(mac, to: &router.macs) }
        for prefix in advertisement.prefixes { Self.add(prefix.network, to: &router.prefixes) }
        for server in advertisement.dnsServers { Self.add(server, to: &router.dns) }
        router.isManaged = advertisement.isManaged
        router.isOther = advertisement.isOther
        router.preference = advertisement.preference
        defer { routers[index] = router }
        return routers[index] != router
    }

    private static func add<Value: Equatable>(_ value: Value, to list: inout [Value]) {
        if !list.contains(value), list.count < valueLimit { list.append(value) }
    }

    private static func add<Value: Equatable>(_ value: Value, to list: inout [Value]?) {
        var values = list ?? []
        add(value, to: &values)
        list = values
    }

    // MARK: Text

    /// The text that is kept.
    var text: String {
        let lines = routers.map { router in
            [
                router.address.text, router.macs.map(\.text).joined(separator: ","), router.interface ?? "",
                (router.prefixes ?? []).map(\.text).joined(separator: ","),
                (router.dns ?? []).map(\.text).joined(separator: ","), router.isManaged == true ? "M" : "-",
                router.isOther == true ? "O" : "-", router.preference?.name ?? "",
            ].joined(separator: "\t")
        }
        return ([until.rfc3339] + lines).joined(separator: "\n")
    }

    /// Reads the text; nil where it is not such a text.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let until = Timestamp(rfc3339: String(first)) else { return nil }
        self.until = until
        for line in lines.dropFirst().prefix(Self.limit) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 8, let address = IPAddress(fields[0]) else { return nil }
            let preferences: [Substring: RouterAdvertisement.Preference] = [
                "high": .high, "medium": .medium, "low": .low,
            ]
            routers.append(
                ListedRouter(
                    address: address, macs: fields[1].split(separator: ",").compactMap { MACAddress($0) },
                    interface: fields[2].isEmpty ? nil : String(fields[2]),
                    prefixes: fields[3].split(separator: ",").compactMap { Network($0) },
                    dns: fields[4].split(separator: ",").compactMap { IPAddress($0) }, isManaged: fields[5] == "M",
                    isOther: fields[6] == "O", preference: preferences[fields[7]]))
        }
    }

    /// What was learned as `routers:` of the configuration.
    static func yaml(_ routers: [ListedRouter], interfaces: [String]) -> String {
        var text = "router_advertisements:\n  interfaces: [ \(interfaces.joined(separator: ", ")) ]\n"
        guard !routers.isEmpty else { return text + "  routers: []\n" }
        text += "  routers:\n"
        for router in routers.sorted(by: { $0.address.text < $1.address.text }) {
            var members = ["address: \"\(router.address.text)\""]
            if router.macs.count == 1 { members.append("mac: \(router.macs[0].text)") }
            if router.macs.count > 1 {
                members.append("mac: [\(router.macs.map(\.text).joined(separator: ", "))]")
            }
            if interfaces.count > 1, let interface = router.interface, interfaces.contains(interface) {
                members.append("interface: \(interface)")
            }
            members.append("prefixes: [\(quoted((router.prefixes ?? []).map(\.text)))]")
            members.append("dns: [\(quoted((router.dns ?? []).map(\.text)))]")
            members.append("managed: \(router.isManaged ?? false)")
            members.append("other: \(router.isOther ?? false)")
            if let preference = router.preference, preference != .medium {
                members.append("preference: \(preference.name)")
            }
            text += "    - { \(members.joined(separator: ", ")) }\n"
        }
        return text
    }

    private static func quoted(_ texts: [String]) -> String {
        texts.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
