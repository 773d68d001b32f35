import Model
import Watching

/// Devices that are configured by host name: their addresses are asked for at start and again when they no longer hold,
/// so that a trap of theirs bears their name.
extension TrapWatcher {
    /// What is known of one host name's resolution.
    struct NameState: Sendable {
        /// How often in a row it has failed.
        var failures = 0
        /// Whether that is told.
        var isTold = false
    }

    /// How soon a name that does not resolve is tried again.
    private static let retry: Duration = .seconds(60)
    /// A TTL below is taken for this, one above for that: neither may flood a server or hold for ever.
    private static let lifetimes: ClosedRange<Duration> = .seconds(30)...Duration.seconds(86_400)
    /// One question that is lost is no news: this many in a row are.
    private static let failuresToTell = 2

    /// Asks for every host name of the configuration that is not asked for already.
    mutating func resolveNames(into actions: inout [Action]) {
        let names = Set(senders.hostNames)
        nameStates = nameStates.filter { names.contains($0.key) }
        for name in senders.hostNames where nameStates[name] == nil {
            nameStates[name] = NameState()
            ask(name, into: &actions)
        }
    }

    /// Asks again for a name whose addresses no longer hold.
    mutating func renew(_ name: String, into actions: inout [Action]) {
        if nameStates[name] != nil { ask(name, into: &actions) }
    }

    /// Takes the answer to one question.
    mutating func take(_ answer: Answer, to token: RequestToken, at moment: Moment, into actions: inout [Action]) {
        guard let name = questions.removeValue(forKey: token), var state = nameStates[name] else { return }
        var next = TrapWatcher.retry
        switch answer {
        case .addresses(let addresses, let timeToLive):
            senders.learn(name, addresses)
            next = min(max(timeToLive, TrapWatcher.lifetimes.lowerBound), TrapWatcher.lifetimes.upperBound)
            if state.isTold { reportName(name, isResolved: true, why: "", at: moment, into: &actions) }
            state = NameState()
        case .failed(let why):
            // The addresses that it had are kept: an old answer is better than a device without a name.
            state.failures += 1
            if state.failures >= TrapWatcher.failuresToTell, !state.isTold {
                state.isTold = true
                reportName(name, isResolved: false, why: why, at: moment, into: &actions)
            }
        default: break
        }
        nameStates[name] = state
        actions.append(.setTimer(TimerName(TrapWatcher.nameTimer + name), at: moment.monotonic + next))
    }

    /// Takes over an alert that the last run left open: the next answer ends it, or it stays.
    mutating func inherit(_ alert: Alert, at moment: Moment, into actions: inout [Action]) {
        let device = alert.key.subject.device
        if let name = senders.hostNames.first(where: { senders.devices(called: $0).contains(device) }) {
            nameStates[name] = NameState(failures: TrapWatcher.failuresToTell, isTold: true)
            return
        }
        endName(of: device, at: moment, into: &actions)
    }

    /// Ends what was told of host names that a reload has taken away.
    mutating func endNames(of before: SenderBook, at moment: Moment, into actions: inout [Action]) {
        let names = Set(senders.hostNames)
        for (name, state) in nameStates where state.isTold && !names.contains(name) {
            for device in before.devices(called: name) { endName(of: device, at: moment, into: &actions) }
        }
    }

    private mutating func endName(of device: String, at moment: Moment, into actions: inout [Action]) {
        report(
            .observation(
                Observation(
                    rule: TrapRules.unresolved.name, watcher: .traps, severity: TrapRules.unresolved.severity,
                    state: .resolved, subject: Subject(device: device), time: moment.wall,
                    summary: "The device is no longer configured by a host name")), into: &actions)
    }

    /// What the timers of names begin with.
    static let nameTimer = "name "

    private mutating func ask(_ name: String, into actions: inout [Action]) {
        nextToken += 1
        questions[nextToken] = name
        actions.append(.request(nextToken, .addresses(name: name, validated: false)))
    }

    private mutating func reportName(
        _ name: String, isResolved: Bool, why: String, at moment: Moment, into actions: inout [Action]
    ) {
        for device in senders.devices(called: name) {
            let summary =
                isResolved
                ? "The host name \(name) resolves again"
                : "The host name \(name) does not resolve, so traps of this device cannot be told: \(why)"
            report(
                .observation(
                    Observation(
                        rule: TrapRules.unresolved.name, watcher: .traps, severity: TrapRules.unresolved.severity,
                        state: isResolved ? .resolved : .firing, subject: Subject(device: device), time: moment.wall,
                        summary: summary,
                        evidence: Evidence { writer in
                            writer.member("host_name", name)
                            if !isResolved { writer.member("cause", why) }
                        })), into: &actions)
        }
    }
}
