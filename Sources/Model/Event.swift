/// A fact with a time, as it is stored and told. It never changes.
public struct Event: Sendable, Hashable {
    /// Grows by one in order of commit.
    public var id: Int64
    /// The site of this daemon; empty where none is configured.
    public var site: String
    /// What was seen and judged, after the alert book decided its state.
    public var observation: Observation
    /// The alert that it belongs to, or nil.
    public var alert: Int64?
    /// Why the pipeline holds it back from sinks other than the journal; nil when it does not.
    public var suppressed: String?

    /// An event made of an observation.
    public init(id: Int64, site: String, observation: Observation, alert: Int64? = nil, suppressed: String? = nil) {
        self.id = id
        self.site = site
        self.observation = observation
        self.alert = alert
        self.suppressed = suppressed
    }
}

/// The life of one problem.
public struct Alert: Sendable, Hashable {
    /// Where in its life an alert is.
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case open, acknowledged, resolved
    }

    /// A number that grows; prints and parses as `A17`.
    public var id: Int64
    /// What made its events one.
    public var key: AlertKey
    /// Who raised it.
    public var watcher: WatcherName
    /// The severity of its latest firing event.
    public var severity: Severity
    /// Where in its life it is.
    public var state: State
    /// When its first event happened.
    public var opened: Timestamp
    /// When its latest event happened.
    public var updated: Timestamp
    /// When it ended, or nil.
    public var resolved: Timestamp?
    /// How many events it has.
    public var events: Int
    /// Who has taken note of it, or nil. It stays on a resolved alert, for the record.
    public var acknowledgement: Acknowledgement?
    /// The summary of its latest event that is about the problem itself.
    public var summary: String
    /// The address of its latest event.
    public var address: IPAddress?
    /// The tags of its latest event.
    public var tags: [String: String]

    /// An alert as it is stored.
    public init(
        id: Int64, key: AlertKey, watcher: WatcherName, severity: Severity, state: State, opened: Timestamp,
        updated: Timestamp, resolved: Timestamp? = nil, events: Int, acknowledgement: Acknowledgement? = nil,
        summary: String, address: IPAddress? = nil, tags: [String: String] = [:]
    ) {
        self.id = id
        self.key = key
        self.watcher = watcher
        self.severity = severity
        self.state = state
        self.opened = opened
        self.updated = updated
        self.resolved = resolved
        self.events = events
        self.acknowledgement = acknowledgement
        self.summary = summary
        self.address = address
        self.tags = tags
    }

    /// `A17`.
    public var label: String { "A\(id)" }

    /// Who acknowledged it, or nil.
    public var acknowledgedBy: String? { acknowledgement?.by }
}
