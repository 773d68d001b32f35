import SNMP

/// One table of a plan: its columns, and what each is for. Shared by all devices that have it.
final class PlannedTable: Sendable {
    /// What it means.
    let table: ProfileTable
    /// Its columns: labels, metrics, factors, the discontinuity, and those that labels lead through.
    let columns: [PollPlan.Column]
    /// How each label comes about.
    let labels: [PollPlan.Label]
    /// The columns of the metrics, in their order.
    let metrics: Range<Int>
    /// The factors of each metric.
    let factors: [[PollPlan.Factor]]
    /// Which metric bounds each metric.
    let bounds: [Int?]
    /// The column that tells when a row's counters last began anew.
    let discontinuity: Int?
    /// The columns that are read with every poll: those with numbers, or, where there are none, those with texts.
    let everyTime: [Int]
    /// The columns that are read when rows are new or long unread: what names them.
    let atTimes: [Int]
    /// The columns that say which rows there are.
    let rows: [Int]
    /// Which labels identify a row, the first that is not empty.
    let identity: [Int]

    /// The plan of a table.
    init(_ table: ProfileTable, _ choices: inout ChoiceCounter) {
        self.table = table
        var columns: [PollPlan.Column] = []
        func add(_ objects: [ObjectIdentifier], form: ProfileLabel.Form?, _ choices: inout ChoiceCounter) -> Int {
            // A column that serves two is asked for once.
            if let known = columns.firstIndex(where: { $0.objects.map(\.oid) == objects && $0.form == form }) {
                return known
            }
            // Numbers that lead to other rows are the same in either form.
            let plain: Set<ProfileLabel.Form> = [.text, .automatic]
            if let form, plain.contains(form), objects.count == 1,
                let known = columns.firstIndex(where: {
                    $0.objects.map(\.oid) == objects && $0.form.map(plain.contains) == true
                })
            {
                return known
            }
            let objects = objects.map { PollPlan.Object($0) }
            columns.append(PollPlan.Column(objects: objects, form: form, choice: choices.next()))
            return columns.count - 1
        }
        let own = table.labels.map { label -> Int? in
            guard !label.objects.isEmpty else { return nil }
            return add(label.objects, form: label.through.isEmpty ? label.form : .text, &choices)
        }
        let texts = Set(own.compactMap { $0 })
        let first = columns.count
        for metric in table.metrics {
            let objects = metric.objects.map { PollPlan.Object($0) }
            columns.append(PollPlan.Column(objects: objects, form: nil, choice: choices.next()))
        }
        metrics = first..<columns.count
        factors = table.metrics.map { metric in
            metric.factors.map {
                PollPlan.Factor(place: add([$0.object], form: nil, &choices), factor: $0)
            }
        }
        bounds = table.metrics.map { metric in
            metric.bound.flatMap { bound in table.metrics.firstIndex { $0.name == bound.metric } }
        }
        discontinuity = table.discontinuity.map { add([$0], form: nil, &choices) }
        let numbers = Array(first..<columns.count)
        labels = zip(table.labels, own).map { label, column in
            let through = label.through.enumerated().map { step, object in
                add([object], form: step == label.through.count - 1 ? label.form : .text, &choices)
            }
            return PollPlan.Label(column: column, through: through)
        }
        self.columns = columns
        let hasMetrics = !table.metrics.isEmpty
        rows = hasMetrics ? Array(metrics) : texts.sorted()
        everyTime = hasMetrics ? numbers : columns.indices.filter { !numbers.contains($0) }
        atTimes = hasMetrics ? columns.indices.filter { !numbers.contains($0) } : []
        identity = table.identity.compactMap { name in table.labels.firstIndex { $0.name == name } }
    }
}
