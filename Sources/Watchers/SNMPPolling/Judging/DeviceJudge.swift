import Model
import SNMP
import Watching

/// Judges what the polls of one device say. It keeps a few bytes for each interface and more only of what is, or may be,
/// wrong: there are ten thousand of these.
struct DeviceJudge: Sendable {
    /// How many polls of a new device make its first look.
    static let firstLooks: UInt8 = 2
    /// How many troubles of one device are kept; what is beyond is counted.
    static let troubleLimit = 2_000

    /// How the device is.
    private(set) var condition = DeviceCondition.unknown
    /// Since when it is so; nil while it was never asked.
    private(set) var conditionSince: Timestamp?
    /// What the device is held against.
    var standard: DeviceStandard
    /// What stops it from answering, soft or hard; nil while it answers.
    var failure: PollFailure?
    /// Whether each of the last polls failed, the latest in the lowest bit, and how many there were, up to 16.
    var failedPolls: UInt16 = 0
    var pollCount: UInt8 = 0
    /// How many polls there were since it last came up, up to 16.
    var pollsSinceUp: UInt8 = 0
    /// Polls until the first look is over; 0 when it is.
    var looksLeft: UInt8
    /// How many polls were answered, from 0 to 255 over and over.
    var answers: UInt8 = 0
    /// Questions sent and lost, the last ten polls or so weighing most.
    var sent: Float = 0
    var lost: Float = 0
    /// What is, or may be, wrong.
    var troubles: [TroubleKey: Trouble] = [:]
    /// The interfaces as they were.
    var interfaces = InterfaceMemory()
    /// The interfaces that the configuration names as uplinks.
    var configuredUplinks: [String] = []
    /// The interfaces that the other watchers were told to care for; nil before that.
    var toldWatched: Set<UInt32>?
    /// Neighbours by the local port that they were learned on.
    var neighbours: [String: String] = [:]
    /// Interfaces that a trap spoke of lately, by ifIndex.
    var changed: [UInt32: ChangedInterface] = [:]
    /// sysUpTime in seconds at the last answer; negative without one.
    var lastUptimeSeconds: Float = -1
    /// When that was.
    var lastAnswer: Timestamp?
    /// The last shortest round trip in milliseconds; negative without one.
    private(set) var latencyMilliseconds: Float = -1
    /// How it stands to a loss of many devices; nil where that is no matter of it.
    var reach: MassLoss.Reach?
    /// Whether the list of what is known has changed and must be kept anew.
    var knownHasChanged = false

    /// A judge that has seen nothing; `isNew` has it take a first look.
    init(standard: DeviceStandard, isNew: Bool) {
        self.standard = standard
        looksLeft = isNew ? DeviceJudge.firstLooks : 0
    }

    /// Questions without an answer, in percent of those of the last polls; nil without any.
    var lossPercent: Double? { sent > 0 ? Double(lost / sent) * 100 : nil }

    /// The last shortest round trip in milliseconds; nil without one.
    var latency: Double? { latencyMilliseconds < 0 ? nil : Double(latencyMilliseconds) }

    /// What is wrong with the device as a whole in words; nil while it answers.
    var failureText: String? { failure.map { $0.words } }

    /// Takes what a poll came to.
    mutating func take(
        _ outcome: PollOutcome, of entry: DeviceEntry, address: IPAddress? = nil, at moment: Moment,
        shared: inout PollingJudge, into actions: inout [Action]
    ) {
        var known = address
        if known == nil, case .ip(let written) = entry.address { known = written }
        var turn = JudgeTurn(
            device: JudgedDevice(entry: entry, address: known, standard: standard, moment: moment),
            isFirstLook: looksLeft > 0)
        judgePace(outcome, &turn)
        switch outcome.result {
        case .skipped: break
        case .failed(let failure):
            notePoll(failed: true, outcome)
            noteReach(failure.reason, &turn, shared: &shared)
            fail(failure, outcome, &turn, shared: &shared)
            noteAlerted(turn, shared: &shared)
        case .answered:
            notePoll(failed: false, outcome)
            noteReach(nil, &turn, shared: &shared)
            succeed(outcome, &turn)
            judgeAnswer(outcome, &turn, shared: &shared)
        }
        finish(&turn, outcome, shared: &shared, into: &actions)
    }

