import EventStore
import Logging
import Model
import Synchronization

/// Samples and what watchers keep, which nobody is told.
extension Pipeline {
    /// What a watcher asked to keep.
    func memory(of watcher: WatcherName) -> [String: String] {
        var texts: [String: String] = [:]
        do { texts = try store.memory(of: watcher) } catch {
            log.warning(
                "What a watcher keeps could not be read",
                metadata: ["watcher": "\(watcher.rawValue)", "cause": "\(error)"])
        }
        for change in unstoredMemory.all where change.watcher == watcher { texts[change.key] = change.value }
        return texts
    }

    /// Writes the oldest samples in a transaction of their own, unless the store fails: whether there are more.
    func storeSamples() -> Bool {
        guard failure == nil else { return false }
        var batch = CommitBatch()
        batch.samples = samples.withLock { $0.take(limit: Pipeline.sampleBatchLimit) }
        guard !batch.isEmpty else { return false }
        do { try store.commit(batch) } catch {
            samples.withLock { [batch] in $0.putBack(batch.samples) }
            fail(error, [])
            return false
        }
        return samples.withLock { $0.count } > 0
    }

    func storeAllSamples() {
        var left = Pipeline.sampleLimit / Pipeline.sampleBatchLimit + 1
        while storeSamples(), left > 0 { left -= 1 }
    }
}
