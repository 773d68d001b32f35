import Model
import SNMP
import Watching

/// What is kept of one table of one device between polls: its rows, what names them, and what its counters were.
struct TableMemory: Sendable {
    /// The indices of the rows.
    private(set) var keys = RowKeys()
    /// What events call the rows.
    private(set) var instances: [String] = []
    /// What was last told of the table; nil before it was read.
    private(set) var reading: TableReading?
    /// When that was.
    private(set) var readAt: Timestamp?
    private var indices: [String] = []
    private var labels: [[String]] = []
    private var counters: CounterTable

    /// A table that was never read.
    init(_ table: PlannedTable) { counters = CounterTable(table) }

    /// Whether a walk that read the names did not come to its end, or the last one of all could not be believed.
    private var isPartial = false

    /// Whether it was never read, or what names its rows not to the end.
    var isNew: Bool { readAt == nil || isPartial }

    /// Takes note that a walk could not be believed: the next poll reads the table, names included, whatever its turn.
    mutating func leaveOut() { isPartial = true }

    /// Takes what a walk got and gives the rows as they are told; nil where there is nothing to tell.
    mutating func take(
        _ walk: TableWalk, _ table: PlannedTable, readsNames: Bool, reading clock: ClockReading, at moment: Moment,
        tally: inout RateTally, names: inout NamePool
    ) -> TableReading? {
        // Where each column of the plan is in the walk.
        var places = [Int?](repeating: nil, count: table.columns.count)
        for (place, column) in walk.columns.enumerated() { places[column.column] = place }
        let walked = walk.rowKeys(table)
        let rows: RowKeys
        if !walk.isCut || readAt == nil {
            rows = walked
        } else if readsNames {
            // What a cut walk did not come to is not gone.
            rows = RowKeys.union([walked, keys])
        } else {
            rows = keys
        }
        guard rows.count > 0 || keys.count > 0 else {
            if !walk.isCut, walk.columns.contains(where: { $0.count > 0 }) == false { readAt = moment.wall }
            return nil
        }
        if readsNames { isPartial = walk.isCut }
        let isSame = rows == keys
        if readsNames || !isSame {
            rename(rows, isSame: isSame, walk, table, places, readsNames: readsNames, names: &names)
        }
        var values: [[Double]] = []
        values.reserveCapacity(table.table.metrics.count + table.table.ratios.count)
        let numbers = NumberColumns(walk, rows, places)
        counters.begin(clock, rows: rows.count, beginnings: table.discontinuity.flatMap { numbers.column($0) })
        var counter = 0
        for (index, metric) in table.table.metrics.enumerated() {
            let raw = numbers.column(table.metrics.lowerBound + index)
            let scale = metric.multiplier(ofObject: numbers.choice(table.metrics.lowerBound + index))
            var column: [Double]
            if metric.kind == .counter {
                let bounds = table.bounds[index].map { $0 < values.count ? values[$0] : [] }
                counters.scale(scale, bounds: bounds, boundScale: metric.bound?.scale ?? 1)
                let lags = numbers.lags(table.metrics.lowerBound + index)
                column = counters.rates(counter, raw, read: lags, rows: rows.count, tally: &tally)
                counter += 1
            } else {
                column = Self.numbers(raw, metric.kind == .timeTicks ? scale * 0.01 : scale, rows.count)
            }
            for factor in table.factors[index] { numbers.multiply(&column, by: factor) }
            values.append(column)
        }
        counters.end()
        let count = table.table.metrics.count
        for ratio in table.table.ratios { values.append(Self.ratio(ratio, table.table, values, count, rows.count)) }
        let reading = TableReading(
            table: table.table, indices: indices, instances: instances, labels: labels, values: values)
        self.reading = reading
        readAt = moment.wall
        return reading
    }

    // MARK: Names

