import Model
import SNMP
import Watching
import Wire

/// Why a packet was not taken.
struct Refusal: Sendable {
    /// The reason as a counter's name.
    let slug: String
    /// The reason as the rest of a sentence that begins with "A packet".
    let sentence: String

    static let sourceNotAllowed = Refusal(
        slug: "source-not-allowed", sentence: "comes from an address that is neither in traps.allow nor a configured device's")
    static let communityUnknown = Refusal(
        slug: "unknown-community", sentence: "bears a community that is not in traps.communities")
}

/// What the watcher says about its own work: refusals, malformed packets, floods, drops, listeners.
extension TrapWatcher {
    mutating func refuse(_ source: IPAddress, _ refusal: Refusal, at moment: Moment, into actions: inout [Action]) {
        guard let key = refusals.add(source, reason: refusal.slug, at: moment.monotonic) else { return }
        reportRefusal(key, count: 1, summary: "A packet from this sender was refused: it \(refusal.sentence)",
                      at: moment, into: &actions)
    }

    mutating func reportMalformed(
        _ fault: MalformedPacket, _ datagram: Datagram, at moment: Moment, into actions: inout [Action]
    ) {
        let reason = "malformed-\(fault.reason)"
        guard let key = refusals.add(datagram.source.address, reason: reason, at: moment.monotonic) else { return }
        reportRefusal(
            key, count: 1,
            summary: "A malformed packet was refused: \(fault.reason) at octet \(fault.offset) of \(datagram.bytes.count)",
            offset: fault.offset, at: moment, into: &actions)
    }

    mutating func reportRefusals(_ key: RefusalLog.Key, count: Int, at moment: Moment, into actions: inout [Action]) {
        let who = key.source == nil ? "many senders" : "this sender"
        reportRefusal(
            key, count: count,
            summary: "\(count) more packet\(count == 1 ? "" : "s") of \(who) refused since last told: \(key.reason)",
            at: moment, into: &actions)
    }

    private mutating func reportRefusal(
        _ key: RefusalLog.Key, count: Int, summary: String, offset: Int? = nil, at moment: Moment,
        into actions: inout [Action]
    ) {
        let sender = key.source.map { senders.sender(at: $0) }
        let rule = key.reason.hasPrefix("malformed") || key.reason == "truncated" ? TrapRules.malformed : TrapRules.refused
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
        if floods[subject] == nil {
            floods[subject] = Episode(at: moment)
            reportEpisode(
                TrapRules.flood, .firing, subject, address: source, count: 1,
                summary: "Sends more traps than the limit of \(limitText); those above it are counted and not stored",
                at: moment, into: &actions)
        }
        floods[subject]?.add(1, at: moment.monotonic)
        if floods[subject]?.total == 1 { armEpisodes(into: &actions) }
    }

    mutating func noteDrops(_ count: UInt64, on socket: SocketName, at moment: Moment, into actions: inout [Action]) {
        counters.kernelDrops += count
        let isNew = drops[socket] == nil
        if isNew {
            drops[socket] = Episode(at: moment)
            reportEpisode(
                TrapRules.drops, .firing, Subject(device: "tocsin", instance: socket.text), address: nil,
                count: Int(clamping: count),
                summary: "The kernel drops packets of this listener because its receive buffer is full: \(count) so far",
                at: moment, into: &actions)
        }
        drops[socket]?.add(Int(clamping: count), at: moment.monotonic)
        if isNew { armEpisodes(into: &actions) }
    }

    mutating func checkEpisodes(at moment: Moment, into actions: inout [Action]) {
        for (subject, var episode) in floods {
            let news = episode.check(at: moment.monotonic)
            floods[subject] = episode
            switch news {
            case .ended(let total):
                floods[subject] = nil
                reportEpisode(
                    TrapRules.flood, .resolved, subject, address: nil, count: max(1, total),
                    summary: "Keeps to the limit again; \(total) trap\(total == 1 ? " was" : "s were") not stored",
                    at: moment, into: &actions)
            case .continues(let count):
                reportEpisode(
                    TrapRules.flood, .firing, subject, address: nil, count: max(1, count),
                    summary: "Still sends more traps than the limit of \(limitText); \(episode.total) not stored so far",
                    at: moment, into: &actions)
            case .began, nil: break
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
                    TrapRules.drops, .resolved, subject, address: nil, count: max(1, total),
                    summary: "The kernel drops no more packets of this listener; it dropped \(total) in all",
                    at: moment, into: &actions)
            case .continues(let count):
                reportEpisode(
                    TrapRules.drops, .firing, subject, address: nil, count: max(1, count),
                    summary: "The kernel still drops packets of this listener: \(episode.total) so far", at: moment,
                    into: &actions)
            case .began, nil: break
            }
        }
        armEpisodes(into: &actions)
    }

    func armEpisodes(into actions: inout [Action]) {
        let checks = floods.values.map(\.nextCheck) + drops.values.map(\.nextCheck)
        if let next = checks.min() { actions.append(.setTimer(.episodes, at: next)) }
    }

    private var limitText: String { "\(Int(configuration.limitPerSecond ?? 0)) a second" }

    private mutating func reportEpisode(
        _ rule: Rule, _ state: EventState, _ subject: Subject, address: IPAddress?, count: Int, summary: String,
        at moment: Moment, into actions: inout [Action]
    ) {
        let limit = configuration.limitPerSecond
        let observation = Observation(
            rule: rule.name, watcher: .traps, severity: rule.severity, state: state, subject: subject, address: address,
            time: moment.wall, count: count, summary: summary,
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
        let isNews = (sockets[socket] ?? nil) == nil || (sockets[socket] ?? nil) == "not open yet"
        sockets[socket] = why
        if isNews { reportListener(socket, isOpen: false, why: why, at: moment, into: &actions) }
        actions.append(.setTimer(.listeners, at: moment.monotonic + .seconds(30)))
    }

    mutating func noteOpened(_ socket: SocketName, at moment: Moment, into actions: inout [Action]) {
        if (sockets[socket] ?? nil) != nil {
            reportListener(socket, isOpen: true, why: "it is open again", at: moment, into: &actions)
        }
        sockets[socket] = .some(nil)
    }

    mutating func reportListener(
        _ socket: SocketName, isOpen: Bool, why: String, at moment: Moment, into actions: inout [Action]
    ) {
        let rule = TrapRules.listener
        let observation = Observation(
            rule: rule.name, watcher: .traps, severity: rule.severity, state: isOpen ? .resolved : .firing,
            subject: Subject(device: "tocsin", instance: socket.text), time: moment.wall,
            summary: isOpen
                ? "The trap listener works again: \(why)" : "Traps sent to this listener are lost: \(why)",
            evidence: Evidence { $0.member("listener", socket.text) })
        report(.observation(observation), into: &actions)
    }
}
