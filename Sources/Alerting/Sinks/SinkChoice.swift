/// Where events and diagnostics go, from what the process finds about itself, and why.
///
/// | started | a journal | none |
/// |---|---|---|
/// | by systemd | journal | standard output |
/// | by hand | journal and standard output | standard output |
public struct SinkChoice: Hashable, Sendable {
    /// Whether events go to the journal.
    public var journal: Bool
    /// Whether events are printed, one line each.
    public var terminal: Bool
    /// Whether diagnostics go to the journal and not to standard error.
    public var diagnosticsToJournal: Bool
    /// Why, in words for the log.
    public var reason: String

    /// Chooses. `standardError` is the `device:inode` of standard error, as JOURNAL_STREAM has it
    /// (systemd.exec(5)); that variable alone says nothing, because a desktop session's shells inherit it.
    public init(environment: [String: String], standardError: String?, journalIsThere: Bool) {
        let stream = environment["JOURNAL_STREAM"]
        let isService =
            environment["NOTIFY_SOCKET", default: ""].isEmpty == false || (stream != nil && stream == standardError)
        journal = journalIsThere
        terminal = !isService || !journalIsThere
        diagnosticsToJournal = isService && journalIsThere
        reason =
            switch (isService, journalIsThere) {
            case (true, true): "Started by systemd"
            case (true, false): "Started by systemd, but no journal listens"
            case (false, true): "Started by hand beside a journal"
            case (false, false): "Started by hand and no journal listens"
            }
    }
}
