public import Model
public import Watching
import Wire

/// What the command may ask.
extension DHCPWatcher {
    /// The servers that are seen, and what was learned.
    public func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool {
        switch query {
        case .servers:
            writeServers(into: &writer)
            return true
        case .serversAsConfiguration:
            let pxe =
                configuration.servers.isEmpty && configuration.pxeServers.isEmpty
                ? learned.pxeServers : configuration.pxeServers
            writer.beginObject()
            writer.member(
                "yaml", LearnedDHCPServers.yaml(list, pxeServers: pxe, interfaces: configuration.interfaces))
            writer.endObject()
            return true
        default: return false
        }
    }

    private func writeServers(into writer: inout JSONWriter) {
        let all = book.sorted
        var seen: Set<Int> = []
        for (server, pulse) in all {
            if case .listed(let number) = pulse.standing { seen.insert(number) }
            // Who has been heard himself need not be told by others once more.
            let isHeard =
                pulse.key.kind == .named
                && all.contains { $0.pulse.key.kind != .named && $0.pulse.key.names(pulse.key) }
            if !isHeard { write(server, pulse, into: &writer) }
        }
        for (number, server) in list.enumerated() where !seen.contains(number) {
            writer.beginObject()
            writer.member("watcher", Self.name.rawValue)
            writer.member("address", server.addresses.first?.text)
            writer.member("mac", server.macs.first?.text)
            writer.member("duid", server.duids.first?.text)
            writer.member("interface", server.interface ?? "")
            writer.key("listed")
            writer.boolean(!configuration.servers.isEmpty)
            writer.member("state", isSilent(server) ? "silent" : "unseen")
            writer.member("last_seen", String?.none)
            writer.member("seen_by", String?.none)
            writer.endObject()
        }
    }

    private func isSilent(_ server: ListedDHCPServer) -> Bool {
        troubles.isOpen(AlertKey(rule: DHCPRules.serverSilent.name, subject: Subject(device: server.name)))
    }

    private func write(
        _ server: DHCPServerBook.Server, _ pulse: DHCPServerBook.Pulse, into writer: inout JSONWriter
    ) {
        let sighting = server.sighting
        var isListed = false
        let state: String
        switch pulse.standing {
        case .listed(let number):
            isListed = !configuration.servers.isEmpty
            let list = list
            state = list.indices.contains(number) && isSilent(list[number]) ? "silent" : "answering"
        case .proxy:
            isListed = !configuration.pxeServers.isEmpty
            state = "answering"
        case .moved: state = "other MAC address"
        case .rogue: state = "rogue"
        case .unjudged: state = "seen"
        }
        writer.beginObject()
        writer.member("watcher", Self.name.rawValue)
        writer.member("address", sighting.address?.text)
        writer.member("mac", sighting.mac?.text)
        writer.member("vendor", sighting.mac.flatMap { hosts.vendors.vendor(of: $0) })
        writer.member("duid", sighting.duid?.text)
        writer.member("interface", sighting.place.text ?? "")
        writer.key("listed")
        writer.boolean(isListed)
        writer.member("state", state)
        writer.member("last_seen", pulse.lastSeen.wall.rfc3339)
        writer.member("seen_by", pulse.way.text)
        writer.member("kind", sighting.isIPv6 ? "DHCPv6" : sighting.kind == .proxy ? "proxyDHCP" : "DHCP")
        writer.member("relay", sighting.relay?.text)
        writer.member("answers", pulse.count)
        if sighting.kind != .chosen { sighting.offer.write(into: &writer) }
        writer.endObject()
    }
}
