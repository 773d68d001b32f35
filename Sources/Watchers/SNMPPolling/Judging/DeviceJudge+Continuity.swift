import Model
import SNMP
import Watching

/// What outlives a restart of the daemon, and a reload.
extension DeviceJudge {
    /// Takes over the alerts that the last run left open, so that they are neither opened twice nor left open for ever.
    mutating func adopt(_ alerts: [Alert], of entry: DeviceEntry, at moment: Moment, into actions: inout [Action]) {
        for alert in alerts {
            let age = max(.zero, moment.wall - alert.opened)
            let since = Moment(wall: alert.opened, monotonic: moment.monotonic - age)
            let key = TroubleKey(rule: alert.key.rule, instance: alert.key.subject.instance)
            if key.instance == nil, adoptFailure(alert, since: since) { continue }
            if key.rule == LinkTraps.rule {
                var trouble = Trouble(since: since, phase: .firing)
                trouble.trapIndex = key.instance.flatMap { UInt32($0) }
                troubles[key] = trouble
            } else if isJudged(key.rule) {
                troubles[key] = Trouble(since: since, phase: .firing)
            } else if alert.watcher == .snmp {
                let reason = "the rule \(key.rule) is no longer configured"
                actions.append(.report(Report(.observation(ending(alert.key, alert, entry, reason, at: moment)))))
            }
        }
    }

    /// Takes over what the first look had found.
    mutating func adopt(_ known: [TroubleKey], at moment: Moment) {
        for key in known {
            if key.instance == nil, let rule = PollingRules.rule(named: key.rule),
                let reason = SNMPFailure.Reason.allCases.first(where: { PollFailure.rule($0).name == rule.name }),
                rule.name != PollingRules.otherAddress.name
            {
                failure = PollFailure(
                    latest: SNMPFailure(reason: reason, text: "", attempts: 0), rule: rule, phase: .known,
                    since: moment)
            } else if isJudged(key.rule), troubles[key] == nil {
                troubles[key] = Trouble(since: moment, phase: .known)
            }
        }
    }

    /// Takes a new configuration: what is judged by a limit that is gone or has changed ends with that reason, and begins
    /// anew if it is still wrong.
    mutating func reconfigure(
        _ entry: DeviceEntry, address: IPAddress? = nil, shared: inout PollingJudge, at moment: Moment,
        into actions: inout [Action]
    ) {
        beginReach(of: entry, shared: &shared)
        let old = standard
        let new = shared.standard(for: entry)
        guard new !== old else { return }
        standard = new
        interfaces.forgetUplinks()
        let device = JudgedDevice(entry: entry, address: address, standard: old, moment: moment)
        var turn = JudgeTurn(device: device, isFirstLook: false)
        for (key, trouble) in troubles {
            guard let reason = reasonToEnd(key, old: old, new: new) else { continue }
            end(
                trouble, measure(of: key, old),
                (
                    "\(entry.name): \(key.instance ?? key.rule) is no longer judged by \(key.rule): \(reason)",
                    Evidence { $0.member("reason", reason) }
                ), &turn)
        }
        if let before = failure, new.severity(of: before.rule) == nil {
            failure = nil
            if before.phase == .firing {
                let reason = "the rule \(before.rule.name) was switched off"
                turn.findings.append(
                    PollFinding(
                        rule: before.rule.name, severity: old.severity(of: before.rule) ?? before.rule.severity,
                        state: .resolved, summary: "\(entry.name): \(reason)",
                        evidence: Evidence { $0.member("reason", reason) }))
            }
        }
        for finding in turn.findings { actions.append(.report(Report(.observation(device.observation(finding))))) }
        if !turn.mended.isEmpty { shared.firstLook.remove(turn.mended, of: entry.name) }
        if knownHasChanged {
            knownHasChanged = false
            actions.append(.report(KnownTroubles.report(known, of: entry.name)))
        }
    }

    /// A trap said that an interface has changed.
    mutating func noteInterfaceChanged(_ index: UInt32) {
        // Indexes come from traps: no more are kept than a large device has in trouble at once.
        guard changed.count < 1_024 || changed[index] != nil else { return }
        var seen = changed[index] ?? ChangedInterface()
        seen.traps = seen.traps == .max ? seen.traps : seen.traps + 1
        seen.polls = 0
        changed[index] = seen
    }

    /// Why a trouble ends with a reload; nil where it goes on.
    private func reasonToEnd(_ key: TroubleKey, old: DeviceStandard, new: DeviceStandard) -> String? {
        if let limit = old.limit(of: key.rule) {
            guard let other = new.limit(of: key.rule) else { return "the threshold is no longer configured" }
            return other == limit ? nil : "the threshold was changed"
        }
        guard let rule = PollingRules.rule(named: key.rule) else { return nil }
        return new.severity(of: rule) == nil ? "the rule was switched off" : nil
    }

    /// Whether alerts of a rule are still renewed or ended by anything.
    private func isJudged(_ rule: String) -> Bool {
        if standard.limit(of: rule) != nil { return true }
        guard let own = PollingRules.rule(named: rule), standard.severity(of: own) != nil else { return false }
        let isProfiles = ProfileRules.rule(named: rule) != nil
        // A limit that is shipped and was replaced or switched off is judged no more.
        return own.isAlert && !BuiltInLimits.rules.contains(rule) && !isProfiles
    }

    private mutating func adoptFailure(_ alert: Alert, since: Moment) -> Bool {
        guard let rule = PollingRules.rule(named: alert.key.rule), rule.name != PollingRules.otherAddress.name,
            standard.severity(of: rule) != nil,
            let reason = SNMPFailure.Reason.allCases.first(where: { PollFailure.rule($0).name == rule.name })
        else { return false }
        failure = PollFailure(
            latest: SNMPFailure(reason: reason, text: alert.summary, attempts: 0), rule: rule, phase: .firing,
            since: since)
        become(PollFailure.condition(reason), at: alert.opened)
        return true
    }

    private func ending(
        _ key: AlertKey, _ alert: Alert, _ entry: DeviceEntry, _ reason: String, at moment: Moment
    ) -> Observation {
        Observation(
            rule: key.rule, watcher: .snmp, severity: alert.severity, state: .resolved, subject: key.subject,
            address: alert.address, tags: entry.tags, time: moment.wall, summary: "\(key.subject.text): \(reason)",
            evidence: Evidence { $0.member("reason", reason) }, isUserRule: !PollingRules.isShipped(key.rule))
    }
}
