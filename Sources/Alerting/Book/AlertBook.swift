public import Model

/// The open alerts and the numbers given so far: turns observations into events. A pure value with no clock and no I/O,
/// so the pipeline decides when what it says becomes true.
///
/// A batch is what is applied up to `takeChanges`. When its commit fails, `undo` takes the book back to where the batch
/// began. That costs what the batch touched; keeping a copy of the book instead is right too, but its next change
/// then copies the whole dictionary of open alerts.
///
/// | observation | alert with its key is open | none is open |
/// |---|---|---|
/// | `firing` | `firing`, a further event of it | `firing`, and a new alert |
/// | `resolved` | `resolved`, at the alert's severity | `occurred`, at its own severity, of no alert |
/// | `occurred` | `occurred`, of no alert | the same |
///
/// A firing event of an acknowledged alert is suppressed, unless the alert gets worse than what was acknowledged: then
/// the acknowledgement ends (see AlertBook+Acknowledgement).
///
/// `clears` ends other alerts: see `apply`.
public struct AlertBook: Sendable {
    /// How many alerts may be open at once unless told otherwise: a few hundred megabytes at the very worst.
    public static let defaultLimit = 200_000

    /// Stands on every event from now on; a reload may change it.
    public var site: String
    private let limit: Int
    private var open: [AlertKey: Entry] = [:]
    private var numbers: Numbers
    /// What this batch touched, as it was before: nil where nothing was open.
    private var before: [AlertKey: Alert?] = [:]
    /// What this batch ended.
    private var ended: [Alert] = []
    private var numbersBefore: Numbers
    private var batch: UInt64 = 1
    private var batchIsTaken = false

    /// An open alert, and the latest batch that touched it: so that a flood of one alert finds it by one look.
    private struct Entry: Sendable {
        var alert: Alert
        var batch: UInt64 = 0
    }

    /// The counters that a failed commit must not keep.
    private struct Numbers: Sendable {
        var lastEvent: Int64
        var lastAlert: Int64
        var withoutAlert = 0
    }

    /// Goes on where the store says that the last run stopped.
    public init(recovered: RecoveredState, site: String, limit: Int = AlertBook.defaultLimit) {
        self.site = site
        self.limit = limit
        numbers = Numbers(
            lastEvent: recovered.lastEvent,
            lastAlert: recovered.openAlerts.reduce(recovered.lastAlert) { max($0, $1.id) })
        numbersBefore = numbers
        for alert in recovered.openAlerts where alert.state != .resolved {
            if let other = open[alert.key], other.alert.id > alert.id { continue }
            open[alert.key] = Entry(alert: alert)
        }
    }

    /// Every alert that is not resolved, oldest first.
    public var openAlerts: [Alert] { open.values.map(\.alert).sorted { $0.id < $1.id } }

    /// How many alerts are not resolved.
    public var openCount: Int { open.count }

    /// The largest event id given.
    public var lastEvent: Int64 { numbers.lastEvent }

    /// The largest alert id given.
    public var lastAlert: Int64 { numbers.lastAlert }

    /// How many firing observations found the book full and became events of no alert, since the start.
    public var withoutAlert: Int { numbers.withoutAlert }

    /// The open alert with a number, or nil. Looks through all that are open.
    public func openAlert(numbered id: Int64) -> Alert? { open.values.first { $0.alert.id == id }?.alert }

    /// The earliest time at which an acknowledgement ends by itself; nil when none does.
    public var nextAcknowledgementEnd: Timestamp? { open.values.compactMap(\.alert.acknowledgement?.until).min() }

    /// The alert with a key if it is open.
    public func openAlert(_ key: AlertKey) -> Alert? { open[key]?.alert }

    /// Makes an observation the event or events that it is; never none, because nothing that was seen is lost.
    ///
    /// An observation that clears open alerts is the `resolved` event of the first of them: it bears that alert's
    /// rule, watcher, subject and severity, with its own summary and evidence; each further one gets such an event,
    /// too. One that is `firing`, or `resolved` with an open alert of its own, says more than the end of others: it
    /// is its own event first. A firing observation that finds the book full is an `occurred` event of no alert,
    /// and is counted.
    public mutating func apply(_ observation: Observation) -> [Event] {
        var events: [Event] = []
        apply(observation, into: &events)
        return events
    }

    /// The same, with the events added to those of the batch.
    public mutating func apply(_ observation: Observation, into events: inout [Event]) {
        beginBatch()
        guard !observation.clears.isEmpty else { return events.append(applyOwn(observation)) }
        let count = events.count
        if observation.state == .firing || (observation.state == .resolved && open[observation.key] != nil) {
            events.append(applyOwn(observation))
        }
        for key in observation.clears where key != observation.key || observation.state != .firing {
            guard let entry = open[key] else { continue }
            events.append(resolve(entry.alert, by: observation))
        }
        if events.count == count { events.append(applyOwn(observation)) }
    }

