public import Logging

/// What swift-log's loggers write through: all share one `DiagnosticLog` and its level, which a reload may change.
///
///     let log = DiagnosticLog(sender: nil)
///     LoggingSystem.bootstrap { label in DiagnosticLogHandler(log: log) }
public struct DiagnosticLogHandler: LogHandler {
    /// What every line of this logger bears.
    public var metadata: Logger.Metadata = [:]
    /// Adds metadata of the task that logs.
    public var metadataProvider: Logger.MetadataProvider?
    private let log: DiagnosticLog
    private var ownLevel: Logger.Level?

    /// A handler on a log.
    public init(log: DiagnosticLog) { self.log = log }

    /// The log's level, unless this logger has been given one of its own.
    public var logLevel: Logger.Level {
        get { ownLevel ?? log.level }
        set { ownLevel = newValue }
    }

    /// One value of the metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { _, own in own }
        if let more = event.metadata { all.merge(more) { _, own in own } }
        log.write(event, metadata: all)
    }
}
