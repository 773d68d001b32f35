import Model

extension DeviceJudge {
    /// How something is judged: by which rule, and when it counts.
    struct Measure {
        /// The rule and the instance.
        var key: TroubleKey
        /// How much it matters.
        var severity: Severity
        /// Whether the rule is the user's own.
        var isUserRule = false
        /// So many of so many looks must be bad.
        var polls: Int
        var of: Int
    }

    /// Takes one look at something. The closures write what is told when it is confirmed and when it ends; they are
    /// called only then.
    mutating func judge(
        _ verdict: LimitVerdict, _ measure: Measure, value: Double? = nil, _ turn: inout JudgeTurn,
        begins: (Trouble) -> (summary: String, evidence: Evidence),
        ends: (Trouble) -> (summary: String, evidence: Evidence)
    ) {
        let moment = turn.device.moment
        var trouble: Trouble
        if let found = troubles[measure.key] {
            trouble = found
        } else {
            guard verdict == .bad else { return }
            guard troubles.count < DeviceJudge.troubleLimit else { return turn.leftOut += 1 }
            trouble = Trouble(since: moment)
        }
        if let value, verdict != .silent { trouble.remember(value) }
        let step = trouble.take(verdict, polls: measure.polls, of: measure.of, at: moment)
        if turn.isFirstLook, trouble.phase == .soft, verdict == .bad {
            trouble.phase = .known
            knownHasChanged = true
            turn.firstSeen.append(
                FirstLook.Problem(
                    device: turn.device.entry.name, key: measure.key, severity: measure.severity,
                    words: begins(trouble).summary))
            troubles[measure.key] = trouble
            return
        }
        switch step {
        case .none: troubles[measure.key] = trouble
        case .dropped: troubles[measure.key] = nil
        case .confirmed:
            trouble.phase = .firing
            troubles[measure.key] = trouble
            tell(.firing, trouble, measure, begins(trouble), &turn)
        case .ended: end(trouble, measure, ends(trouble), &turn)
        }
    }

    /// Ends a trouble, with a word where anybody was told of it.
    mutating func end(
        _ trouble: Trouble, _ measure: Measure, _ words: (summary: String, evidence: Evidence), _ turn: inout JudgeTurn
    ) {
        troubles[measure.key] = nil
        switch trouble.phase {
        case .soft, .held: break
        case .firing: tell(.resolved, trouble, measure, words, &turn)
        case .known:
            // There is no alert to end: for the record.
            var measure = measure
            measure.severity = .info
            knownHasChanged = true
            turn.mended.append(measure.key)
            tell(.resolved, trouble, measure, words, &turn)
        }
    }

    private func tell(
        _ state: EventState, _ trouble: Trouble, _ measure: Measure, _ words: (summary: String, evidence: Evidence),
        _ turn: inout JudgeTurn
    ) {
        var finding = PollFinding(
            rule: measure.key.rule, severity: measure.severity, isUserRule: measure.isUserRule, state: state,
            instance: measure.key.instance, summary: words.summary, evidence: words.evidence)
        if let index = trouble.trapIndex {
            // One alert: the trap's, by the trap's own key.
            finding.rule = LinkTraps.rule
            finding.instance = "\(index)"
            if state == .resolved {
                finding.clears = [turn.key(of: measure.key)]
                // The linkUp trap may have ended it already, and then this is for the record.
                finding.severity = .info
            }
        }
        turn.findings.append(finding)
    }
}

extension JudgeTurn {
    /// The alert that a trouble of the device has.
    func key(of key: TroubleKey) -> AlertKey {
        AlertKey(rule: key.rule, subject: Subject(device: device.entry.name, instance: key.instance))
    }

    /// The alert that a linkDown trap about an interface of the device opens.
    func trapKey(_ index: UInt32) -> AlertKey {
        AlertKey(rule: LinkTraps.rule, subject: Subject(device: device.entry.name, instance: "\(index)"))
    }
}

/// What is known here of the trap watcher's alerts: their key is what makes a trap and a poll one alert.
enum LinkTraps {
    /// The rule that a linkDown trap raises, of the subject device/ifIndex.
    static let rule = "link-down"
}
