import Model
import Watching
import Wire

/// Questions and answers, sockets and names.
extension NTPWatcher {
    /// Asks a source and sets its next turn.
    mutating func ask(_ number: UInt64, at moment: Moment, into actions: inout [Action]) {
        guard var source = sources[number], source.denied == nil else { return }
        if source.association.isWaiting {
            source.unanswered += 1
            // An answer that is missing is looked for soon; a server that is gone is not.
            if source.isUnreachable { source.poll.backOff() } else { _ = source.poll.hasten() }
        }
        prepareKeys(of: &source, at: moment, into: &actions)
        if let keeper = source.keeper, !source.association.canAsk {
            // Nothing is asked without keys, and no burst is begun.
            source.association.miss()
            actions.append(.setTimer(.poll(number), at: keeper.nextTurn(at: moment, poll: source.poll.exponent)))
            sources[number] = source
            return
        }
        if let (bytes, stamp) = source.association.request(at: moment, poll: source.poll.exponent, random: &random) {
            counters.sent += 1
            source.asked = moment.monotonic
            actions.append(
                .send(
                    OutgoingPacket(bytes: bytes, destination: source.endpoint, stamp: stamp),
                    socket: source.endpoint.address.isIPv6 ? .ntp6 : .ntp4))
        }
        actions.append(.setTimer(.poll(number), at: moment.monotonic + source.poll.next(random: &random)))
        sources[number] = source
        // Else a daemon that is started again and again would ask each time.
        if source.association.sent == 1, limits.limits[source.origin] != nil { keepLimits(at: moment, into: &actions) }
        judgeReach(source, at: moment, into: &actions)
    }

    /// Asks a source soon if it would have been asked late only.
    mutating func hasten(_ number: UInt64, at moment: Moment, into actions: inout [Action]) {
        guard sources[number]?.isUnreachable == false, sources[number]?.poll.hasten() == true,
            let exponent = sources[number]?.poll.exponent
        else { return }
        actions.append(.setTimer(.poll(number), at: moment.monotonic + .seconds(Int64(1) << Int64(max(0, exponent)))))
    }

    /// Takes a datagram: an answer of a server, of the local daemon, or something that nobody asked for.
    mutating func receive(_ datagram: Datagram, at moment: Moment, into actions: inout [Action]) {
        let mode = (datagram.bytes.first ?? 0) & 7
        if datagram.source == LocalDaemon.chronydEndpoint
            || datagram.source == LocalDaemon.ntpdEndpoint && mode == NTPPacket.Mode.control.rawValue
        {
            if daemon.take(datagram.bytes, from: datagram.source, at: moment) == .malformed {
                counters.malformedLocal += 1
            }
            return
        }
        guard let number = numbers[datagram.source], var source = sources[number] else {
            counters.strangers += 1
            return
        }
        if mode == NTPPacket.Mode.control.rawValue || mode == NTPPacket.Mode.private.rawValue {
            source.amplification?.take(datagram.bytes)
            sources[number] = source
            return
        }
        ownAddresses.learn(datagram.destination.address)
        let wasUnreachable = source.isUnreachable
        let reception = source.association.receive(
            datagram.bytes, received: datagram.received, at: moment, isClockSettled: steps.isSettled)
        switch reception {
        case .sample(let sample, let packet):
            source.isUnsynchronised = false
            source.keeper?.prove()
            source.note(packet, at: moment)
            source.loop =
                datagram.destination.address == source.endpoint.address
                ? NTPWatcher.thisVeryHost : loop(of: source, packet: packet)
            if source.loop != nil {
                counters.refused[.loop, default: 0] += 1
            } else {
                counters.samples += 1
                source.fresh += 1
                source.history.add(sample)
                source.poll.relax()
            }
        case .refused(let refusal, let packet):
            counters.refused[refusal, default: 0] += 1
            if let packet {
                source.keeper?.prove()
                source.note(packet, at: moment)
            }
            if refusal == .unauthenticated { source.unproven = source.association.sent }
            if refusal == .unsynchronised {
                source.isUnsynchronised = true
                source.history.removeAll()
            }
        case .kiss(let kiss, let packet):
            counters.refused[kiss == .nts ? .ntsRefused : .denied, default: 0] += 1
            source.unanswered = 0
            if kiss != .nts { source.keeper?.prove() }
            switch kiss {
            case .rate:
                source.poll.slowDown(to: packet.poll)
                actions.append(.setTimer(.poll(number), at: moment.monotonic + source.poll.next(random: &random)))
            case .deny, .restricted:
                source.denied = kiss
                actions.append(.cancelTimer(.poll(number)))
            case .nts:
                // It may be forged: an authentic answer that comes still counts. If none does, new keys are needed.
                guard source.keeper != nil else { break }
                actions.append(.setTimer(.poll(number), at: moment.monotonic + NTPWatcher.refusalPatience))
            case .other: break
            }
        }
        if wasUnreachable, !source.isUnreachable, source.denied == nil, source.poll.hasten() {
            actions.append(.setTimer(.poll(number), at: moment.monotonic + source.poll.next(random: &random)))
        }
        sources[number] = source
        noteLimit(reception, of: source, at: moment, into: &actions)
        if case .sample = reception { updateSystem(at: moment) }
        judge(reception, of: source, at: moment, into: &actions)
    }

