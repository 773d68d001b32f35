import Model
import Watching

/// The states of interfaces. Those that lead to the rest of the network raise alerts; of the others changes are told for
/// the record, since a computer that was switched off is no fault.
extension DeviceJudge {
    /// More changes of one poll than this become one event.
    static let changesToldApart = 4
    /// After so many answered polls it is looked at anew whether a bad interface is an uplink: aliases change.
    static let uplinkRefresh: UInt8 = 16

    /// A change of an interface for the record.
    private struct Change {
        var row: Int
        var from: InterfaceState
        var to: InterfaceState
        var index: UInt32?
        /// What is told besides.
        var note: String
    }

    /// Takes the table of interfaces.
    mutating func judgeInterfaces(_ table: TableReading, isWhole: Bool, _ turn: inout JudgeTurn) {
        guard let oper = table.column(InterfaceColumns.oper) else { return }
        let admin = table.column(InterfaceColumns.admin)
        adoptTrapAlerts(table)
        let before = interfaces.entries
        let namesAreSame = interfaces.names == table.instances
        var byName: [UInt64: InterfaceMemory.Entry]?
        var entries: [InterfaceMemory.Entry] = []
        entries.reserveCapacity(table.instances.count)
        let hasTroubles = troubles.keys.contains { $0.rule == PollingRules.interfaceDown.name }
        let needsCare = hasTroubles || !changed.isEmpty
        var changes: [Change] = []
        for row in table.instances.indices {
            var entry = namesAreSame ? before[row].anew : InterfaceMemory.Entry(name: table.instances[row])
            var old: InterfaceMemory.Entry?
            if row < before.count, before[row].isSame(as: entry) {
                old = before[row]
            } else if !before.isEmpty {
                if byName == nil {
                    byName = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                }
                old = byName?[entry.name]
            }
            let state = InterfaceState(admin: admin?[row] ?? 1, oper: oper[row])
            entry.state = state == .silent ? old?.state ?? .silent : state
            entry.isUplink = old?.isUplink
            // The common case: it is as it was, and nothing is wrong with it.
            if entry.state == old?.state, !entry.state.isBad, !needsCare {
                entries.append(entry)
                continue
            }
            if entry.isUplink == nil || (entry.state.isBad && isRefreshDue(entry)) {
                // Only of those that somebody has to know of: an alias costs a search for a pattern.
                if entry.state.isBad || needsCare { entry.isUplink = isUplink(row, of: table) }
            }
            judgeInterface(row, of: table, state: state, was: old?.state, entry, &changes, &turn)
            entries.append(entry)
        }
        interfaces.take(entries, named: table.instances)
        let isDue = before.isEmpty || !namesAreSame || answers % DeviceJudge.uplinkRefresh == 0
        if isWhole, isDue { publishWatched(table, &turn) }
        if isWhole, hasTroubles { endVanished(PollingRules.interfaceDown.name, table, &turn) }
        ageChanged()
        tell(changes, of: table, &turn)
    }

    /// Takes what one interface said by itself, because a trap had spoken of it. Where it is not known yet whether the
    /// interface is an uplink the next poll decides.
    mutating func take(
        _ look: InterfaceLook, of device: DeviceEntry, address: IPAddress? = nil, at moment: Moment,
        into actions: inout [Action]
    ) {
        guard looksLeft == 0, let name = look.name else { return }
        var entry = InterfaceMemory.Entry(name: name)
        guard let place = interfaces.entries.firstIndex(where: { $0.isSame(as: entry) }) else { return }
        let old = interfaces.entries[place]
        let table = TableReading(look, name: name)
        let state = InterfaceState(admin: look.admin, oper: look.oper)
        guard state != .silent else { return }
        configuredUplinks = device.uplinks
        entry.state = state
        entry.isUplink = old.isUplink ?? (isUplink(0, of: table) ? true : nil)
        guard entry.isUplink != nil else { return }
        var turn = JudgeTurn(
            device: JudgedDevice(entry: device, address: address, standard: standard, moment: moment),
            isFirstLook: false)
        var changes: [Change] = []
        interfaces.entries[place] = entry
        judgeInterface(0, of: table, state: state, was: old.state, entry, &changes, &turn)
        tell(changes, of: table, &turn)
        tell(turn, into: &actions)
    }

