public import Model
import SNMP

/// One simulated device: what it is and how it behaves. It never changes; what changes with time is reckoned from it
/// by `AgentState`, what changes by being asked is kept by `AgentFarm`.
public final class SimulatedAgent: Sendable {
    /// Which version of SNMP it takes.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        /// SNMPv1 alone, as very old devices.
        case v1 = "1"
        /// SNMPv1 and v2c.
        case v2c = "2c"
        /// SNMPv3 alone.
        case v3 = "3"
    }

    /// Its number in the simulation, from 0.
    public let number: Int
    /// sysName.
    public let name: String
    /// Where it answers.
    public let endpoint: Endpoint
    /// The version that it takes.
    public let version: Version
    /// What it tells.
    public let features: AgentFeatures
    /// How many interfaces it has.
    public let interfaces: Int
    /// How it behaves.
    public let behaviour: AgentBehaviour
    /// What its numbers come from.
    let seed: UInt64
    /// The octets of its SNMP engine's id.
    let engineID: EngineID
    /// Hundredths of a second that it had been up before the simulation began: one to sixty days, or all but 20 seconds
    /// of the 497 days that fit.
    let ticksBefore: UInt64
    /// snmpEngineBoots at the simulation's begin.
    let firstBoots: UInt32
    /// Whether it ever starts anew.
    let restartsEver: Bool
    /// Whether anything ever happens to it.
    let hasScenes: Bool
    /// Whether its answers are anything but sent at once.
    let isOdd: Bool
    /// The columns that it has; shared by all agents of its make.
    let mib: AgentMIB

    /// An agent.
    public init(
        number: Int, name: String, endpoint: Endpoint, version: Version = .v2c, features: AgentFeatures = .all,
        interfaces: Int = 24, behaviour: AgentBehaviour = AgentBehaviour(), seed: UInt64 = 1
    ) {
        precondition((0...100_000).contains(interfaces), "an agent has 0 to 100000 interfaces")
        self.number = number
        self.name = name
        self.endpoint = endpoint
        self.version = version
        self.features = features
        self.interfaces = interfaces
        self.behaviour = behaviour
        let own = SimulatedAgent.mix(seed &* 0x1_0000 &+ UInt64(number))
        self.seed = own
        ticksBefore =
            behaviour.wraps.contains(.upTime)
            ? (1 << 32) - 2_000 : 8_640_000 + SimulatedAgent.mix(own ^ 91) % (59 * 8_640_000)
        firstBoots = 1 + UInt32(SimulatedAgent.mix(own ^ 90) % 50)
        restartsEver = behaviour.reboots != nil
        isOdd =
            behaviour.mangling != nil || behaviour.delay > .zero || behaviour.jitter > .zero || behaviour.duplicates > 0
            || behaviour.answersFromOtherAddress
        hasScenes = !behaviour.scenes.isEmpty
        engineID = EngineID.make(from: own)
        mib = AgentMIB.shared(features: features, hasOnly32Bit: behaviour.hasOnly32Bit)
    }

    /// A number that depends on the agent, a row and a purpose, and on nothing else.
    func number(_ row: Int, _ purpose: UInt64) -> UInt64 {
        SimulatedAgent.mix(seed ^ UInt64(truncatingIfNeeded: row) << 8 ^ purpose)
    }

    /// The finishing steps of SplitMix64.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// ifSpeed in bit/s: ports of 1 Gbit/s, the last two of 10.
    public func speed(ofInterface identity: Int) -> UInt64 {
        identity >= interfaces - 2 && interfaces > 2 ? 10_000_000_000 : 1_000_000_000
    }

    /// The octets that come in, or go out, in each hundredth of a second while nothing special happens: 1 to 30 % of
    /// the speed.
    public func octetsPerTick(ofInterface identity: Int, isOut: Bool) -> UInt64 {
        let perMille = 10 + number(identity, isOut ? 2 : 1) % 290
        return speed(ofInterface: identity) / 800 / 1_000 * perMille
    }
}