    /// The kernel's time of a question that left.
    mutating func noteSent(_ stamp: UInt64, at time: Timestamp) {
        for number in order {
            guard let corrected = sources[number]?.association.noteSent(stamp, at: time) else { continue }
            sources[number]?.history.amend(stamp, offset: corrected.offset, delay: corrected.delay)
            return
        }
    }

    /// How long an authentic answer is waited for after one that refuses our keys.
    static let refusalPatience: Duration = .seconds(4)

    // MARK: Sockets

    /// Opens a socket that questions leave from, unless it is open or being opened.
    mutating func open(_ socket: SocketName, into actions: inout [Action]) {
        guard sockets[socket] != true else { return }
        sockets[socket] = true
        let any: IPAddress = socket == .ntp6 ? .v6(high: 0, low: 0, scope: 0) : .v4(0)
        actions.append(.listen(socket, ListenAddress(Endpoint(address: any, port: 0)), receiveBufferBytes: 262_144))
    }

    mutating func noteOpened(_ socket: SocketName, at moment: Moment, into actions: inout [Action]) {
        guard sockets[socket] != nil else { return }
        sockets[socket] = true
        NTPWatcher.tell(
            problems.judge(
                NTPRules.socket, Subject(device: "tocsin", instance: socket.text), .clear, needed: 1, at: moment),
            at: moment, into: &actions
        ) { NTPProblems.Account(firing: "", resolved: "The socket is open again", evidence: .none) }
    }

    mutating func noteFailed(
        _ socket: SocketName, _ why: String, at moment: Moment, into actions: inout [Action]
    ) {
        // A capture is tried again by itself.
        guard sockets[socket] != nil else { return }
        sockets[socket] = false
        actions.append(.setTimer(.sockets, at: moment.monotonic + .seconds(30)))
        NTPWatcher.tell(
            problems.judge(
                NTPRules.socket, Subject(device: "tocsin", instance: socket.text), .present(NTPRules.socket.severity),
                needed: 1, at: moment), at: moment, into: &actions
        ) {
            NTPProblems.Account(
                firing: "Time servers of this family are not asked: \(why)", resolved: "",
                evidence: Evidence { $0.member("socket", socket.text) })
        }
    }

    // MARK: Names

    mutating func resolve(_ name: String, into actions: inout [Action]) {
        guard names[name]?.isWaiting == false else { return }
        names[name]?.isWaiting = true
        nextToken += 1
        questions[nextToken] = .name(name)
        actions.append(.request(nextToken, .addresses(name: name, validated: false)))
    }

    mutating func take(_ answer: Answer, to token: RequestToken, at moment: Moment, into actions: inout [Action]) {
        if token == NTPWatcher.addressesToken {
            if case .hostAddresses(let told) = answer {
                takeOwnAddresses(told, at: moment)
            } else {
                takeOwnAddresses(nil, at: moment)
            }
            return
        }
        guard let question = questions.removeValue(forKey: token) else { return }
        switch (question, answer) {
        case (.kernel, .kernelClock(let clock)): kernel = configuration.local == .none ? nil : clock
        case (.kernel, _):
            // The host cannot tell, or may not: it is not asked again.
            kernel = nil
            daemon.asksKernel = false
        case (.keys(let number), let answer): takeKeys(answer, of: number, at: moment, into: &actions)
        case (.keyServer(let number, let agreement, let name), let answer):
            takeKeyServer(answer, agreement, named: name, of: number, at: moment, into: &actions)
        case (.name(let name), .addresses(let addresses, let timeToLive)):
            takeAddresses(addresses, of: name, timeToLive: timeToLive, at: moment, into: &actions)
        case (.name(let name), .failed(let why)): takeFailure(why, of: name, at: moment, into: &actions)
        case (.name(let name), _): takeFailure("the answer is of another kind", of: name, at: moment, into: &actions)
        }
    }

