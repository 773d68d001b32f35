import Model
import Watching

extension Supervisor {
    /// Acknowledges alerts or takes that back: `alerts`, the labels of those that changed, and `refused`, each with its
    /// label and why.
    func answer(_ request: AcknowledgementRequest) async -> String {
        guard let pipeline else { return ControlProtocol.failure(1, "the daemon is starting or ending: try again") }
        let result: AcknowledgementResult
        do throws(PipelineRefusal) { result = try await pipeline.acknowledge(request) } catch {
            return ControlProtocol.failure(1, error.text)
        }
        return ControlProtocol.success { writer in
            writer.key("alerts")
            writer.beginArray()
            for alert in result.changed {
                writer.beginObject()
                writer.member("alert", alert.label)
                writer.member("rule", alert.key.rule)
                writer.member("subject", alert.key.subject.text)
                writer.endObject()
            }
            writer.endArray()
            writer.key("refused")
            writer.beginArray()
            for (alert, why) in result.refused {
                writer.beginObject()
                writer.member("alert", "A\(alert)")
                writer.member("why", why)
                writer.endObject()
            }
            writer.endArray()
        }
    }

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
