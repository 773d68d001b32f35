public import Model

/// Which events are asked for. Everything given must hold; what is nil or empty asks nothing.
public struct EventQuery: Sendable, Hashable {
    /// Only events that happened at or after this time.
    public var since: Timestamp?
    /// Only events that happened at or before this time.
    public var until: Timestamp?
    /// Only events that this host took in at or after this time: for looking back over a restart.
    public var receivedSince: Timestamp?
    /// Only these severities; `critical ... warning` is "warning or worse".
    public var severities: ClosedRange<Severity>?
    /// Same field with `=` or `=~` means or; different fields, and every `!=` and `!~`, mean and.
    public var matches: [FieldMatch]
    /// A regular expression found in the summary; without regard to case when it has no upper-case letter.
    public var pattern: String?
    /// Descending ids instead of ascending. `-n 10` asks the newest 10 this way and turns them round.
    public var newestFirst: Bool
    /// At most so many events over all pages; nil is all. The caller lowers it from page to page.
    public var limit: Int?
    /// Only larger ids: the cursor of an ascending listing and of `-f`.
    public var afterID: Int64?
    /// Only smaller ids: the cursor of a descending listing.
    public var beforeID: Int64?

    /// A query; without arguments it asks for every event, oldest first.
    public init(
        since: Timestamp? = nil, until: Timestamp? = nil, severities: ClosedRange<Severity>? = nil,
        matches: [FieldMatch] = [], pattern: String? = nil, newestFirst: Bool = false, limit: Int? = nil,
        afterID: Int64? = nil, beforeID: Int64? = nil, receivedSince: Timestamp? = nil
    ) {
        self.since = since
        self.until = until
        self.severities = severities
        self.matches = matches
        self.pattern = pattern
        self.newestFirst = newestFirst
        self.limit = limit
        self.afterID = afterID
        self.beforeID = beforeID
        self.receivedSince = receivedSince
    }

    /// Moves the cursor past a page, so that the same query gives the next one.
    public mutating func advance(past page: [Event]) {
        guard let last = page.last else { return }
        if newestFirst { beforeID = last.id } else { afterID = last.id }
        limit = limit.map { max(0, $0 - page.count) }
    }
}

/// Which alerts are asked for, and in which order.
public struct AlertQuery: Sendable, Hashable {
    /// The orders that a listing can have.
    public enum Order: String, Sendable, Hashable, CaseIterable {
        /// The most severe first, then the latest updated.
        case severity
        /// The latest updated first.
        case updated
        /// The latest opened first.
        case opened
        /// By number, ascending.
        case id
    }

    /// Also the resolved ones; else only open and acknowledged ones.
    public var includesResolved: Bool
    /// Only these severities.
    public var severities: ClosedRange<Severity>?
    /// Only alerts that were updated at or after this time.
    public var since: Timestamp?
    /// As in `EventQuery`; the fields are `FieldMatch.alertFields`.
    public var matches: [FieldMatch]
    /// A regular expression found in the summary; without regard to case when it has no upper-case letter.
    public var pattern: String?
    /// The order of the answer.
    public var order: Order
    /// At most so many alerts; nil is all.
    public var limit: Int?

    /// A query; without arguments it asks for the alerts that are not resolved, the most severe first.
    public init(
        includesResolved: Bool = false, severities: ClosedRange<Severity>? = nil, since: Timestamp? = nil,
        matches: [FieldMatch] = [], pattern: String? = nil, order: Order = .severity, limit: Int? = nil
    ) {
        self.includesResolved = includesResolved
        self.severities = severities
        self.since = since
        self.matches = matches
        self.pattern = pattern
        self.order = order
        self.limit = limit
    }
}
