import Model
import Watching
import Wire

/// Judges servers by what shows them.
extension DHCPWatcher {
    /// The servers that may answer: as configured, or else as learned.
    var list: [ListedDHCPServer] { configuration.servers.isEmpty ? learned.servers : configuration.servers }

    /// Whether nothing says who may answer there, and nothing will: a capture file is no network to learn from, whatever the
    /// configuration.
    func hasNoList(_ place: LinkPlace) -> Bool {
        configuration.servers.isEmpty && (configuration.isReplay || !sensor.isOpen(place.interface))
    }

    /// Judges a sighting; the server's place in the book.
    @discardableResult
    mutating func judge(
        _ sighting: DHCPSighting, key: DHCPServerBook.Key, signature: UInt64, at moment: Moment,
        into actions: inout [Action]
    ) -> Int? {
        let isLearning = learn(sighting, at: moment, into: &actions)
        let standing = standing(of: sighting)
        let known = book.find(key)
        // Only of a rogue it matters what he said before.
        let before = standing == .rogue ? known.flatMap { book.servers[$0] } : nil
        let standingBefore = known.map { book.pulses[$0].standing }
        guard let index = book.note(sighting, key: key, signature: signature, standing: standing, at: moment) else {
            return nil
        }
        if sighting.kind == .nak, sighting.way == .broadcast || sighting.way == .unicast {
            book.countRefusal(index, at: moment)
        }
        let packets = 1 + book.takePending(index)
        switch standing {
        case .unjudged: break
        case .proxy:
            end(DHCPRules.rogueServer, sighting.subject, "it is listed", in: \.rogues, at: moment, into: &actions)
        case .listed(let number):
            let server = list[number]
            if standingBefore != standing, sighting.kind != .chosen {
                publishRole(sighting, isListed: true, at: moment, into: &actions)
            }
            if sighting.kind != .chosen {
                noteSpoke(sighting, server, at: moment, into: &actions)
                if !isLearning { judgeListed(sighting, server, index, at: moment, into: &actions) }
            }
            endAccusations(sighting, at: moment, into: &actions)
        case .moved(let number):
            reportMoved(sighting, list[number], index, packets, at: moment, into: &actions)
        case .rogue:
            reportRogue(sighting, index, packets, before: before, at: moment, into: &actions)
        }
        return index
    }

    // MARK: Lists

    /// What is made of the server.
    private func standing(of sighting: DHCPSighting) -> DHCPServerBook.Standing {
        if hasNoList(sighting.place) { return .unjudged }
        if sighting.kind == .proxy {
            let allowed =
                configuration.servers.isEmpty && configuration.pxeServers.isEmpty
                ? learned.pxeServers : configuration.pxeServers
            if [sighting.identifier, sighting.source].contains(where: { $0.map(allowed.contains) ?? false }) {
                return .proxy
            }
        }
        let list = list
        // A DHCPv4 server is called by its address: most of a long list is passed over by that alone.
        let address = sighting.isIPv6 ? nil : sighting.identifier
        var first: Int?
        var comesFromOne = false
        for number in list.indices {
            if let address, !list[number].addresses.contains(address) { continue }
            let server = list[number]
            guard isAt(server, sighting.place), isNamed(server, sighting) else { continue }
            if sighting.isRelayed || sighting.kind == .chosen { return .listed(number) }
            let hasSource = hasSource(server, sighting)
            // Several entries may have one address, each with MAC addresses of its own.
            if hasSource, server.allows(sighting.mac) { return .listed(number) }
            comesFromOne = comesFromOne || hasSource
            first = first ?? number
        }
        guard let first else { return .rogue }
        return comesFromOne ? .moved(first) : .rogue
    }

    func isAt(_ server: ListedDHCPServer, _ place: LinkPlace) -> Bool {
        // A capture file does not say where it was made.
        server.interface == nil || server.interface == place.interface || server.interface == place.text
            || place.interface.isEmpty
    }

