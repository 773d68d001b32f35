import Model

/// One limit on one metric, ready to be held against columns of values: a threshold of the user's or a profile's, or
/// one that is built in.
struct MetricLimit: Sendable, Hashable {
    /// A limit in percent of all packets: what is counted a second is wrong when it is more than that part of them, or
    /// more than enough by itself.
    struct Share: Sendable, Hashable {
        /// The metrics that all packets are the sum of, this one apart.
        var packets: [String]
        /// Wrong above this, right at or below that, in percent.
        var above: Double
        var clear: Double
        /// So many a second are wrong whatever the part; at half of that it is right again.
        var enough: Double
    }

    /// The rule.
    var rule: String
    /// The metric, or a ratio.
    var metric: String
    /// Which values are wrong, and which are right again. What is neither changes nothing.
    var side: Threshold.Side
    /// How many polls in a row it must be broken for, and be right for before it ends.
    var polls: Int
    /// How much it matters.
    var severity: Severity
    /// Whether the rule is the user's own and not the catalog's.
    var isUserRule: Bool
    /// The threshold that it was made of, which says what rows it is for; nil for one that is built in.
    var threshold: Threshold?
    /// Thresholds that judge some instances in its place.
    var exceptions: [Threshold] = []
    /// Whether only interfaces that lead to the rest of the network are judged.
    var isForUplinks = false
    /// Where the value counts as a part of others; the side then is only what is worth a closer look.
    var share: Share?
    /// What is likely behind it, as the end of a sentence; nil where nothing can be said.
    var cause: String?

    /// Whether any value of a column is wrong. This is the loop that every healthy value goes through: no value at all
    /// (NaN) compares false, so it needs no look of its own.
    func isBroken(byAnyOf column: [Double], bad: [Double]) -> Bool {
        var isBroken = false
        switch side {
        case .above(let bound, _): for value in column { isBroken = isBroken || value > bound }
        case .below(let bound, _): for value in column { isBroken = isBroken || value < bound }
        case .states: for value in column { isBroken = isBroken || bad.contains(value) }
        }
        return isBroken
    }

    /// What one value is.
    func verdict(on value: Double, bad: [Double], packets: Double? = nil) -> LimitVerdict {
        guard !value.isNaN else { return .silent }
        if let share, let packets { return share.verdict(on: value, of: packets, worthwhile: side) }
        switch side {
        case .above(let bound, let clear): return value > bound ? .bad : value <= clear ? .right : .between
        case .below(let bound, let clear): return value < bound ? .bad : value >= clear ? .right : .between
        case .states: return bad.contains(value) ? .bad : .right
        }
    }

    /// Whether a row is judged, by its instance and its labels.
    func covers(_ instance: String, label: (String) -> String?) -> Bool {
        if let threshold, !threshold.applies(to: instance, label: label) { return false }
        return !exceptions.contains { $0.applies(to: instance, label: label) }
    }
}

extension MetricLimit.Share {
    /// What a value is as a part of all packets.
    fileprivate func verdict(on value: Double, of packets: Double, worthwhile: Threshold.Side) -> LimitVerdict {
        guard case .above(let least, _) = worthwhile, value > least else { return .right }
        if value > enough { return .bad }
        let percent = value / (value + packets) * 100
        if percent > above { return .bad }
        return percent <= clear && value <= enough / 2 ? .right : .between
    }
}

/// What one look at something says.
enum LimitVerdict: Sendable, Hashable {
    /// It is wrong.
    case bad
    /// It is right.
    case right
    /// It is not wrong any more, and not yet right.
    case between
    /// Nothing: there is no value.
    case silent
}
