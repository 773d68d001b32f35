import Model
import Watching
import Wire

/// Time servers that are not ours: offered by DHCP, or seen giving others the time.
extension NTPWatcher {
    /// Whether an address is one of ours: a configured one, one of a configured name, or this host's.
    private func isListed(_ address: IPAddress) -> Bool {
        sources.values.contains { $0.endpoint.address == address || $0.origin.address == address }
            || configuration.servers.contains { $0.address == .ip(address) }
    }

    /// A name that is not resolved yet may stand for any address.
    private var knowsAllNames: Bool {
        configuration.servers.allSatisfy { server in
            guard case .name(let name) = server.address else { return true }
            return sources.values.contains { $0.entry.name == name }
        }
    }

    /// A DHCP server offers time servers; an empty list is one that no longer does.
    mutating func takeOffer(
        _ addresses: [IPAddress], of server: IPAddress, at moment: Moment, into actions: inout [Action]
    ) {
        let offered = Set(addresses.prefix(16))
        let ended = rogues.offer(offered, by: server)
        for address in offered.sorted(by: { $0.text < $1.text }) where !isListed(address) {
            noteRogue(
                address, NTPRogues.Rogue(seenBy: NTPRogues.offered(by: server), lastSeen: moment), at: moment,
                into: &actions)
        }
        // What frames showed last stays until they show it no more.
        for address in ended where rogues.servers[address]?.isOffered ?? true {
            endRogue(address, "is no longer offered by a DHCP server", at: moment, into: &actions)
        }
    }

    /// Judges again what was seen, when another server is listed, a name has its addresses, or a server is listed no more.
    mutating func reviewRogues(at moment: Moment, into actions: inout [Action]) {
        for address in rogues.servers.keys.sorted(by: { $0.text < $1.text }) {
            if configuration.servers.isEmpty {
                endRogue(address, "is not judged, for ntp.servers is empty", at: moment, into: &actions)
            } else if isListed(address) {
                endRogue(address, "is one of ntp.servers now", at: moment, into: &actions)
            } else {
                judgeRogue(address, rogueFinding, at: moment, into: &actions)
            }
        }
        guard !configuration.servers.isEmpty else { return }
        for (server, offered) in rogues.offers.sorted(by: { $0.key.text < $1.key.text }) {
            for address in offered.sorted(by: { $0.text < $1.text })
            where rogues.servers[address] == nil && !isListed(address) {
                let rogue = NTPRogues.Rogue(seenBy: NTPRogues.offered(by: server), lastSeen: moment)
                if rogues.note(address, rogue) { judgeRogue(address, rogueFinding, at: moment, into: &actions) }
            }
        }
    }

    /// A frame of NTP traffic: who gives the time to others?
    mutating func inspect(_ captured: CapturedPacket, at moment: Moment, into actions: inout [Action]) {
        guard
            case .datagram(let datagram) = try? FrameContent(
                decoding: captured.bytes[...], linkType: LinkType(rawValue: captured.linkType)),
            datagram.source.port == 123, let packet = try? NTPPacket(datagram.payload)
        else { return }
        switch packet.mode {
        case .server, .broadcast, .symmetricActive, .symmetricPassive: break
        default: return
        }
        // A server that refuses or has no time leads nobody astray.
        guard !packet.isUnsynchronised, !isListed(datagram.source.address),
            !ownAddresses.contains(datagram.source.address)
        else { return }
        noteRogue(
            datagram.source.address,
            NTPRogues.Rogue(
                seenBy: "traffic \(captured.interface)", lastSeen: moment, mac: datagram.sourceMAC,
                interface: captured.interface), at: moment, into: &actions)
    }

    private mutating func noteRogue(
        _ address: IPAddress, _ rogue: NTPRogues.Rogue, at moment: Moment, into actions: inout [Action]
    ) {
        guard rogues.note(address, rogue) else {
            counters.rogueOverflow += 1
            return
        }
        guard !configuration.servers.isEmpty else { return }
        judgeRogue(address, rogueFinding, at: moment, into: &actions)
    }

    /// What a server that is not listed is, as far as the names are known.
    private var rogueFinding: NTPProblems.Finding {
        knowsAllNames ? .present(NTPRules.rogue.severity) : .doubtful
    }

    /// What events of such a server are about.
    func rogueSubject(_ address: IPAddress) -> Subject {
        Subject(device: shared.device(at: address)?.name ?? address.text)
    }

    /// Forgets a server that is not a stranger any more; `why` goes on after its address.
    mutating func endRogue(
        _ address: IPAddress, _ why: String, at moment: Moment, into actions: inout [Action]
    ) {
        judgeRogue(address, .clear, why, at: moment, into: &actions)
        rogues.forget(address)
    }

    private mutating func judgeRogue(
        _ address: IPAddress, _ finding: NTPProblems.Finding, _ why: String = "", at moment: Moment,
        into actions: inout [Action]
    ) {
        let rogue = rogues.servers[address]
        NTPWatcher.tell(
            problems.judge(
                NTPRules.rogue, rogueSubject(address), finding, needed: 1, address: address, at: moment), at: moment,
            into: &actions
        ) {
            let seen = rogue?.seenBy ?? ""
            let how =
                seen.hasPrefix("dhcp ")
                ? "is offered by the DHCP server \(seen.dropFirst(5))" : "answers on the network"
            return NTPProblems.Account(
                firing: "The time server \(address.text) is not in ntp.servers and \(how)",
                resolved: "The time server \(address.text) \(why)",
                evidence: Evidence { writer in
                    writer.member("server", address.text)
                    writer.member("seen_by", rogue?.seenBy)
                    writer.member("mac", rogue?.mac?.text)
                    writer.member("interface", rogue?.interface)
                })
        }
    }
}
