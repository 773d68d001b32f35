public import Model
import SNMP
public import Watching

/// Polls SNMP agents on a schedule and judges what they say. Each device has times of its own, at most one poll and
/// one question under way, and a deadline, so that none can delay another.
public struct SNMPWatcher: Watcher {
    /// `snmp`, on its events.
    public static let name = WatcherName.snmp
    /// `snmp:`, in the configuration.
    public static let section = "snmp"
    /// What it can raise.
    public static let rules = PollingRules.catalog
    /// What a trap opened and a poll may end.
    public static let sharedRules = PollingRules.ofTraps

    /// A capture has no one to ask.
    public static var replayConfiguration: SNMPConfiguration? { nil }

    /// Nothing where devices are polled: none would answer. Of those that are only names there is nothing to tell.
    public static func replayScope(of configuration: SNMPConfiguration, shared: SharedConfiguration) -> ReplayScope {
        guard shared.devices.contains(where: { $0.isPolled && !$0.credentials.isEmpty }) else { return .all }
        return ReplayScope(
            only: [], because: "a capture answers no question: no device is polled, they only have their names")
    }

    var configuration: SNMPConfiguration
    var shared: SharedConfiguration
    var counters = PollCounters()
    var slips = SlipMeter()
    /// Devices by their slots, which they keep as long as they are configured. None is optional: of an optional that is
    /// this large a field cannot be read without a copy of the whole.
    var devices: [PolledDevice] = []
    var slots: [String: Int] = [:]
    /// The slots in the order of the configuration.
    var order: [Int] = []
    var freeSlots: [Int] = []
    /// Polls under way by their numbers.
    var polls: [ActivePoll] = []
    var freePolls: [Int] = []
    /// Everything that is due some time.
    var wakes = WakeHeap()
    /// When the one timer is set for.
    var armed: MonotonicTime?
    var plans = PlanBook()
    var names = NamePool()
    var hosts = PolledHosts()
    var looks = InterfaceLooks()
    var ports = PortBook()
    var snooping = SnoopingBook()
    var memory = PollMemory()
    var judging: PollingJudge
    var nextToken: RequestToken = 0
    /// What the store remembers, until the start is over; nil afterwards.
    var starting: (alerts: [Alert], kept: [String: String])?

    /// A watcher that asks no one until it is started.
    public init(_ configuration: SNMPConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        self.shared = shared
        judging = PollingJudge(configuration.judging, shared: shared)
    }

    /// Takes a new configuration: devices are kept by name with all that is known of them.
    public mutating func reconfigure(
        _ configuration: SNMPConfiguration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action]
    ) {
        let before = self.shared
        self.configuration = configuration
        self.shared = shared
        plans = PlanBook()
        judging.reconfigure(configuration.judging, shared: shared)
        if before.credentials != shared.credentials { actions.append(.useCredentials(shared.credentials)) }
        // Before the start is over there is nothing to change.
        if !isStarting { adopt(before: before, at: moment, into: &actions) }
        arm(into: &actions)
    }

    /// Whether the devices of the start are still to come.
    var isStarting: Bool { starting != nil }

    /// Takes one input.
    public mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        switch input {
        case .answer(let token, let answer): take(answer, to: token, at: moment, into: &actions)
        case .timer(.polls): wake(at: moment, into: &actions)
        case .timer(.firstLook): judging.wake(at: moment, into: &actions)
        case .started(let alerts):
            // What was kept comes right after, and must be known before any device is made.
            starting = (alerts, [:])
            actions.append(.useCredentials(shared.credentials))
            wakes.insert(WakeHeap.Entry(time: moment.monotonic, slot: 0, purpose: .start))
        case .kept(let texts): starting?.kept = texts
        case .fact(.interfaceChanged(let device, let index)):
            look(at: index, of: device, at: moment, into: &actions)
        case .stopping: keep(all: true, at: moment, into: &actions)
        default: break
        }
        arm(into: &actions)
    }

    private mutating func start(at moment: Moment, into actions: inout [Action]) {
        guard let before = starting else { return }
        judging.start(openAlerts: before.alerts, kept: before.kept, at: moment, into: &actions)
        adopt(before: SharedConfiguration(), at: moment, into: &actions)
        judging.finishStart()
        starting = nil
        recall(before.kept)
        wakes.insert(WakeHeap.Entry(time: moment.monotonic + PollMemory.tick, slot: 0, purpose: .memory))
    }

    /// Serves all that is due.
    private mutating func wake(at moment: Moment, into actions: inout [Action]) {
        armed = nil
        while let entry = wakes.takeDue(at: moment.monotonic) {
            let slot = Int(entry.slot)
            switch entry.purpose {
            case .start: start(at: moment, into: &actions)
            case .poll: pollIfDue(slot, entry.time, at: moment, into: &actions)
            case .deadline: endIfOver(slot, entry.time, at: moment, into: &actions)
            case .name: renewHost(slot, entry.time, into: &actions)
            case .memory:
                keep(all: false, at: moment, into: &actions)
                wakes.insert(WakeHeap.Entry(time: moment.monotonic + PollMemory.tick, slot: 0, purpose: .memory))
            }
        }
    }

    /// Sets the one timer for what is due first.
    mutating func arm(into actions: inout [Action]) {
        guard let earliest = wakes.earliest else { return }
        if let armed, armed <= earliest { return }
        armed = earliest
        actions.append(.setTimer(.polls, at: earliest))
    }

    /// A token for the next request: which device's poll it is for, or none, and a number of its own.
    mutating func token(_ slot: Int? = nil) -> RequestToken {
        nextToken = (nextToken &+ 1) & 0xffff_ffff
        return RequestToken(slot.map { $0 + 1 } ?? 0) << 32 | nextToken
    }

    /// Whose poll a token is for; nil for other requests.
    static func slot(of token: RequestToken) -> Int? { token >> 32 == 0 ? nil : Int(token >> 32) - 1 }
}

extension TimerName {
    static let polls = TimerName("polls")
}
