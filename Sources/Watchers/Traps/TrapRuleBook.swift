import SNMP

/// The rules in force, found by trap: the user's first, in their order, then ours that the user did not replace by name.
public struct TrapRuleBook: Sendable {
    /// All rules in order of precedence.
    public let rules: [TrapRule]
    private var judging: [ObjectIdentifier: [Int]] = [:]
    private var judgingByPrefix: [Int] = []
    private var clearing: [ObjectIdentifier: [Int]] = [:]

    /// The user's rules over ours.
    public init(userRules: [TrapRule]) {
        let taken = Set(userRules.map(\.name))
        rules = userRules + StandardTrapRules.all.filter { !taken.contains($0.name) }
        for (index, rule) in rules.enumerated() {
            for trap in rule.traps { judging[trap, default: []].append(index) }
            if !rule.trapPrefixes.isEmpty { judgingByPrefix.append(index) }
            for trap in rule.clearedBy { clearing[trap, default: []].append(index) }
        }
    }

    /// The OID by which rules know a trap. A v1 trap whose MIB has no 0 as last arc but one, such as upsTrapOnBattery,
    /// gets one by the mapping of RFC 3584, section 3.1, also when a proxy made it v2c.
    func canonical(_ trap: ObjectIdentifier, names: ObjectNames) -> ObjectIdentifier {
        if judging[trap] != nil || clearing[trap] != nil { return trap }
        return names.notification(trap)?.oid ?? trap
    }

    /// The first rule that applies to a trap; nil when none knows it.
    func rule(for trap: ObjectIdentifier, varBinds: [VarBind], names: ObjectNames) -> TrapRule? {
        var candidates = judging[trap] ?? []
        if !judgingByPrefix.isEmpty {
            candidates += judgingByPrefix.filter { index in
                rules[index].trapPrefixes.contains { trap.starts(with: $0) }
            }
            candidates.sort()
        }
        return candidates.lazy.map { rules[$0] }
            .first { $0.conditions.isEmpty || TrapRule.holds($0.conditions, in: varBinds, names: names) }
    }

    /// The rules whose alerts a trap ends.
    func cleared(by trap: ObjectIdentifier, varBinds: [VarBind], names: ObjectNames) -> [TrapRule] {
        guard let candidates = clearing[trap] else { return [] }
        return candidates.lazy.map { rules[$0] }
            .filter { $0.clearConditions.isEmpty || TrapRule.holds($0.clearConditions, in: varBinds, names: names) }
    }
}
