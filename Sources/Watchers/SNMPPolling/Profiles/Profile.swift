import Model
import SNMP

/// What is asked of a device, and what its answers mean: data, read from YAML, so that a new kind of device needs no
/// code. Names of objects have become identifiers.
struct Profile: Sendable, Hashable {
    /// The name that a device's `profiles` has.
    var name: String
    /// What it is for, in one sentence.
    var summary: String
    /// It applies itself to devices whose sysObjectID begins with one of these; empty where it must be asked for.
    var appliesTo: [ObjectIdentifier]
    /// Objects of which there is one, each with its instance (`.0`).
    var scalars: [ProfileMetric]
    /// Texts of which there is one, such as a serial number, each with its instance.
    var texts: [ProfileLabel]
    /// Objects of which there are many.
    var tables: [ProfileTable]
    /// Limits that the profile itself brings.
    var thresholds: [Threshold]
}

/// One number that a profile reads.
struct ProfileMetric: Sendable, Hashable {
    /// What the agent's number is.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A number that stands for itself.
        case gauge
        /// A number that only grows, of which the growth a second is told. Its width is that of the type on the wire.
        case counter
        /// Hundredths of a second, told in seconds.
        case timeTicks = "timeticks"
        /// One of several named numbers.
        case state
    }

    /// The metric's name: `if_in_bps`.
    var name: String
    /// The objects that give it, the best first: the first that the agent has is used.
    var objects: [ObjectIdentifier]
    /// What the number is.
    var kind: Kind
    /// The unit of what is told: `bit/s`, `%`, `°C`; empty for a bare number.
    var unit: String
    /// What the agent's number, or its growth a second, is multiplied by.
    var scale: Double
    /// The names of a state's numbers.
    var states: [Int64: String]
    /// Whether the store keeps its history.
    var isKept: Bool
}

/// One text of a profile: it names things, or is shown beside them.
struct ProfileLabel: Sendable, Hashable {
    /// How its octets are read.
    enum Form: String, Sendable, Hashable, CaseIterable {
        /// UTF-8 or Latin-1 text; numbers and identifiers in their usual text.
        case text
        /// A MAC address.
        case mac
        /// Hexadecimal digits.
        case hex
        /// The object's own textual convention and display hint.
        case automatic = "auto"
    }

    /// The label's name: `alias`.
    var name: String
    /// The objects that give it, the best first.
    var objects: [ObjectIdentifier]
    /// How its octets are read.
    var form: Form
}

/// A conceptual table: columns that share an index.
struct ProfileTable: Sendable, Hashable {
    /// Its name: `interfaces`.
    var name: String
    /// The columns that name a row.
    var labels: [ProfileLabel]
    /// Which labels, the first that is not empty, identify a row even when the agent renumbers it; empty where the
    /// index does.
    var identity: [String]
    /// The columns with numbers.
    var metrics: [ProfileMetric]
    /// What is reckoned from them.
    var ratios: [ProfileRatio]
    /// How often it is read: with every poll at 1, with every tenth at 10. For what hardly changes.
    var everyPolls: Int
}

/// A metric that is the quotient of two others of its row, such as a utilization.
struct ProfileRatio: Sendable, Hashable {
    /// Its name: `if_in_utilization`.
    var name: String
    /// The metric above the line.
    var numerator: String
    /// The metric below it; a row where that is 0 or absent has no such ratio.
    var denominator: String
    /// What the quotient is multiplied by, such as 100.
    var scale: Double
    /// The unit of the result: `%`.
    var unit: String
    /// Whether the store keeps its history.
    var isKept: Bool
}

/// A limit on a metric, with hysteresis and a number of polls that it must be broken for.
struct Threshold: Sendable, Hashable {
    /// The side on which a value is wrong.
    enum Side: Sendable, Hashable {
        /// Wrong above the limit, right again below the second number.
        case above(Double, clear: Double)
        /// Wrong below the limit, right again above the second number.
        case below(Double, clear: Double)
        /// Wrong while a state is one of these.
        case states([String])
    }

    /// The rule's name: of a user's own, or of the catalog where a profile brings it.
    var name: String
    /// The metric or ratio.
    var metric: String
    /// Only instances that match; nil for all.
    var instancePattern: String?
    /// What is wrong.
    var side: Side
    /// How many polls in a row it must be broken for, and be right for before it ends.
    var polls: Int
    /// How much it matters.
    var severity: Severity
    /// Only devices with these tags, or with this name under the key `name`; empty for all.
    var devices: [String: String]
}
