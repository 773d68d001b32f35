import Model
import Watching
import Wire

/// What is judged of each server by its answers.
extension NTPWatcher {
    /// Judges a server by one reception.
    mutating func judge(
        _ reception: NTPAssociation.Reception, of source: NTPSource, at moment: Moment, into actions: inout [Action]
    ) {
        judgeReach(source, at: moment, into: &actions)
        switch reception {
        case .sample(_, let packet):
            judgeServer(NTPRules.unsynchronised, source, .clear, at: moment, into: &actions)
            judgeServed(source, at: moment, into: &actions)
            let isRight = source.entry.stratum.map { $0 == packet.stratum } ?? true
            judgeServer(
                NTPRules.stratum, source, isRight ? .clear : .present(NTPRules.stratum.severity), at: moment,
                into: &actions)
            judgeServer(
                NTPRules.loop, source, source.loop == nil ? .clear : .present(NTPRules.loop.severity), at: moment,
                into: &actions)
            // Of who is not believed nothing more is measured. Each sample moves the row that is judged by one only: it ends when
            // none is left of those that told.
            if source.loop == nil {
                judgeServer(
                    NTPRules.asymmetric, source, asymmetry(of: source), needed: 4,
                    clearing: NTPSampleHistory.correlated, at: moment, into: &actions)
            }
        case .refused(.unsynchronised, let packet):
            if packet != nil { judgeServed(source, at: moment, into: &actions) }
            judgeServer(
                NTPRules.unsynchronised, source, .present(NTPRules.unsynchronised.severity), at: moment,
                into: &actions)
            if source.packet?.isUnsynchronised == true { hasten(source.number, at: moment, into: &actions) }
        case .refused(.unauthenticated, _):
            judgeServer(
                NTPRules.unauthenticated, source, .present(NTPRules.unauthenticated.severity), at: moment,
                into: &actions)
        case .kiss(.rate, _):
            judgeProof(of: source, at: moment, into: &actions)
            problems.end(
                where: { $0.rule == NTPRules.denied.name && $0.subject == source.subject },
                because: "\(source.title) asks for fewer questions and refuses none", at: moment, into: &actions)
            judgeServer(
                NTPRules.rateLimited, source, .present(NTPRules.rateLimited.severity), needed: 1, clearing: 8,
                at: moment, into: &actions)
        case .kiss(.deny, _), .kiss(.restricted, _):
            judgeProof(of: source, at: moment, into: &actions)
            judgeServer(
                NTPRules.denied, source, .present(NTPRules.denied.severity), needed: 1, at: moment, into: &actions)
        case .refused(_, .some): judgeServed(source, at: moment, into: &actions)
        case .refused, .kiss: break
        }
    }

    /// A server answers what it is asked, whatever that is worth.
    private mutating func judgeServed(_ source: NTPSource, at moment: Moment, into actions: inout [Action]) {
        judgeProof(of: source, at: moment, into: &actions)
        judgeServer(NTPRules.rateLimited, source, .clear, needed: 1, clearing: 8, at: moment, into: &actions)
        judgeServer(NTPRules.denied, source, .clear, needed: 1, at: moment, into: &actions)
    }

    /// A server proved who it is, as far as it must.
    private mutating func judgeProof(of source: NTPSource, at moment: Moment, into actions: inout [Action]) {
        judgeServer(NTPRules.unauthenticated, source, .clear, at: moment, into: &actions)
        guard let keeper = source.keeper else { return }
        // While a renewal fails the old keys still work: that is not well yet.
        judgeServer(
            NTPRules.keys, source, keeper.fault == nil ? .clear : .doubtful, needed: 2, clearing: 1, at: moment,
            into: &actions)
    }

