/// What the pipeline asks of whatever remembers. Only the pipeline's queue calls it, so an implementation may block on
/// the disk; readers use connections of their own.
public protocol EventLog: AnyObject {
    /// Writes all of a batch or nothing, and returns only when it would survive a power cut.
    func commit(_ batch: CommitBatch) throws
    /// Where the last run stopped: read once at start.
    func recover() throws -> RecoveredState
}

/// What is written in one transaction.
public struct CommitBatch: Sendable {
    /// New events, ids ascending.
    public var events: [Event] = []
    /// Alerts that are new or have changed, each once, in its latest form.
    public var alerts: [Alert] = []
    /// Tallies that are new or have grown, each once, in its latest form.
    public var tallies: [Tally] = []
    /// Keys of tallies that have become events in this batch.
    public var endedTallies: [String] = []
    /// Values for the history, in any order.
    public var samples: [Sample] = []
    /// Texts that watchers keep, each key once, in its latest form.
    public var memory: [MemoryChange] = []

    /// An empty batch.
    public init() {}

    /// Whether there is nothing to write.
    public var isEmpty: Bool {
        events.isEmpty && alerts.isEmpty && tallies.isEmpty && endedTallies.isEmpty && samples.isEmpty
            && memory.isEmpty
    }
}

/// What a daemon that starts must know of the one before it.
public struct RecoveredState: Sendable {
    /// The largest event id ever given, 0 in a new store, also when retention has deleted its event.
    public var lastEvent: Int64
    /// The largest alert id ever given.
    public var lastAlert: Int64
    /// Alerts that are not resolved.
    public var openAlerts: [Alert]
    /// Tallies whose window had not ended.
    public var tallies: [Tally]

    /// The state of a store.
    public init(lastEvent: Int64 = 0, lastAlert: Int64 = 0, openAlerts: [Alert] = [], tallies: [Tally] = []) {
        self.lastEvent = lastEvent
        self.lastAlert = lastAlert
        self.openAlerts = openAlerts
        self.tallies = tallies
    }
}
