public import Model

/// A world whose clock only moves when told: runs a watcher in tests and over a capture. Commits are granted at once
/// unless they are held back.
public final class ManualWorld {
    // Accesses to what other modules can see are checked each time: what each frame touches is not.
    var clock: Moment
    /// Whether anything has come up since news were last taken.
    var hasNews = false
    /// All that was reported, oldest first; the owner may empty it.
    public var reports: [Report] = []
    /// All actions for the outside that came up, oldest first.
    public var actions: [Action] = []
    /// All facts that were published, oldest first.
    public var facts: [Fact] = []
    /// Whether receipts are granted as soon as a turn ends.
    public var commitsAtOnce = true

    private let runner: WatcherRunner
    private var waiting: [Receipt] = []

    /// Starts a watcher at a time.
    public init(_ watcher: any Watcher, decoder: (any TrapDecoder)?, at start: Moment, openAlerts: [Alert] = []) {
        clock = start
        runner = WatcherRunner(watcher, decoder: decoder)
        feed(.started(openAlerts: openAlerts))
    }

    /// The time.
    public var now: Moment { clock }

    /// The watcher as it is now.
    public var watcher: any Watcher { runner.watcher }

    /// When the next timer is due; nil when none is set.
    public var nextDeadline: MonotonicTime? { runner.nextDeadline }

    /// The observations among the reports, also those of ended tallies, oldest first.
    public var observations: [Observation] {
        reports.compactMap {
            switch $0.content {
            case .observation(let observation): observation
            case .endedTally(let tally): tally.observation
            case .tally, .samples, .memory: nil
            }
        }
    }

    /// Takes what has come up.
    func takeNews() -> (observations: [Observation], facts: [Fact], actions: [Action]) {
        defer {
            hasNews = false
            reports = []
            actions = []
            facts = []
        }
        return (observations, facts, actions)
    }

    /// Gives the watcher an input now; false where it asked for nothing.
    @discardableResult
    public func feed(_ input: Input) -> Bool {
        var outcome = WatcherRunner.Outcome()
        guard runner.feed(input, at: clock, into: &outcome) else { return false }
        take(outcome)
        return true
    }

    /// Gives the watcher a new configuration now.
    public func reconfigure(_ plan: any WatcherPlan) {
        var outcome = WatcherRunner.Outcome()
        runner.reconfigure(plan, at: clock, into: &outcome)
        take(outcome)
    }

    /// Moves the clock and fires every timer on the way at its own time.
    public func advance(by duration: Duration) { advance(to: now + duration) }

    /// Moves the clock to a time, firing every timer on the way at its own time. A time in the past moves only the
    /// wall clock: captures are not always in order.
    public func advance(to target: Moment) {
        while let deadline = runner.nextDeadline, deadline <= target.monotonic {
            clock = clock + (deadline > clock.monotonic ? deadline - clock.monotonic : .zero)
            var outcome = WatcherRunner.Outcome()
            runner.fire(at: clock, into: &outcome)
            take(outcome)
        }
        clock = Moment(wall: target.wall, monotonic: max(clock.monotonic, target.monotonic))
    }

    /// Grants the receipts that were held back.
    public func grantCommits() {
        let granted = waiting
        waiting.removeAll()
        if !granted.isEmpty { feed(.committed(granted)) }
    }

    private func take(_ outcome: WatcherRunner.Outcome) {
        if outcome.actions.isEmpty, outcome.facts.isEmpty, outcome.reports.isEmpty { return }
        hasNews = true
        if !outcome.actions.isEmpty { actions += outcome.actions }
        if !outcome.facts.isEmpty { facts += outcome.facts }
        if outcome.reports.isEmpty { return }
        reports += outcome.reports
        waiting += outcome.reports.compactMap(\.receipt)
        if commitsAtOnce { grantCommits() }
    }
}
