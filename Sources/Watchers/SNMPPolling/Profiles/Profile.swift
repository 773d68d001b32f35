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
    /// Objects of which there is one, each with its instance (`.0`), which the identifiers of factors have as well.
    var scalars: [ProfileMetric]
    /// Texts of which there is one, such as a serial number, each with its instance.
    var texts: [ProfileLabel]
    /// What is reckoned from the scalars.
    var ratios: [ProfileRatio] = []
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
    /// What the numbers of each object are multiplied by besides, such as 1,000,000 for ifHighSpeed beside ifSpeed; empty
    /// where nothing is.
    var objectScales: [Double] = []
    /// What else it is multiplied by, from other objects of its row; where one is absent there is no value.
    var factors: [ProfileFactor] = []
    /// What a counter can grow by at most; nil where nothing is known of it.
    var bound: ProfileBound?
    /// The names of a state's numbers.
    var states: [Int64: String]
    /// Whether the store keeps its history.
    var isKept: Bool

    /// What the number of one of the objects is multiplied by in all, its factors aside.
    func multiplier(ofObject index: Int) -> Double {
        objectScales.indices.contains(index) ? scale * objectScales[index] : scale
    }
}

/// An object of the same row, or another scalar, by which a number is multiplied.
struct ProfileFactor: Sendable, Hashable {
    /// What the object's number means.
    enum Form: Sendable, Hashable {
        /// The factor itself, such as hrStorageAllocationUnits.
        case number
        /// The power of ten, times this: entPhySensorPrecision with -1.
        case exponent(times: Int)
        /// The powers of ten of its numbers, as entPhySensorScale has them; any other number gives no value.
        case exponents([Int64: Int])
    }

    /// The object, a column or an instance as the metric's own is.
    var object: ObjectIdentifier
    /// What its number means.
    var form: Form

    /// The factor that a number of the object stands for; nil where it stands for none.
    func multiplier(of number: Int64) -> Double? {
        switch form {
        case .number: return Double(number)
        case .exponent(let times):
            let (power, overflow) = number.multipliedReportingOverflow(by: Int64(times))
            return overflow ? nil : Self.powerOfTen(power)
        case .exponents(let powers): return powers[number].flatMap { Self.powerOfTen(Int64($0)) }
        }
    }

    /// Exact as far as a Double can be; more than thirty digits are no measurement.
    private static func powerOfTen(_ power: Int64) -> Double? {
        guard (-30...30).contains(power) else { return nil }
        var result = 1.0
        for _ in 0..<abs(power) { result *= 10 }
        return power < 0 ? 1 / result : result
    }
}

/// The most that a counter can grow by: what it tells is never more than another metric of its row, times a number.
struct ProfileBound: Sendable, Hashable {
    /// The other metric, such as `if_speed_bps`.
    var metric: String
    /// What it is multiplied by.
    var scale: Double
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
        /// The object's own textual convention and display hint, names for numbers and identifiers where they are known.
        case automatic = "auto"
        /// Text where it is printable, a MAC address where it is six octets that are no text, else hexadecimal digits:
        /// for identifiers whose kind another column tells, as LLDP has them.
        case identifier = "id"
    }

    /// The label's name: `alias`.
    var name: String
    /// The objects that give it, the best first; empty where `index` does.
    var objects: [ObjectIdentifier]
    /// The arcs of the row's index that give it, counted from 0; its end may lie behind the last, which it then is.
    var index: Range<Int>?
    /// Columns of other tables that the value leads through: it is the index of a row of the first, whose value is
    /// that of the next, and the last one's value is the label. Where a row is absent the value so far is the label.
    var through: [ObjectIdentifier] = []
    /// How its octets are read.
    var form: Form
}

/// A conceptual table: columns that share an index. A row is there where one of its metrics is; of a table without
/// metrics, where one of its labels is.
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
    /// A column with the sysUpTime at which a row's counters last began anew (ifCounterDiscontinuityTime).
    var discontinuity: ObjectIdentifier?
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
    /// Only instances that match this pattern of `*` and `?`; nil for all.
    var instancePattern: String?
    /// Only rows with such labels, all of them.
    var labels: [LabelCondition] = []
    /// What is wrong.
    var side: Side
    /// How many polls in a row it must be broken for, and be right for before it ends.
    var polls: Int
    /// How much it matters.
    var severity: Severity
    /// Only devices with these tags, or with this name under the key `name`; empty for all.
    var devices: [String: String]
}

/// A condition on one label of a row.
struct LabelCondition: Sendable, Hashable {
    /// The label's name.
    var label: String
    /// Patterns of `*` and `?`, of which one must match; for a negated condition none may.
    var patterns: [String]
    /// Whether it is the other way round.
    var isNegated: Bool
}

extension Threshold {
    /// Whether it is meant for a row: by its instance, and by its labels, which are asked for by name.
    func applies(to instance: String, label: (String) -> String?) -> Bool {
        if let instancePattern, !TextPattern.matches(instancePattern, instance) { return false }
        return labels.allSatisfy { condition in
            let text = label(condition.label) ?? ""
            return condition.patterns.contains { TextPattern.matches($0, text) } != condition.isNegated
        }
    }
}
