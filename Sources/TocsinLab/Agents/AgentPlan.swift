public import Model
import SNMP

/// Which agents there are: groups one after the other, each with its share of every odd behaviour.
public struct AgentPlan: Sendable {
    /// Agents of a kind.
    public struct Group: Sendable, Hashable {
        /// How many.
        public var count: Int
        /// What their names begin with; a number follows.
        public var name: String
        /// The version that they take.
        public var version: SimulatedAgent.Version
        /// How many interfaces each has.
        public var interfaces: Int
        /// What they tell.
        public var features: AgentFeatures
        /// How they behave.
        public var behaviour: AgentBehaviour
        /// The share of them that is dead, spread among the others by the seed.
        public var dead: Double

        /// A group.
        public init(
            count: Int, name: String = "agent", version: SimulatedAgent.Version = .v2c, interfaces: Int = 24,
            features: AgentFeatures = .all, behaviour: AgentBehaviour = AgentBehaviour(), dead: Double = 0
        ) {
            self.count = count
            self.name = name
            self.version = version
            self.interfaces = interfaces
            self.features = features
            self.behaviour = behaviour
            self.dead = dead
        }
    }

    /// The port of all agents.
    public let port: UInt16
    /// The groups.
    public let groups: [Group]
    /// The agents, by their numbers.
    public let agents: [SimulatedAgent]

    /// Lays out the agents on addresses of this host, one after the other, those that end in .0 and .255 included.
    public init(_ groups: [Group], at place: AgentNetwork, seed: UInt64 = 1) throws(AgentPlanFault) {
        let count = groups.reduce(0) { $0 + $1.count }
        guard count >= 1, count <= AgentPlan.maximum else { throw .count(count) }
        guard count <= place.room else { throw .network(count: count, room: place.room) }
        port = place.port
        self.groups = groups
        var agents: [SimulatedAgent] = []
        for group in groups {
            let width = String(max(group.count, 1)).count
            var luck = SeededGenerator(seed: seed &+ UInt64(agents.count))
            let dead = Set(
                (0..<group.count).shuffled(using: &luck).prefix(Int((Double(group.count) * group.dead).rounded())))
            for index in 0..<group.count {
                var behaviour = group.behaviour
                if dead.contains(index) { behaviour.isDead = true }
                agents.append(
                    SimulatedAgent(
                        number: agents.count,
                        name: group.count == 1 ? group.name : group.name + AgentPlan.padded(index + 1, to: width),
                        endpoint: Endpoint(address: place.address(agents.count), port: place.port),
                        version: group.version, features: group.features, interfaces: group.interfaces,
                        behaviour: behaviour, seed: seed))
            }
        }
        self.agents = agents
    }

    /// Agents that have been laid out already, on one port.
    public init(_ agents: [SimulatedAgent]) {
        precondition(!agents.isEmpty, "a plan has an agent at the least")
        self.agents = agents
        port = agents[0].endpoint.port
        groups = []
    }

    /// The most agents of one run.
    public static let maximum = 200_000

    /// A number with zeros before it.
    static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// Where agents answer: `127.1.0.0/16:16100`, addresses counted from the one behind the network's own; or one address,
/// `127.0.0.1:16100`.
public struct AgentNetwork: Sendable, Hashable {
    /// The first address.
    public let first: IPAddress
    /// The port.
    public let port: UInt16
    /// How many addresses there are.
    public let room: Int

    /// Reads the text. Loopback only, private networks when told so: agents answer whoever knows their community.
    public init(_ text: String, allowsPrivate: Bool = false) throws(AgentPlanFault) {
        guard let slash = text.firstIndex(of: "/") else {
            guard let destination = try? LabDestination(text, allowsPrivate: allowsPrivate) else {
                throw .unreadable(text)
            }
            (first, port, room) = (destination.endpoint.address, destination.endpoint.port, 1)
            return
        }
        let tail = text[text.index(after: slash)...].split(separator: ":")
        guard tail.count == 2, let length = UInt32(tail[0]), length >= 8, length <= 32, let port = UInt16(tail[1]),
            case .v4(let word)? = IPAddress(text[..<slash])
        else { throw .unreadable(text) }
        let size = UInt64(1) << (32 - length)
        let base = UInt32(truncatingIfNeeded: UInt64(word) / size * size)
        let start = length == 32 ? base : base + 1
        let last = UInt32(truncatingIfNeeded: UInt64(base) + size - 1)
        for address in [start, last] {
            switch LabDestination.reach(of: .v4(address)) {
            case .loopback: break
            case .private where allowsPrivate: break
            default: throw .unreadable(text)
            }
        }
        first = .v4(start)
        self.port = port
        room = Int(size) - (length == 32 ? 0 : 1)
    }

    /// The address of an agent.
    func address(_ number: Int) -> IPAddress {
        guard case .v4(let word) = first else { return first }
        return .v4(word &+ UInt32(truncatingIfNeeded: number))
    }
}

/// Why a plan cannot be carried out.
public enum AgentPlanFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number of agents is out of range.
    case count(Int)
    /// The network is too small.
    case network(count: Int, room: Int)
    /// The text is no place for agents.
    case unreadable(String)

    /// A sentence with the reason.
    public var description: String {
        switch self {
        case .count(let count): "\(count) agents are not between 1 and \(AgentPlan.maximum)"
        case .network(let count, let room): "\(count) agents do not fit into a network with \(room) addresses"
        case .unreadable(let text):
            "'\(text)' is no place for agents: expected a loopback network and a port such as 127.1.0.0/16:16100, or "
                + "one address such as 127.0.0.1:16100"
        }
    }
}
