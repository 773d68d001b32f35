import SNMP
import Wire

/// What a set of profiles asks for, prepared once and shared by every device that has the set.
final class PollPlan: Sendable {
    /// An object as it is asked for and as it comes back.
    struct Object: Sendable, Hashable {
        /// The object.
        let oid: ObjectIdentifier
        /// The same in BER, which names in replies are compared with.
        let encoded: [UInt8]

        /// Prepares an object.
        init(_ oid: ObjectIdentifier) {
            self.oid = oid
            encoded = VarBindList.encoded(oid.arcs)
        }
    }

    /// Something of which there is one, and the instances that give it, the best first.
    struct Scalar: Sendable {
        /// The instances.
        let objects: [Object]
        /// How a text is read; nil for a number.
        let form: ProfileLabel.Form?
        /// Where a device keeps which of the instances it has.
        let choice: Int
        /// Which of the objects that are read with every poll anyhow it is; nil for all others.
        let system: SystemObject?
    }

    /// One column of a table, or one that its labels lead through.
    struct Column: Sendable {
        /// The objects that give it, the best first.
        let objects: [Object]
        /// How a text is read; nil for a number.
        let form: ProfileLabel.Form?
        /// Where a device keeps which of the objects it has.
        let choice: Int
    }

    /// How a label of a table comes about.
    struct Label: Sendable {
        /// The column that it is read from; nil where the index gives it.
        let column: Int?
        /// The columns that its value leads through.
        let through: [Int]
    }

    /// A factor of a metric: the column or scalar that has it.
    struct Factor: Sendable {
        /// Which column of the table, or which scalar.
        let place: Int
        /// What its number means.
        let factor: ProfileFactor
    }

    /// The names of the profiles.
    let names: [String]
    /// The profiles.
    let profiles: [Profile]
    /// What there is one of: first the metrics, then the texts, then factors.
    let scalars: [Scalar]
    /// The metrics among them.
    let metrics: [ProfileMetric]
    /// The factors of each of these metrics.
    let factors: [[Factor]]
    /// What is reckoned from the metrics, each with the metric that it is told as.
    let ratios: [(ratio: ProfileRatio, metric: ProfileMetric)]
    /// The texts among them.
    let texts: [ProfileLabel]
    /// What there are many of.
    let tables: [PlannedTable]
    /// How many choices a device keeps.
    let choices: Int
    /// Whether the interfaces are read, whose agent may say when they last changed.
    let readsInterfaces: Bool

    /// The plan of a set of profiles.
    init(_ profiles: [Profile]) {
        self.profiles = profiles
        names = profiles.map(\.name)
        var choices = ChoiceCounter()
        metrics = profiles.flatMap(\.scalars)
        texts = profiles.flatMap(\.texts)
        ratios = profiles.flatMap(\.ratios).map { ratio in
            let metric = ProfileMetric(
                name: ratio.name, objects: [], kind: .gauge, unit: ratio.unit, scale: 1, states: [:],
                isKept: ratio.isKept)
            return (ratio, metric)
        }
        var scalars = metrics.map { Self.scalar($0.objects, form: nil, &choices) }
        for text in texts { scalars.append(Self.scalar(text.objects, form: text.form, &choices)) }
        var factors: [[Factor]] = []
        for metric in metrics {
            var places: [Factor] = []
            for factor in metric.factors {
                places.append(Factor(place: scalars.count, factor: factor))
                scalars.append(Self.scalar([factor.object], form: nil, &choices))
            }
            factors.append(places)
        }
        self.scalars = scalars
        self.factors = factors
        tables = profiles.flatMap(\.tables).map { PlannedTable($0, &choices) }
        self.choices = choices.count
        readsInterfaces = tables.contains { table in
            table.columns.contains { column in
                column.objects.contains { $0.oid.starts(with: Self.ifEntry) || $0.oid.starts(with: Self.ifXEntry) }
            }
        }
    }

    private static func scalar(
        _ objects: [ObjectIdentifier], form: ProfileLabel.Form?, _ choices: inout ChoiceCounter
    ) -> Scalar {
        Scalar(
            objects: objects.map { Object($0) }, form: form, choice: choices.next(),
            system: objects.first.flatMap { object in SystemObject.allCases.first { $0.object.oid == object } })
    }

    private static let ifEntry: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 2, 2, 1]
    private static let ifXEntry: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1]
}

/// Gives each object with alternatives its place in what a device keeps.
struct ChoiceCounter {
    /// How many were given.
    private(set) var count = 0

    /// The next place.
    mutating func next() -> Int {
        count += 1
        return count - 1
    }
}

/// Which of several objects a device has, kept in one octet each.
enum ObjectChoice {
    /// It is not known yet.
    static let unknown: UInt8 = 0xff
    /// It has none of them.
    static let absent: UInt8 = 0xfe
}
