import Model
import Watching

/// Whether there are servers enough to say that this host's clock is wrong.
extension NTPWatcher {
    /// Judges whether two servers agree, where there should be two. Servers that disagree are told as what they are.
    mutating func judgeCount(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        let believed = system.agreement?.truechimers.count ?? 0
        var finding = NTPProblems.Finding.doubtful
        if expected < 2 || believed >= 2 {
            finding = .clear
        } else if moment.monotonic >= settled {
            switch system.outcome {
            case .agreed, .nobody: if awaited == 0 { finding = .present(NTPRules.tooFew.severity) }
            case .noMajority: finding = .clear
            case .waiting: break
            }
        }
        NTPWatcher.tell(
            problems.judge(
                NTPRules.tooFew, NTPWatcher.clock, finding, needed: configuration.confirmations, at: moment),
            at: moment, into: &actions
        ) {
            NTPProblems.Account(
                firing: tooFewText(system),
                resolved: enoughText(system, believed),
                evidence: evidence(of: system) { writer in
                    writer.member("servers_configured", configured)
                    writer.member("servers_left", system.participants.count)
                })
        }
    }

    private func enoughText(_ system: NTPSystem, _ believed: Int) -> String {
        if expected < 2 { return "Only one time server is configured, which is believed alone" }
        if believed >= 2 { return "\(believed) time servers agree again" }
        return "\(system.participants.count) time servers are left again, and disagree"
    }

    /// The servers, and the names that have no address.
    private var configured: Int { sources.count + unresolved.count }

    private func tooFewText(_ system: NTPSystem) -> String {
        guard let agreement = system.agreement, let number = system.participants.first else {
            return "None of \(configured) time servers is left: nobody says whether this host's clock is right"
        }
        return "Only \(title(number)) of \(configured) time servers is left: by it alone this host's clock is "
            + "\(NTPText.ours(agreement.offset)), give or take \(NTPText.seconds(agreement.bound)); that is told as wrong "
            + "only when two agree"
    }
}
