import Model

extension Event {
    /// The names of its fields, in their order.
    static let fieldNames = [
        "id", "time", "received", "site", "watcher", "rule", "severity", "subject", "device", "instance", "address",
        "tags", "state", "count", "summary", "evidence", "alert", "suppressed",
    ]

    /// Its fields by the names of the contract.
    func record(_ times: TimeText) -> Record {
        let seen = observation
        return Record(
            title: "\(times.full(seen.time)) \(seen.severity.name) \(seen.subject.text) \(seen.rule) [\(id)]",
            sentence: seen.summary,
            fields: [
                ("id", .integer(id)), ("time", .time(seen.time)), ("received", .time(seen.received)),
                ("site", .text(site)), ("watcher", .text(seen.watcher.rawValue)), ("rule", .text(seen.rule)),
                ("severity", .text(seen.severity.name)), ("subject", .text(seen.subject.text)),
                ("device", .text(seen.subject.device)), ("instance", .text(seen.subject.instance)),
                ("address", .text(seen.address?.text)), ("tags", .tags(seen.tags)),
                ("state", .text(seen.state.rawValue)),
                ("count", .integer(Int64(seen.count))), ("summary", .text(seen.summary)),
                ("evidence", .json(seen.evidence.json)), ("alert", .text(alert.map { "A\($0)" })),
                ("suppressed", .text(suppressed)),
            ])
    }
}

extension Alert {
    /// The names of its fields, in their order.
    static let fieldNames = [
        "id", "rule", "subject", "device", "instance", "watcher", "address", "tags", "severity", "state", "opened",
        "updated", "resolved", "events", "acknowledged_by", "summary",
    ]

    /// Its fields by the names of the contract.
    func record(_ times: TimeText) -> Record {
        Record(
            title: "\(label) \(severity.name) \(key.subject.text) \(key.rule), \(state.rawValue)", sentence: summary,
            fields: [
                ("id", .text(label)), ("rule", .text(key.rule)), ("subject", .text(key.subject.text)),
                ("device", .text(key.subject.device)), ("instance", .text(key.subject.instance)),
                ("watcher", .text(watcher.rawValue)), ("address", .text(address?.text)), ("tags", .tags(tags)),
                ("severity", .text(severity.name)), ("state", .text(state.rawValue)), ("opened", .time(opened)),
                ("updated", .time(updated)), ("resolved", .time(resolved)), ("events", .integer(Int64(events))),
                ("acknowledged_by", .text(acknowledgedBy)), ("summary", .text(summary)),
            ])
    }
}

extension Rule {
    /// The names of its fields, in their order.
    static let fieldNames = [
        "name", "watcher", "severity", "is_alert", "meaning", "advice", "false_positives", "message_id",
    ]

    /// Its fields.
    func record() -> Record {
        Record(
            title: "\(name), \(severity.name)", sentence: meaning,
            fields: [
                ("name", .text(name)), ("watcher", .text(watcher.rawValue)), ("severity", .text(severity.name)),
                ("is_alert", .boolean(isAlert)), ("meaning", .text(meaning)), ("advice", .text(advice)),
                ("false_positives", .list(falsePositives)), ("message_id", .text(messageID)),
            ])
    }
}
