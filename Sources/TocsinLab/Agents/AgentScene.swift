import Model

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

    /// How long after its begin it begins again; nil is never.
    public var every: Duration?

    /// A scene.
    public init(
        _ effect: Effect, interface: Int? = nil, from begin: Duration, to end: Duration? = nil, every: Duration? = nil
    ) {
        self.effect = effect
        self.interface = interface
        self.begin = begin
        self.end = end
        self.every = every
    }

    /// Whether it is on at that moment, in nanoseconds.
    func isOn(at time: Int64) -> Bool {
        guard let begun = latestBegin(at: time) else { return false }
        return end.map { time - begun < ($0 - begin).nanoseconds } ?? true
    }

    /// When it began last, in nanoseconds; nil before it ever did.
    func latestBegin(at time: Int64) -> Int64? {
        let first = begin.nanoseconds
        guard time >= first else { return nil }
        guard let every, every > .zero else { return first }
        return time - (time - first) % every.nanoseconds
    }

    /// How many hundredths of a second it has been on up to a time in hundredths. Both ends fall on whole hundredths,
    /// the steps of every counter, so that none of them ever goes back.
    func ticksOn(upTo time: UInt64) -> UInt64 {
        let first = AgentScene.ticks(begin)
        guard time > first else { return 0 }
        let length = end.map { AgentScene.ticks($0) - min(first, AgentScene.ticks($0)) } ?? .max
        let since = time - first
        guard let every, AgentScene.ticks(every) > 0 else { return min(length, since) }
        let period = AgentScene.ticks(every)
        return since / period * min(length, period) + min(length, since % period)
    }

    private static func ticks(_ duration: Duration) -> UInt64 { UInt64(max(0, duration.nanoseconds)) / 10_000_000 }

    /// Whether it concerns that interface, counted from 0.
    func concerns(_ identity: Int) -> Bool { interface.map { $0 == identity + 1 } ?? true }
}
