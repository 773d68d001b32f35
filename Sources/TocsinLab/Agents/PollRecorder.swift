public import Model

/// When polls came: the arrival of the first datagram of each poll, by the kernel's clock, agent by agent. A datagram
/// begins a poll when half an interval has gone by since the last poll began.
public struct PollRecorder: Sendable {
    /// The interval that the agents are polled at, in nanoseconds.
    let interval: Int64
    /// Nanoseconds, for each agent.
    private(set) var arrivals: [[Int64]]
    /// Datagrams, for each agent.
    private(set) var requests: [Int]

    /// A recorder for so many agents.
    public init(agents: Int, interval: Duration) {
        self.interval = max(1, interval.nanoseconds)
        arrivals = [[Int64]](repeating: [], count: agents)
        requests = [Int](repeating: 0, count: agents)
    }

    /// Takes the arrival of a datagram for an agent.
    public mutating func record(_ agent: Int, at time: Timestamp) { record(agent, at: time.nanoseconds) }

    /// Takes the arrival of a datagram for an agent, in nanoseconds since the epoch.
    mutating func record(_ agent: Int, at time: Int64) {
        requests[agent] &+= 1
        if let last = arrivals[agent].last, time &- last < interval / 2 { return }
        arrivals[agent].append(time)
    }
}

/// How punctual polls were: each agent's arrivals against a grid of its own with the interval as its step. Where the
/// grid begins is the agent's median arrival, so that a stable phase, whatever it is, is no slip. A first poll that comes a
/// tenth of an interval beside it is no slip either: by it a daemon ends its first round within one interval.
public struct SlipReport: Sendable, Hashable {
    /// Agents that count: those that answer.
    public let healthyAgents: Int
    /// How many of them were polled at all.
    public let polledAgents: Int
    /// Their polls.
    public let polls: Int
    /// First polls that came between the times of the grid, a tenth of an interval from the next.
    public let between: Int
    /// Steps of the grid at which none came.
    public let missed: Int
    /// How far from the grid, earlier or later: sorted.
    public let slips: [Duration]
    /// From the first poll of any to the first poll of the last; nil where one was never polled.
    public let firstRound: Duration?
    /// The largest slip of each agent, by its number; nil for those that do not count or were hardly polled.
    public let worst: [Duration?]

    /// Reckons with the agents that `isHealthy` has.
    public init(_ recorder: PollRecorder, isHealthy: (Int) -> Bool) {
        var (healthy, polled, polls, missed, between) = (0, 0, 0, 0, 0)
        var slips: [Duration] = []
        var firsts: [Int64] = []
        var worst: [Duration?] = []
        for (agent, all) in recorder.arrivals.enumerated() {
            var worstOfAgent: Duration?
            defer { worst.append(worstOfAgent) }
            guard isHealthy(agent) else { continue }
            healthy += 1
            guard let earliest = all.first else { continue }
            polled += 1
            polls += all.count
            firsts.append(earliest)
            let interval = recorder.interval
            var arrivals = all[...]
            if all.count > 2, (interval / 100 * 85...interval / 100 * 95).contains(all[1] - all[0]) {
                between += 1
                arrivals.removeFirst()
            }
            guard arrivals.count > 1, let first = arrivals.first else { continue }
            var steps: [Int64] = []
            var residues: [Int64] = []
            // From step to step, so that a clock that runs a little otherwise does not add up to a whole step.
            var step: Int64 = 0
            var last = first
            for arrival in arrivals {
                step += max(0, (arrival - last + interval / 2) / interval)
                last = arrival
                steps.append(step)
                residues.append(arrival - first - step * interval)
            }
            let median = residues.sorted()[residues.count / 2]
            missed += Int(step) + 1 - arrivals.count
            let own = residues.map { Duration.nanoseconds(abs($0 - median)) }
            worstOfAgent = own.max()
            slips += own
        }
        (healthyAgents, polledAgents, self.polls, self.missed) = (healthy, polled, polls, missed)
        self.between = between
        self.slips = slips.sorted()
        self.worst = worst
        if polled == healthy, let begin = firsts.min(), let end = firsts.max() {
            firstRound = .nanoseconds(end - begin)
        } else {
            firstRound = nil
        }
    }

    /// The slip that so many of 100 polls are not above: the nearest rank; zero without polls.
    public func percentile(_ percent: Double) -> Duration {
        guard !slips.isEmpty else { return .zero }
        let rank = Int((Double(slips.count) * percent / 100).rounded(.up))
        return slips[min(slips.count, max(1, rank)) - 1]
    }
}