    /// Ends open alerts for a reason that no watcher sees, such as a device that is no longer configured. The events
    /// come in the order in which the alerts were opened, with the reason as their summary.
    public mutating func resolve(
        where isEnded: (Alert) -> Bool, reason: String, at time: Timestamp
    ) -> [Event] {
        let ended = open.values.map(\.alert).filter(isEnded).sorted { $0.id < $1.id }
        guard !ended.isEmpty else { return [] }
        beginBatch()
        return ended.map { alert in
            resolve(
                alert,
                by: Observation(
                    rule: alert.key.rule, watcher: alert.watcher, severity: alert.severity, state: .resolved,
                    subject: alert.key.subject, address: alert.address, tags: alert.tags, time: time, summary: reason,
                    evidence: Evidence { $0.member("reason", reason) }))
        }
    }

    /// The alerts that this batch opened or changed, each once in its latest form, oldest first. Ends the batch, also
    /// an empty one: what comes next begins another.
    public mutating func takeChanges() -> [Alert] {
        beginBatch()
        var changes = ended
        for key in before.keys {
            if let entry = open[key] { changes.append(entry.alert) }
        }
        ended.removeAll(keepingCapacity: true)
        batchIsTaken = true
        return changes.sorted { $0.id < $1.id }
    }

    /// Forgets the batch whose commit failed: its alerts, its changes and its numbers, which the next batch gives
    /// again.
    public mutating func undo() {
        for (key, alert) in before { open[key] = alert.map { Entry(alert: $0) } }
        numbers = numbersBefore
        before.removeAll(keepingCapacity: true)
        ended.removeAll(keepingCapacity: true)
        batch += 1
        batchIsTaken = false
    }

    /// Changes an open alert and gives the event of its life that says so; nil when none is open.
    mutating func change(
        _ key: AlertKey, by observation: Observation, _ body: (inout Alert) -> Void
    ) -> Event? {
        guard let place = open.index(forKey: key) else { return nil }
        beginBatch()
        touch(key, open.values[place])
        open.values[place].batch = batch
        body(&open.values[place].alert)
        open.values[place].alert.updated = observation.time
        open.values[place].alert.events += 1
        return event(observation, alert: open.values[place].alert.id)
    }

    private mutating func beginBatch() {
        guard batchIsTaken else { return }
        batchIsTaken = false
        before.removeAll(keepingCapacity: true)
        numbersBefore = numbers
        batch += 1
    }

    /// The observation as an event of its own key.
    private mutating func applyOwn(_ observation: Observation) -> Event {
        switch observation.state {
        case .occurred: return event(observation, alert: nil)
        case .firing: return fire(observation)
        case .resolved:
            if let entry = open[observation.key] { return resolve(entry.alert, by: observation) }
            return occurred(observation)
        }
    }

    private mutating func fire(_ observation: Observation) -> Event {
        let key = observation.key
        if let place = open.index(forKey: key) {
            touch(key, open.values[place])
            open.values[place].batch = batch
            open.values[place].alert.severity = observation.severity
            open.values[place].alert.update(by: observation)
            var suppressed: String?
            if let acknowledgement = open.values[place].alert.acknowledgement {
                if acknowledgement.covers(observation.severity) {
                    suppressed = acknowledgement.reason
                } else {
                    open.values[place].alert.endAcknowledgement()
                }
            }
            return event(observation, alert: open.values[place].alert.id, suppressed: suppressed)
        }
        guard open.count < limit else {
            numbers.withoutAlert += 1
            return occurred(observation)
        }
        numbers.lastAlert += 1
        let alert = Alert(
            id: numbers.lastAlert, key: key, watcher: observation.watcher, severity: observation.severity, state: .open,
            opened: observation.time, updated: observation.time, events: 1, summary: observation.summary,
            address: observation.address, tags: observation.tags)
        touch(key, nil)
        open[key] = Entry(alert: alert, batch: batch)
        return event(observation, alert: alert.id)
    }

    /// Ends an open alert by an observation that may be of another rule and subject.
    private mutating func resolve(_ alert: Alert, by observation: Observation) -> Event {
        var observation = observation
        observation.isUserRule = observation.isUserRule && observation.rule == alert.key.rule
        observation.rule = alert.key.rule
        observation.subject = alert.key.subject
        observation.watcher = alert.watcher
        observation.severity = alert.severity
        observation.state = .resolved
        observation.address = observation.address ?? alert.address
        if observation.tags.isEmpty { observation.tags = alert.tags }
        var alert = alert
        alert.state = .resolved
        alert.resolved = observation.time
        alert.update(by: observation)
        touch(alert.key, open[alert.key])
        open[alert.key] = nil
        ended.append(alert)
        return event(observation, alert: alert.id)
    }

    private mutating func occurred(_ observation: Observation) -> Event {
        var observation = observation
        observation.state = .occurred
        return event(observation, alert: nil)
    }

    private mutating func event(_ observation: Observation, alert: Int64?, suppressed: String? = nil) -> Event {
        numbers.lastEvent += 1
        return Event(id: numbers.lastEvent, site: site, observation: observation, alert: alert, suppressed: suppressed)
    }

    /// Remembers how a key was when the batch began.
    private mutating func touch(_ key: AlertKey, _ entry: Entry?) {
        if let entry, entry.batch == batch { return }
        if before.index(forKey: key) == nil { before[key] = .some(entry?.alert) }
    }
}

extension Alert {
    /// Takes in one more event of the alert's.
    fileprivate mutating func update(by observation: Observation) {
        updated = observation.time
        events += 1
        summary = observation.summary
        address = observation.address
        tags = observation.tags
    }
}
