/// The numbers of a walk in line with the rows of its table.
struct NumberColumns {
    private let walk: TableWalk
    private let rows: RowKeys
    private let places: [Int?]

    /// The numbers of a walk; `places` says where each column of the plan is in it.
    init(_ walk: TableWalk, _ rows: RowKeys, _ places: [Int?]) {
        self.walk = walk
        self.rows = rows
        self.places = places
    }

    /// Which of a column's objects its values are of.
    func choice(_ index: Int) -> Int { places[index].map { walk.columns[$0].choice } ?? 0 }

    /// A column by its place in the plan, one number for every row; nil where it was not read or has no value.
    func column(_ index: Int) -> [RawValue]? {
        guard let place = places[index] else { return nil }
        let column = walk.columns[place]
        guard column.count > 0 else { return nil }
        // Nearly always every column has every row.
        if column.keys == rows { return column.numbers }
        var aligned = [RawValue](repeating: .absent, count: rows.count)
        var next = 0
        for row in 0..<rows.count {
            let key = rows.range(row)
            while next < column.count {
                let order = ObjectIndex.order(column.keys.bytes, column.keys.range(next), rows.bytes, key)
                if order < 0 {
                    next += 1
                    continue
                }
                if order == 0 {
                    aligned[row] = column.numbers[next]
                    next += 1
                }
                break
            }
        }
        return aligned
    }

    /// When the rows of a column were read.
    func lags(_ index: Int) -> ReadLags {
        guard let place = places[index] else { return ReadLags() }
        let column = walk.columns[place]
        if column.lags.isEmpty || column.keys == rows { return column.lags }
        return column.lags.mapped(rows: column.count) { row in
            rows.row(of: column.keys.bytes, column.keys.range(row))
        }
    }

    /// Multiplies values by a factor of their rows; a row without one has no value.
    func multiply(_ values: inout [Double], by factor: PollPlan.Factor) {
        guard let numbers = column(factor.place) else {
            for row in values.indices { values[row] = .nan }
            return
        }
        for row in values.indices { values[row] *= Self.multiplier(numbers[row], factor) }
    }

    /// What a factor's number multiplies by; NaN where it says nothing.
    static func multiplier(_ value: RawValue, _ factor: PollPlan.Factor) -> Double {
        let number = value.number
        guard number.isFinite, abs(number) < 9e15 else { return .nan }
        return factor.factor.multiplier(of: Int64(number)) ?? .nan
    }
}
