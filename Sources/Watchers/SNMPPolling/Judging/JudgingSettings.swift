import Model

/// When something that polling finds is a problem: `snmp.judging`, with everything that it leaves out filled in.
struct JudgingSettings: Sendable, Hashable {
    /// How often something must be seen before it counts: `polls` of the last `of`.
    struct Confirmation: Sendable, Hashable {
        /// How many of them must be bad.
        var polls: Int
        /// Of how many polls, from 1 to 16.
        var of: Int
    }

    /// A limit with its hysteresis and how long it must be broken.
    struct Band: Sendable, Hashable {
        /// Bad above this.
        var above: Double
        /// Right again at this or below.
        var clear: Double
        /// For so many polls in a row, either way.
        var polls: Int
    }

    /// Whose state is an alert.
    enum Scope: String, Sendable, Hashable, CaseIterable {
        /// Interfaces that lead to the rest of the network.
        case uplinks
        /// Every interface.
        case all
        /// None: all changes are for the record.
        case none
    }

    /// Failed polls until a device is down.
    var down = Confirmation(polls: 3, of: 3)
    /// The shortest round trip of a poll, in milliseconds; nil is off.
    var latency: Band? = Band(above: 500, clear: 300, polls: 5)
    /// Questions without an answer, in percent; nil is off.
    var loss: Band? = Band(above: 10, clear: 5, polls: 5)
    /// Which interfaces alert when they are down.
    var interfaceScope = Scope.uplinks
    /// Polls until such an interface is down; one that a trap spoke of is down at the first.
    var interfaceDown = Confirmation(polls: 2, of: 3)
    /// An interface whose ifAlias matches leads to the rest of the network; nil is off.
    var uplinkAliases: Pattern? = JudgingSettings.defaultAliases
    /// Whether a neighbour that is a bridge or router makes an interface an uplink.
    var learnsUplinks = true
    /// How busy an uplink may be, in percent; nil is off.
    var utilization: Band? = Band(above: 90, clear: 80, polls: 5)
    /// Errors in percent of packets; nil is off.
    var errors: Band? = Band(above: 1, clear: 0.5, polls: 5)
    /// Discards in percent of packets; nil is off.
    var discards: Band? = Band(above: 2, clear: 1, polls: 5)
    /// Polls in a row that were skipped until that is told.
    var lateAfter = 3
    /// Rules of the catalog that are off.
    var disabled: Set<String> = []
    /// Severities in place of the catalog's.
    var severities: [String: Severity] = [:]

    /// `^(UPLINK|core)`.
    static let defaultAliases = try? Pattern("^(UPLINK|core)")
}

/// The judging of some devices, where it differs from that of all.
struct JudgingOverride: Sendable, Hashable {
    /// Only devices with these tags, or with this name under the key `name`.
    var devices: [String: String]
    /// How they are judged.
    var settings: JudgingSettings
}
