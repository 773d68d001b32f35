import Model
import SNMP
import Watching

/// Whether the device answers at all.
extension DeviceJudge {
    /// Takes a poll that failed.
    mutating func fail(
        _ reason: SNMPFailure, _ outcome: PollOutcome, _ turn: inout JudgeTurn, shared: inout PollingJudge
    ) {
        let moment = turn.device.moment
        let rule = PollFailure.rule(reason.reason)
        if turn.device.entry.expectsRefusal {
            // That it keeps silent, or refuses us, is what was declared.
            failure = nil
            become(PollFailure.condition(reason.reason), at: moment.wall)
            judgeRefusal(isAnswered: false, outcome, &turn)
            return
        }
        var now = failure ?? PollFailure(latest: reason, rule: rule, since: moment)
        now.latest = reason
        now.polls += 1
        switch now.phase {
        case .soft:
            now.rule = rule
            let needed = standard.settings.down
            let looks = min(Int(pollsSinceUp), needed.of)
            let bad = (failedPolls & DeviceJudge.mask(looks)).nonzeroBitCount
            guard turn.isFirstLook || bad >= needed.polls else { break }
            become(PollFailure.condition(reason.reason), at: moment.wall)
            if turn.isFirstLook {
                now.phase = .known
                knownHasChanged = true
                turn.firstSeen.append(
                    FirstLook.Problem(
                        device: turn.device.entry.name, key: TroubleKey(rule: rule.name, instance: nil),
                        severity: turn.device.standard.severity(of: rule) ?? .info, words: sentence(now, turn)))
            } else {
                alert(&now, outcome, &turn, shared: &shared)
            }
        case .held:
            become(PollFailure.condition(reason.reason), at: moment.wall)
            guard shared.massLoss.since == nil || !MassLoss.isLoss(reason.reason) else { break }
            // The many are back, and this one is not; or it answers in another way than they.
            now.rule = rule
            now.phase = .soft
            alert(&now, outcome, &turn, shared: &shared)
        case .firing, .known:
            become(PollFailure.condition(reason.reason), at: moment.wall)
            guard rule.name != now.rule.name else {
                now.others = 0
                break
            }
            now.others += 1
            // The trouble has changed its nature for good: the alert does, too.
            guard now.others >= standard.settings.down.polls else { break }
            let old = turn.key(of: TroubleKey(rule: now.rule.name, instance: nil))
            if now.phase == .known { turn.mended.append(TroubleKey(rule: now.rule.name, instance: nil)) }
            now.rule = rule
            now.others = 0
            if now.phase == .firing {
                tell(now, .firing, sentence(now, turn), outcome, clears: [old], &turn)
            } else {
                knownHasChanged = true
            }
        }
        failure = now
    }

    /// Alerts a failure that is certain, or holds that back because most devices were lost with this one.
    private mutating func alert(
        _ failure: inout PollFailure, _ outcome: PollOutcome, _ turn: inout JudgeTurn, shared: inout PollingJudge
    ) {
        var summary = sentence(failure, turn)
        if MassLoss.isLoss(failure.latest.reason),
            let severity = turn.device.standard.severity(of: PollingRules.devicesLost),
            let reason = shared.massLoss.holds(
                turn.device.entry.name, since: failure.since, severity: severity, at: turn.device.moment)
        {
            failure.phase = .held
            summary += "; its alert is held back, since \(reason)"
            return tell(failure, .occurred, summary, outcome, &turn)
        }
        failure.phase = .firing
        tell(failure, .firing, summary, outcome, &turn)
    }

    /// Takes a poll that was answered.
    mutating func succeed(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        let moment = turn.device.moment
        defer { become(.up, at: moment.wall) }
        if turn.device.entry.expectsRefusal { judgeRefusal(isAnswered: true, outcome, &turn) }
        guard let before = failure else { return }
        failure = nil
        guard before.phase != .soft else { return }
        // What was lost while it was down is no loss of questions.
        sent = 0
        lost = 0
        pollsSinceUp = 1
        let length = DurationGrammar.rounded(turn.device.duration(since: before.since))
        let name = turn.device.entry.name
        let summary = "\(name) answers again after \(length) in which \(before.past)"
        if before.phase == .known {
            knownHasChanged = true
            turn.mended.append(TroubleKey(rule: before.rule.name, instance: nil))
        }
        tell(before, .resolved, summary, outcome, &turn)
    }

