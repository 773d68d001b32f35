import Model

/// What of an agent depends on the time: how often it was started, how long ago, and what is on. Times are counted from
/// the start of the simulation.
struct AgentState {
    /// snmpEngineBoots.
    let boots: UInt32
    /// How many starts there were within the simulation, 0 before the first.
    let restarts: Int
    /// Hundredths of a second since the simulation or the agent was started, whichever came last.
    let ticks: UInt64
    /// Hundredths of a second since the host was started, likewise.
    let hostTicks: UInt64
    /// sysUpTime.
    let upTime: UInt32
    /// ifIndex of the first row.
    let firstIfIndex: UInt32
    /// Whether it is off, because it is just starting.
    let isOff: Bool
    /// The time in nanoseconds, for scenes.
    let time: Int64
    /// When the host was started last, in nanoseconds: scenes' traffic before that is forgotten.
    let hostBegin: Int64

    /// The state at a time in nanoseconds.
    init(of agent: SimulatedAgent, at time: Int64) {
        self.time = time
        var begin: Int64 = 0
        var restarts = 0
        var isOff = false
        var isAgentOnly = false
        var forgetsBoots = false
        var renumbers = false
        // The few agents that start anew pay for it, and no other.
        if agent.restartsEver, let reboots = agent.behaviour.reboots {
            let first = reboots.first.nanoseconds
            if time >= first {
                let period = reboots.every.map { max(1, $0.nanoseconds) }
                let further = period.map { (time - first) / $0 } ?? 0
                restarts = 1 + Int(further)
                begin = first + further * (period ?? 0) + reboots.outage.nanoseconds
                isOff = time < begin
            }
            (isAgentOnly, forgetsBoots, renumbers) = (reboots.isAgentOnly, reboots.forgetsBoots, reboots.renumbers)
        }
        self.restarts = restarts
        self.isOff = isOff
        ticks = AgentState.ticks(time - begin)
        hostBegin = isAgentOnly ? 0 : begin
        hostTicks = AgentState.ticks(time - hostBegin)
        let count = UInt32(truncatingIfNeeded: restarts)
        boots = restarts > 0 && forgetsBoots ? count : agent.firstBoots &+ count
        upTime = UInt32(truncatingIfNeeded: (restarts == 0 ? agent.ticksBefore : 0) &+ ticks)
        firstIfIndex = renumbers ? 1 &+ count &* 100 : 1
    }

    /// The engine's time: seconds since its start. The start lies before the simulation's by sysUpTime's first value.
    func engineTime(of agent: SimulatedAgent) -> UInt32 {
        let before = restarts == 0 ? agent.ticksBefore : 0
        return UInt32(truncatingIfNeeded: ((before &+ ticks) / 100) & 0x7fff_ffff)
    }

    /// hrSystemUptime.
    func hostUpTime(of agent: SimulatedAgent) -> UInt32 {
        let isFirst = restarts == 0 || agent.behaviour.reboots?.isAgentOnly == true
        return UInt32(truncatingIfNeeded: hostTicks &+ (isFirst ? agent.ticksBefore : 0))
    }

    /// Which interface is in a row: they stand in another order after each renumbering.
    func identity(ofRow row: Int, at agent: SimulatedAgent) -> Int {
        guard firstIfIndex != 1, agent.interfaces > 0 else { return row }
        return (row + restarts * 5) % agent.interfaces
    }

    private static func ticks(_ nanoseconds: Int64) -> UInt64 { UInt64(max(0, nanoseconds) / 10_000_000) }

    /// How many hundredths of a second a scene has been on since the host was started.
    func ticks(of scene: AgentScene) -> UInt64 {
        let begin = AgentState.ticks(hostBegin)
        return scene.ticksOn(upTo: begin + hostTicks) - scene.ticksOn(upTo: begin)
    }
}