    /// The rows are others, or their names were read: brings names and counters in line with them.
    private mutating func rename(
        _ rows: RowKeys, isSame: Bool, _ walk: TableWalk, _ table: PlannedTable, _ places: [Int?], readsNames: Bool,
        names: inout NamePool
    ) {
        var rows = rows
        rows.trim()
        let old = (keys: keys, instances: instances, labels: labels)
        if !isSame { indices = names.shared((0..<rows.count).map { ObjectIndex.text(rows.key($0)) }) }
        labels = table.labels.indices.map { label in
            let fresh = readsNames ? text(of: label, rows, walk, table, places) : nil
            if let fresh, !walk.isCut { return fresh }
            // What was not read anew is as it was, by index.
            return (0..<rows.count).map { row in
                if let fresh, !fresh[row].isEmpty { return fresh[row] }
                guard let before = old.keys.row(of: rows.bytes, rows.range(row)), label < old.labels.count else {
                    return ""
                }
                return old.labels[label][before]
            }
        }
        labels = names.shared(labels)
        instances = names.shared(identities(table, rows.count))
        keys = rows
        guard !isSame || instances != old.instances else { return }
        // A row is known by its identity, whatever its index has become.
        let before = Dictionary(
            old.instances.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        counters.rearrange(instances.map { before[$0] })
    }

    /// What identifies each row: the first label that is not empty, else the index. Of equals each further one has its
    /// index behind it.
    private func identities(_ table: PlannedTable, _ count: Int) -> [String] {
        var seen: Set<String> = []
        return (0..<count).map { row in
            var name = ""
            for label in table.identity where name.isEmpty { name = labels[label][row] }
            if name.isEmpty { name = indices[row] }
            // A subject is device/instance, and its text is read back.
            if seen.insert(name).inserted { return name }
            let longer = "\(name)#\(indices[row])"
            seen.insert(longer)
            return longer
        }
    }

    /// The texts of a label, one for each row; nil where its column was not read.
    private func text(
        of label: Int, _ rows: RowKeys, _ walk: TableWalk, _ table: PlannedTable, _ places: [Int?]
    ) -> [String]? {
        let plan = table.labels[label]
        let definition = table.table.labels[label]
        var texts: [String]
        if let column = plan.column {
            guard let place = places[column] else { return nil }
            texts = Self.align(walk.columns[place], rows)
        } else if let range = definition.index {
            texts = (0..<rows.count).map { row in
                let arcs = ObjectIndex.arcs(rows.key(row))
                guard !plan.through.isEmpty else {
                    return LabelReader.cut(definition.text(ofIndex: arcs) ?? "").withControlsEscaped
                }
                guard range.lowerBound < arcs.count else { return "" }
                return arcs[range.lowerBound..<min(range.upperBound, arcs.count)].map { String($0) }
                    .joined(separator: ".")
            }
        } else {
            return nil
        }
        for column in plan.through {
            guard let place = places[column] else { continue }
            let other = walk.columns[place]
            for row in texts.indices where !texts[row].isEmpty {
                let arcs = texts[row].split(separator: ".").compactMap { UInt32($0) }
                let key = ObjectIndex.encoded(arcs)
                guard !key.isEmpty, let found = other.keys.row(of: key, key.indices) else { continue }
                texts[row] = other.texts[found]
            }
        }
        return texts
    }

    private static func align(_ column: ColumnWalk, _ rows: RowKeys) -> [String] {
        if column.keys == rows { return column.texts }
        return (0..<rows.count).map { row in
            column.keys.row(of: rows.bytes, rows.range(row)).map { column.texts[$0] } ?? ""
        }
    }

    private static func numbers(_ raw: [RawValue]?, _ scale: Double, _ rows: Int) -> [Double] {
        guard let raw else { return [Double](repeating: .nan, count: rows) }
        return (0..<rows).map { raw[$0].number * scale }
    }

    private static func ratio(
        _ ratio: ProfileRatio, _ table: ProfileTable, _ values: [[Double]], _ count: Int, _ rows: Int
    ) -> [Double] {
        guard let above = table.metrics.firstIndex(where: { $0.name == ratio.numerator }),
            let below = table.metrics.firstIndex(where: { $0.name == ratio.denominator })
        else { return [Double](repeating: .nan, count: rows) }
        let (numerator, denominator) = (values[above], values[below])
        return (0..<rows).map { row in
            denominator[row] > 0 ? numerator[row] / denominator[row] * ratio.scale : .nan
        }
    }
}
