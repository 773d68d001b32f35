public import Model

/// One thing that a watcher tells the pipeline.
public struct Report: Sendable {
    /// What is told.
    public enum Content: Sendable {
        /// Something seen and judged: becomes an event.
        case observation(Observation)
        /// A count of repeats that has grown: kept, but no event yet.
        case tally(Tally)
        /// A tally whose window has ended: becomes one event with its count.
        case endedTally(Tally)
        /// Values for the history that the store keeps; they are no events and nobody is told. They may be stored a
        /// little later than the rest, and are the first to be left out when the store cannot keep up: a receipt says
        /// that they were taken, not that they are on the disk.
        case samples([Sample])
        /// A text to keep over restarts under a key of the watcher's own, or nil to forget it. `Input.kept` gives it back.
        case memory(key: String, value: String?)
    }

    /// What is told.
    public var content: Content
    /// The number under which the watcher wants to hear that it is committed; nil if it does not.
    public var receipt: Receipt?

    /// A report.
    public init(_ content: Content, receipt: Receipt? = nil) {
        self.content = content
        self.receipt = receipt
    }
}

/// The reports of one turn of one watcher, in order.
public struct ReportBatch: Sendable {
    /// Who tells it.
    public var watcher: WatcherName
    /// What is told.
    public var reports: [Report]
    /// Called once with the receipts of the batch when all of it is committed; from any queue.
    public var whenCommitted: (@Sendable ([Receipt]) -> Void)?

    /// A batch.
    public init(
        watcher: WatcherName = .tocsin, reports: [Report], whenCommitted: (@Sendable ([Receipt]) -> Void)? = nil
    ) {
        self.watcher = watcher
        self.reports = reports
        self.whenCommitted = whenCommitted
    }
}

/// Takes what watchers report.
public protocol ReportReceiver: Sendable {
    /// Takes a batch without blocking. The answer says whether the receiver wants the sender to stop reading its
    /// sockets until `whenReady` is called: the stream between watchers and pipeline is bounded.
    func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure
}

/// Whether a receiver can take more.
public enum Pressure: Sendable {
    /// Go on.
    case none
    /// Wait for `whenReady`: the backlog is at its bound.
    case wait
}
