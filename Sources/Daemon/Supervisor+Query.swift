import Model
import Watching

extension Supervisor {
    /// What the watchers answer to a question: `answers`, each with `watcher` and its `objects`, of those only whose
    /// question it is.
    func answer(_ query: WatcherQuery, of wanted: WatcherName?) async -> String {
        if let wanted, !hosts.contains(where: { $0.name == wanted }) {
            return ControlProtocol.failure(1, "the watcher \(wanted.rawValue) is not configured")
        }
        var answers: [(watcher: WatcherName, objects: String)] = []
        for host in hosts where wanted == nil || host.name == wanted {
            if let objects = await host.answer(query) { answers.append((host.name, objects)) }
        }
        return ControlProtocol.success { writer in
            writer.key("answers")
            writer.beginArray()
            for (watcher, objects) in answers {
                writer.beginObject()
                writer.member("watcher", watcher.rawValue)
                writer.key("objects")
                writer.raw(objects)
                writer.endObject()
            }
            writer.endArray()
        }
    }
}
