import Model
import Watching
import Wire

/// Finds servers that have no address left.
extension DHCPWatcher {
    /// How many clients must have asked in vain, and for how long, for a server to have nothing left for them.
    private static let unansweredLimit = 20
    private static let unansweredTime: Duration = .seconds(30)

    /// A server that had offered us an address and now only answers other questions has none left. One may hold for us what
    /// it has offered us (ISC dhcpd does, for two minutes from each of our questions) and have none left for others.
    mutating func lookForExhaustion(at moment: Moment, into actions: inout [Action]) {
        guard let interval = configuration.probeInterval, !asked.isEmpty else { return }
        for server in list {
            guard let spoken = spoke[server.name], let answered = spoken.answered,
                moment.monotonic < answered + interval * 2
            else { continue }
            if let link = links.first(where: { link in
                link.unanswered >= Self.unansweredLimit && spoken.interfaces.contains(link.place.interface)
                    && link.lastOffer.map { moment.monotonic >= $0 + Self.unansweredTime } ?? false
            }), let gave = spoken.gaveOthers, moment.monotonic >= gave + Self.unansweredTime {
                spoke[server.name]?.isEmptyForOthers = true
                reportExhausted(
                    server, isIPv6: false,
                    " offers clients no address any more although it answers our questions\(link.place.phrase): "
                        + "\(link.unanswered) requests in vain", moment.wall, at: moment, into: &actions)
                continue
            }
            guard let offered = spoken.offered, answered >= offered + interval * 3
            else { continue }
            reportExhausted(
                server, isIPv6: false,
                " offers no address any more although it answers other questions on "
                    + "\(spoken.interfaces.sorted().joined(separator: " "))",
                moment.wall, at: moment, into: &actions)
        }
    }

    /// A DHCPv6 server says that it has none left; a server of either kind gives one again.
    mutating func judgeExhaustion(
        _ sighting: DHCPSighting, _ server: ListedDHCPServer, at moment: Moment, into actions: inout [Action]
    ) {
        // NoAddrsAvail and NoPrefixAvail (RFC 8415, section 21.13).
        if sighting.isIPv6, sighting.offer.status == 2 || sighting.offer.status == 6 {
            return reportExhausted(
                server, isIPv6: true,
                " says that it has no \(sighting.offer.status == 2 ? "address" : "prefix") left"
                    + sighting.place.phrase, sighting.time, at: moment, into: &actions)
        }
        guard sighting.offer.address != nil else { return }
        if case .probe = sighting.way, !sighting.isIPv6, spoke[server.name]?.isEmptyForOthers == true { return }
        end(
            DHCPRules.poolExhausted, Self.poolSubject(server, isIPv6: sighting.isIPv6), "it gives addresses again",
            at: moment, into: &actions)
    }

    private static func poolSubject(_ server: ListedDHCPServer, isIPv6: Bool) -> Subject {
        Subject(device: server.name, instance: isIPv6 ? "DHCPv6" : nil)
    }

    mutating func reportExhausted(
        _ server: ListedDHCPServer, isIPv6: Bool, _ what: String, _ time: Timestamp, at moment: Moment,
        into actions: inout [Action]
    ) {
        note(
            DHCPFinding(
                DHCPRules.poolExhausted, DHCPRules.poolExhausted.severity,
                subject: Self.poolSubject(server, isIPv6: isIPv6), after: "The listed server \(server.name)\(what)",
                time: time),
            in: \.troubles, signature: 0, quiet: nil, at: moment, into: &actions)
    }
}
