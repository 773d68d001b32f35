import Model
public import SNMP
import Wire

/// Any number of simulated agents that answer: it owns what changes by being asked. It has no socket and no clock, so
/// that tests can ask it directly; `AgentServer` gives it a network.
public struct AgentFarm: Sendable {
    /// Whom the agents take requests from.
    public struct Access: Sendable, Hashable {
        /// The community of v1 and v2c.
        public var community: String
        /// The users of v3.
        public var users: [USMUser]
        /// The contexts of v3 beside the default one.
        public var contexts: [String]

        /// The office's community and user, and a context `vlan-10`.
        public init(
            community: String = OfficeNetwork.community, users: [USMUser] = [OfficeNetwork.user],
            contexts: [String] = ["vlan-10"]
        ) {
            self.community = community
            self.users = users
            self.contexts = contexts
        }
    }

    /// What the agents were asked and what they said, in total.
    public struct Totals: Sendable, Hashable {
        /// Datagrams that came to an agent, those included that it lost or was off for.
        public var requests = 0
        /// Datagrams that were answered.
        public var answers = 0
        /// Variables in the answers.
        public var varBinds = 0
        /// Datagrams that were lost on purpose, by the loss or because an agent was off or dead.
        public var lost = 0
        /// Datagrams with a community that is not the agents', or of a version that the agent does not take.
        public var refused = 0
        /// Datagrams that are no SNMP.
        public var malformed = 0
        /// Reports of v3.
        public var reports = 0
    }

    /// How an answer, whose octets are in the writer, is to be sent.
    struct Delivery: Equatable {
        /// How much later, in nanoseconds.
        var delay: Int64 = 0
        /// How often.
        var copies = 1
        /// Whether from another address.
        var isFromOther = false
    }

    /// The agents, by their numbers.
    public let agents: [SimulatedAgent]
    /// What was asked and said.
    public private(set) var totals = Totals()

    private let community: [UInt8]
    private let users: SNMPv3AgentUsers
    private let contexts: Set<[UInt8]>
    private var v3: [SNMPv3Agent?]
    private var chance: [SeededGenerator]
    private var responder = AgentResponder()
    private var malformed: MalformedPackets

    /// The agents of a plan. Deriving the users' keys takes some milliseconds.
    public init(_ agents: [SimulatedAgent], access: Access = Access(), seed: UInt64 = 1) throws(USMUserFault) {
        self.agents = agents
        community = Array(access.community.utf8)
        users = try SNMPv3AgentUsers(access.users)
        contexts = Set(access.contexts.map { Array($0.utf8) } + [[]])
        v3 = [SNMPv3Agent?](repeating: nil, count: agents.count)
        chance = agents.map { SeededGenerator(seed: $0.seed ^ seed) }
        malformed = MalformedPackets(seed: seed, community: access.community)
    }

    /// Answers a datagram to an agent, so long after the begin of the simulation; nil for no answer. For tests: the way
    /// of sending is left out.
    public mutating func answer(_ datagram: [UInt8], to agent: Int, at time: Duration) -> [UInt8]? {
        var writer = AgentWriter(capacity: 1 << 17)
        guard answer(datagram.span, to: agent, at: time.nanoseconds, into: &writer) != nil else { return nil }
        return Array(writer.bytes[..<writer.count])
    }

    /// Writes the answer to a datagram behind what is in the writer, which has room for a datagram; nil for no answer.
    mutating func answer(
        _ bytes: Span<UInt8>, to number: Int, at time: Int64, into writer: inout AgentWriter
    ) -> Delivery? {
        let agent = agents[number]
        totals.requests &+= 1
        let state = AgentState(of: agent, at: time)
        if isLost(agent, state, number) {
            totals.lost &+= 1
            return nil
        }
        guard let request = AgentRequest(bytes) else {
            totals.malformed &+= 1
            return nil
        }
        let start = writer.count
        let isAnswered =
            request.version == 3
            ? answerV3(bytes, agent, state, &writer) : answerCommunity(bytes, request, agent, state, &writer)
        guard isAnswered else {
            writer.cut(to: start)
            return nil
        }
        totals.answers &+= 1
        totals.varBinds = responder.varBinds
        return deliver(agent, number, since: start, &writer)
    }

    // MARK: v1 and v2c

    private mutating func answerCommunity(
        _ bytes: Span<UInt8>, _ request: AgentRequest, _ agent: SimulatedAgent, _ state: AgentState,
        _ writer: inout AgentWriter
    ) -> Bool {
        guard agent.version != .v3, request.version == 0 || agent.version == .v2c,
            isCommunity(bytes, request.community)
        else {
            totals.refused &+= 1
            return false
        }
        let start = writer.count
        let message = writer.beginLong(BERTag.sequence)
        writer.integer(Int32(request.version))
        writer.octets(community)
        let question = AgentResponder.Question(
            pdu: request.pdu, version: request.version, agent: agent, state: state,
            limit: limit(agent, .max) - (writer.count - start), errorStatus: agent.behaviour.errorStatus)
        guard responder.respond(question, bytes, into: &writer) else { return false }
        writer.endLong(message)
        return true
    }

