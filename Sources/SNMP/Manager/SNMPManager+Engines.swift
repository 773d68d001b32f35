public import Model
internal import Wire

// v3: engines are discovered (RFC 3414, section 4), asked, and remembered.
extension SNMPManager {
    /// What is known of the engine that an exchange asks.
    func agent(of number: Int) -> AgentEngine {
        if let agent = exchanges[number].agent { return agent }
        let endpoint = exchanges[number].request.endpoint
        let agent: AgentEngine
        if let known = agents.use(endpoint) {
            agent = known
        } else {
            agent = AgentEngine()
            agents.set(endpoint, agent)
        }
        exchanges[number].agent = agent
        return agent
    }

    /// Asks the question as a user.
    func askUser(_ number: Int, _ credential: AgentCredential, _ agent: AgentEngine, at now: MonotonicTime) {
        let request = exchanges[number].request
        let encoding = RequestEncoding(request.operation, request.variables, version: .v3)
        guard encoding.length <= SNMPManager.longestPDU else {
            fail(number, .notSent, "the request is too long for a datagram", at: now)
            return
        }
        let contextName = request.contextName.map { Array($0.utf8) } ?? credential.contextName
        guard send(number, .question, encoding, credential, credential.level, agent, contextName, at: now) else {
            fail(number, .unusableCredential, "the library refuses to protect the message", at: now)
            return
        }
        wait(number, at: now)
    }

    /// Beside the last repetition, finds out why an agent may be silent. Some, net-snmp's among them, answer nothing at all to
    /// what they cannot decipher, and nothing in a context that they do not know. A question without variables tells nothing to
    /// anyone; an authentic answer to it tells the cause, and none is needed where the agent is dead.
    func probe(_ number: Int, at now: MonotonicTime) {
        guard let credential = exchanges[number].credential, let agent = exchanges[number].agent,
            credential.level > .noAuthNoPriv, agent.clock != nil, !exchanges[number].isDiscovering,
            exchanges[number].suspicion == nil
        else { return }
        let nothing = RequestEncoding(.get, [], version: .v3)
        let contextName = exchanges[number].request.contextName.map { Array($0.utf8) } ?? credential.contextName
        if credential.level == .authPriv {
            _ = send(number, .levelProbe, nothing, credential, .authNoPriv, agent, contextName, at: now)
        }
        if !contextName.isEmpty {
            _ = send(number, .contextProbe, nothing, credential, credential.level, agent, [], at: now)
        }
    }

    /// Sends one message of a user; whether the library protected it.
    private func send(
        _ number: Int, _ purpose: MessageTable.Purpose, _ encoding: RequestEncoding, _ credential: AgentCredential,
        _ level: SecurityLevel, _ agent: AgentEngine, _ contextName: [UInt8], at now: MonotonicTime
    ) -> Bool {
        let (place, id) = addMessage(number, purpose, at: now)
        let requestID = table.draw()
        table.setRequestID(requestID, at: place)
        // Zeros ask for boots and time where they are not known; at noAuthNoPriv nobody looks at them.
        let clock = level > .noAuthNoPriv ? agent.clock : nil
        let message = SNMPv3Message(
            messageID: id, securityLevel: level, isReportable: true, engineID: agent.engineID,
            boots: clock?.boots ?? 0, time: clock?.time(at: now) ?? 0, userName: credential.userName,
            contextEngineID: agent.engineID, contextName: contextName)
        let pdu = encoding.pdu(id: requestID)
        let bytes = NetSNMPLibrary.locked {
            message.encode(pdu: pdu, keys: agent.keys(of: credential), salts: &salts)
        }
        guard let bytes else { return false }
        emit(bytes, to: exchanges[number].request.endpoint, id: id)
        return true
    }

    /// Waits for the engine's id, and asks for it unless another exchange has just done so.
    func discover(_ number: Int, _ agent: AgentEngine, at now: MonotonicTime) {
        let waiter = AgentEngine.Waiter(exchange: number, serial: exchanges[number].serial)
        if !exchanges[number].isDiscovering {
            exchanges[number].isDiscovering = true
            agent.waiting.append(waiter)
        }
        wait(number, at: now)
        if let discovery = agent.discovery, discovery.waiter != waiter,
            now < discovery.sent + exchanges[number].request.timeout
        {
            return
        }
        agent.discovery = (waiter, now)
        let id = addMessage(number, .discovery, at: now).id
        counters.discoveries &+= 1
        emit(
            SNMPv3Sender.discovery(messageID: id, requestID: table.draw()), to: exchanges[number].request.endpoint,
            id: id)
    }

