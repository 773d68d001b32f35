import Model

/// The catalog of the SNMP poller's judging. A MESSAGE_ID never changes once it is published.
enum PollingRules {
    /// All entries: what judging says by itself, and the thresholds of the shipped profiles.
    static let catalog: [Rule] = own + ofProfiles

    private static let own = devices + interfaces + access + weaknesses

    /// Rules that a shipped profile's threshold shares with the trap watcher, in whose catalog they stand: a trap and a
    /// poll that say the same are one alert.
    static let ofTraps: Set<String> = ["link-down", "ups-on-battery", "ups-battery-low"]

    private static let ofProfiles = ProfileRules.catalog.filter { rule in
        !ofTraps.contains(rule.name) && !own.contains { $0.name == rule.name }
    }

    private static let byName = Dictionary(catalog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The rule of a name; nil for a user's own.
    static func rule(named name: String) -> Rule? { byName[name] }

    /// Whether a rule stands in a catalog and is not the user's own.
    static func isShipped(_ name: String) -> Bool { byName[name] != nil || ofTraps.contains(name) }
}