    /// What is told when a device fails.
    private func sentence(_ failure: PollFailure, _ turn: JudgeTurn) -> String {
        let name = turn.device.entry.name
        let words = failure.words
        if turn.isFirstLook { return "\(name): \(words)" }
        let length = turn.device.duration(since: failure.since)
        let polls = failure.polls == 1 ? "one poll" : "\(failure.polls) polls"
        var text = "\(name): \(words); \(polls) failed"
        if length > .zero { text += " in \(DurationGrammar.rounded(length))" }
        if failure.latest.reason == .timedOut, lastAnswer == nil {
            text += ", and it never answered: its address, community or access list may be another"
        }
        let still = troubles.values.count { $0.phase == .firing }
        if still > 0 { text += "; its \(still) other alert\(still == 1 ? " stands" : "s stand") still meanwhile" }
        return text
    }

    private func tell(
        _ failure: PollFailure, _ state: EventState, _ summary: String, _ outcome: PollOutcome,
        clears: [AlertKey] = [], _ turn: inout JudgeTurn
    ) {
        guard var severity = turn.device.standard.severity(of: failure.rule) else { return }
        // There is no alert: for the record.
        if failure.phase == .held || (state == .resolved && failure.phase == .known) { severity = .info }
        let evidence = Evidence { writer in
            writer.member("reason", failure.latest.reason.rawValue)
            writer.member("failure", failure.latest.text)
            writer.member("attempts", failure.latest.attempts)
            writer.member("credential", outcome.credential)
            writer.member("since", failure.since.wall.rfc3339)
            writer.member("polls_failed_in_a_row", failure.polls)
            confidence.write(into: &writer)
            writer.member("other_source", failure.latest.otherSource?.text)
            if failure.phase == .held { writer.member("held_back_by", PollingRules.devicesLost.name) }
            if state == .resolved { outcome.writeLatency(into: &writer) }
            writer.member("last_answer", lastAnswer?.rfc3339)
        }
        turn.findings.append(
            PollFinding(
                rule: failure.rule.name, severity: severity, state: state, summary: summary, evidence: evidence,
                clears: clears))
    }

    /// How sure it is.
    var confidence: PollConfidence {
        PollConfidence(failed: failedPolls.nonzeroBitCount, polls: Int(pollCount), lossPercent: lossPercent)
    }

    /// So many of the lowest bits.
    static func mask(_ looks: Int) -> UInt16 { looks >= 16 ? .max : (1 << UInt16(max(looks, 0))) - 1 }
}

extension PollFailure {
    /// The reason as a clause in the past.
    fileprivate var past: String {
        switch latest.reason {
        case .timedOut: "it did not"
        case .portUnreachable: "nobody listened at its SNMP port"
        case .notSent: "there was no way to it"
        case .malformedReply: "what it answered was no SNMP"
        case .otherAddress: "only another address answered"
        case .unusableCredential: "our credential for it could not be used"
        default: "it refused us"
        }
    }
}

extension PollOutcome {
    /// Writes the round trip where there is one.
    func writeLatency(into writer: inout JSONWriter) {
        guard let latency else { return }
        writer.key("latency_ms")
        writer.number((latency.seconds * 10_000).rounded() / 10)
    }
}

/// How sure a verdict on a device is: how many of its last polls failed, and how many questions were lost.
struct PollConfidence: Sendable {
    /// How many of the last polls failed.
    var failed: Int
    /// How many that were, up to 16.
    var polls: Int
    /// Questions without an answer, in percent.
    var lossPercent: Double?

    /// Writes it as members of evidence.
    func write(into writer: inout JSONWriter) {
        writer.member("polls_failed", failed)
        writer.member("polls", polls)
        guard let lossPercent else { return }
        writer.key("loss_percent")
        writer.number((lossPercent * 10).rounded() / 10)
    }
}
