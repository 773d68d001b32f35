import Model
import SNMP
import Watching

/// The second part of a poll: table after table.
extension SNMPWatcher {
    /// The next table that is to be read with this poll; nil when there is none.
    func nextTable(_ number: Int, _ slot: Int, after index: Int) -> Int? {
        guard let plan = devices[slot].plan else { return nil }
        let namesAreStale = polls[number].readsNames && devices[slot].isStale
        for next in max(index + 1, 0)..<max(plan.tables.count, index + 1) {
            let every = UInt32(clamping: plan.tables[next].table.everyPolls)
            let isDue = every <= 1 || devices[slot].tables[next].isNew || namesAreStale
            if isDue { return next }
            // Each device at another poll, so that a rare and large table does not come from all at once.
            let phase = UInt32(truncatingIfNeeded: devices[slot].grid.phase)
            if (devices[slot].polls &+ phase) % every == 0 { return next }
        }
        return nil
    }

    /// Begins to walk a table.
    mutating func openTable(_ number: Int, _ slot: Int, table index: Int) {
        guard let table = devices[slot].plan?.tables[index] else { return }
        let known = devices[slot].tables[index].keys.count
        let choices = devices[slot].choices
        var columns = walks(table.everyTime, of: table, choices, rows: known)
        // A table without numbers is nothing but names.
        let withNames = polls[number].readsNames || devices[slot].tables[index].isNew || table.table.metrics.isEmpty
        if withNames { columns += walks(table.atTimes, of: table, choices, rows: known) }
        polls[number].readsRowNames = withNames
        polls[number].walk = TableWalk(columns, knownRows: known)
    }

    /// When the rows are others than those whose names are known: reads the names, too. False where that is not needed
    /// or done already.
    mutating func readNewNames(_ number: Int, _ slot: Int, table index: Int) -> Bool {
        guard !polls[number].readsRowNames, polls[number].walk?.isCut == false,
            let table = devices[slot].plan?.tables[index], !table.atTimes.isEmpty,
            let keys = polls[number].walk?.rowKeys(table), keys != devices[slot].tables[index].keys
        else { return false }
        polls[number].readsRowNames = true
        let more = walks(table.atTimes, of: table, devices[slot].choices, rows: keys.count)
        polls[number].walk?.add(more)
        return true
    }

    /// Where an answer was long in coming: has the device's clocks asked once more, before what was read counts. False
    /// where that is not needed.
    mutating func doubtClock(_ number: Int, _ slot: Int, table index: Int) -> Bool {
        guard polls[number].doubtsClock, polls[number].walk != nil else { return false }
        let objects = SystemObject.clocks + [.interfacesChanged]
        polls[number].items = objects.filter { devices[slot].has($0) }.map { .system($0) }
        guard !polls[number].items.isEmpty else { return false }
        polls[number].stage = .clocks(table: index)
        return true
    }

    /// Goes on with a table if the device's clocks have gone on since the poll began; if not, its tables are read anew, for
    /// what was read so far may be partly of before.
    mutating func compareClocks(_ number: Int, _ slot: Int, table index: Int, at moment: Moment) {
        polls[number].doubtsClock = false
        polls[number].stage = .table(index)
        guard let before = polls[number].clock else { return }
        let now = polls[number].clockReading(at: moment)
        let hasSameRows = polls[number].ticks(.interfacesChanged).map { $0 == devices[slot].interfacesChanged } ?? true
        if hasSameRows, now.goesOn(from: before) { return }
        counters.reread += 1
        polls[number].walk = nil
        polls[number].readings = []
        polls[number].clock = nil
        polls[number].stage = .scalars
        if let plan = devices[slot].plan { settle(&polls[number], devices[slot].choices, plan) }
    }

    /// Gives up a walk that is over but in doubt, because the device's clocks could not be had once more: it may
    /// be partly of before a restart, and a row that is missing is better than another's values under its name. What was read
    /// of the table before stands, and the next poll reads all of it, names included. Nothing where no clocks are asked for.
    mutating func leaveOutTable(_ number: Int, _ kind: WalkFault.Kind, _ object: ObjectIdentifier, _ why: String) {
        guard case .clocks(let index) = polls[number].stage, let walk = polls[number].walk else { return }
        let slot = polls[number].slot
        let name = devices[slot].plan?.tables[index].table.name ?? ""
        polls[number].walk = nil
        polls[number].faults += walk.faults
        polls[number].faults.append(
            WalkFault(
                kind: kind, object: object, rows: walk.columns.reduce(0) { max($0, $1.count) },
                detail: "the table \(name) is left out: an answer was long in coming, and whether the device was "
                    + "restarted meanwhile could not be asked: \(why)"))
        devices[slot].tables[index].leaveOut()
        counters.leftOut += 1
    }

    /// Ends a walk: what it got becomes rows.
    mutating func closeTable(_ number: Int, at moment: Moment) {
        let slot = polls[number].slot
        guard case .table(let index) = polls[number].stage, let walk = polls[number].walk,
            let plan = devices[slot].plan, plan.tables.indices.contains(index)
        else { return }
        polls[number].walk = nil
        let table = plan.tables[index]
        polls[number].faults += walk.faults
        if !walk.isCut {
            for column in walk.columns {
                let choice = column.count > 0 ? UInt8(clamping: column.choice) : ObjectChoice.absent
                devices[slot].choices[table.columns[column.column].choice] = choice
            }
        }
        guard let clock = polls[number].clock else { return }
        let readsNames = polls[number].readsRowNames
        if let reading = devices[slot].tables[index].take(
            walk, table, readsNames: readsNames, reading: clock, at: moment, tally: &counters.rates,
            names: &names)
        {
            polls[number].readings.append(reading)
        }
    }

    /// Columns to walk, each by the object that the device is known to have or by the best.
    private func walks(_ columns: [Int], of table: PlannedTable, _ choices: [UInt8], rows: Int) -> [ColumnWalk] {
        columns.compactMap { index in
            let column = table.columns[index]
            let choice = choices[column.choice]
            guard choice != ObjectChoice.absent else { return nil }
            let isChosen = choice != ObjectChoice.unknown || column.objects.count == 1
            let object = choice == ObjectChoice.unknown ? 0 : Int(choice)
            return ColumnWalk(
                column: index, form: column.form, choice: object, isChosen: isChosen, object: column.objects[object],
                rows: rows)
        }
    }
}
