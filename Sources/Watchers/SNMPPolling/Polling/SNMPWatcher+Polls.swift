import Model
import SNMP
import Watching
import Wire

/// The course of one poll: who the device is and what it says of itself first, then table after table.
extension SNMPWatcher {
    /// What names rows is read anew after so many polls at the latest.
    static let namesEvery: UInt32 = 15
    /// Of those polls, the one that tries a better credential: not the one that reads names, which has more to do.
    static let trialTurn: UInt32 = 7
    /// How often in a poll a question without an answer is asked again in a smaller form.
    private static let mostShrinks = 2

    /// Begins a poll that was due at a time.
    mutating func begin(_ slot: Int, due: MonotonicTime, at moment: Moment, into actions: inout [Action]) {
        counters.polls += 1
        // Its time counts from when it was due, as the next poll's does, so that both are one wake-up.
        let start = moment.monotonic - due < Self.lateness ? due : moment.monotonic
        var poll = makePoll(of: devices[slot], slot, from: start, at: moment)
        if devices[slot].hasAnswered, !devices[slot].isStale, let plan = devices[slot].plan {
            settle(&poll, devices[slot].choices, plan)
        }
        let number = freePolls.popLast() ?? polls.count
        if number == polls.count { polls.append(poll) } else { polls[number] = poll }
        devices[slot].poll = number
        devices[slot].polls &+= 1
        wakes.insert(WakeHeap.Entry(time: poll.deadline, slot: Int32(slot), purpose: .deadline))
        if case .unknown(let failure) = target(slot) {
            polls[number].failure = failure
            finish(number, at: moment, into: &actions)
        } else {
            proceed(number, at: moment, into: &actions)
        }
    }

    /// A poll of a device, with what is asked of every device.
    private func makePoll(
        of device: PolledDevice, _ slot: Int, from start: MonotonicTime, at moment: Moment
    ) -> ActivePoll {
        let entry = device.entry
        let known = device.credential.flatMap { entry.credentials.indices.contains($0) ? $0 : nil }
        // The one that worked is asked first, and alone until it has failed twice: it is more likely a device that is
        // down than one whose community was changed.
        var others = Array(entry.credentials.indices)
        if let known { others = device.failures < 2 ? [] : others.filter { $0 != known } }
        let first = known ?? others.removeFirst()
        var poll = ActivePoll(
            slot: slot, started: moment, deadline: start + (entry.deadline ?? entry.interval),
            credential: first, otherCredentials: others.reversed())
        if let known, device.failures == 0, device.polls % Self.namesEvery == Self.trialTurn,
            let better = betterCredential(than: known, entry)
        {
            poll.credential = better
            poll.fallback = known
        }
        poll.readsNames = device.isStale || device.polls % Self.namesEvery == 0
        poll.items = questions(to: device, readsNames: poll.readsNames)
        return poll
    }

    /// The v3 credential that stands before the one that works, which is none of v3: tried now and then, for a device
    /// that could not be asked safely yesterday may have its user today.
    private func betterCredential(than known: Int, _ entry: DeviceEntry) -> Int? {
        func isV3(_ index: Int) -> Bool { judging.credentials[entry.credentials[index]]?.version == .v3 }
        guard !isV3(known) else { return nil }
        return entry.credentials.indices.prefix(known).first(where: isV3)
    }

    /// Takes what came of a request.
    mutating func take(_ answer: Answer, to token: RequestToken, at moment: Moment, into actions: inout [Action]) {
        guard let slot = Self.slot(of: token) else {
            return takeAside(answer, to: token, at: moment, into: &actions)
        }
        guard devices.indices.contains(slot), let number = devices[slot].poll, polls[number].token == token else {
            counters.strayAnswers += 1
            return
        }
        switch answer {
        case .snmp(let reply): take(reply, number, at: moment, into: &actions)
        case .snmpFailed(let failure): take(failure, number, at: moment, into: &actions)
        case .failed(let why):
            take(SNMPFailure(reason: .notSent, text: why, attempts: 0), number, at: moment, into: &actions)
        default: counters.strayAnswers += 1
        }
    }

    // MARK: Answers

    /// The error-status of an agent that knows who asks and lets nothing be seen (RFC 3416, section 3).
    private static let authorizationError: Int32 = 16

