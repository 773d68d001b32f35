public import Model
public import SNMP

/// A watcher: a value that owns no socket, no clock and no queue. It is given an input and the time, and it answers
/// with actions; its host performs them. So the same code runs live, on a manual clock and over a capture.
///
/// A new watcher is one folder under Watchers/, one mirrored folder of tests and one line in the catalog.
public protocol Watcher: Sendable {
    /// What its section of the configuration decodes to, checked and with secrets resolved.
    associatedtype Configuration: Sendable

    /// The name that stands on its events.
    static var name: WatcherName { get }
    /// The key of its section in the configuration. A watcher without a section does not run.
    static var section: String { get }
    /// Every rule that it can raise, for the catalog.
    static var rules: [Rule] { get }

    /// Rules of other watchers whose open alerts it is told of at its start, too, because it may end them.
    static var sharedRules: Set<String> { get }

    /// What a replay without a configuration uses: it takes everything and learns nothing. nil where that means nothing.
    static var replayConfiguration: Configuration? { get }

    /// What of its judgement a replay with this configuration tells.
    static func replayScope(of configuration: Configuration, shared: SharedConfiguration) -> ReplayScope

    /// Reads its section. Faults go to the section's collector; the result is used only if the whole file has none.
    static func decode(_ section: SectionReader, context: DecodingContext) -> Configuration?

    /// Every rule that may raise alerts only because this configuration says so, by name. When a reload takes one out,
    /// the daemon ends its alerts.
    static func configuredRules(of configuration: Configuration) -> Set<String>

    /// A watcher that has seen nothing yet. `Input.started` comes before any other input.
    init(_ configuration: Configuration, shared: SharedConfiguration)

    /// Takes a new configuration and keeps all that it knows.
    mutating func reconfigure(
        _ configuration: Configuration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action])

    /// Takes one input and appends what is to be done, in order.
    mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action])

    /// Writes the members of its status object: counters and what it sees now.
    func writeStatus(into writer: inout JSONWriter)

    /// Answers a question of the command by objects written into the open array; false, and nothing written, where it
    /// is not this watcher's to answer.
    func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool
}

extension Watcher {
    /// Most watchers end no alerts but their own.
    public static var sharedRules: Set<String> { [] }

    /// Most watchers have no rules of the user's.
    public static func configuredRules(of configuration: Configuration) -> Set<String> { [] }

    /// Most watchers judge by what they hear.
    public static func replayScope(of configuration: Configuration, shared: SharedConfiguration) -> ReplayScope { .all }

    /// Most watchers are asked nothing.
    public func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool { false }
}

/// A document of the configuration's language that is no part of the configuration itself, such as a profile.
public enum ConfigurationDocument: Sendable {
    /// A text of the program's own, with the name that faults call it by.
    case text(String, file: String)
    /// A file, or every `*.yaml` of a folder in the order of their names; relative to the configuration's folder.
    case path(Located<String>)
}

/// What a watcher may use while it decodes its section, besides the section itself, whose reader finds secrets.
public struct DecodingContext {
    /// The parts of the configuration that all watchers read.
    public let shared: SharedConfiguration
    /// Gives object names with the MIB files of these directories merged in; what could not be read becomes warnings.
    public let names: ([String]) -> (names: ObjectNames, warnings: [String])

    /// Reads documents; what is wrong with them goes to the collector, and what cannot be read at all is left out.
    public let documents: (ConfigurationDocument, ConfigurationFaults) -> [ConfigurationNode]

    /// Puts a context together; without a reader there are no documents.
    public init(
        shared: SharedConfiguration,
        documents: @escaping (ConfigurationDocument, ConfigurationFaults) -> [ConfigurationNode] = { _, _ in [] },
        names: @escaping ([String]) -> (names: ObjectNames, warnings: [String])
    ) {
        self.shared = shared
        self.documents = documents
        self.names = names
    }
}
