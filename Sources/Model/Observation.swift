/// What a watcher reports: something it saw and judged by one of its rules. The pipeline makes events and alerts of it.
public struct Observation: Sendable, Hashable {
    /// The rule that judged it.
    public var rule: String
    /// Who saw it.
    public var watcher: WatcherName
    /// How much it matters.
    public var severity: Severity
    /// Whether it begins or goes on (`firing`), ends (`resolved`), or has no end (`occurred`).
    public var state: EventState
    /// What it is about.
    public var subject: Subject
    /// The address that it came from or concerns.
    public var address: IPAddress?
    /// The device's tags.
    public var tags: [String: String]
    /// When it happened.
    public var time: Timestamp
    /// When this host took it in: the kernel's time where there is one.
    public var received: Timestamp
    /// How many repeats it stands for; 1 without.
    public var count: Int
    /// One sentence that a person can act on.
    public var summary: String
    /// The values, addresses and packets that led to it.
    public var evidence: Evidence
    /// Alerts that this ends if they are open: the event then is theirs, `resolved`; else it stands as it is.
    public var clears: [AlertKey]
    /// The MESSAGE_ID of a rule in the catalog; nil for a user's own rule.
    public var isUserRule: Bool

    /// An observation of something that happened once.
    public init(
        rule: String, watcher: WatcherName, severity: Severity, state: EventState, subject: Subject,
        address: IPAddress? = nil, tags: [String: String] = [:], time: Timestamp, received: Timestamp? = nil,
        count: Int = 1, summary: String, evidence: Evidence = .none, clears: [AlertKey] = [], isUserRule: Bool = false
    ) {
        self.rule = rule
        self.watcher = watcher
        self.severity = severity
        self.state = state
        self.subject = subject
        self.address = address
        self.tags = tags
        self.time = time
        self.received = received ?? time
        self.count = count
        self.summary = summary
        self.evidence = evidence
        self.clears = clears
        self.isUserRule = isUserRule
    }

    /// The key of the alert that a firing or resolved observation belongs to.
    public var key: AlertKey { AlertKey(rule: rule, subject: subject) }
}

/// Whether an event begins or continues a problem, ends it, or has no end.
public enum EventState: String, Sendable, Hashable, Codable, CaseIterable {
    case firing, resolved, occurred
}

/// What makes two firing observations one alert.
public struct AlertKey: Hashable, Sendable, Codable {
    /// The rule's name.
    public var rule: String
    /// What it is about.
    public var subject: Subject

    /// Names an alert by its rule and subject.
    public init(rule: String, subject: Subject) {
        self.rule = rule
        self.subject = subject
    }
}

/// A count of repeats of one observation that are not yet an event: committed each time it grows, so that a killed
/// process loses none, and turned into one event when its window ends.
public struct Tally: Sendable, Hashable {
    /// Tells one tally from another over restarts: the watcher's name and whatever makes two observations equal.
    public var key: String
    /// The event to be, with the count so far.
    public var observation: Observation

    /// A tally of one observation.
    public init(key: String, observation: Observation) {
        self.key = key
        self.observation = observation
    }
}
