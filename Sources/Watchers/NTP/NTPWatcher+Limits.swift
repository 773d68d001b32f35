import Model
import Watching
import Wire

/// What servers told of how often they may be asked, over restarts.
extension NTPWatcher {
    /// The key of what is kept.
    static let limitsKey = "limits"

    /// Takes what an earlier run kept.
    mutating func recall(_ texts: [String: String], at moment: Moment) {
        guard let text = texts[NTPWatcher.limitsKey] else { return }
        counters.malformedKept += limits.recall(text, of: configuration.servers, at: moment)
    }

    /// Notes what a server told by an answer.
    mutating func noteLimit(
        _ reception: NTPAssociation.Reception, of source: NTPSource, at moment: Moment, into actions: inout [Action]
    ) {
        switch reception {
        case .kiss(.rate, _):
            limits.note(source, at: moment.monotonic) { limit in
                limit.allowed = source.poll.allowed
                limit.refusal = nil
            }
        case .kiss(.deny, _), .kiss(.restricted, _):
            limits.note(source, at: moment.monotonic) { $0.refusal = source.denied }
        case .sample:
            if source.poll.isCautious {
                sources[source.number]?.poll.endCaution()
                hasten(source.number, at: moment, into: &actions)
            }
            guard limits.acquit(source) else { return }
        case .refused, .kiss: return
        }
        keepLimits(at: moment, into: &actions)
    }

    /// Keeps what is known now over a restart.
    mutating func keepLimits(at moment: Moment, into actions: inout [Action]) {
        for source in sources.values { limits.noteAsked(source) }
        actions.append(.report(Report(.memory(key: NTPWatcher.limitsKey, value: limits.text(at: moment)))))
    }
}