    /// Changes how the device is.
    mutating func become(_ condition: DeviceCondition, at time: Timestamp) {
        guard condition != self.condition || conditionSince == nil else { return }
        self.condition = condition
        conditionSince = time
    }

    /// Judges all that an answer says.
    private mutating func judgeAnswer(_ outcome: PollOutcome, _ turn: inout JudgeTurn, shared: inout PollingJudge) {
        latencyMilliseconds = outcome.latency.map { Float($0.seconds * 1_000) } ?? -1
        answers &+= 1
        configuredUplinks = turn.device.entry.uplinks
        judgeSystem(outcome, &turn)
        judgeAccess(outcome, &turn, shared: shared)
        judgeScalars(outcome, &turn)
        let isWhole = outcome.faults.isEmpty
        for table in outcome.tables {
            if table.table.name == NeighbourColumns.table { learnNeighbours(table) }
        }
        for table in outcome.tables {
            if table.table.name == InterfaceColumns.table { judgeInterfaces(table, isWhole: isWhole, &turn) }
            judgeLimits(table, isWhole: isWhole, &turn)
        }
        judgeFaults(outcome, &turn)
    }

    private mutating func notePoll(failed: Bool, _ outcome: PollOutcome) {
        failedPolls = failedPolls << 1 | (failed ? 1 : 0)
        pollCount = min(pollCount + 1, 16)
        pollsSinceUp = min(pollsSinceUp + 1, 16)
        let questions = Float(max(outcome.questions, 0))
        sent = sent * 0.9 + questions
        lost = lost * 0.9 + max(questions - Float(max(outcome.answers, 0)), 0)
    }

    /// Tells what was found.
    func tell(_ turn: JudgeTurn, into actions: inout [Action]) {
        for finding in turn.findings {
            actions.append(.report(Report(.observation(turn.device.observation(finding)))))
        }
        for fact in turn.facts { actions.append(.publish(fact)) }
    }

    /// Ends a turn.
    private mutating func finish(
        _ turn: inout JudgeTurn, _ outcome: PollOutcome, shared: inout PollingJudge, into actions: inout [Action]
    ) {
        shared.tellMassLoss(at: turn.device.moment, into: &actions)
        tell(turn, into: &actions)
        let samples = outcome.samples(of: turn.device.entry.name)
        if !samples.isEmpty { actions.append(.report(Report(.samples(samples)))) }
        shared.leftOut += turn.leftOut
        if !turn.firstSeen.isEmpty { shared.firstLook.add(turn.firstSeen) }
        if !turn.mended.isEmpty { shared.firstLook.remove(turn.mended, of: turn.device.entry.name) }
        if knownHasChanged {
            knownHasChanged = false
            actions.append(.report(KnownTroubles.report(known, of: turn.device.entry.name)))
        }
        guard looksLeft > 0, outcome.result != .skipped else { return }
        looksLeft -= 1
        if looksLeft == 0 { shared.finishFirstLook(of: turn.device.entry.name, at: turn.device.moment, into: &actions) }
    }

    /// What was so at the first look and still is.
    var known: [TroubleKey] {
        var keys = troubles.filter { $0.value.phase == .known }.map(\.key)
        if let failure, failure.phase == .known { keys.append(TroubleKey(rule: failure.rule.name, instance: nil)) }
        return keys
    }
}

/// What one poll's judging has found so far.
struct JudgeTurn {
    /// Who is judged, and when.
    let device: JudgedDevice
    /// Whether what is wrong goes to the summary.
    let isFirstLook: Bool
    /// What is to be told.
    var findings: [PollFinding] = []
    /// What other watchers should know.
    var facts: [Fact] = []
    /// What the first look found.
    var firstSeen: [FirstLook.Problem] = []
    /// What it had found and is right again.
    var mended: [TroubleKey] = []
    /// Troubles that found no room.
    var leftOut = 0
}

/// An interface that a trap spoke of.
struct ChangedInterface: Sendable, Hashable {
    /// How many traps there were.
    var traps: UInt8 = 0
    /// How often it was polled since.
    var polls: UInt8 = 0
}