    /// Whether a server answers at all.
    mutating func judgeReach(_ source: NTPSource, at moment: Moment, into actions: inout [Action]) {
        // Without a socket it is not the server's fault, and told as what it is.
        guard sockets[source.endpoint.address.isIPv6 ? .ntp6 : .ntp4] == true else { return }
        // Who refuses has answered, and is not asked any more.
        let isThere = source.denied != nil || source.association.reach != 0
        let finding: NTPProblems.Finding =
            isThere ? .clear : source.isUnreachable ? .present(NTPRules.unreachable.severity) : .doubtful
        judgeServer(NTPRules.unreachable, source, finding, needed: 1, at: moment, into: &actions)
    }

    mutating func judgeServer(
        _ rule: Rule, _ source: NTPSource, _ finding: NTPProblems.Finding, needed: Int? = nil, clearing: Int? = nil,
        at moment: Moment, into actions: inout [Action]
    ) {
        NTPWatcher.tell(
            problems.judge(
                rule, source.subject, finding, needed: needed ?? configuration.confirmations, clearing: clearing,
                address: source.endpoint.address, at: moment), at: moment, into: &actions
        ) {
            let (firing, resolved) = sentences(rule, source, at: moment)
            return NTPProblems.Account(firing: firing, resolved: resolved, evidence: evidence(of: source))
        }
    }

    private func sentences(_ rule: Rule, _ source: NTPSource, at moment: Moment) -> (firing: String, resolved: String) {
        let name = source.title
        switch rule.name {
        case NTPRules.unreachable.name:
            let since = source.answered.map {
                "the last answer came \(DurationGrammar.rounded(moment.monotonic - $0.monotonic)) ago"
            }
            return (
                "\(name) has not answered the last \(source.unanswered) questions; \(since ?? "it never answered")",
                "\(name) answers again\(source.denied == nil ? "" : ", and refuses to serve this host")"
            )
        case NTPRules.unsynchronised.name:
            let packet = source.packet
            let word = packet?.kiss.map { ", kiss code \($0.text)" } ?? ""
            return (
                "\(name) has no time to give: leap indicator \(packet?.leap.rawValue ?? 3), stratum "
                    + "\(packet?.stratum ?? 0)\(word)", "\(name) is synchronised again"
            )
        case NTPRules.unauthenticated.name:
            let how = source.entry.usesNTS ? "by NTS" : "with key \(source.entry.key?.id ?? 0)"
            return (
                "\(name) should answer \(how) and answers without proof or with a wrong one; its answers are not used",
                "\(name) proves again who it is"
            )
        case NTPRules.keys.name:
            let why = source.keeper.map { keeper in
                keeper.fault?.words(name: keeper.name, endpoint: keeper.endpoint, clock: moment.wall) ?? ""
            }
            let rest =
                source.association.cookieCount > 0
                ? "it is asked with the old ones while these last" : "it is not asked until there are some"
            return (
                "No new keys for \(name), which uses NTS: \(why ?? ""); \(rest)",
                "Keys for \(name) were agreed on again, and it proves who it is"
            )
        case NTPRules.rateLimited.name:
            let interval = DurationGrammar.rounded(.seconds(Int64(1) << Int64(max(0, source.poll.exponent))))
            return (
                "\(name) asks for fewer questions; it is asked every \(interval) from now on",
                "\(name) no longer asks for fewer questions"
            )
        case NTPRules.denied.name:
            return (
                "\(name) refuses to serve this host (\(source.denied?.text ?? "DENY")) and is not asked any more",
                "\(name) serves this host again"
            )
        case NTPRules.stratum.name:
            return (
                "\(name) is at stratum \(source.packet?.stratum ?? 0) and should be at \(source.entry.stratum ?? 0)",
                "\(name) is at stratum \(source.packet?.stratum ?? 0) again"
            )
        case NTPRules.loop.name:
            return (
                "\(name) \(source.loop ?? "takes its time from this host"); it says nothing about this clock and is not "
                    + "believed", "\(name) does not take its time from this host any more"
            )
        case NTPRules.asymmetric.name:
            let found = source.history.delayCorrelation
            let way = (found?.slope ?? 0) > 0 ? "to" : "back from"
            return (
                "The way \(way) \(name) seems to delay packets by up to \(NTPText.seconds(found?.spread ?? 0)) more than "
                    + "the other way; its offset is then wrong by up to half of that",
                "The offset of \(name) does not go with its delay any more"
            )
        default: return (name, name)
        }
    }

