import Model
import Watching
import Wire

/// The life of the watcher's alerts.
extension DHCPWatcher {
    /// Notes a finding and tells it if there is news; whether it opened an alert.
    @discardableResult
    mutating func note(
        _ finding: DHCPFinding, in list: WritableKeyPath<Self, IncidentBook>, signature: Int, quiet: Duration?,
        packets: Int = 1, at moment: Moment, into actions: inout [Action]
    ) -> Bool {
        let key = finding.key
        let leftOut = self[keyPath: list].leftOut
        let news = self[keyPath: list].note(
            key, signature: signature, mac: finding.mac, severity: finding.severity, quiet: quiet, packets: packets,
            at: moment)
        guard let news else {
            if self[keyPath: list].leftOut != leftOut { reportFull(finding, packets, at: moment, into: &actions) }
            // What has changed too soon to be told is told at one of the next ticks.
            if let open = self[keyPath: list].open[key] {
                let isLate = open.signature != signature || open.severity != finding.severity
                late[key] =
                    isLate
                    ? Late(finding: finding, isRogue: list == \.rogues, signature: signature, quiet: quiet) : nil
            }
            return false
        }
        late[key] = nil
        findings[key] = finding
        let count: Int
        switch news {
        case .opened: count = packets
        case .changed(let number), .continues(let number): count = number
        }
        actions.append(.report(Report(.observation(finding.observation(.firing, count: count, hosts: hosts)))))
        return news == .opened
    }

    /// Says that there is no room for another alert: whoever floods us with rogues may not hide one among them.
    private mutating func reportFull(
        _ one: DHCPFinding, _ packets: Int, at moment: Moment, into actions: inout [Action]
    ) {
        var finding = DHCPFinding(
            DHCPRules.alertsFull, DHCPRules.alertsFull.severity, subject: Self.fullSubject,
            after: "\(one.after); this and further ones are only counted", time: one.time)
        finding.before =
            "More is wrong than alerts are kept open, \(rogues.open.count) of servers and \(troubles.open.count) others: "
            + one.before
        finding.name = one.name
        finding.mac = one.mac
        finding.address = one.address
        finding.role = one.role
        finding.sighting = one.sighting
        finding.details = [("rule", one.rule.name)]
        note(
            finding, in: \.full, signature: 0, quiet: configuration.quiet, packets: packets, at: moment, into: &actions)
    }

    static let fullSubject = Subject(device: "tocsin", instance: "dhcp alerts")

    /// Ends an alert, if it is open and the condition holds, for a reason that ends a sentence.
    mutating func end(
        _ rule: Rule, _ subject: @autoclosure () -> Subject, _ why: @autoclosure () -> String,
        in list: WritableKeyPath<Self, IncidentBook> = \.troubles,
        if condition: (IncidentBook.Incident) -> Bool = { _ in true }, at moment: Moment, into actions: inout [Action]
    ) {
        guard !self[keyPath: list].open.isEmpty else { return }
        let key = AlertKey(rule: rule.name, subject: subject())
        guard let incident = self[keyPath: list].open[key], condition(incident) else { return }
        _ = self[keyPath: list].end(key)
        tellEnd(key, incident, why(), at: moment, into: &actions)
    }

    /// Tells again what is open about a host, since more is known of it; not what says that itself, since it is about a role
    /// of the host.
    mutating func tellAgain(
        _ mac: MACAddress, unless role: LinkRole? = nil, at moment: Moment, into actions: inout [Action]
    ) {
        for key in rogues.keys(of: mac) + troubles.keys(of: mac) {
            guard let finding = findings[key], finding.mac == mac, role == nil || finding.role != role else { continue }
            actions.append(.report(Report(.observation(finding.observation(.firing, count: 1, hosts: hosts)))))
        }
    }

    /// Takes over an alert of an earlier run of the daemon.
    mutating func inherit(_ alert: Alert, at moment: Moment, into actions: inout [Action]) {
        switch alert.key.rule {
        case DHCPRules.sensorDeaf.name, DHCPRules.captureDrops.name: break
        case DHCPRules.alertsFull.name: full.inherit(alert, quiet: configuration.quiet, at: moment)
        case DHCPRules.rogueServer.name, DHCPRules.rogueServer6.name:
            rogues.inherit(alert, quiet: configuration.quiet, at: moment)
        case DHCPRules.serverMACChanged.name, DHCPRules.conflictingServers.name:
            troubles.inherit(alert, quiet: configuration.quiet, at: moment)
        case DHCPRules.starvation.name, DHCPRules.spoofedClient.name:
            troubles.inherit(alert, quiet: Self.crowdQuiet, at: moment)
        case DHCPRules.serverSilent.name, DHCPRules.wrongOptions.name, DHCPRules.wrongOptions6.name,
            DHCPRules.poolExhausted.name:
            troubles.inherit(alert, quiet: nil, at: moment)
        default: tellEnd(alert.key, nil, "this version does not know the rule", at: moment, into: &actions)
        }
    }

