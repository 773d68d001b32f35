public import Model
import Reactor
public import SNMP
public import Wire

/// Decodes notifications for whoever runs a watcher.
public protocol TrapDecoder: AnyObject {
    /// What the library makes of a packet whose structure has been checked.
    func decode(_ datagram: Datagram, envelope: SNMPEnvelope) -> TrapDecoding
    /// Replaces the users whose notifications are accepted.
    func accept(_ users: [USMUser])
}

/// Runs one watcher on whatever clock it is given: feeds inputs, performs at once the actions that need no outside
/// world (decoding, timers), and collects the rest for its host. Not Sendable: a host owns it on its queue.
public final class WatcherRunner {
    /// What must be done outside after a turn.
    public struct Outcome {
        /// Sockets to open, close, send from; requests to make; in order.
        public var actions: [Action] = []
        /// What to tell the pipeline, in order.
        public var reports: [Report] = []
        /// What to tell the other watchers, in order.
        public var facts: [Fact] = []

        /// Nothing to do.
        public init() {}
    }

    // Accesses to what other modules can see are checked each time: what each input touches is private.
    private var running: any Watcher
    private let decoder: (any TrapDecoder)?
    private var timers = DeadlineHeap<TimerName>()
    private var scratch: [Action] = []
    /// Timers of this turn that are due and not yet served.
    private var due: [TimerName] = []

    /// Runs a watcher; without a decoder a `decodeTrap` action is a bug of the watcher's host.
    public init(_ watcher: any Watcher, decoder: (any TrapDecoder)?) {
        running = watcher
        self.decoder = decoder
    }

    /// The watcher.
    public var watcher: any Watcher { running }

    /// When the next timer is due; nil when none is set.
    public var nextDeadline: MonotonicTime? { timers.earliest }

    /// Gives the watcher one input and works off what it asks for; false where it asks for nothing.
    @discardableResult
    public func feed(_ input: Input, at moment: Moment, into outcome: inout Outcome) -> Bool {
        // The room of the scratch list is used again, yet the list is nobody else's while the watcher has it.
        var actions: [Action] = []
        swap(&actions, &scratch)
        running.handle(input, at: moment, into: &actions)
        swap(&actions, &scratch)
        // Most inputs of a flood come to nothing.
        if scratch.isEmpty { return false }
        perform(at: moment, into: &outcome)
        return true
    }

    /// Gives the watcher every timer that is due, in order of their times, each at its own time or now if later.
    public func fire(at moment: Moment, into outcome: inout Outcome) {
        // A watcher that sets a timer in the past is served once a turn, not for ever.
        due = timers.takeDue(at: moment.monotonic)
        while !due.isEmpty { feed(.timer(due.removeFirst()), at: moment, into: &outcome) }
    }

    /// Gives the watcher a new configuration.
    public func reconfigure(_ plan: any WatcherPlan, at moment: Moment, into outcome: inout Outcome) {
        scratch.removeAll(keepingCapacity: true)
        plan.reconfigure(&running, at: moment, into: &scratch)
        perform(at: moment, into: &outcome)
    }

    private func perform(at moment: Moment, into outcome: inout Outcome) {
        var index = 0
        while index < scratch.count {
            let action = scratch[index]
            index += 1
            switch action {
            case .decodeTrap(let datagram, let envelope):
                guard let decoder else { preconditionFailure("This host has no SNMP decoder") }
                let decoding = decoder.decode(datagram, envelope: envelope)
                running.handle(.trap(decoding, datagram: datagram), at: moment, into: &scratch)
            case .acceptUsers(let users): decoder?.accept(users)
            case .setTimer(let name, let time):
                // One timer's turn may move or cancel another that is due in the same turn.
                if !due.isEmpty { due.removeAll { $0 == name } }
                timers.set(name, at: time)
            case .cancelTimer(let name):
                due.removeAll { $0 == name }
                timers.cancel(name)
            case .report(let report): outcome.reports.append(report)
            case .publish(let fact): outcome.facts.append(fact)
            case .listen, .capture, .close, .send, .useCredentials, .request: outcome.actions.append(action)
            }
        }
        scratch.removeAll(keepingCapacity: true)
    }
}