    private mutating func take(
        _ reply: SNMPReply, _ number: Int, at moment: Moment, into actions: inout [Action]
    ) {
        let (slot, stage) = (polls[number].slot, polls[number].stage)
        if reply.errorStatus == Self.authorizationError, polls[number].answers == 0 {
            let text = "\(describe(slot)) answers with authorizationError: it lets this user see nothing at this level"
            let refusal = SNMPFailure(reason: .unsupportedSecurityLevel, text: text, attempts: reply.attempts)
            return take(refusal, number, at: moment, into: &actions)
        }
        polls[number].questions += reply.attempts
        polls[number].answers += 1
        polls[number].fallback = nil
        if let shortest = polls[number].latency, shortest < reply.roundTrip {
        } else {
            polls[number].latency = reply.roundTrip
        }
        if let engine = reply.engine { polls[number].engine = engine }
        if let other = reply.otherSource { polls[number].otherSource = other }
        if case .at(let endpoint) = target(slot), endpoint != reply.source {
            polls[number].otherSource = reply.source
        }
        // The middle between question and answer.
        let read = moment.monotonic + .nanoseconds(-reply.roundTrip.nanoseconds / 2)
        switch stage {
        case .scalars:
            takeScalars(reply, number, read: read)
            if polls[number].ownTime == nil, polls[number].ticks(.uptime) != nil { polls[number].ownTime = read }
        case .table(let index):
            if reply.attempts > 1 { polls[number].doubtsClock = true }
            takeRows(reply, number, table: index, read: read)
        case .clocks:
            takeScalars(reply, number, read: read)
            polls[number].ownTime = read
        }
        // An agent that must not answer us has answered: that is all there is to know.
        if devices[slot].entry.expectsRefusal { return finish(number, at: moment, into: &actions) }
        proceed(number, at: moment, into: &actions)
    }

    private mutating func take(
        _ failure: SNMPFailure, _ number: Int, at moment: Moment, into actions: inout [Action]
    ) {
        let poll = polls[number]
        if let known = poll.fallback {
            // It was only a trial: no loss and no fault of the device.
            polls[number].fallback = nil
            polls[number].credential = known
            polls[number].items.insert(contentsOf: poll.asked, at: 0)
            return proceed(number, at: moment, into: &actions)
        }
        counters.failures[failure.reason.rawValue, default: 0] += 1
        polls[number].questions += failure.attempts
        if let other = failure.otherSource { polls[number].otherSource = other }
        if case .table(let index) = poll.stage {
            polls[number].wasTooMuch = true
            polls[number].doubtsClock = true
            if failure.reason == .timedOut, poll.shrinks < Self.mostShrinks, shrink(number) {
                polls[number].shrinks += 1
                return proceed(number, at: moment, into: &actions)
            }
            polls[number].walk?.cut(.cutShort, failure.text)
            closeTable(number, at: moment)
            // Of an agent that has gone there is nothing more to be had.
            polls[number].stage = .table(max(index, devices[poll.slot].tables.count))
            return finish(number, at: moment, into: &actions)
        }
        if poll.answers > 0 {
            // The clocks are asked for in smaller pieces, too, before a table is given up for them.
            if failure.reason == .timedOut, poll.asked.count > 1, poll.shrinks < Self.mostShrinks {
                polls[number].shrinks += 1
                polls[number].mostItems = max(1, poll.asked.count / 2)
                polls[number].items.insert(contentsOf: poll.asked, at: 0)
                return proceed(number, at: moment, into: &actions)
            }
            let object = poll.asked.first.map { oid(of: $0, poll.slot) } ?? SystemObject.uptime.object.oid
            if case .clocks = poll.stage {
                leaveOutTable(number, .cutShort, object, failure.text)
                return finish(number, at: moment, into: &actions)
            }
            polls[number].faults.append(WalkFault(kind: .cutShort, object: object, rows: 0, detail: failure.text))
            return finish(number, at: moment, into: &actions)
        }
        polls[number].note(failure)
        // A refusal shows that the device is there, so that the others are tried at once.
        if failure.reason.isRefusal, poll.otherCredentials.isEmpty, devices[poll.slot].failures < 2,
            devices[poll.slot].credential == poll.credential
        {
            polls[number].otherCredentials = devices[poll.slot].entry.credentials.indices.reversed().filter {
                $0 != poll.credential
            }
        }
        guard failure.reason.isAboutCredential, let next = polls[number].otherCredentials.popLast() else {
            return finish(number, at: moment, into: &actions)
        }
        polls[number].credential = next
        polls[number].items.insert(contentsOf: poll.asked, at: 0)
        proceed(number, at: moment, into: &actions)
    }

    /// Asks for less at once; false where one variable was asked for already.
    private mutating func shrink(_ number: Int) -> Bool {
        guard let repetitions = polls[number].walk?.repetitions, let columns = polls[number].walk?.asked.count
        else { return false }
        polls[number].wasTooMuch = true
        return devices[polls[number].slot].size.shrink(repetitions: repetitions, columns: columns)
    }