    /// Ends what is open about servers that are no longer listed, which nothing else would end.
    mutating func endUnconfigured(at moment: Moment, into actions: inout [Action]) {
        let list = list
        // What was learned comes right after the start, and only then can be compared.
        if configuration.servers.isEmpty, learned.servers.isEmpty { return }
        let names = Set(
            list.flatMap { $0.addresses.map(\.text) + $0.duids.map { "DUID \($0.text)" } + [$0.name] })
        for (key, incident) in troubles.open where incident.quiet == nil && !names.contains(key.subject.device) {
            // A DHCPv6 server may be called by an address that is not listed, while its DUID is.
            if key.rule == DHCPRules.wrongOptions6.name, list.contains(where: { !$0.duids.isEmpty }) { continue }
            _ = troubles.end(key)
            tellEnd(key, incident, "the server is no longer listed", at: moment, into: &actions)
        }
    }

    /// Reports the end of an alert.
    mutating func tellEnd(
        _ key: AlertKey, _ incident: IncidentBook.Incident?, _ why: String, at moment: Moment,
        into actions: inout [Action]
    ) {
        let finding = findings.removeValue(forKey: key)
        late[key] = nil
        let packets = incident.map { $0.count } ?? 0
        let what = DHCPRules.catalog.first { $0.name == key.rule }
        let place = key.subject.instance.map { " on \($0)" } ?? ""
        let observation = Observation(
            rule: key.rule, watcher: .dhcp, severity: incident?.severity ?? what?.severity ?? .notice,
            state: .resolved, subject: key.subject, address: finding?.address, time: moment.wall,
            count: max(1, packets),
            summary: "\(key.subject.device)\(place): over, \(why)" + (packets > 1 ? "; \(packets) packets in all" : ""),
            evidence: Evidence { writer in
                hosts.write(finding?.mac, than: finding?.role, into: &writer)
                writer.member("packets", packets)
            })
        actions.append(.report(Report(.observation(observation))))
    }

    // MARK: Time

    /// What time alone brings: alerts that are over, servers that fell silent, room that is made.
    mutating func lookAround(at moment: Moment, into actions: inout [Action]) {
        settle(at: moment, into: &actions)
        for mac in identified { tellAgain(mac, at: moment, into: &actions) }
        identified = []
        for (key, incident) in rogues.expire(at: moment.monotonic) + troubles.expire(at: moment.monotonic) {
            let seconds = incident.quiet.map { Int($0.components.seconds) } ?? 0
            let span = seconds >= 120 ? "\(seconds / 60) minutes" : "\(seconds) seconds"
            let place = findings[key]?.sighting?.place.interface ?? ""
            let wasAsked = configuration.probeInterval != nil && asked[place] != nil
            let isServer = ![DHCPRules.starvation.name, DHCPRules.spoofedClient.name].contains(key.rule)
            tellEnd(
                key, incident,
                isServer
                    ? "it was not heard for \(span)\(wasAsked ? " although it was asked" : "")"
                    : "nothing of it was seen for \(span)",
                at: moment, into: &actions)
        }
        lookForRoom(at: moment, into: &actions)
        book.purge(at: moment.monotonic)
        for index in links.indices {
            links[index].clients.purge(room: &clientRoom, at: moment.monotonic)
            links[index].clients6.purge(room: &clientRoom, at: moment.monotonic)
        }
        forgetIdleLinks(at: moment)
        learnUsual(at: moment, into: &actions)
        lookForSilence(at: moment, into: &actions)
        lookForExhaustion(at: moment, into: &actions)
    }

    /// Ends the alert that there is no room for more when nothing was left out for long enough.
    private mutating func lookForRoom(at moment: Moment, into actions: inout [Action]) {
        let key = AlertKey(rule: DHCPRules.alertsFull.name, subject: Self.fullSubject)
        // Servers for which there is no room in the book are not even looked at.
        if book.leftOut != leftOutBefore {
            full.add(Int(clamping: book.leftOut &- leftOutBefore), to: key, seen: moment.monotonic)
            leftOutBefore = book.leftOut
        }
        for (key, incident) in full.expire(at: moment.monotonic) {
            tellEnd(key, incident, "every host that is wrong has an alert of its own again", at: moment, into: &actions)
        }
    }

    /// Adds to open alerts what was only counted, tells what changed too soon after the last telling, and holds over what
    /// cannot be heard now.
    private mutating func settle(at moment: Moment, into actions: inout [Action]) {
        for index in book.pulses.indices where book.pulses[index].pending > 0 {
            guard let key = book.servers[index]?.alert else { continue }
            let seen = book.pulses[index].lastSeen.monotonic
            let count = book.takePending(index)
            rogues.add(count, to: key, seen: seen)
            troubles.add(count, to: key, seen: seen)
        }
        for index in links.indices {
            for isIPv6 in [false, true] {
                let count = isIPv6 ? links[index].clients6.takeUntold() : links[index].clients.takeUntold()
                guard count > 0, !troubles.open.isEmpty else { continue }
                let key = AlertKey(rule: DHCPRules.starvation.name, subject: crowdSubject(index, isIPv6))
                // What comes after the attack is not of it.
                guard let incident = troubles.open[key],
                    moment.monotonic < incident.lastSeen + Self.tickEvery + Self.tickEvery
                else { continue }
                troubles.add(count, to: key, seen: incident.lastSeen)
            }
        }
        for one in late.values {
            note(
                one.finding, in: one.isRogue ? \.rogues : \.troubles, signature: one.signature, quiet: one.quiet,
                packets: 0, at: moment,
                into: &actions)
        }
        for (key, finding) in findings {
            guard let place = finding.sighting?.place.interface, sensor.interfaces[place] != nil,
                hearing[place] == nil
            else { continue }
            rogues.add(0, to: key, seen: moment.monotonic)
            troubles.add(0, to: key, seen: moment.monotonic)
        }
    }

