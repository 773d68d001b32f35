import Model
import Watching

/// Devices that are configured by host name.
extension SNMPWatcher {
    /// Asks for every host name that is not known yet.
    mutating func resolveHosts(at moment: Moment, into actions: inout [Action]) {
        for slot in order {
            guard case .name(let name) = devices[slot].entry.address,
                let number = hosts.add(name, at: moment.monotonic)
            else { continue }
            askHost(number, into: &actions)
        }
    }

    /// Asks again for a name whose addresses no longer hold.
    mutating func renewHost(_ number: Int, _ time: MonotonicTime, into actions: inout [Action]) {
        guard hosts.hosts.indices.contains(number), hosts.hosts[number].renewal == time else { return }
        let name = hosts.hosts[number].name
        // One that no device has any more is not asked for again.
        guard shared.devices.contains(where: { $0.address == .name(name) }) else { return }
        askHost(number, into: &actions)
    }

    /// Takes the answer to a question that is no poll's: a name's, or an interface's.
    mutating func takeAside(_ answer: Answer, to token: RequestToken, at moment: Moment, into actions: inout [Action]) {
        if looks.isAwaited(token) { return takeLook(answer, to: token, at: moment, into: &actions) }
        guard let number = hosts.question(token) else {
            counters.strayAnswers += 1
            return
        }
        var next = PolledHosts.retry
        switch answer {
        case .addresses(let addresses, let timeToLive):
            next = min(max(timeToLive, PolledHosts.lifetimes.lowerBound), PolledHosts.lifetimes.upperBound)
            hosts.learn(number, addresses, renewal: moment.monotonic + next)
        case .failed(let why): hosts.fail(number, why, renewal: moment.monotonic + next)
        default: hosts.fail(number, "the answer was of another kind", renewal: moment.monotonic + next)
        }
        wakes.insert(WakeHeap.Entry(time: moment.monotonic + next, slot: Int32(number), purpose: .name))
    }

    private mutating func askHost(_ number: Int, into actions: inout [Action]) {
        let token = token()
        hosts.ask(number, token: token)
        actions.append(.request(token, .addresses(name: hosts.hosts[number].name, validated: false)))
    }
}