    /// Whether the offset goes with the delay: closely, by about the half that one congested way makes, and by more than
    /// the usual noise.
    private func asymmetry(of source: NTPSource) -> NTPProblems.Finding {
        guard let found = source.history.delayCorrelation else { return .doubtful }
        let isSteep = (0.3...0.7).contains(abs(found.slope))
        if abs(found.correlation) > 0.9, isSteep, found.spread > 0.002 {
            return .present(NTPRules.asymmetric.severity)
        }
        return abs(found.correlation) < 0.7 || found.spread < 0.001 ? .clear : .doubtful
    }

    /// A server as evidence.
    func evidence(of source: NTPSource) -> Evidence {
        Evidence { writer in
            writer.member("server", source.entry.name)
            writer.member("address", source.endpoint.text)
            writer.member("reach", String(source.association.reach, radix: 8))
            writer.member("poll", Int(source.poll.exponent))
            if let keeper = source.keeper {
                writer.member("nts_server", keeper.endpoint.text)
                writer.member("nts_cookies", source.association.cookieCount)
                writer.member("nts_cause", keeper.fault?.cause)
                writer.member("nts_failures", keeper.failures)
                if case .stream(let failure) = keeper.fault { writer.member("nts_words", failure.words) }
            }
            if let packet = source.packet {
                writer.member("stratum", packet.stratum)
                writer.member("leap", packet.leap.rawValue)
                writer.member("reference", packet.referenceID.text(stratum: packet.stratum))
                writer.key("root_distance_seconds")
                writer.number(packet.rootDistance)
            }
            if let found = source.history.delayCorrelation {
                writer.key("delay_correlation")
                writer.number(found.correlation)
                writer.key("delay_spread_seconds")
                writer.number(found.spread)
            }
            writer.key("refused")
            writer.beginObject()
            for (refusal, count) in source.association.refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                writer.member(refusal.rawValue, count)
            }
            writer.endObject()
        }
    }

    // MARK: Leap seconds

    /// Leap seconds come at the end of a month (ITU-R TF.460); within so long of one, a server may smear it.
    static let leapWindow: Duration = .seconds(86_400)

    /// How long around the leap some servers may announce it and others not.
    static let leapLag: Duration = .seconds(3_600)

    /// Takes a leap second for announced when most servers that agree on the time announce it: one alone may be wrong about
    /// that, too. Its date stands until a day after it, since servers may announce it for some time after midnight.
    mutating func noteLeap(_ system: NTPSystem, at moment: Moment) {
        if let leap = announcedLeap, moment.wall - leap > NTPWatcher.leapWindow { announcedLeap = nil }
        guard let agreement = system.agreement else { return }
        let words = agreement.truechimers.compactMap { sources[system.participants[$0]]?.packet?.leap }
        let announcing = words.count { $0 == .insert || $0 == .delete }
        let silent = words.count { $0 == .none }
        if let leap = announcedLeap {
            // It was a mistake that was put right before the time.
            if silent > words.count / 2, leap - moment.wall > NTPWatcher.leapLag { announcedLeap = nil }
        } else if announcing > words.count / 2 {
            // Just after midnight it is the one that has been, of which this run did not hear before.
            announcedLeap = LeapCalendar.endOfMonth(after: moment.wall - NTPWatcher.leapLag)
        }
    }

    /// Whether a difference may be a leap second's smear.
    func isSmear(_ difference: Double, at moment: Moment) -> Bool {
        guard let leap = announcedLeap, abs((moment.wall - leap).seconds) <= NTPWatcher.leapWindow.seconds else {
            return false
        }
        return abs(difference) <= 1.1
    }

    mutating func judgeLeap(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        guard let agreement = system.agreement else { return }
        let leaps = agreement.truechimers.compactMap { index -> (String, NTPPacket.Leap)? in
            guard let source = sources[system.participants[index]], let leap = source.packet?.leap else { return nil }
            return (source.title, leap)
        }
        let announcing = leaps.filter { $0.1 == .insert || $0.1 == .delete }
        let silent = leaps.filter { $0.1 == .none }
        // In the hour after the leap some still announce it and others do not, also where this run has not heard of it.
        let isNear =
            announcedLeap.map { abs(($0 - moment.wall).seconds) < NTPWatcher.leapLag.seconds }
            ?? (LeapCalendar.endOfMonth(after: moment.wall - NTPWatcher.leapLag) <= moment.wall)
        let smearing = agreement.falsetickers.filter {
            isSmear(system.estimates[$0].offset - agreement.offset, at: moment)
        }.map { title(system.participants[$0]) }
        var finding = NTPProblems.Finding.clear
        if !smearing.isEmpty || !announcing.isEmpty && !silent.isEmpty && !isNear {
            finding = .present(NTPRules.leap.severity)
        } else if isNear {
            finding = .doubtful
        }
        NTPWatcher.tell(
            problems.judge(NTPRules.leap, NTPWatcher.clock, finding, needed: configuration.confirmations, at: moment),
            at: moment, into: &actions
        ) {
            let firing =
                smearing.isEmpty
                ? "\(announcing.map(\.0).prefix(4).joined(separator: ", ")) "
                    + "\(announcing.count == 1 ? "announces" : "announce") a leap second and "
                    + "\(silent.map(\.0).prefix(4).joined(separator: ", ")) \(silent.count == 1 ? "does" : "do") not"
                : "\(smearing.prefix(4).joined(separator: ", ")) and the other servers differ near a leap second: one "
                    + "side seems to smear it"
            return NTPProblems.Account(
                firing: firing, resolved: "The servers treat the leap second alike again",
                evidence: evidence(of: system))
        }
    }

    // MARK: Steps

    func reportStep(_ seconds: Double, at moment: Moment, into actions: inout [Action]) {
        let announced = isAnnouncedLeap(seconds, at: moment)
        let what =
            announced
            ? "A leap second was \(seconds < 0 ? "inserted" : "deleted")"
            : "This host's clock was set \(seconds < 0 ? "back" : "forward") by \(NTPText.seconds(seconds))"
        actions.append(
            .report(
                Report(
                    .observation(
                        Observation(
                            rule: NTPRules.stepped.name, watcher: .ntp, severity: announced ? .info : .notice,
                            state: .occurred, subject: NTPWatcher.clock, time: moment.wall,
                            summary: system?.agreement.map {
                                "\(what); by the servers it is now \(NTPText.ours($0.offset)), give or take "
                                    + NTPText.seconds($0.bound)
                            } ?? what,
                            evidence: Evidence { writer in
                                writer.key("step_seconds")
                                writer.number(seconds)
                                writer.key("leap_second")
                                writer.boolean(announced)
                            })))))
    }

    /// Whether a step is a leap second: one second at the end of a month in UTC, that the servers, the daemon or the kernel
    /// announced.
    func isAnnouncedLeap(_ step: Double, at moment: Moment) -> Bool {
        let isAnnounced =
            announcedLeap != nil || (kernel?.leap ?? 0) != 0 || daemon.word?.leap == 1 || daemon.word?.leap == 2
        let end = LeapCalendar.endOfMonth(after: moment.wall - .seconds(60))
        return isAnnounced && abs(abs(step) - 1) < 0.01 && abs((end - moment.wall).seconds) < 61
    }
}
