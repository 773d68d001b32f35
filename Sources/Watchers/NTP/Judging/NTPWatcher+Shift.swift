import Model
import Watching

/// What our clock's pace tells: all servers that move at once, and a frequency that is wrong.
extension NTPWatcher {
    mutating func judgeShift(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        if frequency.steering.isSteady { isSlewTold = false }
        guard let agreement = system.agreement else { return }
        defer { if suspectedShift == nil { lastAgreement = (moment, agreement, NTPShift.Usual(frequency)) } }
        guard let last = lastAgreement, moment.monotonic >= settled else {
            suspectedShift = nil
            return
        }
        let shift = NTPShift(from: last, to: (moment, agreement), limit: configuration.warningOffset / 2)
        guard let shift else {
            suspectedShift = nil
            return
        }
        hastenAll(at: moment, into: &actions)
        guard let suspected = suspectedShift, (suspected.size > 0) == (shift.size > 0) else {
            // It is told when the next look finds it still there.
            suspectedShift = shift
            return
        }
        suspectedShift = nil
        // By the view before both looks: what has come meanwhile belongs to it.
        let cause = shift.cause(offset: agreement.offset, bound: agreement.bound, daemon: daemon.word)
        // A slew goes on for minutes and is told when it begins.
        if cause == .ourClockSlewed {
            if isSlewTold { return }
            isSlewTold = true
        }
        report(shift, cause, agreement, system, at: moment, into: &actions)
    }

    private func report(
        _ shift: NTPShift, _ cause: NTPShift.Cause, _ agreement: NTPSelection.Agreement, _ system: NTPSystem,
        at moment: Moment, into actions: inout [Action]
    ) {
        let why =
            switch cause {
            case .ourClockByDaemon: "it is this clock, for \(daemon.word?.program ?? "the local daemon") says the same"
            case .ourClockSlewed:
                "it is this clock, which was slewed by \(NTPText.signed(shift.slewed)) in that time"
            case .oscillatorOrPath:
                "this clock was neither set nor slewed, so that its oscillator changed its pace, or the servers or the path "
                    + "to them moved together"
            case .pauseOrPath: "this machine stood still for a while, or the servers or the path to them moved together"
            case .path: "the servers or the path to them moved, for no clock that nobody touches gains so fast"
            }
        actions.append(
            .report(
                Report(
                    .observation(
                        Observation(
                            rule: NTPRules.shifted.name, watcher: .ntp, severity: NTPRules.shifted.severity,
                            state: .occurred, subject: NTPWatcher.clock, time: moment.wall,
                            summary: "\(NTPText.count(shift.witnesses, "time server")) that agree moved by "
                                + "\(NTPText.signed(shift.size)) against this clock within "
                                + "\(NTPText.seconds(shift.interval)): \(why)",
                            evidence: evidence(of: system) { writer in
                                writer.key("shift_seconds")
                                writer.number(shift.size)
                                writer.key("certain_seconds")
                                writer.number(shift.certain)
                                writer.key("interval_seconds")
                                writer.number(shift.interval)
                                writer.key("slewed_seconds")
                                writer.number(shift.slewed)
                                writer.member("cause", "\(cause)")
                            })))))
    }

    // MARK: Frequency

    mutating func judgeFrequency(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        guard moment.monotonic >= settled else { return }
        let drift = frequency.driftPPM ?? 0
        let certain = abs(drift) - 2 * frequency.deviationPPM
        let correction = daemon.word?.frequencyPPM ?? kernel?.frequencyPPM ?? 0
        let limit = configuration.frequencyLimitPPM
        let offset = system.agreement?.offset ?? 0
        let isNearEnd = abs(correction) > 450
        var finding = NTPProblems.Finding.clear
        if isNearEnd {
            finding = .present(NTPRules.frequency.severity)
        } else if frequency.isEstablished, certain > limit {
            // What is slewed away for longer than the steering is known is no fault before the offset is gone.
            finding =
                frequency.isSlewing(from: offset, by: limit / 2) ? .doubtful : .present(NTPRules.frequency.severity)
        } else if !frequency.isEstablished || abs(drift) > 0.8 * limit || abs(correction) > 430 {
            finding = .doubtful
        }
        let breach = breachText(from: system.agreement?.offset)
        NTPWatcher.tell(
            problems.judge(
                NTPRules.frequency, NTPWatcher.clock, finding, needed: max(3, configuration.confirmations), at: moment),
            at: moment, into: &actions
        ) {
            NTPProblems.Account(
                firing: isNearEnd
                    ? "The clock's frequency is corrected by \(NTPText.ppm(correction)); the kernel cannot correct "
                        + "more than 500 ppm"
                    : "This host's clock runs \(NTPText.ppm(abs(drift)).dropFirst()) too "
                        + "\(drift < 0 ? "fast" : "slow")\(breach)",
                resolved: "This host's clock keeps its frequency again: \(NTPText.ppm(drift)) are left over",
                evidence: evidence(of: system))
        }
    }
}
