import Model
import Watching

/// What watchers ask to keep, each key once and in its latest form.
struct MemoryChanges: Sendable {
    private struct Name: Hashable {
        var watcher: WatcherName
        var key: String
    }

    private var changes: [Name: MemoryChange] = [:]

    /// Nothing to keep.
    init() {}

    /// All changes, in no order.
    var all: [MemoryChange] { Array(changes.values) }

    /// Takes a change in place of an earlier one of its key.
    mutating func note(_ change: MemoryChange) {
        changes[Name(watcher: change.watcher, key: change.key)] = change
    }
}

extension ReportBatch {
    /// The batch without the reports whose content is held elsewhere while the store fails.
    var withoutMemory: ReportBatch {
        var rest = self
        rest.reports.removeAll { report in
            if case .memory = report.content { report.receipt == nil } else { false }
        }
        return rest
    }
}
