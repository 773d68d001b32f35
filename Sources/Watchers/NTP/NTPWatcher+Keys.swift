import Model
import Watching
import Wire

/// Keys for authenticated time: when they are asked for, and what comes of it.
extension NTPWatcher {
    /// Before a question: takes up new keys, lets go of refused ones, and asks for others where they are wanted.
    mutating func prepareKeys(of source: inout NTPSource, at moment: Moment, into actions: inout [Action]) {
        guard source.keeper != nil else { return }
        if source.association.isRefusedByNTS {
            // No authentic answer came beside the refusal, so it is believed (RFC 8915, section 5.7).
            source.association.dropKeys()
            let failures = source.keeper?.failures
            source.keeper?.refuse(at: moment, random: &random)
            if source.keeper?.failures != failures { noteKeyFault(of: source, at: moment, into: &actions) }
        }
        if let session = source.keeper?.takeReady() { source.association.authentication = .nts(session) }
        guard case .nts(let session) = source.association.authentication,
            source.keeper?.wantsKeys(beside: session, at: moment) == true, let request = source.keeper?.request
        else { return }
        source.keeper?.begin()
        counters.keyExchanges += 1
        nextToken += 1
        questions[nextToken] = .keys(source.number)
        actions.append(.request(nextToken, .stream(request)))
    }

    /// Takes what came of a question for keys.
    mutating func takeKeys(_ answer: Answer, of number: UInt64, at moment: Moment, into actions: inout [Action]) {
        guard let source = sources[number], source.keeper?.isWaiting == true else { return }
        do throws(NTSFault) {
            let agreement = try NTSKeyExchange.agreement(answer)
            switch agreement.server {
            case .none:
                try use(agreement, of: number, at: source.origin.address, moment, into: &actions)
            case .ip(let address):
                try use(agreement, of: number, at: address, moment, into: &actions)
            case .name(let name):
                nextToken += 1
                questions[nextToken] = .keyServer(number, agreement, name)
                actions.append(.request(nextToken, .addresses(name: name, validated: false)))
            }
        } catch { failKeys(error, of: number, at: moment, into: &actions) }
    }

    /// Takes the addresses of the time server that the keys are for.
    mutating func takeKeyServer(
        _ answer: Answer, _ agreement: NTSKeyExchange.Agreement, named name: String, of number: UInt64,
        at moment: Moment, into actions: inout [Action]
    ) {
        guard let source = sources[number], source.keeper?.isWaiting == true else { return }
        do throws(NTSFault) {
            switch answer {
            case .addresses(let addresses, _):
                // The family of the address that keys were agreed on at has a way there.
                let isIPv6 = source.origin.address.isIPv6
                guard let address = addresses.first(where: { $0.isIPv6 == isIPv6 }) ?? addresses.first else {
                    throw .server(name, why: "it has no address")
                }
                try use(agreement, of: number, at: address, moment, into: &actions)
            case .failed(let why): throw .server(name, why: why)
            default: throw .server(name, why: "the answer is of another kind")
            }
        } catch { failKeys(error, of: number, at: moment, into: &actions) }
    }

    /// Begins to use keys with the server that they are for.
    private mutating func use(
        _ agreement: NTSKeyExchange.Agreement, of number: UInt64, at address: IPAddress, _ moment: Moment,
        into actions: inout [Action]
    ) throws(NTSFault) {
        guard let source = sources[number] else { return }
        let endpoint = Endpoint(address: address, port: agreement.port ?? source.origin.port)
        if endpoint != source.endpoint {
            if let other = numbers[endpoint], other != number { throw .knownServer(title(other)) }
            if numbers[source.endpoint] == number { numbers[source.endpoint] = nil }
            numbers[endpoint] = number
            sources[number]?.move(to: endpoint)
            open(endpoint.address.isIPv6 ? .ntp6 : .ntp4, into: &actions)
        }
        sources[number]?.keeper?.succeed(agreement.session, at: moment, random: &random)
        counters.keysAgreed += 1
        if case .nts(let session) = sources[number]?.association.authentication, session?.isUsable != true {
            sources[number]?.poll.startBurst()
            ask(number, at: moment, into: &actions)
        }
    }

    private mutating func failKeys(
        _ fault: NTSFault, of number: UInt64, at moment: Moment, into actions: inout [Action]
    ) {
        guard var source = sources[number] else { return }
        source.keeper?.fail(fault, at: moment, random: &random)
        sources[number] = source
        noteKeyFault(of: source, at: moment, into: &actions)
        guard case .nts(let session) = source.association.authentication, session?.isUsable != true,
            let next = source.keeper?.nextTry
        else { return }
        actions.append(.setTimer(.poll(number), at: next))
    }

    /// Counts what is wrong with a server's keys, and tells it.
    private mutating func noteKeyFault(of source: NTPSource, at moment: Moment, into actions: inout [Action]) {
        guard let fault = source.keeper?.fault else { return }
        counters.keyFaults[fault.cause, default: 0] += 1
        judgeServer(
            NTPRules.keys, source, .present(fault.severity), needed: fault.confirmations, clearing: 1, at: moment,
            into: &actions)
    }
}

extension NTPSource {
    /// The keys are for a server at another place: what was measured there so far is not its.
    mutating func move(to endpoint: Endpoint) {
        association = NTPAssociation(
            endpoint: endpoint, authentication: .nts(nil), isInterleaved: entry.isInterleaved)
        history.removeAll()
        packet = nil
        answered = nil
        loop = nil
        isUnsynchronised = false
        unanswered = 0
        fresh = 0
        mark = .unusable
    }

    /// How its keys stand, in a word; nil where it has none.
    var keyState: String? {
        guard let keeper, case .nts(let session) = association.authentication else { return nil }
        if session?.isUsable == true || keeper.isReady { return keeper.fault == nil ? "established" : "renewal failed" }
        if keeper.isWaiting { return "establishing" }
        return keeper.fault == nil ? "waiting" : "failed"
    }

    /// Writes how its keys stand.
    func writeKeys(at moment: Moment, into writer: inout JSONWriter) {
        guard let keeper, let keyState else { return }
        writer.member("nts_state", keyState)
        writer.member("nts_cookies", association.cookieCount)
        writer.member("nts_server", keeper.endpoint.text)
        if let established = keeper.established {
            writer.key("nts_age_seconds")
            writer.number((moment.monotonic - established.monotonic).seconds.rounded())
        }
        if let fault = keeper.fault {
            writer.member("nts_cause", fault.cause)
            writer.member(
                "nts_fault", fault.words(name: keeper.name, endpoint: keeper.endpoint, clock: moment.wall))
        }
    }
}
