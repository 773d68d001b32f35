import Model
import Watching
import Wire

/// The life of the watcher's alerts.
extension RouterAdvertisementWatcher {
    /// Notes a finding and tells it if there is news; whether it opened an alert.
    @discardableResult
    mutating func note(
        _ finding: RouterFinding, in list: WritableKeyPath<Self, IncidentBook>, signature: Int, quiet: Duration?,
        at moment: Moment, into actions: inout [Action]
    ) -> Bool {
        let key = finding.key
        let leftOut = self[keyPath: list].leftOut
        let news = self[keyPath: list].note(
            key, signature: signature, mac: finding.sighting.mac, severity: finding.severity, quiet: quiet, at: moment)
        guard let news else {
            if self[keyPath: list].leftOut != leftOut { reportFull(finding, at: moment, into: &actions) }
            return false
        }
        findings[key] = finding
        let count: Int
        switch news {
        case .opened: count = 1
        case .changed(let number), .continues(let number): count = number
        }
        actions.append(
            .report(Report(.observation(finding.observation(.firing, count: count, hosts: hosts, at: moment)))))
        return news == .opened
    }

    /// Says that there is no room for another alert: whoever floods us with rogues may not hide one among them.
    private mutating func reportFull(_ one: RouterFinding, at moment: Moment, into actions: inout [Action]) {
        note(
            RouterFinding(
                rule: RouterRules.alertsFull, subject: Subject(device: "tocsin", instance: "ra alerts"),
                severity: RouterRules.alertsFull.severity,
                before: "More is wrong than alerts are kept open, \(rogues.open.count) of routers and "
                    + "\(troubles.open.count) others: \(one.before)",
                after: "\(one.after); this and further ones are only counted", sighting: one.sighting,
                details: [("rule", one.rule.name)]),
            in: \.full, signature: 0, quiet: Self.quiet, at: moment, into: &actions)
    }

    /// Ends an alert, if it is open and the condition holds, for a reason that ends a sentence.
    mutating func end(
        _ rule: Rule, _ subject: Subject, _ why: String,
        in list: WritableKeyPath<Self, IncidentBook> = \.troubles,
        if condition: (IncidentBook.Incident) -> Bool = { _ in true }, at moment: Moment, into actions: inout [Action]
    ) {
        let key = AlertKey(rule: rule.name, subject: subject)
        guard let incident = self[keyPath: list].open[key], condition(incident) else { return }
        _ = self[keyPath: list].end(key)
        tellEnd(key, incident, why, at: moment, into: &actions)
    }

    /// Tells again what is open about a host, since more is known of it.
    mutating func tellAgain(_ mac: MACAddress, at moment: Moment, into actions: inout [Action]) {
        for key in rogues.keys(of: mac) + troubles.keys(of: mac) {
            guard let finding = findings[key], finding.sighting.mac == mac else { continue }
            actions.append(
                .report(Report(.observation(finding.observation(.firing, count: 1, hosts: hosts, at: moment)))))
        }
    }

    /// Takes over an alert of an earlier run of the daemon.
    mutating func inherit(_ alert: Alert, at moment: Moment, into actions: inout [Action]) {
        switch alert.key.rule {
        case RouterRules.captureFailed.name, RouterRules.captureDrops.name: break
        case RouterRules.alertsFull.name: full.inherit(alert, quiet: Self.quiet, at: moment)
        case RouterRules.rogueRouter.name: rogues.inherit(alert, quiet: Self.quiet, at: moment)
        case RouterRules.flood.name: troubles.inherit(alert, quiet: .seconds(60), at: moment)
        case RouterRules.hopLimit.name: troubles.inherit(alert, quiet: Self.quiet, at: moment)
        case RouterRules.routerKilled.name:
            troubles.inherit(alert, quiet: alert.severity == .notice ? nil : Self.quiet, at: moment)
        case RouterRules.routerSilent.name, RouterRules.wrongPrefix.name, RouterRules.wrongDNS.name,
            RouterRules.flagsChanged.name, RouterRules.preferenceHigh.name:
            troubles.inherit(alert, quiet: nil, at: moment)
        default: tellEnd(alert.key, nil, "this version does not know the rule", at: moment, into: &actions)
        }
    }

    /// Ends what is open about routers that are no longer listed, which nothing else would end.
    mutating func endUnconfigured(at moment: Moment, into actions: inout [Action]) {
        let listed = Set(list.map(\.address.text))
        for (key, incident) in troubles.open where incident.quiet == nil && !listed.contains(key.subject.device) {
            // What was learned comes right after the start, and only then can be compared.
            if configuration.routers.isEmpty, learned.routers.isEmpty { continue }
            _ = troubles.end(key)
            tellEnd(key, incident, "the router is no longer listed", at: moment, into: &actions)
        }
    }

