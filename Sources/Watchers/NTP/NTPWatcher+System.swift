import Model
import Watching
import Wire

/// Our view of our own clock: whom to believe, and what follows from it.
extension NTPWatcher {
    /// What the watcher as a whole, not one server, is about.
    static let clock = Subject(device: "clock")

    /// Forms the view anew from all usable servers.
    mutating func updateSystem(at moment: Moment) {
        let drift = frequency.oscillatorPPM.map {
            (drift: $0 / 1e6, deviation: frequency.oscillatorDeviationPPM / 1e6)
        }
        var participants: [UInt64] = []
        var estimates: [NTPEstimate] = []
        var candidates: [NTPSelection.Candidate] = []
        for number in order {
            guard let source = sources[number], source.isUsable, let packet = source.packet,
                let estimate = source.history.estimate(at: moment, drift: drift)
            else { continue }
            participants.append(number)
            estimates.append(estimate)
            candidates.append(
                NTPSelection.Candidate(
                    offset: estimate.offset, bound: estimate.bound, jitter: estimate.jitter,
                    deviation: estimate.deviation, stratum: packet.stratum))
        }
        let view = NTPSystem(
            time: moment,
            outcome: NTPSelection.select(candidates, awaited: awaited),
            participants: participants, estimates: estimates)
        system = view
        for number in order { sources[number]?.mark = .unusable }
        guard let agreement = view.agreement else { return }
        for index in agreement.truechimers { sources[participants[index]]?.mark = .candidate }
        for index in agreement.falsetickers { sources[participants[index]]?.mark = .falseticker }
        for index in agreement.survivors { sources[participants[index]]?.mark = .combined }
        if let first = agreement.survivors.first { sources[participants[first]]?.mark = .selected }
        let drifts = agreement.survivors.compactMap { index in
            estimates[index].drift.map { (drift: $0, deviation: estimates[index].driftDeviation) }
        }
        frequency.update(drifts, at: moment.monotonic)
    }

    /// How many servers were not heard so far and may be soon. A name counts as one until its first answer or failure.
    var awaited: Int { unresolved.count { $0.failures == 0 } + sources.values.count { $0.isAwaited } }

    /// The names that have no address.
    var unresolved: [NameState] {
        let resolved = Set(sources.values.map(\.entry.name))
        return names.filter { !resolved.contains($0.key) }.map(\.value)
    }

    /// Looks at everything that is not about one answer.
    mutating func judgeAll(at moment: Moment, into actions: inout [Action]) {
        updateSystem(at: moment)
        for number in order {
            if let source = sources[number] { judgeReach(source, at: moment, into: &actions) }
        }
        endAbsent(at: moment, into: &actions)
        endUnconfigured(at: moment, into: &actions)
        if let system { judgeCount(system, at: moment, into: &actions) }
        let isFresh = order.contains { (sources[$0]?.fresh ?? 0) > 0 }
        if isFresh, let system {
            noteLeap(system, at: moment)
            judgeShift(system, at: moment, into: &actions)
            judgeMajority(system, at: moment, into: &actions)
            judgeFalsetickers(system, at: moment, into: &actions)
            judgeLeap(system, at: moment, into: &actions)
            judgeOffset(system, at: moment, into: &actions)
            judgeFrequency(system, at: moment, into: &actions)
            reportSamples(system, at: moment, into: &actions)
        }
        judgeLocalDaemon(at: moment, into: &actions)
        for address in rogues.old(at: moment.monotonic) {
            endRogue(address, "is no longer seen", at: moment, into: &actions)
        }
        reviewRogues(at: moment, into: &actions)
        for number in order { sources[number]?.fresh = 0 }
        publishClock(at: moment, into: &actions)
    }

    // MARK: Offset

    private mutating func judgeOffset(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        guard moment.monotonic >= settled else { return }
        var finding = NTPProblems.Finding.doubtful
        if let agreement = system.agreement {
            let certain = abs(agreement.offset) - agreement.bound
            // Who is left alone is not believed that the clock is wrong, but that what was wrong is right again.
            let isBelieved = agreement.truechimers.count >= min(2, expected)
            if isBelieved, certain > configuration.criticalOffset {
                finding = .present(.critical)
            } else if isBelieved, certain > configuration.warningOffset {
                finding = .present(.warning)
            } else if abs(agreement.offset) < 0.8 * configuration.warningOffset {
                finding = .clear
            }
        }
        let breach = breachText(from: system.agreement?.offset)
        NTPWatcher.tell(
            problems.judge(NTPRules.offset, NTPWatcher.clock, finding, needed: configuration.confirmations, at: moment),
            at: moment, into: &actions
        ) {
            let offset = system.agreement?.offset ?? 0
            let bound = system.agreement?.bound ?? 0
            let who = NTPText.count(system.agreement?.truechimers.count ?? 0, "server")
            return NTPProblems.Account(
                firing: "This host's clock is \(NTPText.ours(offset)) by \(who) that agree, give or take "
                    + "\(NTPText.seconds(bound))\(breach)",
                resolved: "This host's clock is within the threshold again: \(NTPText.ours(offset)), give or take "
                    + NTPText.seconds(bound),
                evidence: evidence(of: system))
        }
    }

