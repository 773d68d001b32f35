/// What happens to an agent between two moments of its life.
public struct AgentScene: Sendable, Hashable {
    /// What happens.
    public enum Effect: Sendable, Hashable {
        /// The agent answers nobody.
        case silent
        /// ifOperStatus is down and no traffic flows.
        case down
        /// ifAdminStatus and ifOperStatus are down.
        case disabled
        /// So much of ifSpeed is used in each direction, 0 to 1.
        case busy(Double)
        /// So many ifInErrors a second.
        case errors(perSecond: Int)
        /// So many ifOutDiscards a second.
        case discards(perSecond: Int)
        /// The first sensor reads this, in degrees Celsius.
        case temperature(Int)
        /// The UPS runs on battery.
        case onBattery
        /// Processors are busy, in percent.
        case load(Int)
    }

    /// When it begins, counted from the start of the simulation.
    public var begin: Duration
    /// When it ends; nil is never.
    public var end: Duration?
    /// The interface, counted from 1 in the order before any renumbering; nil is all of them.
    public var interface: Int?
    /// What happens.
    public var effect: Effect

    /// A scene.
    public init(_ effect: Effect, interface: Int? = nil, from begin: Duration, to end: Duration? = nil) {
        self.effect = effect
        self.interface = interface
        self.begin = begin
        self.end = end
    }

    /// Whether it is on at that moment.
    func isOn(at time: Duration) -> Bool { time >= begin && end.map { time < $0 } ?? true }

    /// Whether it concerns that interface, counted from 0.
    func concerns(_ identity: Int) -> Bool { interface.map { $0 == identity + 1 } ?? true }
}
