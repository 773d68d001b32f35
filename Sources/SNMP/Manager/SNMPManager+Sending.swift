internal import Model
internal import Wire

// How an exchange goes on: what is sent next, and what happens when nothing comes.
extension SNMPManager {
    /// Sends what the exchange needs next: the question, or before it the question for the engine's id.
    func proceed(_ number: Int, at now: MonotonicTime) {
        guard let credential = exchanges[number].credential else { return }
        if credential.version == .v3 {
            let agent = agent(of: number)
            if agent.engineID.isEmpty || exchanges[number].isDiscovering {
                discover(number, agent, at: now)
            } else {
                askUser(number, credential, agent, at: now)
            }
            return
        }
        let encoding = RequestEncoding(
            exchanges[number].request.operation, exchanges[number].request.variables, version: credential.version)
        guard encoding.length <= SNMPManager.longestPDU else {
            fail(number, .notSent, "the request is too long for a datagram", at: now)
            return
        }
        let id = addMessage(number, .question, at: now).id
        emit(
            encoding.message(version: credential.version, community: credential.community, id: id),
            to: exchanges[number].request.endpoint, id: id)
        wait(number, at: now)
    }

    /// Nothing decisive came in time.
    func expired(_ number: Int, at now: MonotonicTime) {
        if exchanges[number].isConfirmed {
            conclude(number, at: now)
            return
        }
        exchanges[number].losses += 1
        guard exchanges[number].losses <= exchanges[number].request.retries else {
            conclude(number, at: now)
            return
        }
        counters.retried &+= 1
        proceed(number, at: now)
        if exchanges[number].losses == exchanges[number].request.retries { probe(number, at: now) }
    }

    /// Remembers what speaks against the agent without ending the exchange.
    func suspect(_ number: Int, _ reason: SNMPFailure.Reason, _ detail: String) {
        let suspicion = SNMPExchange.Suspicion(reason: reason, detail: detail, reports: 0)
        if let known = exchanges[number].suspicion, known.rank > suspicion.rank { return }
        exchanges[number].suspicion = suspicion
    }

    /// Takes a Report that may be forged: repeats the question, or leaves a genuine reply a last chance.
    func suspect(_ number: Int, report kind: ReportKind, at now: MonotonicTime) {
        let reason = kind.failure
        var suspicion = SNMPExchange.Suspicion(
            reason: reason, detail: "the agent reports \(kind.rawValue)", reports: 1)
        if let known = exchanges[number].suspicion, known.reports > 0, known.reason == reason {
            suspicion.reports = known.reports + 1
        }
        exchanges[number].suspicion = suspicion
        if exchanges[number].isConfirmed { return }
        if suspicion.reports > 1 || exchanges[number].losses >= exchanges[number].request.retries {
            exchanges[number].isConfirmed = true
            let last = now + min(SNMPManager.grace, exchanges[number].request.timeout)
            if timers.deadline(of: number).map({ last < $0 }) ?? true { timers.set(number, at: last) }
            return
        }
        exchanges[number].losses += 1
        counters.retried &+= 1
        proceed(number, at: now)
    }

    /// Puts a message of the exchange into the table: its place and id.
    func addMessage(
        _ number: Int, _ purpose: MessageTable.Purpose, at now: MonotonicTime
    ) -> (place: Int, id: Int32) {
        let place = table.add(
            exchange: number, earlier: exchanges[number].lastID, sent: now, purpose: purpose)
        let id = table.messages[place].id
        exchanges[number].lastID = id
        return (place, id)
    }

    /// Begins to wait for the answer to what was just sent.
    func wait(_ number: Int, at now: MonotonicTime) {
        timers.set(number, at: now + max(exchanges[number].request.timeout, .milliseconds(1)))
    }

    /// Ends the exchange with the best reason that is known.
    private func conclude(_ number: Int, at now: MonotonicTime) {
        let exchange = exchanges[number]
        if let suspicion = exchange.suspicion {
            fail(number, suspicion.reason, suspicion.detail, at: now)
        } else if let other = exchange.otherSource {
            fail(number, .otherAddress, "a reply came from \(other.text) instead", at: now)
        } else if let stray = strays.use(exchange.request.endpoint), stray.time >= exchange.started {
            fail(number, .malformedReply, "what came from there is no reply (\(stray.reason))", at: now)
        } else {
            fail(number, .timedOut, exchange.isDiscovering ? "its engine id was not told" : nil, at: now)
        }
    }
}
