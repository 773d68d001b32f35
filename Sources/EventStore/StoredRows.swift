internal import FoundationEssentials
internal import GRDBSQLite
internal import Model

/// How events, alerts and tallies stand in their tables: the columns, in the order in which they are written and read.
struct StoredRows {
    static let eventColumns = """
        id, time, received, watcher, rule, severity, state, device, instance, address, site, tags, count, summary, \
        evidence, alert, suppressed, is_user_rule
        """
    static let alertColumns = """
        id, rule, device, instance, watcher, severity, state, opened, updated, resolved, events, acknowledged_by, \
        summary, address, tags, acknowledgement
        """
    static let tallyColumns = """
        key, time, received, watcher, rule, severity, state, device, instance, address, tags, count, summary, \
        evidence, is_user_rule, clears
        """

    static let insertEvent = "INSERT INTO events (\(eventColumns)) VALUES (\(places(18)))"
    static let upsertAlert = "INSERT OR REPLACE INTO alerts (\(alertColumns)) VALUES (\(places(16)))"
    static let upsertTally = """
        INSERT INTO tallies (\(tallyColumns)) VALUES (\(places(16))) ON CONFLICT (key) DO UPDATE SET
        time = excluded.time, received = excluded.received, watcher = excluded.watcher, rule = excluded.rule,
        severity = excluded.severity, state = excluded.state, device = excluded.device, instance = excluded.instance,
        address = excluded.address, tags = excluded.tags, count = excluded.count, summary = excluded.summary,
        evidence = excluded.evidence, is_user_rule = excluded.is_user_rule, clears = excluded.clears
        """

    /// The tags of the last row with their JSON: comparing a dictionary with itself costs nothing.
    private var lastTags: (tags: [String: String], json: String) = ([:], "{}")
    /// Tags that were met lately with their JSON: a device has the same ones on all its events.
    private var encodedTags: [[String: String]: String] = [:]
    private var decodedTags: [String: [String: String]] = [:]

    // MARK: Writing

    /// Binds an event and inserts it.
    mutating func write(_ event: Event, with row: inout RowWriter) throws {
        let observation = event.observation
        row.integer(event.id)
        row.integer(observation.time.microseconds)
        row.integer(observation.received.microseconds)
        row.text(observation.watcher.rawValue)
        row.text(observation.rule)
        row.integer(Int64(observation.severity.rawValue))
        row.text(observation.state.rawValue)
        row.text(observation.subject.device)
        row.text(observation.subject.instance)
        row.address(observation.address)
        row.text(event.site)
        row.text(json(observation.tags))
        row.integer(Int64(observation.count))
        row.text(observation.summary)
        row.text(observation.evidence.json)
        row.integer(event.alert)
        row.text(event.suppressed)
        row.integer(observation.isUserRule ? 1 : 0)
        try row.step()
    }

    /// Binds an alert and inserts or replaces it.
    mutating func write(_ alert: Alert, with row: inout RowWriter) throws {
        row.integer(alert.id)
        row.text(alert.key.rule)
        row.text(alert.key.subject.device)
        row.text(alert.key.subject.instance)
        row.text(alert.watcher.rawValue)
        row.integer(Int64(alert.severity.rawValue))
        row.text(alert.state.rawValue)
        row.integer(alert.opened.microseconds)
        row.integer(alert.updated.microseconds)
        // Retention goes by this time: a resolved alert has one.
        row.integer((alert.resolved ?? (alert.state == .resolved ? alert.updated : nil))?.microseconds)
        row.integer(Int64(alert.events))
        row.text(alert.acknowledgedBy)
        row.text(alert.summary)
        row.address(alert.address)
        row.text(json(alert.tags))
        row.text(alert.acknowledgement.map(StoredAcknowledgement.init)?.json)
        try row.step()
    }

    /// Binds a tally and inserts or replaces it.
    mutating func write(_ tally: Tally, with row: inout RowWriter) throws {
        let observation = tally.observation
        row.text(tally.key)
        row.integer(observation.time.microseconds)
        row.integer(observation.received.microseconds)
        row.text(observation.watcher.rawValue)
        row.text(observation.rule)
        row.integer(Int64(observation.severity.rawValue))
        row.text(observation.state.rawValue)
        row.text(observation.subject.device)
        row.text(observation.subject.instance)
        row.address(observation.address)
        row.text(json(observation.tags))
        row.integer(Int64(observation.count))
        row.text(observation.summary)
        row.text(observation.evidence.json)
        row.integer(observation.isUserRule ? 1 : 0)
        row.text(observation.clears.isEmpty ? "[]" : try StoredRows.json(observation.clears))
        try row.step()
    }