    /// Whether a server is the one that the message says it is from.
    private func isNamed(_ server: ListedDHCPServer, _ sighting: DHCPSighting) -> Bool {
        guard sighting.isIPv6 else { return sighting.identifier.map(server.addresses.contains) ?? false }
        if let duid = sighting.duid, server.duids.contains(duid) { return true }
        guard server.duids.isEmpty, !sighting.isRelayed, sighting.kind != .chosen else { return false }
        if let source = sighting.source, server.addresses.contains(source) { return true }
        // A server that is listed by its IPv4 address and MAC address may answer DHCPv6, too.
        return !server.addresses.contains { $0.isIPv6 } && sighting.mac.map(server.macs.contains) ?? false
    }

    /// Whether the message comes from one of the server's addresses, or from one of its own network cards.
    private func hasSource(_ server: ListedDHCPServer, _ sighting: DHCPSighting) -> Bool {
        if sighting.isIPv6 { return true }
        if let source = sighting.source, server.addresses.contains(source) { return true }
        return sighting.mac.map { server.macs.contains($0) } ?? false
    }

    /// Learns from a message while that is to be done; whether it is.
    private mutating func learn(_ sighting: DHCPSighting, at moment: Moment, into actions: inout [Action]) -> Bool {
        guard configuration.servers.isEmpty, !hasNoList(sighting.place), moment.wall < learned.until else {
            return false
        }
        if sighting.kind == .chosen, sighting.isIPv6 { return true }
        var seen = sighting
        // What a client asks for is nothing that a server said.
        if seen.kind == .chosen { seen.offer = Self.nothing }
        if learned.learn(seen) {
            judgesRanges = false
            actions.append(.report(Report(.memory(key: Self.learnedKey, value: learned.text))))
        }
        return true
    }

    private static let nothing = DHCPOffer()

    // MARK: Listed servers

    private mutating func judgeListed(
        _ sighting: DHCPSighting, _ server: ListedDHCPServer, _ index: Int, at moment: Moment,
        into actions: inout [Action]
    ) {
        if sighting.kind == .nak || sighting.kind == .forceRenew || sighting.kind == .proxy {
            return judgeRefusals(sighting, server, index, at: moment, into: &actions)
        }
        var found = wrongs(of: sighting, server)
        let isAnswerToAll = if case .probe(.discover) = sighting.way { sighting.kind == .offer } else { false }
        // All is well, and nothing was not: so it is nearly always.
        if found.isEmpty, !isAnswerToAll, wrongBySubject.isEmpty, troubles.open.isEmpty {
            return judgeExhaustion(sighting, server, at: moment, into: &actions)
        }
        let subject = sighting.subject
        if isAnswerToAll {
            if let first = firstOffers[subject] {
                found += sighting.offer.changes(since: first, unless: server.expected)
            } else if firstOffers.count < 1_024 {
                firstOffers[subject] = sighting.offer
            }
        }
        let rule = sighting.isIPv6 ? DHCPRules.wrongOptions6 : DHCPRules.wrongOptions
        var wrong = wrongBySubject[subject] ?? [:]
        let countBefore = wrong.count
        // A host that has copied the server's addresses answers between the server's own words. Our own DISCOVER asks for
        // all: what the answer to it leaves out, the server does not say.
        for (option, one) in wrong
        where moment.monotonic >= one.time + configuration.quiet
            && (isAnswerToAll || !one.deviation.isChange && sighting.offer.speaks(of: option))
        {
            wrong[option] = nil
        }
        for deviation in found {
            wrong[deviation.option] = HeardDeviation(deviation: deviation, time: moment.monotonic)
        }
        wrongBySubject[subject] = wrong.isEmpty ? nil : wrong
        judgeExhaustion(sighting, server, at: moment, into: &actions)
        guard !wrong.isEmpty else {
            // An answer without any option that can be wrong does not make what was wrong right.
            let says = DHCPDeviation.Option.allCases.contains { sighting.offer.speaks(of: $0) }
            guard says else { return }
            let (quiet, relisted) = (configuration.quiet, relisted)
            end(
                rule, subject, "it says what it should again",
                if: { countBefore > 0 || $0.isOver(after: quiet, relisted: relisted, at: moment.monotonic) },
                at: moment, into: &actions)
            return
        }
        // What is right now is news only where something that was wrong is so no more.
        guard !found.isEmpty || wrong.count != countBefore else { return }
        let all = DHCPDeviation.Option.allCases.compactMap { wrong[$0]?.deviation }
        let severity: Severity =
            all.contains { $0.option.isDangerous && !$0.isChange }
            ? .critical : all.contains { !$0.isChange } ? .error : .warning
        var hasher = Hasher()
        hasher.combine(all)
        var finding = DHCPFinding(
            rule, severity, before: "The listed server ",
            after: " tells clients\(sighting.place.phrase) \(all.map(\.text).joined(separator: ", "))",
            about: sighting)
        finding.options = optionHosts(sighting)
        finding.details = all.map { ("wrong_\($0.option.rawValue.lowercased().replacing(" ", with: "_"))", $0.said) }
        note(finding, in: \.troubles, signature: hasher.finalize(), quiet: nil, at: moment, into: &actions)
    }

