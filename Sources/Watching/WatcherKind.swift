public import Model

/// One line of the catalog: a kind of watcher without its type.
public struct WatcherKind: Sendable {
    /// The name that stands on its events.
    public let name: WatcherName
    /// The key of its section in the configuration.
    public let section: String
    /// Every rule that it can raise.
    public let rules: [Rule]
    /// Rules of other watchers whose open alerts it is told of at its start, too.
    public let sharedRules: Set<String>
    /// What a replay without a configuration runs; nil for a watcher that means nothing without one.
    public let replayPlan: (any WatcherPlan)?
    private let decoding: @Sendable (SectionReader, DecodingContext) -> (any WatcherPlan)?

    /// The kind of a watcher's type.
    public init<W: Watcher>(_ type: W.Type) {
        name = W.name
        section = W.section
        rules = W.rules
        sharedRules = W.sharedRules
        replayPlan = W.replayConfiguration.map { Plan<W>(configuration: $0, shared: SharedConfiguration()) }
        decoding = { section, context in
            guard let configuration = W.decode(section, context: context) else { return nil }
            return Plan<W>(configuration: configuration, shared: context.shared)
        }
    }

    /// Reads the watcher's section; nil when its faults leave nothing to run.
    public func decode(_ section: SectionReader, context: DecodingContext) -> (any WatcherPlan)? {
        decoding(section, context)
    }
}

/// A watcher's configuration, ready to make the watcher or to be given to the one that runs.
public protocol WatcherPlan: Sendable {
    /// A watcher of this configuration that has seen nothing yet.
    func makeWatcher() -> any Watcher
    /// The rules that it has from its configuration, by name.
    var configuredRules: Set<String> { get }
    /// What of its judgement a replay tells.
    var replayScope: ReplayScope { get }
    /// Gives the running watcher this configuration.
    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action])
}

extension WatcherPlan {
    /// Most watchers have no rules of the user's.
    public var configuredRules: Set<String> { [] }

    /// Most watchers judge by what they hear.
    public var replayScope: ReplayScope { .all }
}

/// The plan of one type of watcher.
struct Plan<W: Watcher>: WatcherPlan {
    let configuration: W.Configuration
    let shared: SharedConfiguration

    var configuredRules: Set<String> { W.configuredRules(of: configuration) }

    var replayScope: ReplayScope { W.replayScope(of: configuration, shared: shared) }

    func makeWatcher() -> any Watcher { W(configuration, shared: shared) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? W else { preconditionFailure("A plan was given to another kind of watcher") }
        running.reconfigure(configuration, shared: shared, at: moment, into: &actions)
        watcher = running
    }
}
