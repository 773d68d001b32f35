import Model
import Watching

/// What one host does, and who the hosts are that it sends clients to: so that all of it is one incident.
extension DHCPWatcher {
    /// Says what a host does: to other watchers, and in what is open here about another role of the same host.
    mutating func publishRole(
        _ sighting: DHCPSighting, isListed: Bool, at moment: Moment, into actions: inout [Action]
    ) {
        guard let mac = sighting.mac else { return }
        // Addresses differ from client to client.
        var offer = sighting.offer
        offer.address = nil
        offer.leases = []
        let fact = Fact.linkRole(
            mac, sighting.role, address: sighting.address, interface: sighting.place.text ?? "", isListed: isListed,
            says: offer.text)
        guard hosts.tell(fact, at: moment.monotonic) else { return }
        actions.append(.publish(fact))
        tellAgain(mac, unless: sighting.role, at: moment, into: &actions)
    }

    /// The hosts that a server sends clients to.
    func optionHosts(_ sighting: DHCPSighting) -> [OptionHost] {
        let offer = sighting.offer
        let list = list.filter { isAt($0, sighting.place) }
        var found: [OptionHost] = []
        for (option, addresses, allowed) in [
            ("router", offer.routers, list.flatMap { $0.expected.routers ?? [] }),
            ("dns", offer.dns, list.flatMap { $0.expected.dns ?? [] }),
            ("ntp", offer.ntp, list.flatMap { $0.expected.ntp ?? [] }),
            ("next_server", offer.nextServer.map { [$0] }, configuration.pxeServers),
        ] {
            for address in addresses ?? [] where found.count < OptionHost.limit {
                let isListed = allowed.contains(address) || list.contains { $0.addresses.contains(address) }
                found.append(OptionHost(option: option, address: address, isListed: isListed))
            }
        }
        return found
    }
}