    /// What a message says and should not.
    private func wrongs(of sighting: DHCPSighting, _ server: ListedDHCPServer) -> [DHCPDeviation] {
        let own = networks(of: sighting.place.interface)
        let isOurs = !sighting.isRelayed || sighting.relay.map { relay in own.contains { $0.contains(relay) } } ?? false
        return sighting.offer.deviations(
            from: server.expected, isIPv6: sighting.isIPv6, judgesSubnet: isOurs,
            judgesRoutes: isOurs || sighting.isToClient)
    }

    /// A server that refuses one client after another and gives nothing has nothing left.
    private mutating func judgeRefusals(
        _ sighting: DHCPSighting, _ server: ListedDHCPServer, _ index: Int, at moment: Moment,
        into actions: inout [Action]
    ) {
        let refusals = book.pulses[index].refusals
        let gave = spoke[server.name]?.gave
        guard sighting.kind == .nak, refusals >= 10, gave.map({ moment.monotonic >= $0 + .seconds(60) }) ?? true else {
            return
        }
        reportExhausted(
            server, isIPv6: false,
            " refuses one client after another and gives no address\(sighting.place.phrase): "
                + "\(refusals) refusals within a minute", sighting.time, at: moment, into: &actions)
    }

    /// Who is listed and answers as listed is accused of nothing.
    private mutating func endAccusations(_ sighting: DHCPSighting, at moment: Moment, into actions: inout [Action]) {
        if rogues.open.isEmpty, troubles.open.isEmpty { return }
        let rule = sighting.isIPv6 ? DHCPRules.rogueServer6 : DHCPRules.rogueServer
        end(
            rule, sighting.subject, "it is listed", in: \.rogues,
            if: { $0.mac == nil || $0.mac == sighting.mac || sighting.mac == nil }, at: moment, into: &actions)
        end(
            DHCPRules.serverMACChanged, sighting.subject, "its MAC address is listed",
            if: { $0.mac != nil && $0.mac == sighting.mac }, at: moment, into: &actions)
    }

    // MARK: Others

    /// A listed server's address that answers from another MAC address.
    private mutating func reportMoved(
        _ sighting: DHCPSighting, _ server: ListedDHCPServer, _ index: Int, _ packets: Int, at moment: Moment,
        into actions: inout [Action]
    ) {
        let wrong = wrongs(of: sighting, server)
        let listed = server.macs.map { hosts.name($0) + hosts.place($0) }.joined(separator: " or ")
        let more = wrong.isEmpty ? "" : "; it tells clients \(wrong.map(\.text).joined(separator: ", "))"
        var finding = DHCPFinding(
            DHCPRules.serverMACChanged,
            wrong.contains { $0.option.isDangerous } ? .critical : DHCPRules.serverMACChanged.severity,
            before: "The listed server ",
            after: " answers\(sighting.place.phrase) from a MAC address that is not its own, \(listed)\(more)",
            about: sighting)
        finding.details = [("listed_mac", server.macs.map(\.text).joined(separator: " "))]
        finding.options = optionHosts(sighting)
        finding.severity = worst(finding, in: \.troubles)
        note(
            finding, in: \.troubles, signature: sighting.signature, quiet: configuration.quiet, packets: packets,
            at: moment, into: &actions)
        book.accuse(index, of: finding.key, sighting)
        if troubles.isOpen(finding.key) { publishRole(sighting, isListed: false, at: moment, into: &actions) }
    }

