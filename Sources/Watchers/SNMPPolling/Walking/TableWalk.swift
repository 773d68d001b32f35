import SNMP
import Wire

/// A table on its way: several columns side by side in each question, each read to its own end.
struct TableWalk: Sendable {
    /// How many rows of a table are taken.
    static let mostRows = 20_000

    /// A question to ask.
    struct Question: Sendable {
        /// The variables.
        var variables: [ObjectIdentifier]
        /// How many rows.
        var repetitions: Int
    }

    /// The columns, in the order of the plan.
    private(set) var columns: [ColumnWalk]
    /// Which columns the question under way is about, in its order.
    private(set) var asked: [Int] = []
    /// What was wrong so far.
    private(set) var faults: [WalkFault] = []
    /// Whether some column was not read to its end.
    private(set) var isCut = false
    /// How many rows the question under way asked for.
    private(set) var repetitions = 1
    /// How many rows are expected, from the last time; 0 where that is not known.
    private let known: Int

    /// A walk over these columns.
    init(_ columns: [ColumnWalk], knownRows: Int) {
        self.columns = columns
        known = knownRows
    }

    /// More columns to read, of the same table.
    mutating func add(_ more: [ColumnWalk]) { columns += more }

    /// The next question; nil when every column has ended.
    mutating func question(_ size: BulkSize, isBulk: Bool) -> Question? {
        asked.removeAll(keepingCapacity: true)
        for index in columns.indices where columns[index].state != .ended && asked.count < Int(size.columns) {
            columns[index].resume()
            asked.append(index)
        }
        guard !asked.isEmpty else { return nil }
        repetitions = isBulk ? size.repetitions(columns: asked.count) : 1
        if known > 0, isBulk {
            // One more than there were, which tells that there are no more.
            let left = asked.reduce(0) { max($0, known - columns[$1].count) }
            repetitions = min(repetitions, left >= 0 ? left + 1 : 10)
        }
        return Question(variables: asked.map { columns[$0].question }, repetitions: repetitions)
    }

    /// Takes the reply to the question under way and gives how many variables it had, and how many of them were wanted.
    /// `lag` is by how many milliseconds it was read later than the poll's clock.
    mutating func take(
        _ list: VarBindList, table: PlannedTable, reader: LabelReader, lag: Int32
    ) -> (variables: Int, values: Int) {
        for index in asked { columns[index].note(lag: lag) }
        let bytes = list.bytes
        var position = 0
        var variables = 0
        var values = 0
        list.forEach { element in
            let index = asked[position]
            position += 1
            if position == asked.count { position = 0 }
            variables += 1
            guard columns[index].state == .open else { return true }
            if let fault = columns[index].take(element, list, bytes, reader) {
                faults.append(fault)
                isCut = true
            } else if columns[index].state == .ended {
                tryNextObject(index, table)
            } else {
                values += 1
            }
            return true
        }
        return (variables, values)
    }

    /// An agent said that there is nothing behind one variable (SNMPv1's noSuchName), counted from 1; false where it
    /// names none of those that were asked.
    mutating func endVariable(_ errorIndex: Int32, table: PlannedTable) -> Bool {
        guard let place = variable(errorIndex) else { return false }
        columns[place].end()
        tryNextObject(place, table)
        return true
    }

    /// Gives up one variable of the question under way, counted from 1, or all where the number names none.
    mutating func giveUp(_ errorIndex: Int32, _ kind: WalkFault.Kind, _ detail: String) {
        isCut = true
        if let place = variable(errorIndex) {
            faults.append(columns[place].fault(kind, detail))
            columns[place].end()
            return
        }
        if let first = asked.first { faults.append(columns[first].fault(kind, detail)) }
        for place in asked { columns[place].end() }
    }

    /// Ends the whole walk with what was got.
    mutating func cut(_ kind: WalkFault.Kind, _ detail: String) {
        isCut = true
        if let open = columns.first(where: { $0.state != .ended }) { faults.append(open.fault(kind, detail)) }
        for index in columns.indices { columns[index].end() }
    }

    /// The rows that there are: where one of the columns that say so has a value.
    func rowKeys(_ table: PlannedTable) -> RowKeys {
        var lists: [RowKeys] = []
        lists.reserveCapacity(columns.count)
        for index in columns.indices where columns[index].count > 0 && table.rows.contains(columns[index].column) {
            lists.append(columns[index].keys)
        }
        return RowKeys.union(lists)
    }

    private func variable(_ errorIndex: Int32) -> Int? {
        if asked.count == 1 { return asked[0] }
        let offset = Int(errorIndex) - 1
        return asked.indices.contains(offset) ? asked[offset] : nil
    }

    /// A column of which there was nothing may be there under another object.
    private mutating func tryNextObject(_ index: Int, _ table: PlannedTable) {
        let column = columns[index]
        guard column.count == 0, !column.isChosen else { return }
        let objects = table.columns[column.column].objects
        guard column.choice + 1 < objects.count else { return }
        columns[index].ask(objects[column.choice + 1], choice: column.choice + 1)
    }
}
