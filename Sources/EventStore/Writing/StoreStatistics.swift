public import Model

/// What `tocsin status` says about the store of a running daemon.
public struct StoreStatistics: Sendable, Hashable {
    /// The bytes of the database file.
    public var databaseBytes: Int64
    /// The bytes of the write-ahead log.
    public var logBytes: Int64
    /// How many events are stored.
    public var events: Int64
    /// The largest event id ever given.
    public var lastEvent: Int64
    /// When the oldest stored event was received, or nil in an empty store.
    public var oldest: Timestamp?
    /// How many batches were committed since the start.
    public var commits: Int64
    /// How many batches failed since the start.
    public var failedCommits: Int64
    /// How many events retention has deleted since the start.
    public var prunedEvents: Int64
    /// How many series of samples there are.
    public var series: Int64
    /// How many samples were stored since the start.
    public var samples: Int64
    /// How many samples could not be stored since the start: no number, or a new series too many.
    public var refusedSamples: Int64
    /// How many samples retention has deleted since the start.
    public var prunedSamples: Int64
    /// How long the latest commit took.
    public var lastCommit: Duration
    /// How long the longest commit since the start took.
    public var longestCommit: Duration

    /// The latest commit in milliseconds.
    public var lastCommitMilliseconds: Double { lastCommit.seconds * 1_000 }
}