    private mutating func judgeInterface(
        _ row: Int, of table: TableReading, state: InterfaceState, was: InterfaceState?,
        _ entry: InterfaceMemory.Entry, _ changes: inout [Change], _ turn: inout JudgeTurn
    ) {
        let key = TroubleKey(rule: PollingRules.interfaceDown.name, instance: table.instances[row])
        let trouble = troubles[key]
        let index = UInt32(table.indices[row])
        let trap = index.flatMap { changed[$0] }
        let hasChanged = was.map { $0 != .silent && $0 != entry.state } ?? false
        guard hasChanged || trouble != nil || trap != nil || entry.state.isBad else { return }
        let alerts =
            isAlerting(entry.isUplink == true) && turn.device.standard.severity(of: PollingRules.interfaceDown) != nil
        if alerts || trouble != nil {
            judgeUplink(row, of: table, state: state, trap: trap, index: index, key: key, &turn)
        }
        if hasChanged, let index {
            turn.facts.append(
                .interface(
                    device: turn.device.entry.name, index: index, name: table.instances[row], isUp: entry.state == .up))
        }
        // Its alert ends with these words already.
        if trouble?.phase == .firing, entry.state == .switchedOff { return }
        let count = changes.count
        if hasChanged, let was, !alerts || entry.state == .switchedOff || was == .switchedOff {
            changes.append(Change(row: row, from: was, to: entry.state, index: index, note: ""))
        } else if let trap, trap.traps % 2 == 1, !hasChanged, state != .silent {
            // A trap said that it went down. Either that is of no concern, or it came up and the linkUp was lost.
            if entry.state.isBad, !alerts {
                changes.append(
                    Change(row: row, from: .up, to: entry.state, index: index, note: "which its trap told first"))
            } else if !entry.state.isBad, trap.polls >= 1, trouble == nil {
                changes.append(
                    Change(row: row, from: .down, to: entry.state, index: index, note: "though no linkUp trap told it"))
            }
        }
        // The trap has had its answer: the polls that follow do not give it again.
        if changes.count > count, let index { changed[index]?.traps = 0 }
    }

    /// Takes one look at an interface whose state is an alert.
    private mutating func judgeUplink(
        _ row: Int, of table: TableReading, state: InterfaceState, trap: ChangedInterface?, index: UInt32?,
        key: TroubleKey, _ turn: inout JudgeTurn
    ) {
        let needed = standard.settings.interfaceDown
        var measure = Measure(
            key: key, severity: turn.device.standard.severity(of: PollingRules.interfaceDown) ?? .info,
            polls: needed.polls, of: needed.of)
        let device = turn.device
        let who = interfaceName(row, of: table)
        let reading = InterfaceReading(table: table, row: row, neighbour: neighbour(row, of: table))
        let verdict: LimitVerdict = state == .silent ? .silent : state.isBad ? .bad : .right
        if let trouble = troubles[key], state == .switchedOff {
            let summary = "\(device.entry.name): \(who) was switched off by an administrator, so that it is no fault"
            end(trouble, measure, (summary, reading.evidence(trouble)), &turn)
            return
        }
        if verdict == .bad, let trap, trap.traps > 0, let index {
            if var trouble = troubles[key], trouble.phase == .firing, trouble.trapIndex == nil {
                // Told already under the poll's key: the trap's later alert is the same one and ends in it.
                let summary = "\(device.entry.name): \(who) \(state.words), as its trap says, too"
                turn.findings.append(
                    PollFinding(
                        rule: key.rule, severity: measure.severity, state: .firing, instance: key.instance,
                        summary: summary, evidence: reading.evidence(trouble),
                        clears: [turn.trapKey(index)]))
                trouble.missing = 0
                troubles[key] = trouble
                changed[index]?.traps = 0
            } else if troubles[key]?.phase != .firing, !turn.isFirstLook {
                // Two witnesses agree: it is confirmed at once, as one alert under the trap's key.
                measure.polls = 1
                measure.of = 1
                var trouble = troubles[key] ?? Trouble(since: device.moment)
                trouble.trapIndex = index
                if trouble.phase == .known { return }
                troubles[key] = trouble
            }
        }
        judge(verdict, measure, &turn) { trouble in
            let length = DurationGrammar.rounded(device.duration(since: trouble.since))
            var summary = "\(device.entry.name): \(who) \(state.words)"
            if trouble.trapIndex != nil { summary += ", as its trap says, too" }
            if device.duration(since: trouble.since) > .zero { summary += "; for \(length)" }
            if needed.of > needed.polls, trouble.bad(of: needed.of) < trouble.looks(of: needed.of) {
                summary += ", not all the time: it goes up and down"
            }
            return (summary, reading.evidence(trouble))
        } ends: { trouble in
            let length = DurationGrammar.rounded(device.duration(since: trouble.since))
            let summary = "\(device.entry.name): \(who) \(state.words) again after \(length)"
            return (summary, reading.evidence(trouble))
        }
    }