    /// `; it will be 50.0 ms wrong in 2h 5m`, or nothing.
    func breachText(from offset: Double?) -> String {
        guard let offset, let seconds = frequency.secondsToBreach(of: configuration.criticalOffset, from: offset),
            seconds < 30 * 86_400
        else { return "" }
        let when = DurationGrammar.rounded(.nanoseconds(Int64(seconds * 1e9)))
        return "; at this drift it will be \(NTPText.seconds(configuration.criticalOffset)) wrong in \(when)"
    }

    // MARK: Majority

    private mutating func judgeMajority(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        let finding: NTPProblems.Finding =
            switch system.outcome {
            case .noMajority: .present(NTPRules.noMajority.severity)
            case .agreed(let agreement): agreement.candidates >= 2 ? .clear : .doubtful
            case .nobody, .waiting: .doubtful
            }
        NTPWatcher.tell(
            problems.judge(
                NTPRules.noMajority, NTPWatcher.clock, finding, needed: configuration.confirmations, at: moment),
            at: moment, into: &actions
        ) {
            let said = zip(system.participants, system.estimates).map { number, estimate in
                "\(title(number)) \(NTPText.signed(estimate.offset))"
            }
            return NTPProblems.Account(
                firing: "No more than half of \(system.participants.count) time servers can be right together: "
                    + said.prefix(8).joined(separator: ", "),
                resolved: "More than half of the time servers agree again", evidence: evidence(of: system))
        }
        if finding != .clear, case .noMajority = system.outcome { hastenAll(at: moment, into: &actions) }
    }

    mutating func hastenAll(at moment: Moment, into actions: inout [Action]) {
        for number in order { hasten(number, at: moment, into: &actions) }
    }

    // MARK: Falsetickers

    private mutating func judgeFalsetickers(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        for (index, number) in system.participants.enumerated() {
            guard let source = sources[number], source.fresh > 0 else { continue }
            guard let agreement = system.agreement else {
                judgeFalseticker(source, .doubtful, system, index, at: moment, into: &actions)
                continue
            }
            var finding = NTPProblems.Finding.clear
            if agreement.falsetickers.contains(index) {
                hasten(number, at: moment, into: &actions)
                // The others are heard anew, too: it may be only the first to tell that all of them moved.
                if source.suspected == nil { hastenAll(at: moment, into: &actions) }
                let since = source.suspected ?? moment.monotonic
                sources[number]?.suspected = since
                let witnesses = agreement.truechimers.count { system.estimates[$0].newest > since }
                // Around a leap second a smeared clock is another fault, with another rule; what is open stays open.
                finding =
                    isSmear(system.estimates[index].offset - agreement.offset, at: moment)
                        || 2 * witnesses <= agreement.truechimers.count
                    ? .doubtful : .present(NTPRules.falseticker.severity)
            } else {
                sources[number]?.suspected = nil
            }
            judgeFalseticker(source, finding, system, index, at: moment, into: &actions)
        }
    }

    private mutating func judgeFalseticker(
        _ source: NTPSource, _ finding: NTPProblems.Finding, _ system: NTPSystem, _ index: Int, at moment: Moment,
        into actions: inout [Action]
    ) {
        NTPWatcher.tell(
            problems.judge(
                NTPRules.falseticker, source.subject, finding, needed: configuration.confirmations,
                address: source.endpoint.address, at: moment), at: moment, into: &actions
        ) {
            let estimate = system.estimates[index]
            let others = (system.agreement?.truechimers ?? []).map { title(system.participants[$0]) }
            let difference = estimate.offset - (system.agreement?.offset ?? 0)
            return NTPProblems.Account(
                firing: "\(source.title) is \(NTPText.seconds(difference)) \(difference < 0 ? "behind" : "ahead of") "
                    + "\(NTPText.count(others.count, "server")) that agree: \(others.prefix(6).joined(separator: ", "))",
                resolved: others.count == 1 && others.first == source.title
                    ? "\(source.title) is left alone, and nobody contradicts it"
                    : "\(source.title) agrees with the majority again", evidence: evidence(of: system))
        }
    }

