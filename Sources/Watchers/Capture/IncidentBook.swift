import Model

/// The alerts that a watcher has open because of packets: each is told when it begins, when what is seen changes, and now
/// and then while it lasts, never for each packet. Bounded: what is left out is counted.
struct IncidentBook: Sendable {
    /// One of them.
    struct Incident: Sendable {
        /// When it began.
        var began: Moment
        /// When it was last seen.
        var lastSeen: MonotonicTime
        /// How many packets it stands for.
        var count = 0
        /// How many of them were not told of yet.
        var untold = 0
        /// When it was last told.
        var lastTold: MonotonicTime
        /// What was told last: something that changes when there is news, such as the evidence.
        var signature: Int
        /// The host behind it, where one is known.
        var mac: MACAddress?
        /// How long it must be unseen to be over; nil where only the watcher knows the end.
        var quiet: Duration?
        /// How severe it was told to be.
        var severity: Severity
        /// What was told last, for the end's sentence.
        var summary: String

        /// Whether it was not seen for so long, or not in this run, or not since the list came that says what is wrong.
        func isOver(after quiet: Duration, relisted: MonotonicTime?, at now: MonotonicTime) -> Bool {
            now >= lastSeen + quiet || count == 0 || relisted.map { lastSeen < $0 } ?? false
        }
    }

    /// What to tell after a sighting.
    enum News: Sendable, Equatable {
        /// It has begun.
        case opened
        /// What is seen has changed: so many packets since it was last told.
        case changed(Int)
        /// It goes on: so many packets since it was last told.
        case continues(Int)
    }

    /// How often a long one is told again.
    static let reminder: Duration = .seconds(3_600)
    /// How soon after it was told a change is told again; a host that changes with each packet is no news each time.
    static let changePause: Duration = .seconds(10)

    /// How many may be open.
    let limit: Int
    /// How many sightings found no room.
    private(set) var leftOut = 0
    private(set) var open: [AlertKey: Incident] = [:]

    /// A book with room for so many.
    init(limit: Int) { self.limit = limit }

    /// Takes note of packets that belong to an incident; nil where nothing is to be told.
    mutating func note(
        _ key: AlertKey, signature: Int, mac: MACAddress?, severity: Severity, quiet: Duration?, packets: Int = 1,
        at moment: Moment
    ) -> News? {
        guard var incident = open[key] else {
            guard open.count < limit else {
                leftOut += 1
                return nil
            }
            open[key] = Incident(
                began: moment, lastSeen: moment.monotonic, count: packets, lastTold: moment.monotonic,
                signature: signature,
                mac: mac, quiet: quiet, severity: severity, summary: "")
            return .opened
        }
        defer { open[key] = incident }
        incident.count += packets
        incident.untold += packets
        incident.lastSeen = moment.monotonic
        incident.mac = mac ?? incident.mac
        incident.quiet = quiet
        let isChanged = incident.signature != signature || incident.severity != severity
        let pause = isChanged ? Self.changePause : Self.reminder
        guard moment.monotonic >= incident.lastTold + pause else { return nil }
        defer {
            incident.untold = 0
            incident.lastTold = moment.monotonic
            incident.signature = signature
            incident.severity = severity
        }
        return isChanged ? .changed(incident.untold) : .continues(incident.untold)
    }

    /// Takes over an alert that an earlier run of the daemon left open.
    mutating func inherit(_ alert: Alert, quiet: Duration?, at moment: Moment) {
        open[alert.key] = Incident(
            began: moment, lastSeen: moment.monotonic, lastTold: moment.monotonic, signature: 0, mac: nil, quiet: quiet,
            severity: alert.severity, summary: alert.summary)
    }

    /// Adds packets that were too many to be noted one by one.
    mutating func add(_ packets: Int, to key: AlertKey, seen: MonotonicTime) {
        guard var incident = open[key] else { return }
        incident.count += packets
        incident.untold += packets
        incident.lastSeen = max(incident.lastSeen, seen)
        open[key] = incident
    }

    /// Whether it is open.
    func isOpen(_ key: AlertKey) -> Bool { open[key] != nil }

    /// Ends one; nil where it was not open.
    mutating func end(_ key: AlertKey) -> Incident? { open.removeValue(forKey: key) }

    /// Ends those that have not been seen for long enough, in the order of their names.
    mutating func expire(at now: MonotonicTime) -> [(key: AlertKey, incident: Incident)] {
        if open.isEmpty { return [] }
        let over = open.filter { entry in entry.value.quiet.map { now >= entry.value.lastSeen + $0 } ?? false }
        for key in over.keys { open[key] = nil }
        return over.sorted { ($0.key.rule, $0.key.subject.text) < ($1.key.rule, $1.key.subject.text) }
            .map { (key: $0.key, incident: $0.value) }
    }

    /// When the next one can be over; nil where none ends by itself.
    var nextExpiry: MonotonicTime? { open.values.compactMap { one in one.quiet.map { one.lastSeen + $0 } }.min() }

    /// Whether this host is behind one of them.
    func concerns(_ mac: MACAddress) -> Bool { open.values.contains { $0.mac == mac } }

    /// Those behind which this host is.
    func keys(of mac: MACAddress) -> [AlertKey] {
        open.filter { $0.value.mac == mac }.map(\.key).sorted { $0.rule < $1.rule }
    }
}
