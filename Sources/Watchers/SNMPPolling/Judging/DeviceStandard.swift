import Model

/// What a device is held against. Devices that are judged alike share one.
final class DeviceStandard: Sendable {
    /// When something is a problem.
    let settings: JudgingSettings
    /// The limits on its metrics.
    let limits: [Limit]
    /// The rules that its alerts may have besides those of the limits.
    private let byRule: [String: Int]

    /// A standard of settings and the thresholds that apply.
    init(settings: JudgingSettings, thresholds: [CompiledThreshold]) {
        self.settings = settings
        var limits: [Limit] = []
        for limit in BuiltInLimits.limits(settings) where !settings.disabled.contains(limit.rule) {
            // A threshold of the user's on the same metric is judged in place of the one that is built in.
            let own = thresholds.filter { $0.isUsers && $0.limit.metric == limit.metric }.compactMap(\.limit.threshold)
            if own.contains(where: { $0.instancePattern == nil && $0.labels.isEmpty }) { continue }
            var limit = limit
            limit.exceptions = own
            limits.append(limit)
        }
        for threshold in thresholds {
            let rule = threshold.limit.rule
            if settings.disabled.contains(rule) || limits.contains(where: { $0.rule == rule }) { continue }
            limits.append(threshold.limit)
        }
        self.limits = limits
        byRule = Dictionary(limits.enumerated().map { ($1.rule, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The limit of a rule.
    func limit(of rule: String) -> Limit? { byRule[rule].map { limits[$0] } }

    /// How much a rule of the catalog matters here; nil where it is off.
    func severity(of rule: Rule) -> Severity? {
        settings.disabled.contains(rule.name) ? nil : settings.severities[rule.name] ?? rule.severity
    }
}

/// A threshold as it was configured, ready to be judged by.
struct CompiledThreshold: Sendable, Hashable {
    /// Its limit.
    var limit: Limit
    /// Only devices with these tags, or with this name under the key `name`; empty for all.
    var devices: [String: String]
    /// Whether the user wrote it, and not a profile.
    var isUsers: Bool

    /// A threshold of the user's, or one that a profile brings.
    init(_ threshold: Threshold, isUsers: Bool) {
        let side: Limit.Side =
            switch threshold.side {
            case .above(let bound, let clear): .above(bound, clear: clear)
            case .below(let bound, let clear): .below(bound, clear: clear)
            case .states(let names): .states(names)
            }
        limit = Limit(
            rule: threshold.name, metric: threshold.metric, side: side, polls: min(max(threshold.polls, 1), 1_000),
            severity: threshold.severity, isUserRule: PollingRules.rule(named: threshold.name) == nil,
            threshold: threshold)
        devices = threshold.devices
        self.isUsers = isUsers
    }
}

/// Which devices something is for: by tags, and by name under the key `name`.
enum DeviceMatch {
    /// Whether a device has all of these.
    static func holds(_ wanted: [String: String], of device: DeviceEntry) -> Bool {
        wanted.allSatisfy { key, value in
            device.tags[key] == value || (key == "name" && device.tags[key] == nil && device.name == value)
        }
    }
}
