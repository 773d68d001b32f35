import Model
import SNMP
import Watching

/// What one device contributes to the question whether most are lost at once.
extension DeviceJudge {
    /// Counts a device that is polled from now on; one that is to refuse us never counts.
    mutating func beginReach(of entry: DeviceEntry, shared: inout PollingJudge) {
        if entry.expectsRefusal {
            reach = nil
            shared.massLoss.forget(entry.name)
        } else if reach == nil {
            note(failure == nil ? .unheard : .down, entry.name, shared: &shared)
        }
    }

    /// Notes what a poll said, before it is judged; nil is an answer.
    mutating func noteReach(
        _ reason: SNMPFailure.Reason?, _ turn: inout JudgeTurn, shared: inout PollingJudge
    ) {
        guard let old = reach else { return }
        let name = turn.device.entry.name
        guard let reason, MassLoss.isLoss(reason) else { return note(.answering, name, shared: &shared) }
        let isDown = failure.map { $0.phase == .known || ($0.phase == .firing && old != .lost) } ?? false
        note(isDown || turn.isFirstLook ? .down : .lost, name, shared: &shared)
    }

    /// Notes that a device that is lost alerts by itself.
    func noteAlerted(_ turn: JudgeTurn, shared: inout PollingJudge) {
        guard reach == .lost, failure?.phase == .firing else { return }
        shared.massLoss.noteTold(turn.device.entry.name, at: turn.device.moment)
    }

    private mutating func note(_ now: MassLoss.Reach, _ name: String, shared: inout PollingJudge) {
        guard reach != now else { return }
        reach = now
        shared.massLoss.note(name, now)
    }
}

extension MassLoss {
    /// Whether nothing comes back: a refusal, a closed port or a wrong key shows that the way is there.
    static func isLoss(_ reason: SNMPFailure.Reason) -> Bool {
        switch reason {
        case .timedOut, .notSent: true
        default: false
        }
    }
}
