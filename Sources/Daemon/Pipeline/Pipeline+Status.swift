import Alerting
import EventStore
import Model
import Synchronization

extension Pipeline {
    /// Its part of the status object.
    func writeStatus(into writer: inout JSONWriter) {
        writer.key("store")
        writer.beginObject()
        writer.member("path", store.path)
        var refused: Int64 = 0
        if let statistics = try? store.statistics() {
            writer.member("size_bytes", statistics.databaseBytes)
            writer.member("wal_bytes", statistics.logBytes)
            writer.member("events", statistics.events)
            writer.member("last_event", statistics.lastEvent)
            writer.member("oldest", statistics.oldest?.rfc3339)
            writer.member("commits", statistics.commits)
            writer.member("failed_commits", statistics.failedCommits)
            writer.member("pruned_events", statistics.prunedEvents)
            writer.member("series", statistics.series)
            writer.member("samples_stored", statistics.samples)
            writer.member("pruned_samples", statistics.prunedSamples)
            refused = statistics.refusedSamples
            writer.key("last_commit_ms")
            writer.number(statistics.lastCommitMilliseconds.rounded(toPlaces: 2))
        }
        writer.member("samples_waiting", samples.withLock { $0.count })
        writer.member("failing", failure?.text)
        writer.endObject()
        writer.key("alerts")
        writer.beginObject()
        writer.member("open", book.openCount)
        let bySeverity = Dictionary(grouping: book.openAlerts, by: \.severity)
        for severity in Severity.allCases {
            if let alerts = bySeverity[severity] { writer.member(severity.name, alerts.count) }
        }
        writer.endObject()
        writer.key("sinks")
        writer.beginArray()
        for sink in sinks { write(sink.status, into: &writer) }
        writer.endArray()
        writer.key("dropped")
        writer.beginObject()
        writer.member("told_but_not_stored", kept.lost)
        writer.member("alerts_beyond_the_bound", book.withoutAlert)
        writer.member("samples", Int64(samples.withLock { $0.dropped }) + refused)
        for sink in sinks where sink.status.droppedCount > 0 {
            writer.member("sink_\(sink.status.name)", sink.status.droppedCount)
        }
        writer.endObject()
        writer.member("reports_waiting", inbox.withLock { $0.count } + kept.count)
    }

    private func write(_ status: SinkStatus, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", status.name)
        writer.member("sent", status.delivered)
        writer.member("dropped", status.droppedCount)
        writer.member("refused", status.refused)
        writer.member("backlog", status.backlog)
        writer.member("limit", status.limit)
        writer.member("fault", status.fault)
        writer.endObject()
    }
}
