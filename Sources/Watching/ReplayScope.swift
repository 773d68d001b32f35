/// What of a watcher's judgement a capture can bear out. A capture answers no question, so that one who asks would take
/// every device and server for gone.
public struct ReplayScope: Sendable {
    /// The rules whose observations are told, by name; nil for all.
    public var rules: Set<String>?
    /// What is not told and why, in words; nil where all is told.
    public var reason: String?

    /// All is told: the watcher judges by what it hears.
    public static let all = ReplayScope()

    private init() {}

    /// Only these rules are told, for a reason.
    public init(only rules: Set<String>, because reason: String) {
        self.rules = rules
        self.reason = reason
    }

    /// Whether an observation by a rule is told.
    func tells(_ rule: String) -> Bool { rules?.contains(rule) ?? true }
}
