import Alerting
import Model

/// What a person says of open alerts.
struct AcknowledgementRequest: Sendable, Hashable {
    /// The numbers of the alerts.
    var alerts: [Int64]
    /// Whether an acknowledgement is taken back.
    var isTakenBack = false
    /// What that person wrote.
    var note: String?
    /// Whether it stands also when an alert gets worse.
    var isSticky = false
    /// When it ends by itself.
    var until: Timestamp?
    /// Who: as the control socket knows the peer.
    var by = ""
    /// For whom root says that it asks, such as the user of sudo; believed of root alone.
    var behalf: String?
}

/// What became of it: the alerts that were changed, and why others were not.
struct AcknowledgementResult: Sendable {
    var changed: [Alert] = []
    var refused: [(alert: Int64, why: String)] = []
}

extension Pipeline {
    /// Takes note of alerts, or takes that back. Throws words for the user when nothing can be stored.
    func acknowledge(_ request: AcknowledgementRequest) throws(PipelineRefusal) -> AcknowledgementResult {
        guard failure == nil else {
            throw PipelineRefusal(text: "events cannot be stored at present, so neither can this: see 'tocsin status'")
        }
        var result = AcknowledgementResult()
        do {
            try change { book in
                var events: [Event] = []
                for id in request.alerts {
                    guard let alert = book.openAlert(numbered: id) else {
                        result.refused.append((id, "it is not open; 'tocsin why A\(id)' tells what is known of it"))
                        continue
                    }
                    if request.isTakenBack, alert.acknowledgement == nil {
                        result.refused.append((id, "it is not acknowledged"))
                        continue
                    }
                    let event =
                        request.isTakenBack
                        ? book.unacknowledge(id, by: request.by, at: .now)
                        : book.acknowledge(
                            id, by: request.by, at: .now, note: request.note, isSticky: request.isSticky,
                            until: request.until)
                    if let event { events.append(event) }
                    if let changed = book.openAlert(numbered: id) { result.changed.append(changed) }
                }
                return events
            }
        } catch {
            fail(error, [])
            throw PipelineRefusal(text: "it could not be stored: \(error)")
        }
        return result
    }
}

/// Why the pipeline does not do what was asked.
struct PipelineRefusal: Error {
    /// For the user.
    let text: String
}
