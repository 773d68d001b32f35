import Model
import Watching

/// The watcher's open and budding problems. One rule for all: a problem is told when it was found in N of the last M looks,
/// once, and again only when it grows or shrinks; it ends when N looks in a row (or a number of its own) did not find it.
struct NTPProblems: Sendable {
    /// What a look found.
    enum Finding: Sendable, Hashable {
        /// All is well.
        case clear
        /// Neither well nor bad enough: what is open stays open, what is not does not open.
        case doubtful
        /// It is there.
        case present(Severity)
    }

    private struct Problem: Sendable {
        /// The last findings, the newest last.
        var findings: [Finding] = []
        /// The severity that was told; nil while it is not open.
        var open: Severity?
        /// When it was last looked for.
        var judged: MonotonicTime?
        var address: IPAddress?
    }

    /// What is told of a problem.
    struct Account {
        /// The sentence while it lasts.
        var firing: String
        /// The sentence when it is over.
        var resolved: String
        /// The values behind it.
        var evidence: Evidence
    }

    private var problems: [AlertKey: Problem] = [:]

    /// Takes up what the store remembers as open.
    mutating func inherit(_ alerts: [Alert]) {
        for alert in alerts where alert.state != .resolved {
            problems[alert.key] = Problem(open: alert.severity, address: alert.address)
        }
    }

    /// Whether a problem is open.
    func isOpen(_ rule: Rule, _ subject: Subject) -> Bool {
        problems[AlertKey(rule: rule.name, subject: subject)]?.open != nil
    }

    /// The open problems' rules and subjects.
    var open: [AlertKey] { problems.filter { $0.value.open != nil }.map(\.key) }

    /// A problem that begins, changes its severity, or ends.
    struct Change: Sendable, Hashable {
        var key: AlertKey
        var severity: Severity
        var state: EventState
        var address: IPAddress?
    }

    /// Takes a finding, and says what is to be told; nil for nothing.
    mutating func judge(
        _ rule: Rule, _ subject: Subject, _ finding: Finding, needed: Int = 3, clearing: Int? = nil,
        address: IPAddress? = nil, at moment: Moment
    ) -> Change? {
        let key = AlertKey(rule: rule.name, subject: subject)
        if problems[key] == nil {
            guard case .present = finding else { return nil }
        }
        var problem = problems[key] ?? Problem()
        problem.judged = moment.monotonic
        problem.address = address ?? problem.address
        problem.findings.append(finding)
        // N of the last N + N/3: one look that missed it in between does not start the count again.
        let window = needed + needed / 3
        let clearing = clearing ?? needed
        let kept = max(window, clearing)
        if problem.findings.count > kept { problem.findings.removeFirst(problem.findings.count - kept) }
        let recent = problem.findings.suffix(window)
        let confirmed = [Severity.critical, .error, .warning, .notice, .info].first { severity in
            recent.count { if case .present(let found) = $0 { found <= severity } else { false } } >= needed
        }
        let isClear =
            problem.findings.count >= clearing && problem.findings.suffix(clearing).allSatisfy { $0 == .clear }
        if let confirmed, confirmed != problem.open, problem.open == nil || isSettled(problem, at: confirmed, needed) {
            problem.open = confirmed
            problems[key] = problem
            return Change(key: key, severity: confirmed, state: .firing, address: problem.address)
        }
        problems[key] = isClear ? nil : problem
        guard isClear, let severity = problem.open else { return nil }
        return Change(key: key, severity: severity, state: .resolved, address: problem.address)
    }

    /// Ends open problems that are no longer looked for, and forgets budding ones.
    mutating func end(
        where isOver: (AlertKey) -> Bool, because reason: String, at moment: Moment, into actions: inout [Action]
    ) {
        for (key, problem) in problems.sorted(by: {
            ($0.key.rule, $0.key.subject.text) < ($1.key.rule, $1.key.subject.text)
        })
        where isOver(key) {
            problems[key] = nil
            guard let severity = problem.open else { continue }
            actions.append(
                .report(
                    Report(
                        .observation(
                            Observation(
                                rule: key.rule, watcher: .ntp, severity: severity, state: .resolved,
                                subject: key.subject, address: problem.address, time: moment.wall, summary: reason)))))
        }
    }

    /// Ends what an earlier run left open and this one has not looked for so far, but for what it has yet to look for.
    mutating func endUnjudged(
        because reason: String, except isAwaited: (AlertKey) -> Bool, at moment: Moment, into actions: inout [Action]
    ) {
        let unjudged = Set(problems.filter { $0.value.judged == nil && !isAwaited($0.key) }.keys)
        end(where: { unjudged.contains($0) }, because: reason, at: moment, into: &actions)
    }

    /// Whether the last findings leave no doubt that the severity is another now: a smaller one must have held N times.
    private func isSettled(_ problem: Problem, at severity: Severity, _ needed: Int) -> Bool {
        guard let open = problem.open, severity > open else { return true }
        return problem.findings.suffix(needed).allSatisfy {
            if case .present(let found) = $0 { found >= severity } else { true }
        }
    }
}

extension NTPWatcher {
    /// Reports what changed of a problem; its sentences are made only then. Static, since the sentences read the watcher.
    static func tell(
        _ change: NTPProblems.Change?, at moment: Moment, into actions: inout [Action],
        account: () -> NTPProblems.Account
    ) {
        guard let change else { return }
        let account = account()
        actions.append(
            .report(
                Report(
                    .observation(
                        Observation(
                            rule: change.key.rule, watcher: .ntp, severity: change.severity, state: change.state,
                            subject: change.key.subject, address: change.address, time: moment.wall,
                            summary: change.state == .resolved ? account.resolved : account.firing,
                            evidence: account.evidence)))))
    }
}
