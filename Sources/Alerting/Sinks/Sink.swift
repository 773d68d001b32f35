public import Model

/// A way to tell people: the journal, a terminal, later a webhook or mail. A sink lives on the queue of its
/// `SinkQueue`, is called there alone and one announcement at a time, and so may keep state; it may take its time
/// but not for ever.
public protocol Sink: AnyObject {
    /// The name that stands in `tocsin status`.
    var name: String { get }
    /// Tries to tell one event.
    func deliver(_ announcement: Announcement) -> Delivery
}

/// What became of one attempt.
public enum Delivery: Hashable, Sendable {
    /// It is told.
    case delivered
    /// It cannot be told now: ask again after a while.
    case later(after: Duration, reason: String)
    /// It can never be told, whatever is tried.
    case refused(reason: String)
}

/// How a sink does.
public struct SinkStatus: Hashable, Sendable {
    /// The sink.
    public var name: String
    /// How many events it has told.
    public var delivered = 0
    /// How many wait.
    public var backlog = 0
    /// How many may wait.
    public var limit: Int
    /// How many were left out because too many waited, or because the daemon ended before they were told.
    public var dropped: [Severity: Int] = [:]
    /// How many it could not tell whatever was tried.
    public var refused = 0
    /// Why it tells nothing now; nil while it does.
    public var fault: String?

    /// How many were left out, of all severities.
    public var droppedCount: Int { dropped.values.reduce(0, +) }
}