    private mutating func takeRows(_ reply: SNMPReply, _ number: Int, table index: Int, read: MonotonicTime) {
        let slot = polls[number].slot
        guard let table = devices[slot].plan?.tables[index], let asked = polls[number].walk?.asked.count else { return }
        if reply.errorStatus != 0 {
            if reply.errorStatus == 2, asked == 1 || reply.errorIndex > 0 {
                if polls[number].walk?.endVariable(reply.errorIndex, table: table) != true {
                    polls[number].walk?.giveUp(0, .errorStatus, "error-index \(reply.errorIndex) of noSuchName")
                }
            } else if reply.errorStatus == 1 || reply.errorStatus == 2 {
                // Too big, or a noSuchName that does not say of which: less at once.
                if !shrink(number) { polls[number].walk?.giveUp(1, .tooBig, "one row does not fit into a reply") }
            } else {
                polls[number].walk?.giveUp(reply.errorIndex, .errorStatus, "error-status \(reply.errorStatus)")
            }
            return
        }
        let reader = LabelReader(names: configuration.names)
        let lag = polls[number].lag(at: read)
        let (variables, values) =
            polls[number].walk?.take(reply.varBinds, table: table, reader: reader, lag: lag) ?? (0, 0)
        counters.values += UInt64(values)
        if variables == 0 {
            if !shrink(number) { polls[number].walk?.giveUp(1, .tooBig, "the reply had no variable") }
        } else if variables >= asked {
            devices[slot].size.noteReply(octets: reply.varBinds.bytes.count, variables: variables)
        }
    }

    // MARK: Questions

    /// Asks what comes next, or ends the poll.
    mutating func proceed(_ number: Int, at moment: Moment, into actions: inout [Action]) {
        while true {
            let slot = polls[number].slot
            switch polls[number].stage {
            case .scalars:
                if askScalars(number, slot, into: &actions) { return }
                if !polls[number].isSettled {
                    settle(number, slot, at: moment)
                } else if !readClock(number, slot, at: moment) {
                    polls[number].stage = .table(-1)
                }
            case .table(let index):
                if polls[number].walk != nil {
                    if askRows(number, slot, into: &actions) { return }
                    if readNewNames(number, slot, table: index) || doubtClock(number, slot, table: index) { continue }
                    closeTable(number, at: moment)
                }
                guard let next = nextTable(number, slot, after: index) else {
                    return finish(number, at: moment, into: &actions)
                }
                polls[number].stage = .table(next)
                openTable(number, slot, table: next)
            case .clocks(let index):
                if askScalars(number, slot, into: &actions) { return }
                compareClocks(number, slot, table: index, at: moment)
            }
        }
    }

    /// Where a device is.
    enum Target {
        /// Its agent's address and port.
        case at(Endpoint)
        /// The name of its host does not resolve, and why.
        case unknown(SNMPFailure)
    }

    /// Whom to ask.
    func target(_ slot: Int) -> Target {
        let port = devices[slot].entry.port
        switch devices[slot].entry.address {
        case .ip(let address): return .at(Endpoint(address: address, port: port))
        case .name(let name):
            if let address = hosts.address(of: name) { return .at(Endpoint(address: address, port: port)) }
            let why = hosts.failure(of: name) ?? "there is no answer yet"
            return .unknown(
                SNMPFailure(reason: .notSent, text: "The host name \(name) does not resolve: \(why)", attempts: 0))
        }
    }

    /// Makes a request for a poll.
    mutating func ask(
        _ number: Int, _ slot: Int, _ operation: SNMPRequest.Operation, _ variables: [ObjectIdentifier],
        retries: Int? = nil, into actions: inout [Action]
    ) {
        guard case .at(let endpoint) = target(slot) else { return }
        let (entry, credential) = (devices[slot].entry, polls[number].credential)
        let token = token(slot)
        polls[number].token = token
        counters.requests += 1
        actions.append(
            .request(
                token,
                .snmp(
                    SNMPRequest(
                        endpoint: endpoint, credential: entry.credentials[credential], contextName: entry.contextName,
                        operation: operation, variables: variables, timeout: entry.timeout,
                        retries: polls[number].fallback == nil ? retries ?? entry.retries : 0,
                        acceptsOtherAddress: entry.acceptsOtherAddress))))
    }

    /// Whether a poll's credential is of version 1, which has no GETBULK.
    func isVersion1(_ number: Int, _ slot: Int) -> Bool {
        let name = devices[slot].entry.credentials[polls[number].credential]
        return shared.credential(named: name)?.version == .v1
    }

    /// Asks for the next rows of the table under way; false where it has ended.
    private mutating func askRows(_ number: Int, _ slot: Int, into actions: inout [Action]) -> Bool {
        let size = devices[slot].size
        let isBulk = !isVersion1(number, slot)
        guard let question = polls[number].walk?.question(size, isBulk: isBulk) else { return false }
        let operation: SNMPRequest.Operation =
            isBulk ? .getBulk(nonRepeaters: 0, maxRepetitions: question.repetitions) : .getNext
        // A size that was never tried is given up at the first sign, not after every retry.
        let retries = isBulk && !size.isProven && question.repetitions > 1 ? 0 : nil
        ask(number, slot, operation, question.variables, retries: retries, into: &actions)
        return true
    }
}
