public import Model

/// A world whose clock only moves when told: runs a watcher in tests and over a capture. Commits are granted at once
/// unless they are held back.
public final class ManualWorld {
    /// The time.
    public private(set) var now: Moment
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
        now = start
        runner = WatcherRunner(watcher, decoder: decoder)
        feed(.started(openAlerts: openAlerts))
    }

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

    /// Gives the watcher an input now.
    public func feed(_ input: Input) {
        var outcome = WatcherRunner.Outcome()
        runner.feed(input, at: now, into: &outcome)
        take(outcome)
    }

    /// Gives the watcher a new configuration now.
    public func reconfigure(_ plan: any WatcherPlan) {
        var outcome = WatcherRunner.Outcome()
        runner.reconfigure(plan, at: now, into: &outcome)
        take(outcome)
    }

    /// Moves the clock and fires every timer on the way at its own time.
    public func advance(by duration: Duration) { advance(to: now + duration) }

    /// Moves the clock to a time, firing every timer on the way at its own time. A time in the past moves only the
    /// wall clock: captures are not always in order.
    public func advance(to target: Moment) {
        while let deadline = runner.nextDeadline, deadline <= target.monotonic {
            let step = deadline > now.monotonic ? deadline - now.monotonic : .zero
            now = now + step
            var outcome = WatcherRunner.Outcome()
            runner.fire(at: now, into: &outcome)
            take(outcome)
        }
        now = Moment(wall: target.wall, monotonic: max(now.monotonic, target.monotonic))
    }

    /// Grants the receipts that were held back.
    public func grantCommits() {
        let granted = waiting
        waiting.removeAll()
        if !granted.isEmpty { feed(.committed(granted)) }
    }

    private func take(_ outcome: WatcherRunner.Outcome) {
        // Most turns come to nothing.
        if !outcome.actions.isEmpty { actions += outcome.actions }
        if !outcome.facts.isEmpty { facts += outcome.facts }
        if outcome.reports.isEmpty { return }
        reports += outcome.reports
        waiting += outcome.reports.compactMap(\.receipt)
        if commitsAtOnce { grantCommits() }
    }
}
