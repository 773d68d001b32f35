public import Model

/// What the store holds, for `tocsin status` without a daemon.
public struct StoreOverview: Sendable, Hashable {
    /// How many events there are of each severity; none is 0.
    public var events: [Severity: Int]
    /// How many alerts are not resolved, by severity; none is 0.
    public var openAlerts: [Severity: Int]
    /// The event with the smallest id, or nil in an empty store.
    public var oldest: Event?
    /// The event with the largest id, or nil in an empty store.
    public var newest: Event?
    /// The bytes of the database and of its write-ahead log.
    public var bytesOnDisk: Int64

    /// How many events there are.
    public var eventCount: Int { events.values.reduce(0, +) }

    /// Puts the numbers together.
    public init(
        events: [Severity: Int], openAlerts: [Severity: Int], oldest: Event?, newest: Event?, bytesOnDisk: Int64
    ) {
        self.events = events
        self.openAlerts = openAlerts
        self.oldest = oldest
        self.newest = newest
        self.bytesOnDisk = bytesOnDisk
    }
}
