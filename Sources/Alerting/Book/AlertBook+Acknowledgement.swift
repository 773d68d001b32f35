public import Model

extension AlertBook {
    /// Notes that a person has taken note of an open alert, in place of any earlier acknowledgement, and gives the event
    /// that says so; nil when no such alert is open.
    public mutating func acknowledge(
        _ id: Int64, by name: String, at time: Timestamp, note: String?, isSticky: Bool, until: Timestamp?
    ) -> Event? {
        guard let alert = openAlert(numbered: id) else { return nil }
        let acknowledgement = Acknowledgement(
            by: name, time: time, note: note, isSticky: isSticky, until: until, severity: alert.severity)
        let words = note.map { ": \($0)" } ?? ""
        let observation = alert.observation(
            AcknowledgementRules.acknowledged, severity: .info, at: time,
            summary: "\(name) acknowledged \(alert.label), \(alert.key.rule) on \(alert.key.subject.text)\(words)",
            evidence: acknowledgement.evidence)
        return change(alert.key, by: observation) { alert in
            alert.state = .acknowledged
            alert.acknowledgement = acknowledgement
        }
    }

    /// Takes an acknowledgement back and gives the event that says so; nil when no such alert is open and acknowledged.
    public mutating func unacknowledge(_ id: Int64, by name: String, at time: Timestamp) -> Event? {
        guard let alert = openAlert(numbered: id), let acknowledgement = alert.acknowledgement else { return nil }
        let whose = acknowledgement.by == name ? "the" : "\(acknowledgement.by)'s"
        let observation = alert.observation(
            AcknowledgementRules.unacknowledged, severity: .info, at: time,
            summary: "\(name) took \(whose) acknowledgement of \(alert.label) back, \(alert.key.rule) on "
                + alert.key.subject.text,
            evidence: acknowledgement.evidence)
        return change(alert.key, by: observation) { $0.endAcknowledgement() }
    }

    /// Ends the acknowledgements whose time is over: each an event as severe as its alert, which nobody looks after now.
    public mutating func endAcknowledgements(at time: Timestamp) -> [Event] {
        openAlerts.compactMap { alert in
            guard let acknowledgement = alert.acknowledgement, let until = acknowledgement.until, until <= time else {
                return nil
            }
            let observation = alert.observation(
                AcknowledgementRules.unacknowledged, severity: alert.severity, at: time,
                summary: "\(acknowledgement.by)'s acknowledgement of \(alert.label) has ended and the alert is still "
                    + "open: \(alert.summary)",
                evidence: acknowledgement.evidence)
            return change(alert.key, by: observation) { $0.endAcknowledgement() }
        }
    }
}

extension Alert {
    /// It counts as new again.
    mutating func endAcknowledgement() {
        acknowledgement = nil
        if state == .acknowledged { state = .open }
    }

    /// What happened to the alert, not to what it is about.
    fileprivate func observation(
        _ rule: Rule, severity: Severity, at time: Timestamp, summary: String, evidence: Evidence
    ) -> Observation {
        Observation(
            rule: rule.name, watcher: rule.watcher, severity: severity, state: .occurred, subject: key.subject,
            address: address, tags: tags, time: time, summary: summary, evidence: evidence)
    }
}

extension Acknowledgement {
    /// All that it says.
    fileprivate var evidence: Evidence {
        Evidence { writer in
            writer.member("by", by)
            writer.member("at", time.rfc3339)
            writer.member("note", note)
            writer.key("sticky")
            writer.boolean(isSticky)
            writer.member("until", until?.rfc3339)
            writer.member("severity", severity.name)
        }
    }
}
