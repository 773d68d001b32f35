import Model
import SNMP
import Watching
import Wire

/// Why a packet was not taken.
struct Refusal: Sendable {
    /// The reason as a counter's name.
    let slug: String
    /// The reason as the rest of a sentence that begins with "it".
    let sentence: String

    static let sourceNotAllowed = Refusal(
        slug: "source-not-allowed",
        sentence: "comes from an address that is neither in traps.allow nor a configured device's")
    static let truncated = Refusal(slug: "truncated", sentence: "is longer than the buffer that packets are read into")
    static let communityUnknown = Refusal(
        slug: "unknown-community", sentence: "bears a community that is not in traps.communities")
}

/// What the watcher says about its own work: refusals, malformed packets, floods, drops, listeners.
extension TrapWatcher {
    mutating func refuse(_ source: IPAddress, _ refusal: Refusal, at moment: Moment, into actions: inout [Action]) {
        guard let key = refusals.add(source, reason: refusal.slug, at: moment.monotonic) else { return }
        let who = key.source == nil ? "one more sender of many" : "this sender"
        reportRefusal(
            key, count: 1, summary: "A packet from \(who) was refused: it \(refusal.sentence)", at: moment,
            into: &actions)
    }

    mutating func reportMalformed(
        _ fault: MalformedPacket, _ datagram: Datagram, at moment: Moment, into actions: inout [Action]
    ) {
        let reason = "malformed-\(fault.reason)"
        guard let key = refusals.add(datagram.source.address, reason: reason, at: moment.monotonic) else { return }
        reportRefusal(
            key, count: 1,
            summary:
                "A malformed packet was refused: \(fault.reason) at octet \(fault.offset) of \(datagram.bytes.count)",
            offset: fault.offset, at: moment, into: &actions)
    }

    mutating func reportRefusals(_ key: RefusalLog.Key, count: Int, at moment: Moment, into actions: inout [Action]) {
        let who = key.source == nil ? "many senders" : "this sender"
        reportRefusal(
            key, count: count,
            summary: "\(count) more packet\(count == 1 ? " was" : "s were") refused from \(who): \(key.reason)",
            at: moment, into: &actions)
    }

    private mutating func reportRefusal(
        _ key: RefusalLog.Key, count: Int, summary: String, offset: Int? = nil, at moment: Moment,
        into actions: inout [Action]
    ) {
        let sender = key.source.map { senders.sender(at: $0) }
        let rule =
            key.reason.hasPrefix("malformed") || key.reason == "truncated" ? TrapRules.malformed : TrapRules.refused
        let observation = Observation(
            rule: rule.name, watcher: .traps, severity: rule.severity, state: .occurred,
            subject: Subject(device: sender?.device ?? "many senders"), address: key.source, tags: sender?.tags ?? [:],
            time: moment.wall, count: count, summary: summary,
            evidence: Evidence { writer in
                writer.member("reason", key.reason)
                writer.member("source", key.source?.text)
                writer.member("offset", offset)
                writer.member("packets", count)
            })
        report(.observation(observation), into: &actions)
    }

    // MARK: Floods and drops

    mutating func noteLimited(_ source: IPAddress, at moment: Moment, into actions: inout [Action]) {
        counters.limited += 1
        let sender = senders.sender(at: source)
        let subject = Subject(device: sender.device)
        guard floods[subject] == nil else {
            floods[subject]?.add(1, at: moment.monotonic)
            return
        }
        reportEpisode(
            TrapRules.flood, .firing, subject, address: source, tags: sender.tags, count: 1,
            summary: "Sends more traps than the limit of \(limitText); those above it are counted and not stored",
            at: moment, into: &actions)
        var episode = Episode(at: moment)
        episode.add(1, isTold: true, at: moment.monotonic)
        floods[subject] = episode
        armEpisodes(for: episode, into: &actions)
    }

    mutating func noteDrops(_ count: UInt64, on socket: SocketName, at moment: Moment, into actions: inout [Action]) {
        counters.kernelDrops += count
        let count = Int(clamping: count)
        guard drops[socket] == nil else {
            drops[socket]?.add(count, at: moment.monotonic)
            return
        }
        reportEpisode(
            TrapRules.drops, .firing, Subject(device: "tocsin", instance: socket.text), count: count,
            summary: "The kernel drops packets of this listener because its receive buffer is full: \(count) so far",
            at: moment, into: &actions)
        var episode = Episode(at: moment)
        episode.add(count, isTold: true, at: moment.monotonic)
        drops[socket] = episode
        armEpisodes(for: episode, into: &actions)
    }