    /// Sources of one name at most.
    static let addressLimit = 8

    private mutating func takeAddresses(
        _ addresses: [IPAddress], of name: String, timeToLive: Duration, at moment: Moment, into actions: inout [Action]
    ) {
        guard names[name] != nil, let entry = configuration.servers.first(where: { $0.name == name }) else { return }
        guard !addresses.isEmpty else {
            takeFailure("it has no address", of: name, at: moment, into: &actions)
            return
        }
        names[name] = NameState()
        // A pool answers with other addresses each time: a source that works is kept for a day.
        for number in order {
            guard let source = sources[number], source.entry.name == name, !addresses.contains(source.origin.address)
            else { continue }
            let age = source.named.map { moment.monotonic - $0 } ?? .zero
            if source.association.reach == 0 || age > .seconds(86_400) {
                remove(number, because: "The name no longer has this address", at: moment, into: &actions)
            }
        }
        for address in addresses.sorted(by: { $0.text < $1.text }) {
            let endpoint = Endpoint(address: address, port: entry.port)
            if !sources.values.contains(where: { $0.origin == endpoint }) {
                guard order.count(where: { sources[$0]?.entry.name == name }) < NTPWatcher.addressLimit else {
                    continue
                }
                add(entry, at: address, moment, into: &actions)
            }
            for number in order where sources[number]?.origin == endpoint {
                sources[number]?.named = moment.monotonic
            }
        }
        sortOrder()
        reviewRogues(at: moment, into: &actions)
        let again = min(max(timeToLive, .seconds(60)), .seconds(86_400))
        actions.append(.setTimer(.name(name), at: moment.monotonic + again))
        judgeName(name, .clear, "", at: moment, into: &actions)
    }

    private mutating func takeFailure(
        _ why: String, of name: String, at moment: Moment, into actions: inout [Action]
    ) {
        guard let failures = names[name]?.failures else { return }
        names[name] = NameState(failures: failures + 1)
        actions.append(.setTimer(.name(name), at: moment.monotonic + .seconds(60)))
        judgeName(name, .present(NTPRules.unresolved.severity), why, at: moment, into: &actions)
    }

    private mutating func judgeName(
        _ name: String, _ finding: NTPProblems.Finding, _ why: String, at moment: Moment, into actions: inout [Action]
    ) {
        NTPWatcher.tell(
            problems.judge(NTPRules.unresolved, Subject(device: name), finding, needed: 2, clearing: 1, at: moment),
            at: moment, into: &actions
        ) {
            NTPProblems.Account(
                firing: "The name of this time server does not resolve: \(why)", resolved: "The name resolves again",
                evidence: Evidence { $0.member("name", name) })
        }
    }
}

extension NTPSource {
    /// Keeps what an answer says.
    mutating func note(_ packet: NTPPacket, at moment: Moment) {
        self.packet = packet
        answered = moment
        unanswered = 0
    }
}

extension IPAddress {
    /// Whether it is this host by definition.
    var isLoopback: Bool {
        switch self {
        case .v4(let word): word >> 24 == 127
        case .v6(let high, let low, _): high == 0 && low == 1
        }
    }

    /// Whether it lies in a network of one's own: RFC 1918, shared, link-local, unique local.
    var isPrivate: Bool {
        switch self {
        case .v4(let word):
            word >> 24 == 10 || word >> 20 == 0xac1 || word >> 16 == 0xc0a8 || word >> 16 == 0xa9fe
                || word >> 22 == 0x6440 >> 6 || isLoopback
        case .v6(let high, _, _): high >> 57 == 0xfc >> 1 || isIPv6LinkLocal || isLoopback
        }
    }
}
