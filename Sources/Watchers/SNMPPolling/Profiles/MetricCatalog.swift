/// What the metrics of one profile or of many are, for thresholds on them.
struct MetricCatalog: Sendable {
    /// What is known of one metric or ratio.
    struct Entry: Sendable, Hashable {
        /// The unit in which it is told.
        var unit: String
        /// The names of its states; nil where it is a number.
        var states: [String]?
        /// The labels of its table; none for a scalar.
        var labels: [String]
    }

    /// By name.
    private(set) var entries: [String: Entry] = [:]

    /// No metrics.
    init() {}

    /// The metrics of a profile's parts.
    init(scalars: [ProfileMetric], ratios: [ProfileRatio], tables: [ProfileTable]) {
        add(scalars, ratios, labels: [])
        for table in tables { add(table.metrics, table.ratios, labels: table.labels.map(\.name)) }
    }

    /// The metrics of a profile.
    init(_ profile: Profile) {
        self.init(scalars: profile.scalars, ratios: profile.ratios, tables: profile.tables)
    }

    /// Adds those of another that are not here yet.
    mutating func add(_ other: MetricCatalog) {
        entries.merge(other.entries) { first, _ in first }
    }

    private mutating func add(_ metrics: [ProfileMetric], _ ratios: [ProfileRatio], labels: [String]) {
        for metric in metrics {
            let states = metric.kind == .state ? metric.states.sorted { $0.key < $1.key }.map(\.value) : nil
            entries[metric.name] = Entry(unit: metric.unit, states: states, labels: labels)
        }
        for ratio in ratios { entries[ratio.name] = Entry(unit: ratio.unit, states: nil, labels: labels) }
    }
}
