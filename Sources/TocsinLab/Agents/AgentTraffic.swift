import Model

/// What an interface has carried: functions of the time, so that nothing is kept. Each counter is a base and a fixed
/// growth in every hundredth of a second of sysUpTime, so that a rate that is reckoned from the agent's own time is
/// right to the last octet; scenes add to it and take from it while they are on.
struct AgentTraffic {
    /// The device.
    let agent: SimulatedAgent
    /// Its state.
    let state: AgentState
    /// The interface, in the order before any renumbering.
    let identity: Int

    /// Counters that grow by different laws.
    enum Kind: UInt64 {
        case octets = 1
        case unicast = 3
        case multicast = 5
        case broadcast = 7
        case errors = 9
        case discards = 11
    }

    /// A counter with all its bits.
    func counter(_ kind: Kind, isOut: Bool) -> UInt64 {
        let ticks = state.hostTicks
        let growth = perTick(kind, isOut)
        var value = base(kind, isOut, growth) &+ growth &* ticks
        switch kind {
        // One broken frame a minute, so that a rate near 0 is seen as one.
        case .errors: value &+= ticks / 6_000
        case .discards: value &+= ticks / 9_000
        default: break
        }
        if agent.hasScenes { value = value &+ scenes(kind, isOut, growth) }
        return value
    }

    /// ifOperStatus and ifAdminStatus: 1 is up, 2 is down.
    func status(isOper: Bool) -> Int32 {
        guard agent.hasScenes else { return 1 }
        for scene in agent.behaviour.scenes where scene.concerns(identity) && isOn(scene) {
            switch scene.effect {
            case .down where isOper: return 2
            case .disabled: return 2
            default: break
            }
        }
        return 1
    }

    /// ifLastChange: sysUpTime when the state was entered; 0 where that was before the simulation.
    var lastChange: UInt32 {
        guard agent.hasScenes else { return 0 }
        var latest: Int64 = 0
        for scene in agent.behaviour.scenes where scene.concerns(identity) {
            guard scene.effect == .down || scene.effect == .disabled else { continue }
            guard let begun = scene.latestBegin(at: state.time) else { continue }
            let ended = scene.end.map { begun + ($0 - scene.begin).nanoseconds } ?? begun
            for moment in [begun, ended] where moment > state.hostBegin && moment <= state.time {
                latest = max(latest, moment)
            }
        }
        guard latest > 0 else { return 0 }
        return state.upTime &- UInt32(truncatingIfNeeded: (state.time - latest) / 10_000_000)
    }

    private func isOn(_ scene: AgentScene) -> Bool { scene.isOn(at: state.time) }

    private func perTick(_ kind: Kind, _ isOut: Bool) -> UInt64 {
        switch kind {
        case .octets: agent.octetsPerTick(ofInterface: identity, isOut: isOut)
        // Frames of 500 octets, and a hundredth and a thousandth of that many to groups and to all.
        case .unicast: agent.octetsPerTick(ofInterface: identity, isOut: isOut) / 500
        case .multicast: 2
        case .broadcast: 1
        case .errors, .discards: 0
        }
    }

    /// What it showed when the host was started: nothing after a restart within the simulation.
    private func base(_ kind: Kind, _ isOut: Bool, _ growth: UInt64) -> UInt64 {
        guard state.hostBegin == 0 else { return 0 }
        let wraps = agent.behaviour.wraps
        if wraps.contains(.counter64), growth > 0 { return 0 &- growth &* 2_000 }
        if wraps.contains(.counter32), growth > 0 { return 0x1_0000_0000 &- growth &* 2_000 & 0xffff_ffff }
        let random = agent.number(identity, 16 &+ kind.rawValue &+ (isOut ? 1 : 0))
        switch kind {
        case .octets: return random & 0xff_ffff_ffff
        case .unicast: return random & 0xffff_ffff
        case .errors, .discards: return random & 0xff
        default: return random & 0xff_ffff
        }
    }

    private func scenes(_ kind: Kind, _ isOut: Bool, _ growth: UInt64) -> UInt64 {
        var change: UInt64 = 0
        for scene in agent.behaviour.scenes where scene.concerns(identity) {
            let ticks = state.ticks(of: scene)
            guard ticks > 0 else { continue }
            switch (scene.effect, kind) {
            case (.down, .octets), (.down, .unicast), (.down, .multicast), (.down, .broadcast),
                (.disabled, .octets), (.disabled, .unicast), (.disabled, .multicast), (.disabled, .broadcast):
                change = change &- growth &* ticks
            case (.busy(let share), .octets), (.busy(let share), .unicast):
                let full = Double(agent.speed(ofInterface: identity)) / 800 * min(1, max(0, share))
                let wanted = UInt64(kind == .octets ? full : full / 500)
                change = change &+ (wanted &- growth) &* ticks
            case (.errors(let perSecond), .errors) where !isOut: change &+= ticks &* UInt64(max(0, perSecond)) / 100
            case (.discards(let perSecond), .discards) where isOut: change &+= ticks &* UInt64(max(0, perSecond)) / 100
            default: break
            }
        }
        return change
    }
}