    /// Reports the end of an alert.
    mutating func tellEnd(
        _ key: AlertKey, _ incident: IncidentBook.Incident?, _ why: String, at moment: Moment,
        into actions: inout [Action]
    ) {
        let finding = findings.removeValue(forKey: key)
        let packets = incident.map { $0.count } ?? 0
        let what = RouterRules.catalog.first { $0.name == key.rule }
        let observation = Observation(
            rule: key.rule, watcher: .ra, severity: incident?.severity ?? what?.severity ?? .notice, state: .resolved,
            subject: key.subject, address: finding?.sighting.source, time: moment.wall, count: max(1, packets),
            summary: "\(key.subject.device)\(finding?.sighting.place.phrase ?? ""): over, \(why)"
                + (packets > 1 ? "; \(packets) advertisements in all" : ""),
            evidence: Evidence { writer in
                hosts.write(finding?.sighting.mac, than: .router, into: &writer)
                writer.member("advertisements", packets)
            })
        actions.append(.report(Report(.observation(observation))))
    }

    // MARK: Time

    /// What time alone brings: alerts that are over, routers that fell silent, learning that ends, room that is made.
    mutating func lookAround(at moment: Moment, into actions: inout [Action]) {
        for mac in identified { tellAgain(mac, at: moment, into: &actions) }
        identified = []
        for (key, incident) in rogues.expire(at: moment.monotonic) + troubles.expire(at: moment.monotonic) {
            let seconds = incident.quiet.map { Int($0.components.seconds) } ?? 0
            let span = seconds >= 120 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
            tellEnd(key, incident, "nothing of it was seen for \(span)", at: moment, into: &actions)
        }
        for (key, incident) in full.expire(at: moment.monotonic) {
            tellEnd(key, incident, "every host that is wrong has an alert of its own again", at: moment, into: &actions)
        }
        book.purge(at: moment.monotonic)
        for (place, _) in meters
        where !troubles.isOpen(
            AlertKey(rule: RouterRules.flood.name, subject: Subject(device: "link", instance: place.text)))
        {
            if meters.count > 64 { meters[place] = nil }
        }
        lookForSilence(at: moment, into: &actions)
    }

    /// Notes that a listed router has advertised itself.
    mutating func noteSpoke(_ sighting: RouterSighting, at moment: Moment, into actions: inout [Action]) {
        end(
            RouterRules.routerSilent, Self.silentSubject(sighting.source), "it advertises itself again", at: moment,
            into: &actions)
        guard advertised.count < 1_024, advertised.insert(sighting.source).inserted else { return }
        let text = advertised.map(\.text).sorted().joined(separator: "\n")
        actions.append(.report(Report(.memory(key: Self.advertisedKey, value: text))))
    }

    static func silentSubject(_ address: IPAddress) -> Subject { Subject(device: address.text) }

    private mutating func lookForSilence(at moment: Moment, into actions: inout [Action]) {
        guard !configuration.isReplay else { return }
        for router in list where advertised.contains(router.address) {
            let subject = Self.silentSubject(router.address)
            let key = AlertKey(rule: RouterRules.routerSilent.name, subject: subject)
            guard !troubles.isOpen(key) else { continue }
            let seen = book.routers.filter { $0.key.address == router.address && $0.value.isListed }
            // Wherever it may speak we must have been listening all the time.
            let places =
                router.interface.map { [String($0.split(separator: " ").first ?? "")] }
                ?? Array(
                    seen.isEmpty ? Set(configuration.interfaces) : Set(seen.keys.map(\.place.interface)))
            let since = places.map { hearing[$0] }
            guard !since.isEmpty, !since.contains(where: { $0 == nil }) else { continue }
            let last = seen.values.map(\.lastSeen.monotonic).max()
            let start = ([last].compactMap { $0 } + since.compactMap { $0 }).max() ?? moment.monotonic
            let withdrawn = seen.contains { $0.value.advertisement.lifetimeSeconds == 0 }
            guard !withdrawn,
                moment.monotonic >= start + patience(seen.values.map(\.advertisement.lifetimeSeconds).max())
            else { continue }
            let incidentMoment = moment
            guard
                troubles.note(
                    key, signature: 0, mac: router.macs.first, severity: RouterRules.routerSilent.severity, quiet: nil,
                    at: incidentMoment) != nil
            else { continue }
            let lastWall = seen.values.map(\.lastSeen.wall).max()
            let observation = Observation(
                rule: RouterRules.routerSilent.name, watcher: .ra, severity: RouterRules.routerSilent.severity,
                state: .firing, subject: subject, address: router.address, time: moment.wall,
                summary: "The listed router \(router.address.text) no longer advertises itself on "
                    + "\(places.sorted().joined(separator: ", "))"
                    + (configuration.probeInterval == nil ? "" : " and does not answer when asked")
                    + ": hosts lose their IPv6 default route",
                evidence: Evidence { writer in
                    writer.member("address", router.address.text)
                    hosts.write(router.macs.first, than: .router, into: &writer)
                    writer.member("last_seen", lastWall?.rfc3339)
                })
            actions.append(.report(Report(.observation(observation))))
        }
    }

    /// How long a router may say nothing.
    func patience(_ lifetimeSeconds: UInt16?) -> Duration {
        // Some questions may be lost, and an answer may wait for three seconds (RFC 4861, section 6.2.6).
        if let interval = configuration.probeInterval { return max(interval * 4, .seconds(60)) }
        // MaxRtrAdvInterval is at most 1800 seconds, and the lifetime three times it by default.
        return max(.seconds(Int(lifetimeSeconds ?? 0)), .seconds(2_000))
    }
}