    /// Takes the engine id that the answer to a discovery tells; those that wait for it go on.
    func discovered(_ engineID: [UInt8], _ agent: AgentEngine, at now: MonotonicTime) {
        let isChanged = agent.discovered(engineID)
        if isChanged { counters.changedEngines &+= 1 }
        engineChanges &+= 1
        agent.discovery = nil
        let waiting = agent.waiting
        agent.waiting = []
        for waiter in waiting where exchanges[waiter.exchange].serial == waiter.serial {
            exchanges[waiter.exchange].isDiscovering = false
            proceed(waiter.exchange, at: now)
        }
    }

    /// An exchange that waited for an engine's id has ended: if it was the one that had asked, the next one does.
    func handOver(_ exchange: SNMPExchange, _ number: Int, at now: MonotonicTime) {
        guard exchange.isDiscovering, let agent = exchange.agent else { return }
        let waiter = AgentEngine.Waiter(exchange: number, serial: exchange.serial)
        agent.waiting.removeAll { $0 == waiter }
        guard agent.discovery?.waiter == waiter else { return }
        agent.discovery = nil
        guard let next = agent.waiting.first else { return }
        let deadline = timers.deadline(of: next.exchange)
        discover(next.exchange, agent, at: now)
        // It keeps its own deadline: the repetition is a gift.
        if let deadline { timers.set(next.exchange, at: deadline) }
    }

    // MARK: Over restarts

    /// The engines' ids, boots and starts as lines of text, the most recently asked first, at most so many. A line is
    /// `ENDPOINT ENGINE-ID BOOTS START`, the start in seconds since the epoch; the last two are `-` where no authentic
    /// message told them. No key and no name of a user is among it.
    public func exportEngines(at moment: Moment, limit: Int = 20_000) -> String {
        var lines: [String] = []
        agents.forEachFromNewest { endpoint, agent in
            guard let engineID = EngineID(agent.engineID) else { return true }
            var line = "\(endpoint.text) \(engineID.text)"
            if let clock = agent.clock {
                let wall = moment.wall.nanoseconds / 1_000_000_000
                line += " \(clock.boots) \(wall - Int64(clock.time(at: moment.monotonic)))"
            } else {
                line += " - -"
            }
            lines.append(line)
            return lines.count < limit
        }
        return lines.joined(separator: "\n")
    }

    /// Takes engines from such a text where nothing is known of their addresses yet. Lines that are none are left out. A
    /// clock that is wrong by now costs one more exchange, in which the agent corrects it.
    public func importEngines(_ text: String, at moment: Moment) {
        for line in text.split(separator: "\n").reversed() {
            let words = line.split(separator: " ")
            guard words.count == 4, let endpoint = Endpoint(text: words[0]), let engineID = EngineID(words[1]),
                agents.use(endpoint) == nil
            else { continue }
            var clock: AgentEngine.Clock?
            if let boots = UInt32(words[2]), boots <= UInt32(Int32.max), let start = Int64(words[3]) {
                let (time, overflow) = (moment.wall.nanoseconds / 1_000_000_000).subtractingReportingOverflow(start)
                if !overflow, (0...Int64(Int32.max)).contains(time) {
                    clock = AgentEngine.Clock(
                        boots: boots, time: UInt32(clamping: time), heard: moment.monotonic)
                }
            }
            agents.set(endpoint, AgentEngine(engineID: engineID.bytes, clock: clock))
        }
    }

    /// How many engines are remembered.
    public var knownEngines: Int { agents.count }
}

extension Endpoint {
    /// Reads `192.0.2.7:161` and `[2001:db8::1]:161`; nil for anything else.
    init?(text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"), let address = IPAddress(text[..<colon]),
            address.isIPv6 == text.hasPrefix("["), let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        self.init(address: address, port: port)
    }
}
