public import Model
public import Watching

/// What the command may ask.
extension RouterAdvertisementWatcher {
    /// The routers that are seen, and what was learned.
    public func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool {
        switch query {
        case .servers:
            writeServers(into: &writer)
            return true
        case .serversAsConfiguration:
            writer.beginObject()
            writer.member("yaml", LearnedRouters.yaml(list, interfaces: configuration.interfaces))
            writer.endObject()
            return true
        default: return false
        }
    }

    private func writeServers(into writer: inout JSONWriter) {
        var seen: Set<IPAddress> = []
        for (key, router) in book.sorted {
            seen.insert(key.address)
            writer.beginObject()
            writer.member("watcher", Self.name.rawValue)
            writer.member("address", key.address.text)
            writer.member("mac", router.macs.last?.text)
            writer.member("vendor", router.macs.last.flatMap { hosts.vendors.vendor(of: $0) })
            writer.member("interface", key.place.text ?? "")
            writer.key("listed")
            writer.boolean(router.isListed && !configuration.routers.isEmpty)
            writer.member("state", isSilent(key.address) ? "silent" : router.isListed ? "advertising" : "rogue")
            writer.member("last_seen", router.lastSeen.wall.rfc3339)
            writer.member("seen_by", router.wasAsked ? "probe" : "listening")
            writer.member("advertisements", router.count)
            writer.endObject()
        }
        for router in list where !seen.contains(router.address) {
            writer.beginObject()
            writer.member("watcher", Self.name.rawValue)
            writer.member("address", router.address.text)
            writer.member("mac", router.macs.first?.text)
            writer.member("interface", router.interface ?? "")
            writer.key("listed")
            writer.boolean(!configuration.routers.isEmpty)
            writer.member("state", isSilent(router.address) ? "silent" : "unseen")
            writer.member("last_seen", String?.none)
            writer.member("seen_by", String?.none)
            writer.endObject()
        }
    }

    private func isSilent(_ address: IPAddress) -> Bool {
        troubles.isOpen(AlertKey(rule: RouterRules.routerSilent.name, subject: Self.silentSubject(address)))
    }
}