    /// Notes that a listed server has spoken, and to whom.
    mutating func noteSpoke(
        _ sighting: DHCPSighting, _ server: ListedDHCPServer, at moment: Moment, into actions: inout [Action]
    ) {
        let name = server.name
        end(
            DHCPRules.serverSilent, Subject(device: name), "it answers again", at: moment, into: &actions)
        if spoke.count < 1_024 || spoke[name] != nil {
            spoke[name, default: SpokenServer(last: moment.monotonic)].note(sighting, at: moment.monotonic)
        }
        let isProbed = if case .probe = sighting.way { true } else { false }
        if answered[name].map({ !$0 && isProbed }) ?? true, answered.count < 1_024 {
            answered[name] = isProbed
            let text = answered.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value ? "probe" : "-")" }
            actions.append(
                .report(Report(.memory(key: Self.answeredKey, value: text.joined(separator: "\n")))))
        }
        if let address = server.addresses.first ?? sighting.source {
            noteClocks(sighting, of: address, into: &actions)
        }
    }

    /// Publishes the time servers that a listed server tells clients, when they change.
    private mutating func noteClocks(_ sighting: DHCPSighting, of address: IPAddress, into actions: inout [Action]) {
        var clocks = sighting.offer.ntp ?? []
        let isAnswerToAll = if case .probe(.discover) = sighting.way { sighting.kind == .offer } else { false }
        // Clients are told only what they ask for. Our own DISCOVER asks for it: what the answer leaves out, the server
        // does not say. Of DHCPv6 time servers a DHCPv4 answer says nothing.
        guard !clocks.isEmpty || isAnswerToAll else { return }
        let before = offeredClocks[address] ?? []
        if clocks.isEmpty { clocks = before.filter(\.isIPv6) }
        guard clocks != before, !before.isEmpty || offeredClocks.count < 1_024 else { return }
        offeredClocks[address] = clocks.isEmpty ? nil : clocks
        actions.append(.publish(.offeredTimeServers(server: address, addresses: clocks)))
    }

    private mutating func lookForSilence(at moment: Moment, into actions: inout [Action]) {
        // Where no frames come nobody falls silent.
        guard !configuration.isReplay, !hearing.isEmpty else { return }
        for server in list {
            guard let answersProbes = answered[server.name] else { continue }
            let subject = Subject(device: server.name)
            let key = AlertKey(rule: DHCPRules.serverSilent.name, subject: subject)
            guard !troubles.isOpen(key) else { continue }
            let spoken = spoke[server.name]
            // Wherever it may speak we must have been listening all the time.
            let places =
                server.interface.map { [String($0.split(separator: " ").first ?? "")] }
                ?? Array((spoken?.interfaces ?? []).isEmpty ? Set(configuration.interfaces) : spoken?.interfaces ?? [])
            let since = places.map { hearing[$0] }
            guard !since.isEmpty, !since.contains(where: { $0 == nil }) else { continue }
            let start = ([spoken?.last].compactMap { $0 } + since.compactMap { $0 }).max() ?? moment.monotonic
            let isAsked = answersProbes && configuration.probeInterval != nil
            guard moment.monotonic >= start + patience(isAsked: isAsked),
                isAsked || clientsAsk(server, on: places, at: moment)
            else { continue }
            let where_ = places.sorted().joined(separator: " ")
            let what =
                isAsked
                ? "answers neither our questions nor clients on \(where_) any more"
                : "no longer answers clients on \(where_), although they ask"
            note(
                DHCPFinding(
                    DHCPRules.serverSilent, DHCPRules.serverSilent.severity, subject: subject,
                    after: "The listed server \(server.name) \(what): clients will be left without addresses",
                    time: moment.wall),
                in: \.troubles, signature: 0, quiet: nil, at: moment, into: &actions)
        }
    }

    /// How long a server may say nothing.
    private func patience(isAsked: Bool) -> Duration {
        guard isAsked, let interval = configuration.probeInterval else { return .seconds(7_200) }
        return max(interval * 4, .seconds(60))
    }

    /// Whether clients have looked for servers in the last hour where this one is, so that it could have been heard.
    private func clientsAsk(_ server: ListedDHCPServer, on interfaces: [String], at moment: Moment) -> Bool {
        links.reduce(0) { sum, link in
            interfaces.contains(link.place.interface) && isAt(server, link.place)
                ? sum + link.requests.count(at: moment.monotonic) : sum
        } >= 10
    }
}
