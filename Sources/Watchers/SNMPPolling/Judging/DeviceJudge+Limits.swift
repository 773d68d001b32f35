import Model

/// Values held against limits. Healthy columns cost one pass over their numbers and nothing else.
extension DeviceJudge {
    /// After so many whole tables without it, an instance is gone.
    static let missingLimit: UInt8 = 2

    /// Judges the numbers of which there is one, the poll's own latency and loss among them.
    mutating func judgeScalars(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        for limit in standard.limits {
            switch limit.metric {
            case BuiltInLimits.latencyMetric:
                judgeScalar(latency, unit: "ms", limit, outcome, &turn)
            case BuiltInLimits.lossMetric:
                // One lost question of two is no measurement.
                judgeScalar(sent >= 5 ? lossPercent : nil, unit: "%", limit, outcome, &turn)
            default:
                for reading in outcome.scalars where reading.metric.name == limit.metric {
                    judgeScalar(
                        reading.value, unit: reading.metric.unit, limit, outcome, states: reading.metric.states, &turn)
                }
            }
        }
    }

    /// Judges the columns of a table.
    mutating func judgeLimits(_ table: TableReading, isWhole: Bool, _ turn: inout JudgeTurn) {
        for limit in standard.limits {
            guard let column = table.column(limit.metric) else { continue }
            let bad = limit.numbers(table.states(of: limit.metric))
            let hasTroubles = !troubles.isEmpty && troubles.keys.contains { $0.rule == limit.rule }
            guard hasTroubles || limit.isBroken(byAnyOf: column, bad: bad) else { continue }
            judgeRows(column, of: table, limit, bad: bad, &turn)
            if hasTroubles, isWhole { endVanished(limit.rule, table, &turn) }
        }
    }

    private mutating func judgeRows(
        _ column: [Double], of table: TableReading, _ limit: MetricLimit, bad: [Double], _ turn: inout JudgeTurn
    ) {
        let isInterfaces = table.table.name == InterfaceColumns.table
        let unit = table.unit(of: limit.metric)
        let packets = limit.share.map { table.sum(of: $0.packets) }
        for row in column.indices {
            let verdict = limit.verdict(on: column[row], bad: bad, packets: packets?[row])
            let instance = table.instances[row]
            let key = TroubleKey(rule: limit.rule, instance: instance)
            if troubles[key] == nil {
                guard verdict == .bad, limit.covers(instance, label: { table.label($0)?[row] }) else { continue }
                if limit.isForUplinks {
                    guard isInterfaces, standard.settings.interfaceScope == .all || isUplinkCached(row, of: table)
                    else { continue }
                }
            }
            let measure = Measure(
                key: key, severity: limit.severity, isUserRule: limit.isUserRule, polls: limit.polls, of: limit.polls)
            let who = isInterfaces ? interfaceName(row, of: table) : instance
            let reading = LimitReading(
                limit: limit, device: turn.device, who: who, value: column[row], unit: unit,
                states: table.states(of: limit.metric), packets: packets?[row])
            judge(verdict, measure, value: column[row], &turn) {
                (reading.begins($0), reading.evidence($0))
            } ends: {
                (reading.ends($0), reading.evidence($0))
            }
        }
    }

    private mutating func judgeScalar(
        _ value: Double?, unit: String, _ limit: MetricLimit, _ outcome: PollOutcome, states: [Int64: String] = [:],
        _ turn: inout JudgeTurn
    ) {
        let key = TroubleKey(rule: limit.rule, instance: nil)
        let bad = limit.numbers(states)
        let verdict = value.map { limit.verdict(on: $0, bad: bad) } ?? .silent
        guard verdict == .bad || troubles[key] != nil else { return }
        let measure = Measure(
            key: key, severity: limit.severity, isUserRule: limit.isUserRule, polls: limit.polls, of: limit.polls)
        let reading = LimitReading(
            limit: limit, device: turn.device, who: nil, value: value ?? .nan, unit: unit, states: states, packets: nil)
        let confidence = confidence
        judge(verdict, measure, value: value, &turn) {
            (reading.begins($0), reading.evidence($0, confidence, outcome))
        } ends: {
            (reading.ends($0), reading.evidence($0, confidence, outcome))
        }
    }

    /// Ends the troubles of instances that are no longer there.
    mutating func endVanished(_ rule: String, _ table: TableReading, _ turn: inout JudgeTurn) {
        let keys = troubles.keys.filter { $0.rule == rule && $0.instance != nil }
        guard !keys.isEmpty else { return }
        let present = Set(table.instances)
        for key in keys {
            guard let instance = key.instance, !present.contains(instance), var trouble = troubles[key] else {
                continue
            }
            trouble.missing += 1
            guard trouble.missing >= DeviceJudge.missingLimit else {
                troubles[key] = trouble
                continue
            }
            let device = turn.device.entry.name
            let reason = "it is no longer in the table \(table.table.name) of the device"
            end(
                trouble, measure(of: key, turn.device.standard),
                (
                    "\(device): \(instance) is no longer there, and \(rule) of it ends",
                    Evidence { $0.member("reason", reason) }
                ), &turn)
        }
    }

    /// How a trouble is judged by the present configuration.
    func measure(of key: TroubleKey, _ standard: DeviceStandard) -> Measure {
        if let limit = standard.limit(of: key.rule) {
            return Measure(
                key: key, severity: limit.severity, isUserRule: limit.isUserRule, polls: limit.polls, of: limit.polls)
        }
        let rule = PollingRules.rule(named: key.rule)
        return Measure(
            key: key, severity: rule.flatMap { standard.severity(of: $0) } ?? rule?.severity ?? .warning,
            isUserRule: !PollingRules.isShipped(key.rule), polls: 1, of: 1)
    }

    private mutating func isUplinkCached(_ row: Int, of table: TableReading) -> Bool {
        guard row < interfaces.entries.count else { return isUplink(row, of: table) }
        if let known = interfaces.entries[row].isUplink { return known }
        let found = isUplink(row, of: table)
        interfaces.entries[row].isUplink = found
        return found
    }
}

extension MetricLimit {
    /// The numbers of the states that are wrong.
    func numbers(_ states: [Int64: String]) -> [Double] {
        guard case .states(let names) = side else { return [] }
        return states.filter { names.contains($0.value) }.map { Double($0.key) }
    }
}

extension TableReading {
    /// The unit of a metric or ratio.
    func unit(of name: String) -> String {
        table.metrics.first { $0.name == name }?.unit ?? table.ratios.first { $0.name == name }?.unit ?? ""
    }

    /// The names of a metric's states.
    func states(of name: String) -> [Int64: String] { table.metrics.first { $0.name == name }?.states ?? [:] }

    /// The sum of several metrics, row by row; what has no value counts as nothing.
    func sum(of names: [String]) -> [Double] {
        var sum = [Double](repeating: 0, count: instances.count)
        for name in names {
            guard let column = column(name) else { continue }
            for row in sum.indices where !column[row].isNaN { sum[row] += column[row] }
        }
        return sum
    }
}