    /// A server that is not listed.
    private mutating func reportRogue(
        _ sighting: DHCPSighting, _ index: Int, _ packets: Int, before: DHCPServerBook.Server?, at moment: Moment,
        into actions: inout [Action]
    ) {
        var sighting = sighting
        if let before { sighting.offer = sighting.offer.completed(by: before.sighting.offer) }
        let rule = sighting.isIPv6 ? DHCPRules.rogueServer6 : DHCPRules.rogueServer
        let where_ = sighting.place.phrase
        var finding = DHCPFinding(rule, severity(of: sighting), after: "", about: sighting)
        let clients = sighting.isIPv6 ? "DHCPv6 clients" : "DHCP clients"
        let notListed =
            configuration.servers.isEmpty
            ? "did not answer while servers were learned" : "is not listed"
        let owner = sighting.identifier.flatMap { id in list.first { $0.addresses.contains(id) } }
        if sighting.kind == .chosen {
            finding.before = "A client\(where_) takes its address from a server that \(notListed): "
        } else if let owner, !sighting.isIPv6, !sighting.isRelayed, let source = sighting.source {
            // In the name of another: it is known by its own address.
            finding.subject = Subject(device: source.text, instance: sighting.place.text)
            finding.name = source.text
            finding.after = " answers \(clients)\(where_) in the name of the listed server \(owner.name)"
        } else if sighting.kind == .proxy {
            finding.after = " tells PXE clients\(where_) what to boot and \(notListed)"
        } else if sighting.kind == .nak {
            finding.after = " refuses \(clients)\(where_) and \(notListed)"
        } else {
            finding.after = " answers \(clients)\(where_) and \(notListed)"
        }
        if sighting.isRelayed, let relay = sighting.relay { finding.after += ", through the relay agent \(relay.text)" }
        if sighting.isIPv6, let duid = sighting.duid, !finding.name.hasPrefix("DUID") {
            finding.details.append(("server_duid", duid.text))
        }
        if sighting.kind != .chosen, !sighting.offer.text.isEmpty { finding.after += ": \(sighting.offer.text)" }
        finding.options = sighting.kind == .chosen ? [] : optionHosts(sighting)
        finding.severity = worst(finding, in: \.rogues)
        // Only a client that names it, or a refusal, is no news of a server that has been seen to offer.
        let known = rogues.open[finding.key]
        let isWeak = sighting.kind == .chosen || sighting.kind == .nak
        let signature = isWeak ? known?.signature ?? sighting.signature : sighting.signature
        if isWeak, known != nil {
            rogues.add(packets, to: finding.key, seen: moment.monotonic)
            return
        }
        note(
            finding, in: \.rogues, signature: signature, quiet: configuration.quiet, packets: packets, at: moment,
            into: &actions)
        book.accuse(index, of: finding.key, sighting)
        if rogues.isOpen(finding.key) { publishRole(sighting, isListed: false, at: moment, into: &actions) }
    }

    /// The worse of what a finding is and what its alert already was: what is seen next need not be as bad.
    private func worst(_ finding: DHCPFinding, in list: KeyPath<Self, IncidentBook>) -> Severity {
        min(finding.severity, self[keyPath: list].open[finding.key]?.severity ?? finding.severity)
    }

    /// An offer within our own network is believed; one outside may be an accident of cabling, and leaves clients without a
    /// network all the same. Through a relay agent other networks are served; whoever names one of ours has got into it.
    private func severity(of sighting: DHCPSighting) -> Severity {
        if sighting.kind == .chosen || sighting.kind == .proxy { return .error }
        if sighting.isIPv6, !sighting.isRelayed { return .critical }
        if sighting.kind == .nak || sighting.kind == .forceRenew { return .error }
        var own = networks(of: sighting.place.interface)
        own += list.filter { isAt($0, sighting.place) }.flatMap { $0.expected.subnets ?? [] }
        own.removeAll { $0.base.isIPv6 != sighting.isIPv6 }
        if sighting.isRelayed {
            let told = [sighting.relay, sighting.offer.address].compactMap { $0 } + sighting.offer.leases.map(\.base)
            return told.contains { one in own.contains { $0.contains(one) } } ? .critical : .error
        }
        guard !own.isEmpty, let address = sighting.offer.address ?? sighting.source else { return .critical }
        return own.contains { $0.contains(address) } ? .critical : .error
    }
}
