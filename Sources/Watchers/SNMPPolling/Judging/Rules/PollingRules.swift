import Model

/// The catalog of the SNMP poller's judging. A MESSAGE_ID never changes once it is published.
enum PollingRules {
    /// All entries.
    static let catalog: [Rule] = devices + interfaces + access + weaknesses

    private static let byName = Dictionary(catalog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The rule of a name; nil for a user's own.
    static func rule(named name: String) -> Rule? { byName[name] }
}
