import Model
import SNMP
import Watching

/// Restarts, walks that ended wrongly, and whether polling keeps pace.
extension DeviceJudge {
    /// Judges what the device says of itself.
    mutating func judgeSystem(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        defer { lastAnswer = turn.device.moment.wall }
        guard let system = outcome.system else { return }
        defer { lastUptimeSeconds = system.uptime.map { Float($0.seconds) } ?? -1 }
        guard let reason = system.restart else { return }
        let rule = system.isAgentOnly ? PollingRules.agentRestarted : PollingRules.deviceRestarted
        guard let severity = turn.device.standard.severity(of: rule) else { return }
        let name = turn.device.entry.name
        var summary =
            system.isAgentOnly ? "\(name): its SNMP agent was restarted, and not the host" : "\(name) was restarted"
        if lastUptimeSeconds >= 0 {
            let before = DurationGrammar.rounded(.seconds(Int64(lastUptimeSeconds)))
            summary += "; when it was last asked it had been up for \(before)"
        }
        summary += " (\(reason))"
        turn.findings.append(
            PollFinding(
                rule: rule.name, severity: severity, state: .occurred, summary: summary,
                evidence: Evidence { writer in
                    writer.member("reason", reason)
                    writer.member("uptime_seconds", system.uptime.map { Int64($0.seconds) })
                    if lastUptimeSeconds >= 0 { writer.member("uptime_before_seconds", Int64(lastUptimeSeconds)) }
                    writer.member("last_answer", lastAnswer?.rfc3339)
                    writer.member("agent_only", system.isAgentOnly ? "yes" : "no")
                    writer.member("name", system.name.isEmpty ? nil : system.name)
                }))
    }

    /// Judges the walks of a poll. A table that is not read with every poll says nothing in between.
    mutating func judgeFaults(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        let rule = PollingRules.walkFault
        guard let severity = turn.device.standard.severity(of: rule) else { return }
        let faults = outcome.faults.filter(\.kind.isAgentsOwn)
        let has = !troubles.isEmpty && troubles.keys.contains { $0.rule == rule.name }
        guard has || !faults.isEmpty else { return }
        let name = turn.device.entry.name
        var seen: Set<String> = []
        for fault in faults where seen.insert(fault.object.text).inserted {
            let object = ObjectNames.standard.text(fault.object)
            let words = "\(name): its agent answers the walk through \(object) wrongly: \(fault.words)"
            let evidence = Evidence { writer in
                writer.member("object", object)
                writer.member("oid", fault.object.text)
                writer.member("fault", fault.kind.rawValue)
                writer.member("rows_read", fault.rows)
                writer.member("detail", fault.detail)
                writer.member("credential", outcome.credential)
            }
            judge(
                .bad,
                Measure(
                    key: TroubleKey(rule: rule.name, instance: fault.object.text), severity: severity, polls: 2, of: 2),
                &turn, begins: { _ in (words, evidence) }, ends: { _ in (words, evidence) })
        }
        guard has else { return }
        for key in troubles.keys where key.rule == rule.name {
            guard let instance = key.instance, !seen.contains(instance), let object = ObjectIdentifier(instance),
                outcome.reads(object)
            else { continue }
            let words = "\(name): its agent answers the walk through \(ObjectNames.standard.text(object)) rightly again"
            judge(
                .right, Measure(key: key, severity: severity, polls: 2, of: 2), &turn,
                begins: { _ in (words, .none) },
                ends: { trouble in (words, Evidence { $0.member("since", trouble.since.wall.rfc3339) }) })
        }
    }

    /// Judges whether the device is polled as often as it should be.
    mutating func judgePace(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        let rule = PollingRules.pollingLate
        guard let severity = turn.device.standard.severity(of: rule) else { return }
        let wasCut = outcome.faults.contains { $0.kind == .deadline }
        let isLate = outcome.result == .skipped || wasCut
        guard isLate || troubles[TroubleKey(rule: rule.name, instance: nil)] != nil else { return }
        let device = turn.device
        let name = device.entry.name
        let interval = DurationGrammar.rounded(device.entry.interval)
        let took = DurationGrammar.rounded(max(.zero, outcome.ended.monotonic - outcome.started.monotonic))
        let measure = Measure(
            key: TroubleKey(rule: rule.name, instance: nil), severity: severity,
            polls: standard.settings.lateAfter, of: standard.settings.lateAfter)
        judge(isLate ? .bad : .right, measure, &turn) { trouble in
            let why =
                wasCut
                ? "its polls are cut off at their deadline" : "a poll has not ended when the next one is due"
            let count = trouble.run
            return (
                "\(name) cannot be polled every \(interval): \(why), \(count) times in a row",
                Evidence { writer in
                    writer.member("interval_seconds", Int64(device.entry.interval.seconds))
                    writer.member("polls_late", Int(count))
                    writer.member("since", trouble.since.wall.rfc3339)
                }
            )
        } ends: { trouble in
            (
                "\(name) is polled every \(interval) again; the last poll took \(took)",
                Evidence { $0.member("since", trouble.since.wall.rfc3339) }
            )
        }
    }
}

extension WalkFault.Kind {
    /// Whether the agent answers wrongly, and did not merely answer too late or not at all.
    fileprivate var isAgentsOwn: Bool {
        switch self {
        case .notIncreasing, .loop, .tooBig, .tooManyRows, .errorStatus: true
        case .deadline, .cutShort: false
        }
    }
}

extension WalkFault {
    /// The fault as a clause.
    fileprivate var words: String {
        let what =
            switch kind {
            case .notIncreasing: "a name was not greater than the one before it"
            case .loop: "its names go round in a loop"
            case .tooBig: "even one row does not fit into its answer"
            case .tooManyRows: "it has more rows than are taken"
            case .errorStatus: "it answers with an error"
            case .deadline, .cutShort: "it ended early"
            }
        return "\(what); \(rows) row\(rows == 1 ? " was" : "s were") read and used"
    }
}

extension PollOutcome {
    /// Whether a column or scalar was read by this poll.
    fileprivate func reads(_ object: ObjectIdentifier) -> Bool {
        func isOf(_ objects: [ObjectIdentifier]) -> Bool {
            objects.contains { object.starts(with: $0) || $0.starts(with: object) }
        }
        return scalars.contains { isOf($0.metric.objects) }
            || tables.contains { reading in
                reading.table.metrics.contains { isOf($0.objects) }
                    || reading.table.labels.contains { isOf($0.objects) }
            }
    }
}
