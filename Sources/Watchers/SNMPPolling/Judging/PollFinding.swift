import Model

/// One thing that judging says of a device, before it becomes an observation.
struct PollFinding: Sendable {
    /// The rule.
    var rule: String
    /// How much it matters.
    var severity: Severity
    /// Whether the rule is the user's own.
    var isUserRule = false
    /// Whether it begins or goes on, ends, or has no end.
    var state: EventState
    /// The instance; nil for the device as a whole.
    var instance: String?
    /// One sentence.
    var summary: String
    /// What led to it.
    var evidence: Evidence
    /// Alerts that it ends.
    var clears: [AlertKey] = []
}

/// Who is judged, by what, and when: what every part of judging needs of one poll.
struct JudgedDevice: Sendable {
    /// The device.
    let entry: DeviceEntry
    /// Its address as it is now; nil while its name is not resolved.
    let address: IPAddress?
    /// What it is held against.
    let standard: DeviceStandard
    /// When.
    let moment: Moment

    /// The observation of a finding.
    func observation(_ finding: PollFinding) -> Observation {
        Observation(
            rule: finding.rule, watcher: .snmp, severity: finding.severity, state: finding.state,
            subject: Subject(device: entry.name, instance: finding.instance), address: address, tags: entry.tags,
            time: moment.wall, summary: finding.summary, evidence: finding.evidence, clears: finding.clears,
            isUserRule: finding.isUserRule)
    }

    /// How long something has been so.
    func duration(since start: Moment) -> Duration { max(.zero, moment.monotonic - start.monotonic) }
}
