internal import Model

/// What is known of the engine at one address: its id, its clock from authentic messages, and keys that are bound to it.
final class AgentEngine {
    /// The engine's clock as an authentic message told it. One from a Report that anyone may forge never comes here.
    struct Clock {
        /// snmpEngineBoots.
        var boots: UInt32
        /// The latest snmpEngineTime, in seconds.
        var time: UInt32
        /// When that was.
        var heard: MonotonicTime

        /// What its time should be now.
        func time(at now: MonotonicTime) -> UInt32 {
            let elapsed = max(0, (now - heard).nanoseconds / 1_000_000_000)
            return UInt32(clamping: min(Int64(time) + elapsed, Int64(Int32.max)))
        }
    }

    /// An exchange that waits for the engine's id.
    struct Waiter: Equatable {
        /// The number of the exchange.
        var exchange: Int
        /// Which of the exchanges that had this number.
        var serial: UInt64
    }

    /// The engine's id; empty before it is discovered.
    private(set) var engineID: [UInt8] = []
    /// Its clock; nil before an authentic message told it.
    private(set) var clock: Clock?
    /// Whether it has restarted and no reply has told so yet.
    var hasRestarted = false
    /// Those that wait until the id is known.
    var waiting: [Waiter] = []
    /// The exchange that sent the latest question for the id, and when; nil when none is under way.
    var discovery: (waiter: Waiter, sent: MonotonicTime)?
    private var keys: [Int: LocalisedKeys] = [:]

    /// How far an engine's time may go back without a restart, in seconds: replies overtake each other.
    static let windowSeconds: UInt32 = 150

    /// An engine of which nothing is known.
    init() {}

    /// An engine as it was known before.
    init(engineID: [UInt8], clock: Clock?) {
        self.engineID = engineID
        self.clock = clock
    }

    /// Takes the id that a discovery told; whether it is another than before. The clock and the keys of another engine
    /// mean nothing for this one.
    func discovered(_ engineID: [UInt8]) -> Bool {
        guard engineID != self.engineID else { return false }
        let wasKnown = !self.engineID.isEmpty
        self.engineID = engineID
        clock = nil
        keys = [:]
        return wasKnown
    }

    /// Takes the clock of a message that is authentic and answers a message of ours under a random msgID and, in a Response,
    /// a random request-id: it is fresh, so its word is taken also where it goes back (RFC 3414, section 3.2, step 7b
    /// would shut such a device out). Whether the engine has restarted.
    func heard(boots: UInt32, time: UInt32, at now: MonotonicTime) -> Bool {
        guard let known = clock else {
            clock = Clock(boots: boots, time: time, heard: now)
            return false
        }
        let isRestart =
            boots != known.boots || UInt64(time) + UInt64(AgentEngine.windowSeconds) < UInt64(known.time)
        if isRestart { hasRestarted = true }
        if isRestart || time > known.time { clock = Clock(boots: boots, time: time, heard: now) }
        return isRestart
    }

    /// Corrects the clock by an authentic usmStatsNotInTimeWindows: even a time that is little different is taken, since
    /// ours was refused.
    func corrected(boots: UInt32, time: UInt32, at now: MonotonicTime) -> Bool {
        let isRestart = heard(boots: boots, time: time, at: now)
        clock = Clock(boots: boots, time: time, heard: now)
        return isRestart
    }

    /// A credential's keys bound to this engine. The caller holds the library's lock. nil when there are none or the
    /// library refuses.
    func keys(of credential: AgentCredential) -> LocalisedKeys? {
        guard let userKeys = credential.keys else { return nil }
        if let known = keys[credential.number] { return known }
        let localised = userKeys.localised(to: engineID)
        keys[credential.number] = localised
        return localised
    }

    /// Forgets the keys of credentials that are gone.
    func keepOnly(_ credentials: Set<Int>) {
        if !keys.isEmpty { keys = keys.filter { credentials.contains($0.key) } }
    }
}
