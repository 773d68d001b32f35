internal import Model

/// One request from the moment that it is made to its answer.
struct SNMPExchange {
    /// What speaks against the agent so far; told when no genuine reply comes.
    struct Suspicion {
        /// The failure that it would be.
        var reason: SNMPFailure.Reason
        /// What was seen, as the end of a sentence.
        var detail: String
        /// How many messages of ours drew a Report that says so; 0 for what is no Report.
        var reports: Int

        /// What counts more when several things are seen: a Report most, then what came in the agent's place.
        var rank: Int {
            if reports > 0 { return 3 }
            switch reason {
            case .wrongKey, .privacy, .unknownContext: return 2
            default: return 1
            }
        }
    }

    /// What was asked.
    var request: SNMPRequest
    /// The number under which the asker knows it.
    var token: UInt64
    /// Which of the exchanges that had this number; 0 while the place is free.
    var serial: UInt64
    /// The credential; nil while the place is free.
    var credential: AgentCredential?
    /// v3: what is known of the agent's engine.
    var agent: AgentEngine?
    /// When it was asked.
    var started: MonotonicTime
    /// How many messages were given up: lost, or repeated to confirm a Report.
    var losses = 0
    /// The id of the latest message; 0 before the first.
    var lastID: Int32 = 0
    /// Whether it waits for the engine's id.
    var isDiscovering = false
    /// v3: how often the clock was corrected.
    var corrections = 0
    /// v3: how often the engine was discovered anew.
    var rediscoveries = 0
    /// What speaks against the agent; nil so far.
    var suspicion: Suspicion?
    /// Whether the suspicion is confirmed: the next deadline tells it.
    var isConfirmed = false
    /// Where a reply came from that was not asked; nil so far.
    var otherSource: Endpoint?

    /// How often the question was sent, as answers tell it.
    var attempts: Int { 1 + min(losses, max(0, request.retries)) }
}
