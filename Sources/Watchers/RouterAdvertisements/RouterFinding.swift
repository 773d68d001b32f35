import Model

/// What is wrong, ready to be told: with what the host book says of the host behind it, now and again later.
struct RouterFinding: Sendable {
    /// The rule.
    var rule: Rule
    /// What it is about.
    var subject: Subject
    /// How much it matters.
    var severity: Severity
    /// The sentence: what comes before the host's description, and what comes after.
    var before: String
    var after: String
    /// What was seen last.
    var sighting: RouterSighting
    /// Further members of the evidence.
    var details: [(String, String)] = []
    /// The hosts that clients are sent to.
    var options: [OptionHost] = []

    /// The key of its alert.
    var key: AlertKey { AlertKey(rule: rule.name, subject: subject) }

    /// `fe80::66, MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14`.
    func host(_ hosts: HostBook) -> String {
        guard let mac = sighting.mac else { return sighting.source.text }
        return "\(sighting.source.text), MAC \(hosts.name(mac))\(hosts.place(mac)),"
    }

    /// The sentence.
    func summary(_ hosts: HostBook) -> String {
        let others = sighting.mac.map { hosts.otherRoles($0, than: .router) } ?? ""
        return "\(before)\(host(hosts))\(after)\(others)"
    }

    /// The observation to report.
    func observation(_ state: EventState, count: Int, hosts: HostBook, at moment: Moment) -> Observation {
        Observation(
            rule: rule.name, watcher: .ra, severity: severity, state: state, subject: subject,
            address: sighting.source, time: sighting.time, received: sighting.time, count: max(1, count),
            summary: summary(hosts),
            evidence: Evidence(capacity: 1_024) { writer in
                hosts.write(sighting.mac, than: .router, into: &writer)
                sighting.write(into: &writer)
                hosts.write(options, of: sighting.mac, with: [sighting.source], into: &writer)
                for (name, value) in details { writer.member(name, value) }
                writer.member("advertisements", count)
            })
    }
}
