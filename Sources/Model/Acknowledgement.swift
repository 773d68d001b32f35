/// That a person has taken note of an alert: until it ends, its further events are held back from all but the journal,
/// unless the alert gets worse and the acknowledgement is not sticky.
public struct Acknowledgement: Sendable, Hashable {
    /// Who: a user's name as the daemon's host knows it.
    public var by: String
    /// When.
    public var time: Timestamp
    /// What that person wrote, or nil.
    public var note: String?
    /// Whether it also stands when the alert gets worse.
    public var isSticky: Bool
    /// When it ends by itself, or nil: with the alert.
    public var until: Timestamp?
    /// How severe the alert was that the person took note of.
    public var severity: Severity

    /// An acknowledgement as a person gives it.
    public init(
        by: String, time: Timestamp, note: String? = nil, isSticky: Bool = false, until: Timestamp? = nil,
        severity: Severity
    ) {
        self.by = by
        self.time = time
        self.note = note
        self.isSticky = isSticky
        self.until = until
        self.severity = severity
    }

    /// Whether an event of this severity is still what the person took note of.
    public func covers(_ severity: Severity) -> Bool { isSticky || severity >= self.severity }

    /// Why events are held back because of it.
    public var reason: String { "acknowledged by \(by)" }
}
