import Model
import Watching
import Wire

/// Judges advertisements.
extension RouterAdvertisementWatcher {
    /// How long after the last packet an alert that packets keep open is over.
    static let quiet: Duration = .seconds(600)
    /// How long after a question an advertisement counts as its answer.
    static let answerTime: Duration = .seconds(3)

    mutating func receive(_ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]) {
        counters.frames &+= 1
        do {
            let content = try FrameContent(
                decoding: packet.bytes[...], linkType: LinkType(rawValue: packet.linkType))
            switch content {
            case .icmpv6(let message) where message.type == 133 || message.type == 134:
                try take(message, packet, at: moment, into: &actions)
            case .arp, .icmpv6: try identify(content, packet, at: moment, into: &actions)
            case .fragment(IPPacket.icmpv6): counters.fragments &+= 1
            default: break
            }
        } catch { counters.countMalformed(error.layer, error.reason) }
    }

    /// Learns an address of a host; what is open about it is told again at the next tick.
    private mutating func identify(
        _ content: FrameContent, _ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]
    ) throws(MalformedPacket) {
        guard
            let mac = try sensor.neighbours.hear(content, packet, into: &hosts.neighbours, at: moment, &actions),
            rogues.concerns(mac) || troubles.concerns(mac)
        else { return }
        identified.insert(mac)
    }

    private mutating func take(
        _ message: CapturedICMPv6, _ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]
    ) throws(MalformedPacket) {
        let found = try NeighborDiscoveryMessage(message)
        if case .routerSolicitation = found { counters.solicitations &+= 1 }
        guard case .routerAdvertisement(let advertisement) = found else { return }
        counters.advertisements &+= 1
        let sighting = RouterSighting(
            advertisement: advertisement, source: message.source, mac: message.sourceMAC ?? advertisement.sourceMAC,
            place: LinkPlace(interface: packet.interface, vlans: message.vlans), hopLimit: message.hopLimit,
            time: packet.time, frame: packet.bytes)
        judge(sighting, at: moment, into: &actions)
    }

    private mutating func judge(_ sighting: RouterSighting, at moment: Moment, into actions: inout [Action]) {
        meter(sighting, at: moment, into: &actions)
        guard sighting.hopLimit == 255 else {
            counters.ignored &+= 1
            note(
                RouterFinding(
                    rule: RouterRules.hopLimit, subject: place(sighting), severity: RouterRules.hopLimit.severity,
                    before: "A router advertisement that hosts ignore came from ",
                    after:
                        " with hop limit \(sighting.hopLimit)\(sighting.place.phrase): it is forged or from another link",
                    sighting: sighting),
                in: \.troubles, signature: 0, quiet: Self.quiet, at: moment, into: &actions)
            return
        }
        guard sighting.source.isIPv6LinkLocal else {
            // Hosts ignore it (section 6.1.2).
            counters.ignored &+= 1
            counters.countMalformed("ND", "source is not link-local")
            return
        }
        let wasAsked = asked[sighting.place.interface].map { moment.monotonic < $0 + Self.answerTime } ?? false
        if configuration.isReplay, configuration.routers.isEmpty {
            let before = book.note(sighting, isListed: false, wasAsked: false, at: moment)
            judgeUnknown(sighting, before: before, at: moment, into: &actions)
            return
        }
        let isLearning = learn(sighting, at: moment, into: &actions)
        let expected = self.expected(sighting)
        let isListed = expected.map { $0.allows(sighting.mac) && allowsTold(sighting, $0) } ?? false
        // A stranger under a listed router's address does not become that router.
        if expected == nil || isListed {
            let before = book.note(sighting, isListed: isListed, wasAsked: wasAsked, at: moment)
            if isListed, before?.isListed != true {
                publishRole(sighting, isListed: true, at: moment, into: &actions)
            }
        }
        guard let expected else { return reportRogue(sighting, nil, at: moment, into: &actions) }
        guard isListed else {
            if sighting.advertisement.lifetimeSeconds == 0 {
                reportKilled(sighting, by: false, at: moment, into: &actions)
            } else {
                reportRogue(sighting, expected, at: moment, into: &actions)
            }
            return
        }
        if !isLearning { judgeListed(sighting, expected, at: moment, into: &actions) }
        noteSpoke(sighting, at: moment, into: &actions)
    }

    /// The routers that may advertise: as configured, or else as learned.
    var list: [ListedRouter] { configuration.routers.isEmpty ? learned.routers : configuration.routers }

    /// What the router of this address should say.
    private func expected(_ sighting: RouterSighting) -> ListedRouter? {
        let places = [nil, sighting.place.interface, sighting.place.text]
        return list.first { $0.address == sighting.source && $0.interface == sighting.place.text }
            ?? list.first { $0.address == sighting.source && places.contains($0.interface) }
    }

    /// Whether the link-layer address that it tells hosts to send to is the router's own.
    private func allowsTold(_ sighting: RouterSighting, _ expected: ListedRouter) -> Bool {
        guard let told = sighting.advertisement.sourceMAC else { return true }
        return told == sighting.mac || expected.allows(told)
    }

    /// Learns from an advertisement while that is to be done; whether it is.
    private mutating func learn(
        _ sighting: RouterSighting, at moment: Moment, into actions: inout [Action]
    ) -> Bool {
        guard configuration.routers.isEmpty, moment.wall < learned.until else { return false }
        if learned.learn(sighting) {
            actions.append(.report(Report(.memory(key: Self.learnedKey, value: learned.text))))
        }
        return true
    }

    // MARK: Listed routers

    private mutating func judgeListed(
        _ sighting: RouterSighting, _ expected: ListedRouter, at moment: Moment, into actions: inout [Action]
    ) {
        let said = sighting.advertisement
        let wrongPrefixes = expected.prefixes.map { allowed in
            said.prefixes.filter { $0.validSeconds > 0 && !allowed.contains($0.network) }.map(\.network.text)
        }
        check(
            RouterRules.wrongPrefix, sighting, wrongPrefixes ?? [],
            " advertises \(RouterSighting.list("the prefix", "the prefixes", wrongPrefixes ?? []).joined())"
                + "\(sighting.place.phrase), not among those it should",
            speaks: !said.prefixes.isEmpty, at: moment, into: &actions)
        let wrongDNS = expected.dns.map { allowed in
            said.dnsServers.filter { !allowed.contains($0) }.map(\.text)
        }
        check(
            RouterRules.wrongDNS, sighting, wrongDNS ?? [],
            " advertises \(RouterSighting.list("the DNS server", "the DNS servers", wrongDNS ?? []).joined())"
                + "\(sighting.place.phrase), not among those it should",
            speaks: !said.dnsServers.isEmpty || !said.withdrawnDNSServers.isEmpty, at: moment, into: &actions)
        var flags: [String] = []
        if let wanted = expected.isManaged, wanted != said.isManaged { flags.append(said.isManaged ? "M" : "no M") }
        if let wanted = expected.isOther, wanted != said.isOther { flags.append(said.isOther ? "O" : "no O") }
        check(
            RouterRules.flagsChanged, sighting, flags,
            " advertises \(flags.joined(separator: " and "))\(sighting.place.phrase), which is not what it should: "
                + "hosts ask DHCPv6 differently now",
            at: moment, into: &actions)
        let isTooHigh = said.preference == .high && expected.preference != .high
        check(
            RouterRules.preferenceHigh, sighting, isTooHigh ? ["high"] : [],
            " asks to be preferred (preference high)\(sighting.place.phrase) and is not listed so", at: moment,
            into: &actions)
        judgeOwnFlags(sighting, expected, at: moment, into: &actions)
        let (now, relisted) = (moment.monotonic, relisted)
        if said.lifetimeSeconds == 0 {
            reportKilled(sighting, by: true, at: moment, into: &actions)
        } else if troubles.open[AlertKey(rule: RouterRules.routerKilled.name, subject: sighting.subject)]?.severity
            == .notice
        {
            end(
                RouterRules.routerKilled, sighting.subject, "it advertises itself again",
                if: { $0.isOver(after: Self.quiet, relisted: relisted, at: now) }, at: moment, into: &actions)
        }
        // A host that has copied the router's MAC address advertises between the router's own words.
        let told = findings[AlertKey(rule: RouterRules.rogueRouter.name, subject: sighting.subject)]?.sighting
        let isListedNow = told.map { expected.allows($0.mac) && allowsTold($0, expected) } ?? true
        end(
            RouterRules.rogueRouter, sighting.subject, "it is listed and advertises as listed", in: \.rogues,
            if: {
                ($0.mac == nil || $0.mac == sighting.mac)
                    && (isListedNow || $0.isOver(after: Self.quiet, relisted: relisted, at: now))
            }, at: moment, into: &actions)
    }

    /// Where flags are not listed, a change of them is told once.
    private mutating func judgeOwnFlags(
        _ sighting: RouterSighting, _ expected: ListedRouter, at moment: Moment, into actions: inout [Action]
    ) {
        let now = (sighting.advertisement.isManaged, sighting.advertisement.isOther)
        guard expected.isManaged == nil, expected.isOther == nil, let before = flagsBefore[sighting.subject] else {
            flagsBefore[sighting.subject] = now
            return
        }
        // Flags that change with each advertisement are no news each time; what they are after a while is.
        guard before != now, flagsTold[sighting.subject].map({ moment.monotonic >= $0 + Self.quiet }) ?? true
        else { return }
        flagsBefore[sighting.subject] = now
        flagsTold[sighting.subject] = moment.monotonic
        func text(_ flags: (Bool, Bool)) -> String { "M=\(flags.0 ? 1 : 0) O=\(flags.1 ? 1 : 0)" }
        let finding = RouterFinding(
            rule: RouterRules.flagsChanged, subject: sighting.subject, severity: .notice, before: "The router ",
            after: " changed its flags\(sighting.place.phrase) from \(text(before)) to \(text(now))",
            sighting: sighting)
        actions.append(
            .report(Report(.observation(finding.observation(.occurred, count: 1, hosts: hosts, at: moment)))))
    }

    /// Opens or ends an alert about a listed router by what is wrong now. A host that has copied the router's MAC address
    /// speaks between the router's own words, and a router may say different options in different advertisements (RFC 4861,
    /// section 6.2.3): only when nothing wrong was heard for long does a word about the same option end it. One without the
    /// option does so when a router that sends it would have sent it again.
    private mutating func check(
        _ rule: Rule, _ sighting: RouterSighting, _ wrong: [String], _ after: @autoclosure () -> String,
        speaks: Bool = true, at moment: Moment, into actions: inout [Action]
    ) {
        guard !wrong.isEmpty else {
            let quiet = speaks ? Self.quiet : max(Self.quiet, patience(sighting.advertisement.lifetimeSeconds))
            let relisted = speaks ? relisted : nil
            end(
                rule, sighting.subject, "it advertises what it should",
                if: { $0.isOver(after: quiet, relisted: relisted, at: moment.monotonic) }, at: moment, into: &actions)
            return
        }
        var hasher = Hasher()
        hasher.combine(wrong)
        note(
            RouterFinding(
                rule: rule, subject: sighting.subject, severity: rule.severity, before: "The listed router ",
                after: after(), sighting: sighting, details: [("wrong", wrong.joined(separator: " "))]),
            in: \.troubles, signature: hasher.finalize(), quiet: nil, at: moment, into: &actions)
    }

    // MARK: Others

    /// An advertisement of a host that is not listed, or under a listed router's address by another host.
    private mutating func reportRogue(
        _ sighting: RouterSighting, _ expected: ListedRouter?, at moment: Moment, into actions: inout [Action]
    ) {
        let said = sighting.advertisement
        let isHarmless = said.lifetimeSeconds == 0 && said.prefixes.isEmpty && said.dnsServers.isEmpty
        let why: String
        if expected != nil {
            why = " and is not the router of that address\(tellsOtherMAC(sighting))"
        } else if let owner = configuration.routers.first(where: { sighting.mac.map($0.macs.contains) ?? false }) {
            why = " and is not listed; the MAC address is that of the listed router \(owner.address.text)"
        } else {
            why = configuration.routers.isEmpty ? " and was not there while routers were learned" : " and is not listed"
        }
        var finding =
            RouterFinding(
                rule: RouterRules.rogueRouter, subject: sighting.subject, severity: isHarmless ? .error : .critical,
                before: "",
                after: " advertises itself as an IPv6 router\(sighting.place.phrase)\(why): \(sighting.offer)",
                sighting: sighting,
                details: expected.map { [("listed_mac", $0.macs.map(\.text).joined(separator: " "))] } ?? [])
        let allowed = configuration.routers.flatMap { $0.dns ?? [] }
        finding.options = said.dnsServers.prefix(OptionHost.limit).map {
            OptionHost(option: "dns", address: $0, isListed: allowed.contains($0))
        }
        note(
            finding, in: \.rogues, signature: sighting.signature, quiet: Self.quiet, at: moment, into: &actions)
        if rogues.isOpen(finding.key) { publishRole(sighting, isListed: false, at: moment, into: &actions) }
    }

    private func tellsOtherMAC(_ sighting: RouterSighting) -> String {
        guard let told = sighting.advertisement.sourceMAC, told != sighting.mac else { return "" }
        return " (it tells hosts to send to \(hosts.name(told))\(hosts.place(told)))"
    }

    /// A lifetime of 0 for a router: by itself, or by another host.
    private mutating func reportKilled(
        _ sighting: RouterSighting, by itself: Bool, at moment: Moment, into actions: inout [Action]
    ) {
        note(
            RouterFinding(
                rule: RouterRules.routerKilled, subject: sighting.subject, severity: itself ? .notice : .critical,
                before: itself
                    ? "The router "
                    : "Another host than the router \(sighting.source.text) withdraws it"
                        + "\(sighting.place.phrase), and hosts lose their default route: ",
                after: itself
                    ? " withdraws itself\(sighting.place.phrase): hosts no longer use it" : " says lifetime 0",
                sighting: sighting),
            in: \.troubles, signature: itself ? 1 : 0, quiet: itself ? nil : Self.quiet, at: moment, into: &actions)
        if !itself { publishRole(sighting, isListed: false, at: moment, into: &actions) }
    }

    /// Without any list only what is wrong by itself is told: a router that another host withdraws.
    private mutating func judgeUnknown(
        _ sighting: RouterSighting, before: RouterBook.Router?, at moment: Moment, into actions: inout [Action]
    ) {
        guard sighting.advertisement.lifetimeSeconds == 0, let mac = sighting.mac, let before,
            before.advertisement.lifetimeSeconds > 0, !before.macs.isEmpty, !before.macs.contains(mac)
        else { return }
        reportKilled(sighting, by: false, at: moment, into: &actions)
    }

    private mutating func meter(_ sighting: RouterSighting, at moment: Moment, into actions: inout [Action]) {
        let subject = place(sighting)
        let isFlood = troubles.isOpen(AlertKey(rule: RouterRules.flood.name, subject: subject))
        guard meters[sighting.place] != nil || meters.count < 256 else { return }
        var meter = meters[sighting.place] ?? FloodMeter(window: .seconds(10))
        meter.add(source: sighting.mac?.value ?? 0, isFlood: isFlood, at: moment.monotonic)
        meters[sighting.place] = meter
        guard meter.count > configuration.floodLimit else { return }
        note(
            RouterFinding(
                rule: RouterRules.flood, subject: subject, severity: RouterRules.flood.severity,
                before: "More than \(configuration.floodLimit) router advertisements in ten seconds"
                    + "\(sighting.place.phrase), from \(meter.sourceText) MAC addresses, the latest from ",
                after: "", sighting: sighting, details: [("sources", meter.sourceText)]),
            in: \.troubles, signature: meter.sourceCount >= FloodMeter.sourceLimit ? 1 : 0, quiet: .seconds(60),
            at: moment, into: &actions)
    }

    private func place(_ sighting: RouterSighting) -> Subject {
        Subject(device: "link", instance: sighting.place.text)
    }

    /// Says to other watchers what a host does.
    private mutating func publishRole(
        _ sighting: RouterSighting, isListed: Bool, at moment: Moment, into actions: inout [Action]
    ) {
        guard let mac = sighting.mac else { return }
        let fact = Fact.linkRole(
            mac, .router, address: sighting.source, interface: sighting.place.text ?? "", isListed: isListed,
            says: sighting.offer)
        if hosts.tell(fact, at: moment.monotonic) { actions.append(.publish(fact)) }
    }
}