    mutating func checkEpisodes(at moment: Moment, into actions: inout [Action]) {
        for (subject, var episode) in floods {
            let news = episode.check(at: moment.monotonic)
            floods[subject] = episode
            switch news {
            case .ended(let total):
                floods[subject] = nil
                let what = "\(total) trap\(total == 1 ? " was" : "s were") not stored"
                reportEpisode(
                    TrapRules.flood, .resolved, subject, count: total,
                    summary: "Keeps to the limit again; \(what)\(episode.isInherited ? Self.sinceStart : "")",
                    at: moment, into: &actions)
            case .continues(let count):
                reportEpisode(
                    TrapRules.flood, .firing, subject, count: count,
                    summary:
                        "Still sends more traps than the limit of \(limitText); \(episode.total) not stored so far",
                    at: moment, into: &actions)
            case nil: break
            }
        }
        for (socket, var episode) in drops {
            let news = episode.check(at: moment.monotonic)
            drops[socket] = episode
            let subject = Subject(device: "tocsin", instance: socket.text)
            switch news {
            case .ended(let total):
                drops[socket] = nil
                reportEpisode(
                    TrapRules.drops, .resolved, subject, count: total,
                    summary: "The kernel drops no more packets of this listener; it dropped \(total)"
                        + (episode.isInherited ? Self.sinceStart : " in all"),
                    at: moment, into: &actions)
            case .continues(let count):
                reportEpisode(
                    TrapRules.drops, .firing, subject, count: count,
                    summary: "The kernel still drops packets of this listener: \(episode.total) so far", at: moment,
                    into: &actions)
            case nil: break
            }
        }
        armEpisodes(into: &actions)
    }

    /// Wakes the watcher for a new episode; a later one than the first needs no timer, since the checks go on.
    private func armEpisodes(for episode: Episode, into actions: inout [Action]) {
        guard floods.count + drops.count == 1 else { return }
        actions.append(.setTimer(.episodes, at: episode.nextCheck))
    }

    func armEpisodes(into actions: inout [Action]) {
        let checks = floods.values.map(\.nextCheck) + drops.values.map(\.nextCheck)
        if let next = checks.min() { actions.append(.setTimer(.episodes, at: next)) }
    }

    private static let sinceStart = " since the daemon started"

    private var limitText: String {
        guard let limit = configuration.limitPerSecond else { return "before" }
        return limit == limit.rounded() ? "\(Int(limit)) a second" : "\(limit) a second"
    }

    private mutating func reportEpisode(
        _ rule: Rule, _ state: EventState, _ subject: Subject, address: IPAddress? = nil, tags: [String: String] = [:],
        count: Int, summary: String, at moment: Moment, into actions: inout [Action]
    ) {
        let limit = configuration.limitPerSecond
        let observation = Observation(
            rule: rule.name, watcher: .traps, severity: rule.severity, state: state, subject: subject, address: address,
            tags: tags, time: moment.wall, count: max(1, count), summary: summary,
            evidence: Evidence { writer in
                writer.member(rule.name == TrapRules.flood.name ? "not_stored" : "dropped", count)
                if rule.name == TrapRules.flood.name, let limit {
                    writer.key("limit_per_second")
                    writer.number(limit)
                    writer.member("burst", configuration.limitBurst)
                } else {
                    writer.member("receive_buffer_asked_bytes", configuration.receiveBufferBytes)
                }
            })
        report(.observation(observation), into: &actions)
    }

    // MARK: Listeners

    mutating func noteFailed(_ socket: SocketName, _ why: String, at moment: Moment, into actions: inout [Action]) {
        let before = sockets[socket] ?? .open
        sockets[socket] = .failed
        if before != .failed { reportListener(socket, isOpen: false, why: why, at: moment, into: &actions) }
        actions.append(.setTimer(.listeners, at: moment.monotonic + .seconds(30)))
    }

    mutating func noteOpened(_ socket: SocketName, at moment: Moment, into actions: inout [Action]) {
        let before = sockets.updateValue(.open, forKey: socket) ?? .open
        guard before != .open else { return }
        reportListener(socket, isOpen: true, why: "it is open", at: moment, into: &actions)
    }

    mutating func reportListener(
        _ socket: SocketName, isOpen: Bool, why: String, at moment: Moment, into actions: inout [Action]
    ) {
        let rule = TrapRules.listener
        let observation = Observation(
            rule: rule.name, watcher: .traps, severity: rule.severity, state: isOpen ? .resolved : .firing,
            subject: Subject(device: "tocsin", instance: socket.text), time: moment.wall,
            summary: isOpen
                ? "No more traps are lost for this listener: \(why)" : "Traps sent to this listener are lost: \(why)",
            evidence: Evidence { $0.member("listener", socket.text) })
        report(.observation(observation), into: &actions)
    }
}