    /// Whether the state of an interface is an alert.
    private func isAlerting(_ isUplink: Bool) -> Bool {
        switch standard.settings.interfaceScope {
        case .uplinks: isUplink
        case .all: true
        case .none: false
        }
    }

    private func isRefreshDue(_ entry: InterfaceMemory.Entry) -> Bool {
        // Spread by the name, so that a device's interfaces do not all come at once.
        UInt8(truncatingIfNeeded: entry.name) % DeviceJudge.uplinkRefresh == answers % DeviceJudge.uplinkRefresh
    }

    /// Tells the other watchers which interfaces to care for, now and then: aliases change. Where no interface is known to
    /// be an uplink nothing is told, since nobody has said yet what the device is for.
    private mutating func publishWatched(_ table: TableReading, _ turn: inout JudgeTurn) {
        var watched: Set<UInt32> = []
        for row in table.instances.indices where isAlerting(isUplink(row, of: table)) {
            if let index = UInt32(table.indices[row]) { watched.insert(index) }
        }
        let isAsked = !watched.isEmpty || toldWatched != nil || standard.settings.interfaceScope == .none
        guard isAsked, watched != toldWatched else { return }
        toldWatched = watched
        turn.facts.append(.watchedInterfaces(device: turn.device.entry.name, indices: watched))
    }

    /// Open alerts of traps that a former run had made its own are found again by their ifIndex.
    private mutating func adoptTrapAlerts(_ table: TableReading) {
        guard troubles.keys.contains(where: { $0.rule == LinkTraps.rule }) else { return }
        for (key, trouble) in troubles where key.rule == LinkTraps.rule {
            guard let row = table.indices.firstIndex(where: { $0 == key.instance }) else { continue }
            troubles[key] = nil
            troubles[TroubleKey(rule: PollingRules.interfaceDown.name, instance: table.instances[row])] = trouble
        }
    }

    /// A trap's word is remembered for two polls.
    private mutating func ageChanged() {
        guard !changed.isEmpty else { return }
        for (index, was) in changed {
            if was.polls >= 1 { changed[index] = nil } else { changed[index]?.polls += 1 }
        }
    }

    // MARK: Words

    private func tell(_ changes: [Change], of table: TableReading, _ turn: inout JudgeTurn) {
        guard !changes.isEmpty, let severity = turn.device.standard.severity(of: PollingRules.interfaceState) else {
            return
        }
        let device = turn.device.entry.name
        let clears = changes.compactMap(\.index).map { turn.trapKey($0) }
        if changes.count > DeviceJudge.changesToldApart {
            let up = changes.count { $0.to == .up }
            let down = changes.count { $0.to.isBad }
            turn.findings.append(
                PollFinding(
                    rule: PollingRules.interfaceState.name, severity: severity, state: .occurred,
                    summary: "\(device): \(changes.count) interfaces changed, \(up) came up, \(down) went down",
                    evidence: Evidence { writer in
                        writer.key("interfaces")
                        writer.beginObject()
                        for change in changes.prefix(100) {
                            writer.member(table.instances[change.row], change.to.words)
                        }
                        writer.endObject()
                    }, clears: clears))
            return
        }
        for change in changes {
            var summary = "\(device): \(interfaceName(change.row, of: table)) \(change.to.words)"
            if !change.note.isEmpty { summary += ", \(change.note)" }
            if change.to.isBad { summary += "; it is no uplink, so this is no alert" }
            turn.findings.append(
                PollFinding(
                    rule: PollingRules.interfaceState.name, severity: severity, state: .occurred,
                    instance: table.instances[change.row], summary: summary,
                    evidence: Evidence { writer in
                        writer.member("interface", table.instances[change.row])
                        writer.member("index", table.indices[change.row])
                        writer.member("alias", table.label(InterfaceColumns.alias)?[change.row])
                        writer.member("before", change.from.words)
                        writer.member("now", change.to.words)
                    }, clears: change.index.map { [turn.trapKey($0)] } ?? []))
        }
    }

    /// `Gi1/0/48 (uplink to dist-2)`.
    func interfaceName(_ row: Int, of table: TableReading) -> String {
        let name = table.instances[row]
        if let neighbour = neighbour(row, of: table) { return "\(name) (uplink to \(neighbour))" }
        if let alias = table.label(InterfaceColumns.alias)?[row], !alias.isEmpty { return "\(name) (\(alias))" }
        return configuredUplinks.contains(name) ? "\(name) (uplink)" : name
    }
}
