import Alerting
public import Model

/// What the daemon says about itself: the rules of the watcher `tocsin`. A MESSAGE_ID never changes once published.
public enum TocsinRules {
    /// All entries.
    public static let catalog = [
        started, stopped, reloaded, refusedConfiguration, storeFailing, sinkDropping, watcherFailed,
        AcknowledgementRules.acknowledged, AcknowledgementRules.unacknowledged,
    ]

    /// The daemon has started.
    public static let started = Rule(
        name: "daemon-started", watcher: .tocsin, severity: .info, meaning: "The daemon has started and watches.",
        advice: "What happened while it did not run was not seen: the event says how long that was.",
        falsePositives: [], messageID: "dec8967e24dc4e589a1368c82db4ff99", isAlert: false)

    /// The daemon ends as it was told to.
    public static let stopped = Rule(
        name: "daemon-stopped", watcher: .tocsin, severity: .notice,
        meaning: "The daemon was told to end. Until it starts again nothing is watched.",
        advice: "Expected at a restart of the host or the service.", falsePositives: [],
        messageID: "b75bc8a9b0ba4ca09deb8e519e96ba09",
        isAlert: false)

    /// A new configuration is in effect.
    public static let reloaded = Rule(
        name: "configuration-reloaded", watcher: .tocsin, severity: .notice,
        meaning: "A new configuration was read and is in effect.",
        advice: "For the record; its warnings are in the evidence.", falsePositives: [],
        messageID: "6b7ea3e9b3cc435683d6bce94637523b",
        isAlert: false)

    /// A new configuration has faults.
    public static let refusedConfiguration = Rule(
        name: "configuration-refused", watcher: .tocsin, severity: .warning,
        meaning: "A reload found faults in the configuration; the old one stays in effect.",
        advice: "Run 'tocsin config check', mend what it names, and reload again.", falsePositives: [],
        messageID: "377bd5da756a4bfe8e14646fc96b6714", isAlert: false)

    /// Events cannot be stored.
    public static let storeFailing = Rule(
        name: "store-failing", watcher: .tocsin, severity: .critical,
        meaning:
            "Events cannot be written to the store. They are told with TOCSIN_STORED=no and kept in memory up to a "
            + "bound; informs are not acknowledged.",
        advice:
            "Make room on the file system of the state directory or mend its disk; the daemon tries again by itself.",
        falsePositives: [], messageID: "0036ad2f59fa496da0c6dab11f46ca78", isAlert: true)

    /// A sink leaves events out.
    public static let sinkDropping = Rule(
        name: "sink-dropping", watcher: .tocsin, severity: .warning,
        meaning: "A sink does not keep up, so events were stored but not told there; the least severe go first.",
        advice:
            "Read them by 'tocsin events'. If it lasts, find out what floods (tocsin status) or why the sink is slow.",
        falsePositives: ["A short burst that is larger than the sink's queue"],
        messageID: "9c1583f540b84aeeb49b0974257d580a", isAlert: true)

    /// A watcher could not be started.
    public static let watcherFailed = Rule(
        name: "watcher-failed", watcher: .tocsin, severity: .critical,
        meaning: "A configured watcher could not be started: what it should watch is not watched.",
        advice: "The cause is in the event; mend it and reload.", falsePositives: [],
        messageID: "e2ee07323a0645cc90e134727642e17c", isAlert: true)

    /// An observation of the daemon about itself.
    static func observation(
        _ rule: Rule, _ state: EventState, instance: String? = nil, at time: Timestamp, summary: String,
        evidence: Evidence = .none
    ) -> Observation {
        Observation(
            rule: rule.name, watcher: .tocsin, severity: rule.severity, state: state,
            subject: Subject(device: "tocsin", instance: instance), time: time, summary: summary, evidence: evidence)
    }
}