    // MARK: What others are told

    /// Tells the other watchers whether this host's clock can be believed. The bound is told as a power of two, so that it is
    /// told again only when it changes much: up at once, down when it is below a quarter.
    private mutating func publishClock(at moment: Moment, into actions: inout [Action]) {
        guard let system, system.outcome != .waiting else { return }
        var trusted = false
        var bound = publishedClock?.boundSeconds
        if let agreement = system.agreement {
            let exact = abs(agreement.offset) + agreement.bound
            trusted = abs(agreement.offset) - agreement.bound <= configuration.criticalOffset
            if bound.map({ exact > $0 || exact < $0 / 4 }) ?? true {
                bound = Double(sign: .plus, exponent: Int(exact.exponent) + 1, significand: 1)
            }
        }
        guard let bound, bound.isFinite else { return }
        if let before = publishedClock, before.trusted == trusted, before.boundSeconds == bound { return }
        publishedClock = (trusted, bound)
        actions.append(.publish(.clock(trusted: trusted, boundSeconds: bound)))
    }

    private func reportSamples(_ system: NTPSystem, at moment: Moment, into actions: inout [Action]) {
        var samples: [Sample] = []
        if let agreement = system.agreement {
            samples.append(
                Sample(time: moment.wall, device: "clock", metric: "ntp_offset", value: agreement.offset, unit: "s"))
            samples.append(
                Sample(time: moment.wall, device: "clock", metric: "ntp_bound", value: agreement.bound, unit: "s"))
        }
        if let drift = frequency.driftPPM {
            samples.append(Sample(time: moment.wall, device: "clock", metric: "ntp_drift", value: drift, unit: "ppm"))
        }
        for (number, estimate) in zip(system.participants, system.estimates) {
            guard let source = sources[number], source.fresh > 0 else { continue }
            for (metric, value) in [
                ("ntp_offset", estimate.offset), ("ntp_bound", estimate.bound), ("ntp_delay", estimate.delay),
            ] {
                samples.append(
                    Sample(
                        time: moment.wall, device: source.subject.device, metric: metric,
                        instance: source.subject.instance, value: value, unit: "s"))
            }
        }
        if !samples.isEmpty { actions.append(.report(Report(.samples(samples)))) }
    }

    /// How a source stands in sentences.
    func title(_ number: UInt64) -> String { sources[number]?.title ?? "?" }

    /// The view as evidence: who says what, and what the local daemon and the kernel say.
    func evidence(of system: NTPSystem, _ more: (inout JSONWriter) -> Void = { _ in }) -> Evidence {
        Evidence(capacity: 1_024) { writer in
            if let agreement = system.agreement {
                writer.key("offset_seconds")
                writer.number(agreement.offset)
                writer.key("bound_seconds")
                writer.number(agreement.bound)
                writer.member("truechimers", agreement.truechimers.count)
                writer.member("falsetickers", agreement.falsetickers.count)
            }
            if let drift = frequency.driftPPM {
                writer.key("drift_ppm")
                writer.number(drift)
                writer.key("steering_ppm")
                writer.number(frequency.steering.ppm)
            }
            if let wander = frequency.wanderPPM {
                writer.key("wander_ppm")
                writer.number(wander)
            }
            if let offset = system.agreement?.offset,
                let seconds = frequency.secondsToBreach(of: configuration.criticalOffset, from: offset)
            {
                writer.key("seconds_to_critical")
                writer.number(seconds.rounded())
            }
            more(&writer)
            writer.key("servers")
            writer.beginArray()
            for (number, estimate) in zip(system.participants, system.estimates).prefix(16) {
                guard let source = sources[number] else { continue }
                writer.beginObject()
                writer.member("server", source.title)
                writer.member("mark", source.mark.text)
                writer.key("offset_seconds")
                writer.number(estimate.offset)
                writer.key("bound_seconds")
                writer.number(estimate.bound)
                writer.key("delay_seconds")
                writer.number(estimate.delay)
                writer.member("stratum", source.packet?.stratum)
                writer.member("leap", source.packet?.leap.rawValue)
                writer.endObject()
            }
            writer.endArray()
            if let word = daemon.word {
                writer.key("local_daemon")
                writer.beginObject()
                word.write(into: &writer)
                writer.endObject()
            }
            if let kernel {
                writer.key("kernel_synchronised")
                writer.boolean(kernel.isSynchronised)
                writer.key("kernel_frequency_ppm")
                writer.number(kernel.frequencyPPM)
            }
        }
    }
}
