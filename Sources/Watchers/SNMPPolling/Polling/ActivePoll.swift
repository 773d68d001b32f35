import Model
import SNMP
import Watching

/// A poll under way.
struct ActivePoll: Sendable {
    /// One variable to ask by GET.
    enum Item: Sendable, Hashable {
        /// One of the objects that every device is asked for.
        case system(SystemObject)
        /// A scalar of the plan, by one of the instances that may give it.
        case scalar(Int, object: Int)
    }

    /// Where the poll is.
    enum Stage: Sendable, Hashable {
        /// It asks for variables of which there is one.
        case scalars
        /// It walks a table.
        case table(Int)
        /// It asks once more for the device's clocks, before what was read of a table counts.
        case clocks(table: Int)
    }

    /// Whose poll it is.
    let slot: Int
    /// When it began.
    let started: Moment
    /// When its time is over.
    let deadline: MonotonicTime
    /// The question under way.
    var token: RequestToken = 0
    /// Where it is.
    var stage = Stage.scalars
    /// Which credential is used.
    var credential: Int
    /// Credentials that are still to be tried, the next last.
    var otherCredentials: [Int]
    /// The credential that works, while a better one is tried before it; nil else.
    var fallback: Int?
    /// Of the failures so far, the one of the credential that came furthest.
    var failure: SNMPFailure?
    /// Questions sent, attempts counted, and answers.
    var questions = 0
    var answers = 0
    /// The shortest round trip.
    var latency: Duration?
    /// Variables still to be asked, the next first.
    var items: [Item] = []
    /// Those of the question under way.
    var asked: [Item] = []
    /// How many variables one GET may have: fewer once it was too big.
    var mostItems = 24
    /// Whether who the device is, and with it what is asked of it, has been settled.
    var isSettled = false
    /// Whether the configuration has changed meanwhile, so that it is not the last word on what the device has.
    var isOutdated = false
    /// Whether everything that names rows is read.
    var readsNames = false
    /// What the system's objects said, by their numbers.
    var system: [RawValue]
    /// What they said as texts: sysName, sysDescr.
    var name: String?
    var description: String?
    /// sysObjectID.
    var objectID: ObjectIdentifier?
    /// The engine of a v3 agent.
    var engine: SNMPReply.Engine?
    /// What was read of each scalar of the plan: numbers, and texts.
    var numbers: [RawValue] = []
    var texts: [String?] = []
    /// By how many milliseconds the scalars were read later than the device's clock; empty where all came with it.
    var lags: [Int32] = []
    /// When by our own clock it said what time it is by its own; nil before.
    var ownTime: MonotonicTime?
    /// What it said.
    var clock: ClockReading?
    /// Whether an answer was long in coming since the clocks were read: the device may have been restarted meanwhile, or its
    /// rows numbered anew, so that what was read before and after does not belong together.
    var doubtsClock = false
    /// What lies between the last poll and this.
    var interval: DeviceInterval?
    /// The table under way.
    var walk: TableWalk?
    /// Whether this walk reads what names its rows.
    var readsRowNames = false
    /// How often this walk was cut down because an answer did not come.
    var shrinks = 0
    /// Whether some question was too much.
    var wasTooMuch = false
    /// What was read.
    var readings: [TableReading] = []
    /// What was wrong.
    var faults: [WalkFault] = []
    /// Who answered in its place.
    var otherSource: Endpoint?

    /// A poll that begins.
    init(slot: Int, started: Moment, deadline: MonotonicTime, credential: Int, otherCredentials: [Int]) {
        self.slot = slot
        self.started = started
        self.deadline = deadline
        self.credential = credential
        self.otherCredentials = otherCredentials
        system = [RawValue](repeating: .absent, count: SystemObject.allCases.count)
    }

    /// What one of the system's objects said; nil where it said nothing.
    func ticks(_ object: SystemObject) -> UInt32? {
        system[Int(object.rawValue)].unsigned.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// What the device says of its clock.
    func clockReading(at moment: Moment) -> ClockReading {
        ClockReading(
            own: ownTime ?? moment.monotonic, uptime: ticks(.uptime), boots: engine?.boots ?? ticks(.engineBoots),
            hostUptime: ticks(.hostUptime))
    }

    /// By how many milliseconds what was read at a time is later than the device's clock.
    func lag(at time: MonotonicTime) -> Int32 {
        guard let own = clock?.own ?? ownTime else { return 0 }
        return Int32(clamping: (time - own).nanoseconds / 1_000_000)
    }

    /// Gives up all that it holds, since it is over.
    mutating func clear() {
        self = ActivePoll(slot: slot, started: started, deadline: deadline, credential: 0, otherCredentials: [])
    }

    /// Takes a failure if it came further than those before.
    mutating func note(_ failure: SNMPFailure) {
        if let known = self.failure, known.reason.reach >= failure.reason.reach { return }
        self.failure = failure
    }
}

extension SNMPFailure.Reason {
    /// How far a request came: of several credentials the failure of the one that came furthest is told.
    var reach: Int {
        switch self {
        case .unusableCredential: 0
        case .notSent: 1
        case .timedOut: 2
        case .portUnreachable: 3
        case .otherAddress: 4
        case .malformedReply: 5
        case .unknownEngine: 6
        case .unknownUser: 7
        case .unsupportedSecurityLevel: 8
        case .wrongKey: 9
        case .privacy: 10
        case .notInTimeWindow: 11
        case .unknownContext: 12
        }
    }

    /// Whether another credential may do better: not where nobody listens, or nothing could be sent.
    var isAboutCredential: Bool {
        switch self {
        case .notSent, .portUnreachable, .otherAddress: false
        default: true
        }
    }

    /// Whether the agent is there and refuses us.
    var isRefusal: Bool { reach >= SNMPFailure.Reason.unknownEngine.reach || self == .unusableCredential }
}