    // MARK: Reading

    /// The event of a row of `eventColumns`.
    mutating func event(_ row: inout RowReader) -> Event {
        let id = row.integer()
        let (time, received, watcher, rule) = (row.time(), row.time(), row.watcher(), row.text())
        let (severity, state) = (row.severity(), EventState(rawValue: row.text()) ?? .occurred)
        let subject = Subject(device: row.text(), instance: row.optionalText())
        let (address, site, tags) = (row.optionalText().flatMap { IPAddress($0) }, row.text(), tags(row.text()))
        let (count, summary, evidence) = (row.integer(), row.text(), Evidence(json: row.text()))
        let (alert, suppressed, isUserRule) = (row.optionalInteger(), row.optionalText(), row.integer() != 0)
        let observation = Observation(
            rule: rule, watcher: watcher, severity: severity, state: state, subject: subject, address: address,
            tags: tags, time: time, received: received, count: Int(count), summary: summary, evidence: evidence,
            isUserRule: isUserRule)
        return Event(id: id, site: site, observation: observation, alert: alert, suppressed: suppressed)
    }

    /// The alert of a row of `alertColumns`.
    mutating func alert(_ row: inout RowReader) -> Alert {
        let id = row.integer()
        let key = AlertKey(rule: row.text(), subject: Subject(device: row.text(), instance: row.optionalText()))
        let (watcher, severity) = (row.watcher(), row.severity())
        let state = Alert.State(rawValue: row.text()) ?? .open
        let (opened, updated) = (row.time(), row.time())
        let resolved = row.optionalInteger().map { Timestamp(microseconds: $0) }
        let (events, acknowledgedBy, summary) = (row.integer(), row.optionalText(), row.text())
        let (address, tags) = (row.optionalText().flatMap { IPAddress($0) }, tags(row.text()))
        let stored = row.optionalText().flatMap { StoredAcknowledgement(json: $0) }
        let acknowledgement = acknowledgedBy.map { name in
            stored?.acknowledgement(by: name) ?? Acknowledgement(by: name, time: updated, severity: severity)
        }
        return Alert(
            id: id, key: key, watcher: watcher, severity: severity, state: state, opened: opened, updated: updated,
            resolved: resolved, events: Int(events), acknowledgement: acknowledgement, summary: summary,
            address: address, tags: tags)
    }

    /// The tally of a row of `tallyColumns`.
    mutating func tally(_ row: inout RowReader) -> Tally {
        let key = row.text()
        let (time, received, watcher, rule) = (row.time(), row.time(), row.watcher(), row.text())
        let (severity, state) = (row.severity(), EventState(rawValue: row.text()) ?? .occurred)
        let subject = Subject(device: row.text(), instance: row.optionalText())
        let (address, tags) = (row.optionalText().flatMap { IPAddress($0) }, tags(row.text()))
        let (count, summary, evidence) = (row.integer(), row.text(), Evidence(json: row.text()))
        let isUserRule = row.integer() != 0
        let clears = (try? JSONDecoder().decode([AlertKey].self, from: Data(row.text().utf8))) ?? []
        let observation = Observation(
            rule: rule, watcher: watcher, severity: severity, state: state, subject: subject, address: address,
            tags: tags, time: time, received: received, count: Int(count), summary: summary, evidence: evidence,
            clears: clears, isUserRule: isUserRule)
        return Tally(key: key, observation: observation)
    }

    // MARK: JSON

    /// Bounded, for a store may meet very many devices.
    private static let cachedTags = 1_024

    private mutating func json(_ tags: [String: String]) -> String {
        if tags == lastTags.tags { return lastTags.json }
        if let known = encodedTags[tags] {
            lastTags = (tags, known)
            return known
        }
        var writer = JSONWriter(capacity: 64)
        writer.beginObject()
        for (name, value) in tags.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
        writer.endObject()
        if encodedTags.count >= StoredRows.cachedTags { encodedTags.removeAll(keepingCapacity: true) }
        let text = writer.text
        encodedTags[tags] = text
        return text
    }

    private mutating func tags(_ json: String) -> [String: String] {
        if json == "{}" { return [:] }
        if let known = decodedTags[json] { return known }
        let tags = (try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))) ?? [:]
        if decodedTags.count >= StoredRows.cachedTags { decodedTags.removeAll(keepingCapacity: true) }
        decodedTags[json] = tags
        return tags
    }

    private static func json(_ keys: [AlertKey]) throws -> String {
        String(decoding: try JSONEncoder().encode(keys), as: UTF8.self)
    }

    private static func places(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
}
