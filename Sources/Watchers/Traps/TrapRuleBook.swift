import SNMP

/// The rules in force, found by trap: the user's first, in their order, then ours that the user did not replace by name.
public struct TrapRuleBook: Sendable {
    /// All rules in order of precedence.
    public let rules: [TrapRule]
    private var exact: [ObjectIdentifier: Match] = [:]
    private var prefixed: [Int] = []

    /// What there is to know about a trap before its varbinds are looked at. Rules are named by their places in `rules`:
    /// a rule is a large value, and this is the path of every trap.
    struct Match: Sendable {
        /// Rules that may judge it, in order of precedence.
        var judging: [Int] = []
        /// Rules whose alerts it may end.
        var clearing: [Int] = []
    }

    /// The user's rules over ours.
    public init(userRules: [TrapRule]) {
        let taken = Set(userRules.map(\.name))
        rules = userRules + StandardTrapRules.all.filter { !taken.contains($0.name) }
        for (index, rule) in rules.enumerated() {
            for trap in rule.traps { exact[trap, default: Match()].judging.append(index) }
            if !rule.trapPrefixes.isEmpty { prefixed.append(index) }
            for trap in rule.clearedBy { exact[trap, default: Match()].clearing.append(index) }
        }
    }

    /// The rules about a trap. A v1 trap whose MIB has no 0 as last arc but one, such as upsTrapOnBattery, gets one by
    /// the mapping of RFC 3584, section 3.1, also when a proxy made it v2c; the name that it has all the same finds it.
    func match(_ trap: ObjectIdentifier, names: ObjectNames) -> Match {
        var match = exact[trap] ?? names.notification(trap).flatMap { exact[$0.oid] } ?? Match()
        guard !prefixed.isEmpty else { return match }
        match.judging += prefixed.filter { index in
            rules[index].trapPrefixes.contains { trap.starts(with: $0) } && !match.judging.contains(index)
        }
        match.judging.sort()
        return match
    }

    /// The place of the first rule that applies to a trap; nil when none knows it.
    func judge(_ match: Match, varBinds: [VarBind], names: ObjectNames) -> Int? {
        match.judging.first { TrapRule.holds(rules[$0].conditions, in: varBinds, names: names) }
    }

    /// The places of the rules whose alerts a trap ends.
    func cleared(_ match: Match, varBinds: [VarBind], names: ObjectNames) -> [Int] {
        if match.clearing.isEmpty { return [] }
        return match.clearing.filter { TrapRule.holds(rules[$0].clearConditions, in: varBinds, names: names) }
    }
}
