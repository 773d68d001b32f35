import Model
import Watching
import Wire

/// What ends because nobody can say any more that it is still so: servers that are measured no more, and what a reload took out.
extension NTPWatcher {
    /// How many servers there should be: a name that has no address is one, too.
    var expected: Int { max(sources.count, configuration.servers.count) }

    /// Why a server is measured no more; nil while its next answer may be a measurement.
    func absence(of source: NTPSource) -> NTPAbsence? {
        if let kiss = source.denied { return .refused(kiss.text) }
        if source.isUnreachable {
            if sockets[source.endpoint.address.isIPv6 ? .ntp6 : .ntp4] == false { return .closed }
            // Within as many questions as make a server unreachable.
            if let unproven = source.unproven, source.association.sent - unproven < 8 { return .unproven }
            return .silent
        }
        if source.keeper?.fault != nil, !source.association.canAsk, source.association.reach == 0 { return .keyless }
        if source.isUnsynchronised { return .unsynchronised }
        return source.loop.map { .loop($0) }
    }

    /// Ends what was told of servers that were measured no more for so many looks as confirm a problem.
    mutating func endAbsent(at moment: Moment, into actions: inout [Action]) {
        for number in order {
            guard let source = sources[number] else { continue }
            guard let absence = absence(of: source) else {
                sources[number]?.absentLooks = 0
                continue
            }
            sources[number]?.absentLooks = min(source.absentLooks + 1, configuration.confirmations)
            guard isGone(number) else { continue }
            sources[number]?.suspected = nil
            problems.end(
                where: { $0.subject == source.subject && absence.ends($0.rule) },
                because: "\(source.title) is not measured any more: \(absence.words)", at: moment, into: &actions)
        }
    }

    /// Whether a server was measured no more for long enough to count it out.
    private func isGone(_ number: UInt64) -> Bool {
        (sources[number]?.absentLooks ?? 0) >= configuration.confirmations
    }

    /// How many servers are measured or may be soon.
    private var left: Int {
        unresolved.count { $0.failures < configuration.confirmations } + order.count { !isGone($0) }
    }

    /// Ends what cannot be found again: disagreements where fewer than two servers are left, and what the configuration does
    /// not look for any more.
    mutating func endUnconfigured(at moment: Moment, into actions: inout [Action]) {
        let disagreements: Set = [NTPRules.noMajority.name, NTPRules.leap.name]
        if configuration.servers.isEmpty {
            let clock = disagreements.union([NTPRules.offset.name, NTPRules.frequency.name, NTPRules.tooFew.name])
            problems.end(
                where: { clock.contains($0.rule) }, because: "No time server is configured any more", at: moment,
                into: &actions)
        } else if left < 2 {
            problems.end(
                where: { disagreements.contains($0.rule) },
                because: left == 1
                    ? "Only one time server is left, which nobody contradicts"
                    : "No time server is left that others could contradict", at: moment, into: &actions)
        }
        if configuration.local == .none {
            kernel = nil
            problems.end(
                where: { $0.rule == NTPRules.localDaemon.name },
                because: "Nobody is asked about this clock any more, by ntp.local: none", at: moment, into: &actions)
        }
        endAmplifiers(at: moment, into: &actions)
        endSocket(at: moment, into: &actions)
    }

    /// The socket for IPv6 is opened for servers only, unlike that for IPv4, which the local daemon is asked by, too.
    private mutating func endSocket(at moment: Moment, into actions: inout [Action]) {
        guard sockets[.ntp6] == false, !sources.values.contains(where: { $0.endpoint.address.isIPv6 }) else { return }
        sockets[.ntp6] = nil
        problems.end(
            where: { $0.rule == NTPRules.socket.name && $0.subject.instance == SocketName.ntp6.text },
            because: "No time server of this family is asked any more", at: moment, into: &actions)
    }

    private mutating func endAmplifiers(at moment: Moment, into actions: inout [Action]) {
        guard configuration.amplifierInterval != nil else {
            for number in order { sources[number]?.amplification = nil }
            problems.end(
                where: { $0.rule == NTPRules.amplifier.name },
                because: "Nobody is asked what attackers ask any more, by ntp.amplifier_probe: off", at: moment,
                into: &actions)
            return
        }
        for number in order {
            guard let source = sources[number] else { continue }
            let isOurs = ownAddresses.contains(source.endpoint.address)
            guard isOurs || !isOwn(source) else { continue }
            sources[number]?.amplification = nil
            problems.end(
                where: { $0.rule == NTPRules.amplifier.name && $0.subject == source.subject },
                because: "\(source.title) is not asked what attackers ask any more, for it is "
                    + (isOurs ? "this very host" : "none of our own"), at: moment, into: &actions)
        }
    }

    /// Ends what an earlier run left open and this one had the time to look for and did not find. Amplifiers are asked later.
    mutating func endUnjudged(at moment: Moment, into actions: inout [Action]) {
        let awaited = amplifiersAsked == nil ? Set(sources.values.map(\.subject)) : []
        problems.endUnjudged(
            because: "It was not seen again since the daemon started",
            except: { $0.rule == NTPRules.amplifier.name && awaited.contains($0.subject) }, at: moment, into: &actions)
    }
}