    private func isCommunity(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == community.count else { return false }
        var index = range.lowerBound
        for octet in community {
            if bytes[index] != octet { return false }
            index &+= 1
        }
        return true
    }

    private func limit(_ agent: SimulatedAgent, _ sender: Int) -> Int {
        min(agent.behaviour.maximumOctets ?? 65_507, min(sender, 65_507))
    }

    // MARK: v3

    private mutating func answerV3(
        _ bytes: Span<UInt8>, _ agent: SimulatedAgent, _ state: AgentState, _ writer: inout AgentWriter
    ) -> Bool {
        guard agent.version == .v3 else {
            totals.refused &+= 1
            return false
        }
        var datagram: [UInt8] = []
        datagram.reserveCapacity(bytes.count)
        for index in bytes.indices { datagram.append(bytes[index]) }
        guard let envelope = try? SNMPEnvelope(datagram) else {
            totals.malformed &+= 1
            return false
        }
        var engine =
            v3[agent.number] ?? SNMPv3Agent(engineID: agent.engineID, users: users, random: agent.number(0, 92))
        defer { v3[agent.number] = engine }
        let clock = SNMPv3Agent.Clock(boots: state.boots, time: state.engineTime(of: agent))
        switch engine.open(datagram, envelope, clock: clock) {
        case .discarded:
            totals.refused &+= 1
            return false
        case .report(let report):
            totals.reports &+= 1
            writer.put(report)
            return true
        case .request(let request):
            guard contexts.contains(request.contextName) else {
                totals.reports &+= 1
                guard let report = engine.refuse(request, .unknownContexts, clock: clock) else { return false }
                writer.put(report)
                return true
            }
            return answer(request, agent, state, clock, &engine, &writer)
        }
    }

    private mutating func answer(
        _ request: SNMPv3Agent.Request, _ agent: SimulatedAgent, _ state: AgentState, _ clock: SNMPv3Agent.Clock,
        _ engine: inout SNMPv3Agent, _ writer: inout AgentWriter
    ) -> Bool {
        let packet = request.packet.span
        guard let pdu = AgentPDU(packet, in: request.pdu.pdu) else { return false }
        // As net-snmp's `rouser` has it: below the user's own level nothing may be read.
        let isAllowed = request.level >= request.userLevel
        let question = AgentResponder.Question(
            pdu: pdu, version: 3, agent: agent, state: state,
            // What stands around the PDU at the most.
            limit: limit(agent, request.maximumSize) - 250,
            errorStatus: isAllowed ? agent.behaviour.errorStatus : AgentResponder.ErrorStatus.authorizationError)
        let start = writer.count
        guard responder.respond(question, packet, into: &writer) else { return false }
        let answer = Array(writer.bytes[start..<writer.count])
        writer.cut(to: start)
        guard let sealed = engine.seal(answer, for: request, clock: clock) else { return false }
        writer.put(sealed)
        return true
    }

    // MARK: What behaviours do

    private mutating func isLost(_ agent: SimulatedAgent, _ state: AgentState, _ number: Int) -> Bool {
        if agent.behaviour.isDead || state.isOff { return true }
        if agent.hasScenes {
            for scene in agent.behaviour.scenes
            where scene.effect == .silent && scene.isOn(at: state.time) { return true }
        }
        return happens(agent.behaviour.loss, number)
    }

    /// Whether something of that share befalls an agent now; its luck is its own, and the same for the same seed.
    private mutating func happens(_ share: Double, _ number: Int) -> Bool {
        guard share > 0 else { return false }
        return Double(chance[number].next() >> 11) * 0x1p-53 < share
    }

    private mutating func deliver(
        _ agent: SimulatedAgent, _ number: Int, since start: Int, _ writer: inout AgentWriter
    ) -> Delivery {
        guard agent.isOdd else { return Delivery() }
        let behaviour = agent.behaviour
        if let mangling = behaviour.mangling, happens(behaviour.manglingShare, number) {
            mangle(mangling, number, since: start, &writer)
        }
        var delivery = Delivery()
        delivery.delay = behaviour.delay.nanoseconds
        if behaviour.jitter > .zero {
            delivery.delay += Int64.random(in: 0...behaviour.jitter.nanoseconds, using: &chance[number])
        }
        if happens(behaviour.duplicates, number) { delivery.copies = 2 }
        delivery.isFromOther = behaviour.answersFromOtherAddress
        return delivery
    }

    private mutating func mangle(
        _ mangling: AgentBehaviour.Mangling, _ number: Int, since start: Int, _ writer: inout AgentWriter
    ) {
        let length = writer.count - start
        switch mangling {
        case .truncated: writer.cut(to: start + Int.random(in: 1..<max(2, length), using: &chance[number]))
        case .lyingLength:
            let elements = BERElement.all(in: Array(writer.bytes[start..<writer.count]))
            guard !elements.isEmpty else { return }
            let place = start + elements[Int.random(in: elements.indices, using: &chance[number])].tagIndex + 1
            writer.set(writer.bytes[place] ^ UInt8.random(in: 1...255, using: &chance[number]), at: place)
        case .hostile(let kind):
            writer.cut(to: start)
            writer.put(kind.map { malformed.next($0) } ?? malformed.next())
        }
    }
}
