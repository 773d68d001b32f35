import Model

/// What is wrong, ready to be told: with what the host book says of the host behind it, now and again later.
struct DHCPFinding: Sendable {
    /// The rule.
    var rule: Rule
    /// What it is about.
    var subject: Subject
    /// How much it matters.
    var severity: Severity
    /// The sentence: what comes before the host's description, and what comes after.
    var before = ""
    var after: String
    /// The host's address or name; empty where there is only a MAC address, or nothing.
    var name = ""
    /// The host behind it.
    var mac: MACAddress?
    /// The address that it is about.
    var address: IPAddress?
    /// What the host does, which need not be said of it; nil where the finding is about something else.
    var role: LinkRole?
    /// When it was seen.
    var time: Timestamp
    /// What was seen last.
    var sighting: DHCPSighting?
    /// Further members of the evidence.
    var details: [(String, String)] = []
    /// The hosts that clients are sent to.
    var options: [OptionHost] = []
    var numbers: [(String, Int)] = []

    /// The key of its alert.
    var key: AlertKey { AlertKey(rule: rule.name, subject: subject) }

    /// A finding about the server that a message shows.
    init(_ rule: Rule, _ severity: Severity, before: String = "", after: String, about sighting: DHCPSighting) {
        self.rule = rule
        self.severity = severity
        self.before = before
        self.after = after
        self.sighting = sighting
        subject = sighting.subject
        name = sighting.name
        mac = sighting.mac
        address = sighting.address
        role = sighting.role
        time = sighting.time
    }

    /// A finding about a link or a listed server.
    init(_ rule: Rule, _ severity: Severity, subject: Subject, after: String, time: Timestamp) {
        self.rule = rule
        self.severity = severity
        self.subject = subject
        self.after = after
        self.time = time
    }

    /// `10.0.0.66, MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14,`.
    func host(_ hosts: HostBook) -> String {
        guard let mac else { return name }
        let card = "MAC \(hosts.name(mac))\(hosts.place(mac))"
        return name.isEmpty ? card : "\(name), \(card),"
    }

    /// The sentence.
    func summary(_ hosts: HostBook) -> String {
        let more = mac.map { hosts.otherRoles($0, than: role) + (role == .router ? "" : hosts.snooping($0)) }
        return "\(before)\(host(hosts))\(after)\(more ?? "")"
    }

    /// The observation to report.
    func observation(_ state: EventState, count: Int, hosts: HostBook) -> Observation {
        Observation(
            rule: rule.name, watcher: .dhcp, severity: severity, state: state, subject: subject, address: address,
            time: time, received: time, count: max(1, count), summary: summary(hosts),
            evidence: Evidence(capacity: 1_024) { writer in
                hosts.write(mac, than: role, into: &writer)
                sighting?.write(into: &writer)
                hosts.write(options, of: mac, with: [sighting?.source, sighting?.identifier], into: &writer)
                for (name, value) in details { writer.member(name, value) }
                for (name, value) in numbers { writer.member(name, value) }
                writer.member("packets", count)
            })
    }
}
